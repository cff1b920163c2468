/* train.c - a training run, from files to a model */
/* SPDX-License-Identifier: MIT */
#include "fit/train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bagtag_fasttext.h"
#include "base/clock.h"
#include "base/mem.h"
#include "data/dataset_weights.h"
#include "data/gain.h"
#include "fit/calibrate.h"
#include "fit/candidate.h"
#include "fit/choose.h"
#include "fit/documents.h"
#include "fit/findings.h"
#include "fit/read_pretrained.h"
#include "learn/training.h"
#include "model/model.h"
#include "model/more_words.h"
#include "model/settings_text.h"
#include "model/train_options.h"

/* The loss of an epoch is a mean over its steps, and the first steps of a short run do worse than uniform guessing: a
 * run has diverged only if its loss is this many times that of guessing. */
static const double WORST_LOSS = 1.5;

/* A run in progress. */
struct run {
    const struct train_task *task;
    struct settings settings; /* those of the task, then with what was chosen */
    struct choice choice;
    const struct kernel *kernel;
    struct pool *pool;
    struct documents documents;
    struct vectors pretrained; /* all zero: none */
    struct trained trained;
    bool has_several_labels;
    double read_seconds, choice_seconds, train_seconds;
};

static bool report_training(void *context, const struct sgd_progress *at)
{
    const struct run *run = context;
    double total = (double)run->settings.epochs * (double)run->documents.contents.train.n_documents;
    struct bagtag_progress progress = {
        .stage = at->is_epoch_end ? BAGTAG_EPOCH_END : BAGTAG_TRAINING,
        .fraction = (double)at->documents / total,
        .documents = at->documents,
        .tokens = at->tokens,
        .epoch = (int)at->epoch,
        .epochs = (int)run->settings.epochs,
        .learning_rate = at->learning_rate,
        .loss = at->loss,
        .valid_loss = at->is_epoch_end ? at->held_out_loss : -1.0,
        .valid_accuracy = at->is_epoch_end ? at->held_out_accuracy : -1.0,
    };
    return run->task->progress(run->task->progress_context, &progress);
}

/* Patience needs held-out documents; a small percentage of few documents holds out none. */
static enum bagtag_status check_patience(const struct settings *settings, const struct corpus_contents *contents,
                                         struct bagtag_error *error)
{
    if (settings->patience == 0 || contents->held_out.n_documents > 0)
        return BAGTAG_OK;
    if (settings->valid_percent > 0)
        return error_set(error, BAGTAG_ARGUMENT,
                         "patience: expected held-out documents; --valid %g%% holds out none of %zu document%s",
                         settings->valid_percent, contents->train.n_documents,
                         contents->train.n_documents == 1 ? "" : "s");
    return error_set(error, BAGTAG_ARGUMENT,
                     "patience: expected held-out documents, from --valid FILE or --valid 10%%; found none");
}

/* Text to ids. */
static enum bagtag_status read_files(struct run *run, struct bagtag_error *error)
{
    const struct train_task *task = run->task;
    const struct document_files files = {task->files, task->n_files, task->settings->valid_file, task->progress,
                                         task->progress_context};
    struct corpus_options how = settings_corpus(task->settings);
    if (task->choice == TRAIN_CHOSEN)
        candidate_widen(&how, task->settings);
    enum bagtag_status status = documents_read(&files, &how, run->pool, &run->documents, error);
    if (status != BAGTAG_OK)
        return status;
    if (run->documents.contents.train.n_documents == 0)
        return error_set(error, BAGTAG_INPUT, "every labelled line was held out: nothing is left to train on");
    status = findings_report(&run->documents, task->settings, task->progress, task->progress_context, error);
    if (status == BAGTAG_OK)
        status = settings_fit_labels(&run->settings, run->documents.contents.labels.n_words, error);
    return status == BAGTAG_OK ? check_patience(task->settings, &run->documents.contents, error) : status;
}

/* Reads the pretrained vectors of the words, and those of other words if the model is to have them. */
static enum bagtag_status read_vectors(struct run *run, struct bagtag_error *error)
{
    struct settings *settings = &run->settings;
    const struct tokenizer *others = settings->pretrained_all ? &settings->tokenizer : NULL;
    return read_pretrained(&run->pretrained, settings, &run->documents.contents, others, run->task->progress,
                           run->task->progress_context, error);
}

