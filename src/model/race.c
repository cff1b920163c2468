/* race.c - settings chosen by a short race on held-out documents */
/* SPDX-License-Identifier: MIT */
#include "model/race.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/race_chars.h"
#include "model/sample.h"
#include "model/trial.h"

enum { FOLDS_MAX = SAMPLE_FOLDS, SCORED_ENOUGH = 5000 };
enum { RACE_DIM = 32, RACE_BATCH = 16 };
/* Documents gone through in all epochs together, and epochs. */
enum { TRIAL_VISITS = 16000, TRIAL_EPOCHS_LEAST = 8, TRIAL_EPOCHS_MOST = 20 };
enum { FINAL_VISITS = 60000, FINAL_EPOCHS_LEAST = 10, FINAL_EPOCHS_MOST = 40 };

/* Rows of documents that race, so that a race on any data is short: more of them where they are of few documents, and
 * then in fewer folds. */
static const uint64_t SAMPLE_ROWS = 3000000, SAMPLE_ROWS_MOST = 6000000, FOLDS_ROWS = 12000000;

/* Ordered so that of equals the simpler is first. Where `ngrams` is 2 it stands for what the contents were read with.
 */
static const struct race_candidate candidates[] = {
    {.weight = "none", .ngrams = 1, .decay = 0.0},   {.weight = "none", .ngrams = 2, .decay = 0.0},
    {.weight = "idf", .ngrams = 2, .decay = 0.0003}, {.weight = "gain", .ngrams = 1, .decay = 0.0003},
    {.weight = "gain", .ngrams = 2, .decay = 0.0},   {.weight = "gain", .ngrams = 2, .decay = 0.0003},
    {.weight = "gain", .ngrams = 2, .decay = 0.001}, {.weight = "gain", .ngrams = 2, .decay = 0.003},
    {.weight = "gain", .ngrams = 2, .decay = 0.01},
};
enum { N_CANDIDATES = sizeof candidates / sizeof *candidates };
static const struct race_candidate usual = {.weight = "gain", .ngrams = 1, .decay = 0.0003};

static bool may_run(const struct bagtag_train_options *o, const struct race_candidate *c)
{
    return (!(o->fixed & BAGTAG_FIXED_WEIGHT) || strcmp(o->weight, c->weight) == 0) &&
           (!(o->fixed & BAGTAG_FIXED_NGRAMS) || (o->ngrams > 1) == (c->ngrams > 1)) &&
           (!(o->fixed & BAGTAG_FIXED_DECAY) || o->decay == c->decay);
}

/* As many as go through VISITS documents in all, within LEAST and MOST. */
static uint32_t epochs_for(size_t n_documents, size_t visits, uint32_t least, uint32_t most)
{
    size_t epochs = n_documents ? (visits + n_documents - 1) / n_documents : most;
    return epochs < least ? least : epochs > most ? most : (uint32_t)epochs;
}

uint32_t race_epochs(size_t n_documents)
{
    return epochs_for(n_documents, FINAL_VISITS, FINAL_EPOCHS_LEAST, FINAL_EPOCHS_MOST);
}

static uint32_t trial_epochs(const struct bagtag_train_options *options, size_t n_documents)
{
    if (options->fixed & BAGTAG_FIXED_EPOCHS && options->epochs < TRIAL_EPOCHS_LEAST)
        return options->epochs;
    return epochs_for(n_documents, TRIAL_VISITS, TRIAL_EPOCHS_LEAST, TRIAL_EPOCHS_MOST);
}

struct trial_settings race_settings(const struct race_candidate *candidate, const struct bagtag_train_options *options,
                                    size_t n_documents)
{
    return (struct trial_settings){.weight = candidate->weight,
                                   .ngrams = candidate->ngrams,
                                   .dim = RACE_DIM,
                                   .bag = BAG_MEAN,
                                   .epochs = trial_epochs(options, n_documents),
                                   .batch = RACE_BATCH,
                                   .learning_rate = options->learning_rate,
                                   .decay = candidate->decay,
                                   .seed = options->seed};
}

