/* train.c - a training run, from files to a model */
/* SPDX-License-Identifier: MIT */
#include "fit/train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "data/corpus.h"
#include "data/dataset_weights.h"
#include "data/gain.h"
#include "data/subword_rows.h"
#include "fit/race.h"
#include "learn/prior.h"
#include "learn/sgd.h"
#include "model/model.h"
#include "model/train_settings.h"
#include "net/params.h"

/* The loss of an epoch is a mean over its steps, and the first steps of a short run do worse than guessing evenly: only
 * a loss this many times as bad is a run that diverged. */
static const double WORST_LOSS = 1.5;

/* A run on its way: what the steps below hand to each other. */
struct run {
    const char *const *files;
    size_t n_files;
    const struct settings *settings; /* &chosen, after a race */
    struct settings chosen;
    bagtag_progress_function *progress; /* NULL: none */
    void *progress_context;
    struct race_result race;
    const struct kernel *kernel;
    struct pool *pool;
    struct corpus *corpus;
    struct corpus_counts counts;
    struct corpus_contents contents;
    int32_t *char_ids; /* [n_char_ids]: touched buckets of character n-grams */
    size_t n_char_ids;
    float *idf; /* [V] of weighted bags; otherwise NULL */
    struct params params;
    struct sgd_progress end;
    double read_seconds, race_seconds, train_seconds;
};

static bool report_reading(void *context, const struct corpus_counts *counts, uint64_t bytes, uint64_t total_bytes)
{
    const struct run *run = context;
    struct bagtag_progress progress = {
        .stage = BAGTAG_READING,
        .fraction = total_bytes ? (double)bytes / (double)total_bytes : -1.0,
        .documents = counts->documents,
        .tokens = counts->tokens,
        .valid_loss = -1.0,
        .valid_accuracy = -1.0,
    };
    return run->progress(run->progress_context, &progress);
}

static bool report_training(void *context, const struct sgd_progress *at)
{
    const struct run *run = context;
    double total = (double)run->settings->epochs * (double)run->contents.train.n_documents;
    struct bagtag_progress progress = {
        .stage = at->is_epoch_end ? BAGTAG_EPOCH_END : BAGTAG_TRAINING,
        .fraction = (double)at->documents / total,
        .documents = at->documents,
        .tokens = at->tokens,
        .epoch = (int)at->epoch,
        .epochs = (int)run->settings->epochs,
        .learning_rate = at->learning_rate,
        .loss = at->loss,
        .valid_loss = at->is_epoch_end ? at->held_out_loss : -1.0,
        .valid_accuracy = at->is_epoch_end ? at->held_out_accuracy : -1.0,
    };
    return run->progress(run->progress_context, &progress);
}

/* Patience looks at held-out documents; a small share of few documents holds out none. */
static enum bagtag_status check_patience(const struct settings *settings, const struct corpus_contents *contents,
                                         struct bagtag_error *error)
{
    if (settings->patience == 0 || contents->held_out.n_documents > 0)
        return BAGTAG_OK;
    if (settings->valid_percent > 0)
        return error_set(
            error, BAGTAG_ARGUMENT,
            "patience: expected held-out documents; a share (valid) of %g%% of %zu document%s holds out none",
            settings->valid_percent, contents->train.n_documents, contents->train.n_documents == 1 ? "" : "s");
    return error_set(error, BAGTAG_ARGUMENT,
                     "patience: expected held-out documents (valid); found neither a file nor a share");
}

/* Text to ids. */
static enum bagtag_status read_files(struct run *run, struct bagtag_error *error)
{
    const struct settings *settings = run->settings;
    struct corpus_options how = settings_corpus(settings);
    if (settings->race && how.max_ngram < RACE_NGRAMS && !settings_is_given(settings, SETTING_NGRAMS))
        how.max_ngram = RACE_NGRAMS;
    if (settings->race && !settings_is_given(settings, SETTING_NGRAMS))
        how.max_ideographs = RACE_IDEOGRAPHS;
    if (settings->race && !settings_is_given(settings, SETTING_CHARS))
        how.has_others = true;
    corpus_progress *report = run->progress ? report_reading : NULL;
    enum bagtag_status status = corpus_open(&run->corpus, &how, run->pool, error);
    for (size_t i = 0; status == BAGTAG_OK && i < run->n_files; i++)
        status = corpus_read(run->corpus, run->files[i], false, report, run, error);
    if (status == BAGTAG_OK && settings->valid_file)
        status = corpus_read(run->corpus, settings->valid_file, true, report, run, error);
    if (status == BAGTAG_OK)
        status = corpus_finish(run->corpus, &run->contents, error);
    if (status != BAGTAG_OK)
        return status;
    run->counts = *corpus_counts(run->corpus);
    corpus_free(run->corpus);
    run->corpus = NULL;
    if (run->contents.train.n_documents == 0)
        return error_set(error, BAGTAG_INPUT, "every labelled line was held out: nothing is left to train on");
    return check_patience(settings, &run->contents, error);
}