/* Chooses the settings that are not given, as the task says, and removes what they do not need from the documents. */
static enum bagtag_status choose(struct run *run, struct bagtag_error *error)
{
    const struct corpus_contents *contents = &run->documents.contents;
    struct choosing choosing = {.kernel = run->kernel,
                                .pool = run->pool,
                                .progress = run->task->progress,
                                .context = run->task->progress_context,
                                .best_accuracy = -1.0};
    enum bagtag_status status = BAGTAG_OK;
    if (run->task->choice == TRAIN_CHOSEN)
        status = choose_settings(contents, &run->settings, &choosing, &run->choice, error);
    else if (run->task->choice == TRAIN_CALIBRATED)
        status = calibrate(contents, &run->settings, &choosing, &run->choice.calibrated, error);
    if (status == BAGTAG_OK)
        documents_narrow(&run->documents, &run->settings);
    return status;
}

/* An error if the loss is not finite, or clearly worse than guessing. */
static enum bagtag_status check_loss(const struct run *run, struct bagtag_error *error)
{
    double loss = run->trained.end.loss;
    size_t n_labels = run->documents.contents.labels.n_words;
    double guessing = loss_get(run->settings.loss)->uniform_loss(n_labels);
    const char *lower = run->settings.decay > 0.0 ? "--lr or --decay" : "--lr";
    if (!isfinite(loss))
        return error_set(error, BAGTAG_INPUT, "training diverged: the loss is not finite; lower %s", lower);
    if (n_labels > 1 && loss > WORST_LOSS * guessing)
        return error_set(error, BAGTAG_INPUT,
                         "training diverged: the loss ended at %.3f, worse than guessing (%.3f); lower %s", loss,
                         guessing, lower);
    return BAGTAG_OK;
}

/* Ids to parameters. */
static enum bagtag_status fit(struct run *run, struct bagtag_error *error)
{
    struct corpus_contents *contents = &run->documents.contents;
    enum bagtag_status status = documents_add_chars(&run->documents, &run->settings, run->pool, error);
    const struct training training = {.settings = &run->settings,
                                      .train = &contents->train,
                                      .held_out = &contents->held_out,
                                      .n_rows = documents_rows(&run->documents),
                                      .n_char_rows = run->documents.n_char_ids,
                                      .has_unseen_row = run->documents.has_unseen_row,
                                      .n_labels = contents->labels.n_words,
                                      .pretrained = {.from = contents->pretrained, .n = contents->words.n_words},
                                      .kernel = run->kernel,
                                      .pool = run->pool,
                                      .callback = run->task->progress ? report_training : NULL,
                                      .context = run};
    if (status == BAGTAG_OK)
        status = documents_count(&run->documents, &run->settings, error);
    if (status == BAGTAG_OK)
        status = training_run(&training, &run->trained, error);
    return status == BAGTAG_OK ? check_loss(run, error) : status;
}

