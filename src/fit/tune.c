/* tune.c - a search for settings, from files to a model */
/* SPDX-License-Identifier: MIT */
#include "bagtag_tune.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/number.h"
#include "data/audit.h"
#include "fit/candidate.h"
#include "fit/choose.h"
#include "fit/documents.h"
#include "fit/findings.h"
#include "fit/read_pretrained.h"
#include "fit/search.h"
#include "fit/space.h"
#include "fit/train.h"
#include "io/input.h"
#include "model/model.h"
#include "model/settings_table.h"
#include "model/settings_text.h"
#include "model/train_options.h"

enum { MIN_DOCUMENTS = 50, MAX_SAMPLES = SPACE_NGRAMS };
static const uint64_t SAMPLE_ROWS = 6000000; /* of the documents that settings are tried on */
static const double MINUTES_MAX = 100000.0;

/* A search in progress. */
struct tune {
    const char *const *files;
    size_t n_files;
    const struct bagtag_tune_options *options;
    struct bagtag_train_options asked;
    struct settings first; /* what bagtag_train would choose */
    struct metric metric;
    const struct kernel *kernel;
    struct pool *pool;
    struct vectors pretrained; /* all zero: none, or not read yet */
    struct search_sample samples[MAX_SAMPLES];
    size_t n_samples;
    size_t n_documents, n_held_out, n_labels; /* of the first reading */
    struct search_result found;
    double read_seconds, search_seconds;
};

void bagtag_tune_options_init(struct bagtag_tune_options *options)
{
    *options = (struct bagtag_tune_options){.minutes = 5.0, .metric = "accuracy"};
}

/* ---- options ----------------------------------------------------------------------------------------------- */

static bool holds_out(const struct settings *settings)
{
    return settings->valid_file || settings->valid_percent > 0.0;
}

static bool delivers_scored(const struct tune *tune)
{
    const char *delivery = tune->options->delivery;
    return delivery ? strcmp(delivery, "scored") == 0 : tune->asked.settings.valid_file != NULL;
}

/* Takes the settings of the caller, or the defaults. Those that a search does not allow must have their defaults. */
static enum bagtag_status take_asked(struct tune *tune, struct bagtag_error *error)
{
    const struct bagtag_train_options *train = tune->options->train;
    char found[BAGTAG_SETTING_BYTES];
    if (train)
        tune->asked = *train;
    else
        settings_init(&tune->asked.settings);
    const struct settings *asked = &tune->asked.settings;
    for (enum setting_id id = 0; id < N_SETTINGS; id++)
        if (!settings_table[id].about.is_tuned && !settings_is_initial(asked, id))
            return error_set(error, BAGTAG_ARGUMENT, "%s: cannot be set in a search: expected %s; found '%s'",
                             settings_table[id].about.name, settings_table[id].about.initial,
                             settings_text(asked, id, found));
    return settings_check(asked, error);
}

static enum bagtag_status check(struct tune *tune, struct bagtag_error *error)
{
    const struct bagtag_tune_options *options = tune->options;
    enum bagtag_status status = take_asked(tune, error);
    if (status == BAGTAG_OK)
        status = metric_parse(&tune->metric, options->metric, error);
    if (status != BAGTAG_OK)
        return status;
    if (tune->n_files == 0)
        return error_set(error, BAGTAG_ARGUMENT, "no file to train on");
    if (!(options->minutes >= 0.0 && options->minutes <= MINUTES_MAX))
        return error_set(error, BAGTAG_ARGUMENT, "minutes: expected a number from 0 to %g; found %g", MINUTES_MAX,
                         number_shown(options->minutes));
    if (options->minutes == 0.0 && options->trials == 0)
        return error_set(error, BAGTAG_ARGUMENT, "expected a limit of minutes or of trials; found none");
    const char *delivery = options->delivery;
    if (delivery && strcmp(delivery, "scored") != 0 && strcmp(delivery, "retrained") != 0)
        return error_set(error, BAGTAG_ARGUMENT, "delivery: expected scored or retrained; found '%s'", delivery);
    if (delivers_scored(tune) && !holds_out(&tune->asked.settings))
        return error_set(error, BAGTAG_ARGUMENT,
                         "delivery: scored needs --valid, as cross-validation scores several models");
    return BAGTAG_OK;
}