/* The parameters, made by all workers; from then on no more workers than have columns to work on. */
static enum bagtag_status make_params(struct run *run, size_t n_rows, size_t n_outputs, struct bagtag_error *error)
{
    const struct settings *settings = run->settings;
    int n_workers = pool_n_workers(run->pool);
    size_t useful = params_useful_shares(settings->dim, (size_t)n_workers);
    enum bagtag_status status =
        params_init(&run->params, n_rows, n_outputs, settings->dim, useful, settings->seed, run->pool, error);
    if (status != BAGTAG_OK || useful == (size_t)n_workers)
        return status;
    pool_close(run->pool);
    run->pool = NULL;
    return pool_open(&run->pool, (int)useful, error);
}

/* Lets candidates race for the settings that are not fixed, and goes on as if the best had been asked for. */
static enum bagtag_status race(struct run *run, struct bagtag_error *error)
{
    struct corpus_contents *contents = &run->contents;
    enum bagtag_status status = race_run(contents, run->settings, run->kernel, run->pool, &run->race, error);
    if (status != BAGTAG_OK)
        return status;
    run->chosen = *run->settings;
    race_apply(&run->race, &run->chosen);
    run->settings = &run->chosen;
    bool drops_ngrams = run->chosen.ngrams == 1 && contents->n_ngram_ids > 0;
    bool drops_others = run->chosen.chars_max == 0 && contents->others.n > 0;
    unsigned dropped = (drops_ngrams ? DATASET_NGRAM : 0) | (drops_others ? DATASET_NO_ROW : 0);
    if (dropped != 0) { /* what the documents were read with and the model is not to have */
        dataset_drop(&contents->train, contents->words.n_words, dropped);
        dataset_drop(&contents->held_out, contents->words.n_words, dropped);
    }
    if (drops_ngrams) {
        free(contents->ngram_ids);
        contents->ngram_ids = NULL;
        contents->n_ngram_ids = 0;
    }
    return BAGTAG_OK;
}

/* Puts the rows of character n-grams into all documents. */
static enum bagtag_status add_subwords(struct run *run, struct bagtag_error *error)
{
    const struct settings *settings = run->settings;
    struct corpus_contents *contents = &run->contents;
    const struct subwords rules = {
        .min_n = settings->chars_min, .max_n = settings->chars_max, .known.n_buckets = settings->buckets};
    struct subword_lists lists = {0};
    uint32_t first_row = (uint32_t)(contents->words.n_words + contents->n_ngram_ids);
    enum bagtag_status status = subword_lists_make(&lists, &rules, contents, run->pool, error);
    if (status == BAGTAG_OK)
        status = subword_rows_add(&contents->train, &lists, first_row, run->pool, error);
    if (status == BAGTAG_OK)
        status = subword_rows_add(&contents->held_out, &lists, first_row, run->pool, error);
    if (status == BAGTAG_OK) {
        run->char_ids = lists.ids;
        run->n_char_ids = lists.n_ids;
        lists.ids = NULL;
    }
    subword_lists_clear(&lists);
    return status;
}

/* Documents to weighted documents. */
static enum bagtag_status weigh(struct run *run, size_t n_rows, struct bagtag_error *error)
{
    struct dataset *train = &run->contents.train, *held_out = &run->contents.held_out;
    enum bagtag_status status = dataset_unite(train, run->pool, error);
    if (status == BAGTAG_OK)
        status = dataset_unite(held_out, run->pool, error);
    if (status != BAGTAG_OK)
        return status;
    run->idf = run->settings->weight == WEIGHT_GAIN ? gain_of_rows(train, n_rows, run->contents.labels.n_words)
                                                    : dataset_idf(train, n_rows);
    if (!run->idf)
        return error_memory(error);
    status = dataset_weigh(train, run->idf, run->pool, error);
    return status == BAGTAG_OK ? dataset_weigh(held_out, run->idf, run->pool, error) : status;
}