/* Rows of as many documents as make one fold enough. */
static uint64_t rows_for(const struct dataset *documents)
{
    uint64_t n = documents->n_documents, rows = documents->offsets[n] / n * SCORED_ENOUGH * SAMPLE_FOLDS;
    return rows < SAMPLE_ROWS ? SAMPLE_ROWS : rows > SAMPLE_ROWS_MOST ? SAMPLE_ROWS_MOST : rows;
}

/* More folds the fewer documents each holds out, as far as time allows. */
static size_t folds_for(const struct sample *sample)
{
    size_t n = sample->documents.n_documents, n_scored = n / SAMPLE_FOLDS;
    uint64_t n_rows = n ? sample->documents.offsets[n] : 0;
    size_t n_folds = n_scored ? (SCORED_ENOUGH + n_scored - 1) / n_scored : 1;
    n_folds = n_folds < FOLDS_MAX ? n_folds : FOLDS_MAX;
    while (n_folds > 1 && n_folds * n_rows > FOLDS_ROWS)
        n_folds--;
    return n_folds;
}

/* The trials of every candidate that may run, its folds side by side, and in RUNNING whose they are. Returns how many.
 */
static size_t make_trials(const struct bagtag_train_options *options, size_t n_documents, size_t n_folds,
                          struct trial *trials, const struct race_candidate **running)
{
    size_t n = 0;
    for (size_t c = 0; c < N_CANDIDATES; c++) {
        if (!may_run(options, &candidates[c]))
            continue;
        running[n / n_folds] = &candidates[c];
        for (size_t fold = 0; fold < n_folds; fold++)
            trials[n++] = (struct trial){.settings = race_settings(&candidates[c], options, n_documents), .fold = fold};
    }
    return n;
}

/* The accuracy of each candidate over its folds; of equals the first is best. */
static void compare(const struct trial *trials, size_t n_trials, size_t n_folds,
                    const struct race_candidate *const *running, struct race_result *result)
{
    result->accuracy = result->plain_accuracy = -1.0;
    for (size_t t = 0; t < n_trials; t += n_folds) {
        const struct race_candidate *candidate = running[t / n_folds];
        size_t n_right = 0, n_scored = 0;
        for (size_t fold = 0; fold < n_folds; fold++) {
            n_right += trials[t + fold].n_right;
            n_scored += trials[t + fold].n_scored;
        }
        double accuracy = n_scored ? (double)n_right / (double)n_scored : 0.0;
        result->n_held_out = n_scored;
        if (candidate == &candidates[0])
            result->plain_accuracy = accuracy;
        if (accuracy > result->accuracy) {
            result->accuracy = accuracy;
            result->best = *candidate;
        }
    }
}

enum status race_run(const struct corpus_contents *contents, const struct bagtag_train_options *options,
                     const struct kernel *kernel, struct pool *pool, struct race_result *result, struct error *error)
{
    *result = (struct race_result){.best = usual, .words_accuracy = -1.0};
    if (contents->max_ngram > RACE_NGRAMS || options->fixed & BAGTAG_FIXED_NGRAMS)
        result->best.ngrams = contents->max_ngram;
    if (contents->train.n_documents < RACE_FEWEST_DOCUMENTS)
        return STATUS_OK;
    struct sample sample = {0};
    const struct race_candidate *running[N_CANDIDATES];
    struct trial *trials = NULL;
    enum status status = sample_take(&sample, contents, rows_for(&contents->train), options->seed, pool, error);
    size_t n_folds = status == STATUS_OK ? folds_for(&sample) : 1;
    if (status == STATUS_OK && !(trials = mem_zeroed(N_CANDIDATES * n_folds, sizeof *trials)))
        status = error_memory(error);
    if (status == STATUS_OK) {
        size_t n_trials = make_trials(options, sample.documents.n_documents, n_folds, trials, running);
        status = trial_run_all(trials, n_trials, &sample, kernel, pool, error);
        if (status == STATUS_OK)
            compare(trials, n_trials, n_folds, running, result);
    }
    free(trials);
    sample_clear(&sample);
    if (result->best.ngrams > 1)
        result->best.ngrams = contents->max_ngram;
    if (status == STATUS_OK && !(options->fixed & BAGTAG_FIXED_CHARS))
        status = race_chars(contents, options, kernel, pool, result, error);
    return status;
}