/* The files are read at least twice: by the search and by the last training. */
static enum bagtag_status check_files(const struct tune *tune, struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    for (size_t i = 0; status == BAGTAG_OK && i < tune->n_files; i++)
        status = input_check_rereadable(tune->files[i], error);
    if (status == BAGTAG_OK && tune->asked.settings.valid_file)
        status = input_check_rereadable(tune->asked.settings.valid_file, error);
    return status;
}

/* ---- documents --------------------------------------------------------------------------------------------- */

/* Passes on everything but warnings, which the first reading of the files gave already. */
static bool report_again(void *context, const struct bagtag_progress *at)
{
    const struct tune *tune = context;
    return at->stage == BAGTAG_WARNING || tune->asked.progress(tune->asked.progress_context, at);
}

/* Reads the files with n-grams of up to MAX_NGRAM words; the first time with all that candidates need. */
static enum bagtag_status read_files(struct tune *tune, uint32_t max_ngram, struct documents *documents,
                                     struct bagtag_error *error)
{
    struct document_files files = {tune->files, tune->n_files, tune->first.valid_file, tune->asked.progress,
                                   tune->asked.progress_context};
    struct corpus_options how = settings_corpus(&tune->first);
    if (tune->n_samples == 0) {
        candidate_widen(&how, &tune->first);
    } else {
        how.max_ngram = max_ngram;
        files.progress = files.progress ? report_again : NULL;
        files.progress_context = tune;
    }
    return documents_read(&files, &how, tune->pool, documents, error);
}

/* The first reading is remembered, and all others must agree with it. */
static enum bagtag_status check_same(struct tune *tune, const struct corpus_contents *contents,
                                     struct bagtag_error *error)
{
    size_t n_documents = corpus_contents_read(contents), n_held_out = contents->held_out.n_documents;
    size_t n_labels = contents->labels.n_words;
    if (tune->n_samples == 0) {
        tune->n_documents = n_documents;
        tune->n_held_out = n_held_out;
        tune->n_labels = n_labels;
    }
    if (n_documents == tune->n_documents && n_held_out == tune->n_held_out && n_labels == tune->n_labels)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_INPUT,
                     "the files changed while they were being read: %zu documents with %zu labels became %zu with %zu",
                     tune->n_documents + tune->n_held_out, tune->n_labels, n_documents + n_held_out, n_labels);
}

static enum bagtag_status check_contents(struct tune *tune, const struct corpus_contents *contents,
                                         struct bagtag_error *error)
{
    if (corpus_contents_read(contents) < MIN_DOCUMENTS)
        return error_set(error, BAGTAG_INPUT, "expected at least %d documents to tune on; found %zu", MIN_DOCUMENTS,
                         corpus_contents_read(contents));
    if (holds_out(&tune->first) && contents->held_out.n_documents == 0)
        return error_set(error, BAGTAG_INPUT, "--valid: expected documents to score on; found none");
    if (contents->held_out.n_documents > 0 &&
        audit_unknown_labels(&contents->held_out) == contents->held_out.n_documents)
        return error_set(error, BAGTAG_INPUT,
                         "--valid: expected documents with labels that occur in the training lines; found none");
    return metric_find_label(&tune->metric, &contents->labels, error);
}

/* Sets the pretrained vectors, which are read with the first documents. Their width is the only one tried. */
static enum bagtag_status take_vectors(struct tune *tune, struct corpus_contents *contents, struct bagtag_error *error)
{
    const struct pretrained *known = &tune->pretrained.known;
    if (tune->first.pretrained_file == NULL)
        return BAGTAG_OK;
    if (known->places == NULL) {
        enum bagtag_status status = read_pretrained(&tune->pretrained, &tune->first, contents, NULL,
                                                    tune->asked.progress, tune->asked.progress_context, error);
        tune->first.given |= UINT64_C(1) << SETTING_DIM;
        return status;
    }
    if (known->n_words != contents->words.n_words)
        return error_set(error, BAGTAG_INPUT,
                         "the files changed while they were being read: their words differ from the first reading");
    contents->pretrained = known;
    return BAGTAG_OK;
}