/* Ids to parameters. */
static enum bagtag_status fit(struct run *run, struct bagtag_error *error)
{
    const struct settings *settings = run->settings;
    const struct corpus_contents *contents = &run->contents;
    const struct loss *loss = loss_get(settings->loss);
    struct sgd_options how = {
        .bag = settings->bag,
        .loss = loss,
        .n_labels = contents->labels.n_words,
        .decay = (float)settings->decay,
        .epochs = settings->epochs,
        .patience = settings->patience,
        .batch = settings_batch(settings),
        .learning_rate = (float)settings->learning_rate,
        .keeps_bias = settings->bias == BIAS_PRIOR,
        .is_linear = settings->schedule == SCHEDULE_LINEAR,
        .seed = settings->seed,
    };
    enum bagtag_status status = settings->chars_max ? add_subwords(run, error) : BAGTAG_OK;
    size_t n_rows = contents->words.n_words + contents->n_ngram_ids + run->n_char_ids;
    size_t n_labels = contents->labels.n_words;
    if (status == BAGTAG_OK && settings->weight != WEIGHT_NONE)
        status = weigh(run, n_rows, error);
    if (status == BAGTAG_OK)
        status = make_params(run, n_rows, loss->n_outputs(n_labels), error);
    if (status == BAGTAG_OK && how.keeps_bias)
        status = prior_set_bias(&run->params, &contents->train, loss, n_labels, settings->temperature, error);
    if (status == BAGTAG_OK)
        status = sgd_run(&run->params, &contents->train, &contents->held_out, &how, run->kernel, run->pool,
                         run->progress ? report_training : NULL, run, &run->end, error);
    if (status != BAGTAG_OK)
        return status;
    params_scale_output(&run->params, 1.0 / settings->temperature);
    double guessing = loss->guessing(n_labels);
    const char *lower = settings->decay > 0.0 ? "--lr or --decay" : "--lr";
    if (!isfinite(run->end.loss))
        return error_set(error, BAGTAG_INPUT, "training diverged: the loss is no finite number; lower %s", lower);
    if (n_labels > 1 && run->end.loss > WORST_LOSS * guessing)
        return error_set(error, BAGTAG_INPUT,
                         "training diverged: the loss ended at %.3f, where guessing evenly has %.3f; lower %s",
                         run->end.loss, guessing, lower);
    return BAGTAG_OK;
}

static enum bagtag_status fill_settings(struct bagtag_model *model, const struct run *run, struct bagtag_error *error)
{
    const char *version = bagtag_unicode_version(), *prefix = run->settings->label_prefix;
    model->settings = *run->settings;
    model->settings.batch = settings_batch(run->settings);
    model->settings.label_prefix = arena_copy(&model->strings, prefix, strlen(prefix));
    model->settings.valid_file = NULL;
    model->unicode_version = arena_copy(&model->strings, version, strlen(version));
    model->metrics = (struct model_metrics){.documents = run->counts.documents,
                                            .tokens = run->counts.tokens,
                                            .train_loss = run->end.loss,
                                            .valid_loss = run->end.held_out_loss,
                                            .valid_accuracy = run->end.held_out_accuracy};
    return model->settings.label_prefix && model->unicode_version ? BAGTAG_OK : error_memory(error);
}

static enum bagtag_status copy_labels(struct bagtag_model *model, const struct vocab *labels,
                                      struct bagtag_error *error)
{
    model->labels = mem_zeroed(labels->n_words, sizeof *model->labels);
    model->label_counts = mem_array(labels->n_words, sizeof *model->label_counts);
    if (!model->labels || !model->label_counts)
        return error_memory(error);
    for (size_t i = 0; i < labels->n_words; i++) {
        size_t len;
        const char *text = vocab_word(labels, (uint32_t)i, &len);
        model->labels[i] = arena_copy(&model->strings, text, len);
        if (!model->labels[i])
            return error_memory(error);
        model->label_counts[i] = labels->counts[i];
    }
    model->n_labels = labels->n_words;
    return BAGTAG_OK;
}

/* E, W and b end to end in one block, as in the file. The data sets are gone by now, so the peak is what training had.
 */
static enum bagtag_status join_weights(struct bagtag_model *model, struct run *run, struct bagtag_error *error)
{
    size_t n_rows = run->params.n_rows, dim = run->params.dim, n_outputs = run->params.n_outputs;
    model->owned_weights = params_join(&run->params, run->pool, &model->n_owned_weights);
    if (!model->owned_weights)
        return error_memory(error);
    model->rows = rows_of_floats(model->owned_weights, n_rows, dim, dim);
    model->weight = model->owned_weights + n_rows * dim;
    model->bias = model->weight + n_outputs * dim;
    return BAGTAG_OK;
}

