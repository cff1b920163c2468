/* race.c - settings chosen by a short race on held-out documents */
/* SPDX-License-Identifier: MIT */
#include "fit/race.h"

#include <stdlib.h>

#include "base/mem.h"
#include "learn/sample.h"
#include "learn/trial.h"

enum { FOLDS_MAX = SAMPLE_FOLDS, SCORED_ENOUGH = 5000 };

/* Rows of documents that race, so that a race on any data is short: more of them where they are of few documents, and
 * then in fewer folds. */
static const uint64_t SAMPLE_ROWS = 3000000, SAMPLE_ROWS_MOST = 6000000, FOLDS_ROWS = 12000000;

/* Ordered so that of equals the simpler is first. */
static const struct candidate candidates[] = {
    {.weight = WEIGHT_NONE, .has_ngrams = false, .decay = 0.0},
    {.weight = WEIGHT_NONE, .has_ngrams = true, .decay = 0.0},
    {.weight = WEIGHT_IDF, .has_ngrams = true, .decay = 0.0003},
    {.weight = WEIGHT_GAIN, .has_ngrams = false, .decay = 0.0003},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.0},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.0003},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.001},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.003},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.01},
};
enum { N_CANDIDATES = sizeof candidates / sizeof *candidates };

/* What the parts of a race share. */
struct race {
    const struct corpus_contents *contents;
    const struct settings *settings;
    struct choosing *choosing;
    struct sample sample;
    size_t n_folds;
    bool has_several; /* documents with several labels are not rare */
};

static bool is_plain(const struct candidate *candidate)
{
    return candidate->weight == WEIGHT_NONE && !candidate->has_ngrams && candidate->loss == LOSS_SOFTMAX;
}

/* Whether a candidate of HEAT[0..n) is like this one. */
static bool is_among(const struct candidate *heat, size_t n, const struct candidate *candidate)
{
    for (size_t c = 0; c < n; c++)
        if (heat[c].weight == candidate->weight && heat[c].has_ngrams == candidate->has_ngrams &&
            heat[c].decay == candidate->decay)
            return true;
    return false;
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

/* Trains and scores CANDIDATES[0..n), at most N_CANDIDATES, in every fold. *RESULT becomes the best of them when it is
 * better than what was there; of equals the first is best, but ova before softmax. */
static enum bagtag_status run_heat(struct race *race, const struct candidate *heat, size_t n,
                                   struct race_result *result, struct bagtag_error *error)
{
    struct trial *trials = mem_zeroed(n * race->n_folds, sizeof *trials);
    if (!trials)
        return error_memory(error);
    for (size_t t = 0; t < n * race->n_folds; t++)
        trials[t] = (struct trial){
            .settings = candidate_trial(&heat[t / race->n_folds], race->settings, race->contents,
                                        race->sample.documents.n_documents),
            .sample = &race->sample,
            .view = {.fold = t % race->n_folds, .share = 1.0, .has_ngrams = heat[t / race->n_folds].has_ngrams}};
    const struct choosing_step step = {.stage = BAGTAG_CHOOSING,
                                       .trials = trials,
                                       .n = n * race->n_folds,
                                       .candidates = heat,
                                       .n_candidates = n,
                                       .n_of = n};
    enum bagtag_status status = choosing_run(race->choosing, &step, error);
    for (size_t c = 0; status == BAGTAG_OK && c < n; c++) {
        size_t n_right = 0, n_scored = 0;
        for (size_t fold = 0; fold < race->n_folds; fold++) {
            n_right += trials[c * race->n_folds + fold].n_right;
            n_scored += trials[c * race->n_folds + fold].n_scored;
        }
        double accuracy = n_scored ? (double)n_right / (double)n_scored : 0.0;
        result->n_held_out = n_scored;
        if (is_plain(&heat[c]))
            result->plain_accuracy = accuracy;
        bool is_first_ova = heat[c].loss == LOSS_OVA && result->best.loss == LOSS_SOFTMAX;
        if (accuracy > result->accuracy || (is_first_ova && accuracy >= result->accuracy)) {
            result->accuracy = accuracy;
            result->best = heat[c];
        }
    }
    free(trials);
    return status;
}

/* All candidates, around what is fixed; then, where documents have several labels, ova in the place of softmax. */
static enum bagtag_status run_heats(struct race *race, struct race_result *result, struct bagtag_error *error)
{
    struct candidate heat[N_CANDIDATES];
    bool is_fixed = settings_is_given(race->settings, SETTING_LOSS);
    size_t n = 0;
    for (size_t c = 0; c < N_CANDIDATES; c++) {
        heat[n] = candidate_around(candidates[c], race->settings);
        n += !is_among(heat, n, &heat[n]);
    }
    result->accuracy = result->plain_accuracy = -1.0;
    enum bagtag_status status = run_heat(race, heat, n, result, error);
    if (status != BAGTAG_OK || is_fixed || !race->has_several)
        return status;
    size_t n_ova = 0;
    for (size_t c = 0; c < n; c++)
        if (heat[c].weight == result->best.weight && heat[c].has_ngrams == result->best.has_ngrams) {
            heat[n_ova] = heat[c];
            heat[n_ova++].loss = LOSS_OVA;
        }
    return run_heat(race, heat, n_ova, result, error);
}

enum bagtag_status race_run(const struct corpus_contents *contents, const struct settings *settings,
                            struct choosing *choosing, struct race_result *result, struct bagtag_error *error)
{
    struct race race = {.contents = contents, .settings = settings, .choosing = choosing};
    *result = (struct race_result){.best = candidate_usual(contents, settings), .words_accuracy = -1.0};
    if (contents->train.n_documents < RACE_FEWEST_DOCUMENTS)
        return BAGTAG_OK;
    enum bagtag_status status = sample_take(&race.sample, contents, rows_for(&contents->train), SIZE_MAX,
                                            settings->seed, choosing->pool, error);
    if (status == BAGTAG_OK) {
        race.n_folds = folds_for(&race.sample);
        race.has_several = dataset_has_several_labels(&contents->train);
        status = run_heats(&race, result, error);
    }
    sample_clear(&race.sample);
    return status;
}