/* Keeps a sample of DOCUMENTS, of the same documents as the first sample. */
static enum bagtag_status keep_sample(struct tune *tune, const struct documents *documents, struct bagtag_error *error)
{
    struct search_sample *kept = &tune->samples[tune->n_samples];
    bool is_first = tune->n_samples == 0;
    size_t most = is_first ? SIZE_MAX : sample_drawn(&tune->samples[0].sample);
    uint64_t max_rows = is_first ? SAMPLE_ROWS : UINT64_MAX;
    tune->n_samples++;
    enum bagtag_status status = (holds_out(&tune->first) ? sample_take_split : sample_take)(
        &kept->sample, &documents->contents, max_rows, most, tune->first.seed, tune->pool, error);
    kept->max_ngram = documents->contents.max_ngram;
    kept->sample.n_rows += documents->n_char_ids;
    kept->sample.n_char_rows = documents->n_char_ids;
    return status;
}

static enum bagtag_status take_sample(struct tune *tune, uint32_t max_ngram, struct bagtag_error *error)
{
    struct documents documents = {0};
    struct choice choice;
    struct choosing choosing = {.kernel = tune->kernel,
                                .pool = tune->pool,
                                .progress = tune->asked.progress,
                                .context = tune->asked.progress_context,
                                .best_accuracy = -1.0};
    enum bagtag_status status = read_files(tune, max_ngram, &documents, error);
    if (status == BAGTAG_OK && tune->n_samples == 0)
        status = findings_report(&documents, &tune->first, choosing.progress, choosing.context, error);
    if (status == BAGTAG_OK)
        status = check_same(tune, &documents.contents, error);
    if (status == BAGTAG_OK)
        status = check_contents(tune, &documents.contents, error);
    if (status == BAGTAG_OK)
        status = settings_fit_labels(&tune->first, documents.contents.labels.n_words, error);
    if (status == BAGTAG_OK)
        status = take_vectors(tune, &documents.contents, error);
    if (status == BAGTAG_OK && tune->n_samples == 0)
        status = choose_settings(&documents.contents, &tune->first, &choosing, &choice, error);
    if (status == BAGTAG_OK)
        status = documents_add_chars(&documents, &tune->first, tune->pool, error);
    if (status == BAGTAG_OK)
        status = keep_sample(tune, &documents, error);
    documents_clear(&documents);
    return status;
}

/* Takes a sample for each length of n-grams that may be tried; settings are chosen on the first. */
static enum bagtag_status take_samples(struct tune *tune, struct bagtag_error *error)
{
    bool is_fixed = settings_is_given(&tune->asked.settings, SETTING_NGRAMS);
    tune->first = tune->asked.settings;
    tune->first.race = false;
    enum bagtag_status status = take_sample(tune, tune->first.ngrams, error);
    for (uint32_t ngrams = SPACE_NGRAMS; status == BAGTAG_OK && !is_fixed && ngrams > 1; ngrams--)
        if (ngrams != tune->samples[0].max_ngram)
            status = take_sample(tune, ngrams, error);
    return status;
}

/* ---- from the settings to the model ------------------------------------------------------------------------ */

static struct search_task task_of(const struct tune *tune)
{
    return (struct search_task){tune->options, &tune->first,  &tune->metric,  tune->kernel,
                                tune->pool,    tune->samples, tune->n_samples};
}

static void forget_samples(struct tune *tune)
{
    for (size_t i = 0; i < tune->n_samples; i++)
        sample_clear(&tune->samples[i].sample);
    tune->n_samples = 0;
    vectors_clear(&tune->pretrained);
}

static enum bagtag_status search(struct tune *tune, struct bagtag_error *error)
{
    double start = clock_seconds();
    enum bagtag_status status = check(tune, error);
    if (status == BAGTAG_OK)
        status = check_files(tune, error);
    if (status == BAGTAG_OK)
        status = kernel_choose(&tune->kernel, error);
    if (status == BAGTAG_OK)
        status = pool_open(&tune->pool, settings_threads(&tune->asked.settings), error);
    if (status == BAGTAG_OK)
        status = take_samples(tune, error);
    double is_read = clock_seconds();
    struct search_task task = task_of(tune);
    if (status == BAGTAG_OK)
        status = search_run(&task, &tune->found, error);
    tune->read_seconds = is_read - start;
    tune->search_seconds = clock_seconds() - is_read;
    pool_close(tune->pool);
    tune->pool = NULL;
    return status;
}