/* Parameters and vocabularies to a model. */
static enum bagtag_status make_model(struct run *run, struct bagtag_model **out, struct bagtag_error *error)
{
    struct corpus_contents *contents = &run->contents;
    struct bagtag_model *model = model_new();
    if (!model)
        return error_memory(error);
    dataset_clear(&contents->train);
    dataset_clear(&contents->held_out);
    enum bagtag_status status = fill_settings(model, run, error);
    if (status == BAGTAG_OK)
        status = copy_labels(model, &contents->labels, error);
    if (status == BAGTAG_OK)
        status = join_weights(model, run, error);
    if (status != BAGTAG_OK) {
        bagtag_model_free(model);
        return status;
    }
    model->feature_kind = contents->kind;
    model->words = contents->words;
    model->idf = model->owned_idf = run->idf;
    run->idf = NULL;
    model->owned_ngram_ids = contents->ngram_ids;
    model->ngrams = (struct ngrams){.max_n = run->settings->ngrams,
                                    .n_buckets = run->settings->buckets,
                                    .ids = contents->ngram_ids,
                                    .n_ids = contents->n_ngram_ids};
    model->owned_char_ids = run->char_ids;
    model->subwords = (struct subwords){
        .min_n = run->settings->chars_min,
        .max_n = run->settings->chars_max,
        .known = {.n_buckets = run->settings->buckets, .ids = run->char_ids, .n_ids = run->n_char_ids}};
    run->char_ids = NULL;
    contents->words = (struct vocab){0};
    contents->ngram_ids = NULL;
    *out = model;
    return BAGTAG_OK;
}

static void summarise(const struct run *run, const struct bagtag_model *model, struct bagtag_train_summary *summary)
{
    *summary = (struct bagtag_train_summary){
        .documents = run->counts.documents,
        .held_out = run->counts.held_out,
        .unlabelled = run->counts.unlabelled,
        .first_unlabelled = run->counts.first_unlabelled,
        .invalid_utf8 = run->counts.invalid_utf8,
        .tokens = run->counts.tokens,
        .words = model->words.n_words,
        .labels = model->n_labels,
        .loss = run->end.loss,
        .valid_loss = run->end.held_out_loss,
        .valid_accuracy = run->end.held_out_accuracy,
        .read_seconds = run->read_seconds,
        .train_seconds = run->train_seconds,
        .n_raced = run->race.n_held_out,
        .race_accuracy = run->race.accuracy,
        .plain_accuracy = run->race.plain_accuracy,
        .words_accuracy = run->race.words_accuracy,
        .weight = weight_names[run->settings->weight],
        .bias = bias_names[run->settings->bias],
        .loss_name = loss_names[run->settings->loss],
        .temperature = run->settings->temperature,
        .threshold = run->settings->threshold,
        .n_calibrated = run->race.n_calibrated,
        .ngrams = run->settings->ngrams,
        .chars_min = run->settings->chars_min,
        .chars_max = run->settings->chars_max,
        .dim = run->settings->dim,
        .epochs = run->settings->epochs,
        .decay = run->settings->decay,
        .race_seconds = run->race_seconds,
    };
}

static enum bagtag_status train(struct run *run, struct bagtag_model **out, struct bagtag_error *error)
{
    double start = clock_seconds();
    enum bagtag_status status = kernel_choose(&run->kernel, error);
    if (status == BAGTAG_OK)
        status = pool_open(&run->pool, settings_threads(run->settings), error);
    if (status == BAGTAG_OK)
        status = read_files(run, error);
    double is_read = clock_seconds();
    if (status == BAGTAG_OK && run->settings->race)
        status = race(run, error);
    double is_raced = clock_seconds();
    if (status == BAGTAG_OK)
        status = fit(run, error);
    run->read_seconds = is_read - start;
    run->race_seconds = is_raced - is_read;
    run->train_seconds = clock_seconds() - is_raced;
    return status == BAGTAG_OK ? make_model(run, out, error) : status;
}

enum bagtag_status train_files(const char *const *files, size_t n_files, const struct settings *settings,
                               bagtag_progress_function *progress, void *context, struct bagtag_model **out,
                               struct bagtag_train_summary *summary, struct bagtag_error *error)
{
    struct run run = {
        .files = files, .n_files = n_files, .settings = settings, .progress = progress, .progress_context = context};
    struct bagtag_model *model = NULL;
    enum bagtag_status status =
        n_files > 0 ? train(&run, &model, error) : error_set(error, BAGTAG_ARGUMENT, "no file to train on");
    if (status == BAGTAG_OK) {
        if (summary)
            summarise(&run, model, summary);
        *out = model;
    }
    corpus_free(run.corpus);
    corpus_contents_clear(&run.contents);
    params_clear(&run.params);
    free(run.char_ids);
    free(run.idf);
    pool_close(run.pool);
    return status;
}

enum bagtag_status bagtag_train(const char *const *files, size_t n_files, const struct bagtag_train_options *options,
                                struct bagtag_model **out, struct bagtag_train_summary *summary,
                                struct bagtag_error *error)
{
    struct settings settings;
    enum bagtag_status status = train_settings_of(options, &settings, error);
    if (status != BAGTAG_OK)
        return status;
    return train_files(files, n_files, &settings, options->progress, options->progress_context, out, summary, error);
}