static enum bagtag_status fill_settings(struct bagtag_model *model, const struct run *run, struct bagtag_error *error)
{
    const char *version = bagtag_unicode_version();
    enum bagtag_status status = settings_keep(&model->settings, &run->settings, &model->strings, error);
    model->feature_kind = run->documents.contents.kind;
    if (run->settings.features == FEATURES_FASTTEXT) /* answers as fastText gives them */
        model->settings.loss = loss_as_in_fasttext(run->settings.loss);
    model->unicode_version = arena_copy(&model->strings, version, strlen(version));
    model->metrics = (struct model_metrics){.documents = run->documents.counts.documents,
                                            .tokens = run->documents.counts.tokens,
                                            .train_loss = run->trained.end.loss,
                                            .valid_loss = run->trained.end.held_out_loss,
                                            .valid_accuracy = run->trained.end.held_out_accuracy};
    return status == BAGTAG_OK && !model->unicode_version ? error_memory(error) : status;
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

/* E, W and b end to end in one block, as in the file. The data sets are freed by now, so peak memory stays that of
 * training. */
static enum bagtag_status join_weights(struct bagtag_model *model, struct run *run, struct bagtag_error *error)
{
    struct params *params = &run->trained.params;
    size_t n_rows = params->n_rows, dim = params->dim, n_outputs = params->n_outputs;
    model->owned_weights = params_join(params, run->pool, &model->n_owned_weights);
    if (!model->owned_weights)
        return error_memory(error);
    model->rows = rows_of_floats(model->owned_weights, n_rows, dim, dim);
    model->weight = model->owned_weights + n_rows * dim;
    model->bias = model->weight + n_outputs * dim;
    return BAGTAG_OK;
}

/* The weight of a word that no document has. */
static float unseen_weight(const struct run *run)
{
    uint64_t n = run->documents.counts.documents + run->documents.counts.label_texts;
    return run->settings.weight == WEIGHT_GAIN ? gain_of_unseen(n) : dataset_idf_of(0, n);
}

/* Moves the buckets that occur in training, and their counts, into the model, and makes its indexes. */
static enum bagtag_status take_ngrams(struct bagtag_model *model, struct run *run, struct bagtag_error *error)
{
    struct documents *documents = &run->documents;
    struct corpus_contents *contents = &documents->contents;
    const struct settings *settings = &run->settings;
    struct ngrams ngrams = {.max_n = settings->ngrams,
                            .n_buckets = settings->buckets,
                            .ids = contents->ngram_ids,
                            .n_ids = contents->n_ngram_ids,
                            .has_unseen_row = documents->has_unseen_row};
    model->owned_ngram_ids = contents->ngram_ids;
    model->owned_char_ids = documents->char_ids;
    contents->ngram_ids = documents->char_ids = NULL;
    model->ngram_counts = model->owned_ngram_counts = documents->ngram_counts;
    documents->ngram_counts = NULL;
    if (model->feature_kind->shares_buckets)
        return model_share_buckets(model, &ngrams, error);
    model->ngrams = ngrams;
    model->subwords = (struct subwords){
        .min_n = settings->chars_min,
        .max_n = settings->chars_max,
        .known = {.n_buckets = settings->buckets, .ids = model->owned_char_ids, .n_ids = documents->n_char_ids}};
    return model_make_indexes(model, error);
}

/* Moves the parameters and vocabularies into a new model. */
static enum bagtag_status make_model(struct run *run, struct bagtag_model **out, struct bagtag_error *error)
{
    struct documents *documents = &run->documents;
    struct corpus_contents *contents = &documents->contents;
    struct bagtag_model *model = model_new();
    if (!model)
        return error_memory(error);
    dataset_clear(&contents->train);
    dataset_clear(&contents->held_out);
    enum bagtag_status status = trained_restore(&run->trained, run->pool, error);
    if (status == BAGTAG_OK)
        status = fill_settings(model, run, error);
    if (status == BAGTAG_OK)
        status = copy_labels(model, &contents->labels, error);
    if (status == BAGTAG_OK)
        status = join_weights(model, run, error);
    if (status != BAGTAG_OK) {
        bagtag_model_free(model);
        return status;
    }
    model->words = contents->words;
    model->idf = model->owned_idf = run->trained.row_weights;
    run->trained.row_weights = NULL;
    contents->words = (struct vocab){0};
    status = take_ngrams(model, run, error);
    if (status == BAGTAG_OK)
        status = model_add_words(model, &run->pretrained, unseen_weight(run), error);
    if (status == BAGTAG_OK && run->task->scores == TRAIN_WITH_SCORES)
        status = model_make_scores(model, run->pool, error);
    if (status == BAGTAG_OK)
        *out = model;
    else
        bagtag_model_free(model);
    return status;
}

static void summarise(const struct run *run, const struct bagtag_model *model, struct bagtag_train_summary *summary)
{
    *summary = (struct bagtag_train_summary){
        .documents = run->documents.counts.documents,
        .held_out = run->documents.counts.held_out,
        .unlabelled = run->documents.counts.unlabelled,
        .first_unlabelled = run->documents.contents.findings.notes.kinds[CORPUS_NOTE_UNLABELLED].first.place,
        .invalid_utf8 = run->documents.counts.invalid_utf8,
        .tokens = run->documents.counts.tokens,
        .words = model->words.n_words - run->pretrained.others.n - run->documents.contents.n_label_words,
        .labels = model->n_labels,
        .label_texts = run->documents.counts.label_texts,
        .loss = run->trained.end.loss,
        .valid_loss = run->trained.end.held_out_loss,
        .valid_accuracy = run->trained.end.held_out_accuracy,
        .read_seconds = run->read_seconds,
        .train_seconds = run->train_seconds,
        .n_raced = run->choice.race.n_held_out,
        .race_accuracy = run->choice.race.accuracy,
        .plain_accuracy = run->choice.race.plain_accuracy,
        .words_accuracy = run->choice.race.words_accuracy,
        .n_calibrated = run->choice.calibrated.n,
        .expected_accuracy = run->choice.calibrated.accuracy,
        .n_learned_from = run->choice.calibrated.n_trained,
        .has_several_labels = run->has_several_labels,
        .is_chosen = run->task->choice == TRAIN_CHOSEN,
        .race_seconds = run->choice_seconds,
    };
}

static enum bagtag_status train(struct run *run, struct bagtag_model **out, struct bagtag_error *error)
{
    double start = clock_seconds();
    enum bagtag_status status = kernel_choose(&run->kernel, error);
    if (status == BAGTAG_OK)
        status = pool_open(&run->pool, settings_threads(&run->settings), error);
    if (status == BAGTAG_OK)
        status = read_files(run, error);
    if (status == BAGTAG_OK)
        status = read_vectors(run, error);
    if (status == BAGTAG_OK)
        run->has_several_labels = corpus_contents_has_several_labels(&run->documents.contents);
    double is_read = clock_seconds();
    if (status == BAGTAG_OK)
        status = choose(run, error);
    double is_chosen = clock_seconds();
    if (status == BAGTAG_OK)
        status = fit(run, error);
    run->read_seconds = is_read - start;
    run->choice_seconds = is_chosen - is_read;
    run->train_seconds = clock_seconds() - is_chosen;
    return status == BAGTAG_OK ? make_model(run, out, error) : status;
}

enum bagtag_status train_files(const struct train_task *task, struct bagtag_model **out,
                               struct bagtag_train_summary *summary, struct bagtag_error *error)
{
    struct run run = {.task = task, .settings = *task->settings, .choice.calibrated.accuracy = -1.0};
    struct bagtag_model *model = NULL;
    enum bagtag_status status = settings_check(task->settings, error);
    if (status == BAGTAG_OK && task->n_files == 0)
        status = error_set(error, BAGTAG_ARGUMENT, "no file to train on");
    if (status == BAGTAG_OK)
        status = train(&run, &model, error);
    if (status == BAGTAG_OK) {
        if (summary)
            summarise(&run, model, summary);
        *out = model;
    }
    trained_clear(&run.trained);
    vectors_clear(&run.pretrained);
    documents_clear(&run.documents);
    pool_close(run.pool);
    return status;
}

/* Trains on FILES with OPTIONS, or with the defaults if NULL. */
static enum bagtag_status train_with(const char *const *files, size_t n_files,
                                     const struct bagtag_train_options *options, enum train_scores scores,
                                     struct bagtag_model **out, struct bagtag_train_summary *summary,
                                     struct bagtag_error *error)
{
    struct bagtag_train_options initial = {.progress = NULL};
    if (!options) {
        settings_init(&initial.settings);
        options = &initial;
    }
    const struct train_task task = {.files = files,
                                    .n_files = n_files,
                                    .settings = &options->settings,
                                    .choice = options->settings.race ? TRAIN_CHOSEN : TRAIN_AS_GIVEN,
                                    .scores = scores,
                                    .progress = options->progress,
                                    .progress_context = options->progress_context};
    return train_files(&task, out, summary, error);
}

enum bagtag_status bagtag_train(const char *const *files, size_t n_files, const struct bagtag_train_options *options,
                                struct bagtag_model **out, struct bagtag_train_summary *summary,
                                struct bagtag_error *error)
{
    return train_with(files, n_files, options, TRAIN_WITH_SCORES, out, summary, error);
}

enum bagtag_status bagtag_fasttext_train(const char *file, const struct bagtag_train_options *options,
                                         struct bagtag_model **out, struct bagtag_train_summary *summary,
                                         struct bagtag_error *error)
{
    return train_with(&file, 1, options, TRAIN_WITHOUT_SCORES, out, summary, error);
}