/* All settings of a model except temperature and threshold, which are fitted to the settings chosen. How files are read
 * is not fixed: an option for csv that counts as given would change what their format is taken for. */
static uint64_t fixed_settings(void)
{
    uint64_t fixed = 0;
    for (size_t i = 0; i < N_SETTINGS; i++)
        if (settings_table[i].about.role == BAGTAG_OF_MODEL && i != SETTING_TEMPERATURE && i != SETTING_THRESHOLD)
            fixed |= UINT64_C(1) << i;
    return fixed;
}

/* Trains with the settings chosen; BEST has the temperature and threshold of the first settings. */
static enum bagtag_status train_best(struct tune *tune, const char *const *files, size_t n_files,
                                     const struct settings *best, struct bagtag_model **out,
                                     struct bagtag_train_summary *summary, struct bagtag_error *error)
{
    struct settings settings = *best;
    settings.given = fixed_settings() | tune->asked.settings.given;
    const struct train_task task = {.files = files,
                                    .n_files = n_files,
                                    .settings = &settings,
                                    .choice = TRAIN_CALIBRATED,
                                    .scores = TRAIN_WITH_SCORES,
                                    .progress = tune->asked.progress ? report_again : NULL,
                                    .progress_context = tune};
    return train_files(&task, out, summary, error);
}

/* Replaces the score by that of the model as it is delivered: the search had the temperature of the first settings, and
 * a temperature below 1 changes what is learned beside a prior bias. */
static enum bagtag_status score_delivered(struct tune *tune, const struct bagtag_model *model,
                                          struct bagtag_error *error)
{
    if (tune->found.n_scored == 0)
        return BAGTAG_OK;
    enum bagtag_status status = pool_open(&tune->pool, 1, error);
    const struct search_task task = task_of(tune);
    if (status == BAGTAG_OK)
        status = search_score_again(&task, &model->settings, &tune->found.score, error);
    pool_close(tune->pool);
    return status;
}

static void summarise(const struct tune *tune, bool adds_valid_file, const struct bagtag_train_summary *train,
                      struct bagtag_tune_summary *summary)
{
    const struct search_result *found = &tune->found;
    *summary = (struct bagtag_tune_summary){
        .trials = found->trials,
        .trainings = found->trainings,
        .chosen = found->chosen,
        .score = found->score,
        .first_score = found->first_score,
        .n_scored = found->n_scored,
        .is_rescored = found->is_rescored,
        .has_ended = found->has_ended,
        .read_seconds = tune->read_seconds,
        .search_seconds = tune->search_seconds,
        .adds_valid_file = adds_valid_file,
        .train = *train,
    };
}

/* Everything after the search. */
static enum bagtag_status deliver(struct tune *tune, struct bagtag_model **out, struct bagtag_tune_summary *summary,
                                  struct bagtag_error *error)
{
    struct settings settings = tune->found.best;
    bool is_scored = delivers_scored(tune), adds_valid_file = !is_scored && settings.valid_file;
    const char **all = mem_array(tune->n_files + 1, sizeof *all);
    if (!all)
        return error_memory(error);
    memcpy(all, tune->files, tune->n_files * sizeof *all);
    all[tune->n_files] = settings.valid_file;
    if (!is_scored) {
        forget_samples(tune);
        settings.valid_file = NULL;
        settings.valid_percent = 0.0;
    }
    struct bagtag_model *model = NULL;
    struct bagtag_train_summary train;
    enum bagtag_status status =
        train_best(tune, all, tune->n_files + adds_valid_file, &settings, &model, &train, error);
    free(all);
    if (status == BAGTAG_OK && is_scored && summary)
        status = score_delivered(tune, model, error);
    if (status != BAGTAG_OK) {
        bagtag_model_free(model);
        return status;
    }
    if (summary)
        summarise(tune, adds_valid_file, &train, summary);
    *out = model;
    return BAGTAG_OK;
}

enum bagtag_status bagtag_tune(const char *const *files, size_t n_files, const struct bagtag_tune_options *options,
                               struct bagtag_model **out, struct bagtag_tune_summary *summary,
                               struct bagtag_error *error)
{
    struct tune tune = {.files = files, .n_files = n_files, .options = options};
    enum bagtag_status status = search(&tune, error);
    if (status == BAGTAG_OK)
        status = deliver(&tune, out, summary, error);
    forget_samples(&tune);
    return status;
}
