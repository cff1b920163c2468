/* race.c - settings chosen by a short race on held-out documents */
/* SPDX-License-Identifier: MIT */
#include "fit/race.h"

#include <stdlib.h>

#include "base/mem.h"
#include "fit/race_calibrate.h"
#include "fit/race_chars.h"
#include "learn/sample.h"
#include "learn/trial.h"

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
    {.weight = WEIGHT_NONE, .ngrams = 1, .decay = 0.0},   {.weight = WEIGHT_NONE, .ngrams = 2, .decay = 0.0},
    {.weight = WEIGHT_IDF, .ngrams = 2, .decay = 0.0003}, {.weight = WEIGHT_GAIN, .ngrams = 1, .decay = 0.0003},
    {.weight = WEIGHT_GAIN, .ngrams = 2, .decay = 0.0},   {.weight = WEIGHT_GAIN, .ngrams = 2, .decay = 0.0003},
    {.weight = WEIGHT_GAIN, .ngrams = 2, .decay = 0.001}, {.weight = WEIGHT_GAIN, .ngrams = 2, .decay = 0.003},
    {.weight = WEIGHT_GAIN, .ngrams = 2, .decay = 0.01},
};
enum { N_CANDIDATES = sizeof candidates / sizeof *candidates };
static const struct race_candidate usual = {.weight = WEIGHT_GAIN, .ngrams = 1, .decay = 0.0003};

/* Documents with several labels are not rare when one in this many is such. */
enum { RARE_DIVISOR = 20 };

/* What the parts of a race share. */
struct race {
    const struct settings *settings;
    const struct kernel *kernel;
    struct pool *pool;
    struct sample sample;
    size_t n_folds;
    bool has_several; /* documents with several labels are not rare */
};

static bool is_plain(const struct race_candidate *candidate)
{
    return candidate->weight == WEIGHT_NONE && candidate->ngrams == 1 && candidate->loss == LOSS_SOFTMAX;
}

/* CANDIDATE with the settings that are fixed. Where n-grams are, the contents were read with just those. */
static struct race_candidate with_fixed(struct race_candidate candidate, const struct settings *settings)
{
    if (settings_is_given(settings, SETTING_WEIGHT))
        candidate.weight = settings->weight;
    if (settings_is_given(settings, SETTING_NGRAMS))
        candidate.ngrams = settings->ngrams > 1 ? 2 : 1;
    if (settings_is_given(settings, SETTING_DECAY))
        candidate.decay = settings->decay;
    if (settings_is_given(settings, SETTING_LOSS))
        candidate.loss = settings->loss;
    return candidate;
}

/* Whether a candidate of HEAT[0..n) is like this one. */
static bool is_among(const struct race_candidate *heat, size_t n, const struct race_candidate *candidate)
{
    for (size_t c = 0; c < n; c++)
        if (heat[c].weight == candidate->weight && heat[c].ngrams == candidate->ngrams &&
            heat[c].decay == candidate->decay)
            return true;
    return false;
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

static uint32_t trial_epochs(const struct settings *settings, size_t n_documents)
{
    if (settings_is_given(settings, SETTING_EPOCHS) && settings->epochs < TRIAL_EPOCHS_LEAST)
        return settings->epochs;
    return epochs_for(n_documents, TRIAL_VISITS, TRIAL_EPOCHS_LEAST, TRIAL_EPOCHS_MOST);
}

enum bias race_bias(const struct settings *settings)
{
    return settings_is_given(settings, SETTING_BIAS) ? settings->bias : BIAS_PRIOR;
}

uint32_t race_dim(const struct settings *settings)
{
    return settings_is_given(settings, SETTING_DIM) ? settings->dim : RACE_CHOSEN_DIM;
}

void race_apply(const struct race_result *result, struct settings *settings)
{
    settings->weight = result->best.weight;
    settings->ngrams = result->best.ngrams;
    settings->decay = result->best.decay;
    settings->loss = result->best.loss;
    settings->bias = race_bias(settings);
    settings->dim = race_dim(settings);
    if (!settings_is_given(settings, SETTING_CHARS)) {
        settings->chars_min = result->best.chars_min;
        settings->chars_max = result->best.chars_max;
    }
    if (!settings_is_given(settings, SETTING_TEMPERATURE))
        settings->temperature = result->temperature;
    if (!settings_is_given(settings, SETTING_THRESHOLD))
        settings->threshold = result->threshold;
    if (!settings_is_given(settings, SETTING_EPOCHS))
        settings->epochs = result->epochs;
}

struct trial_settings race_settings(const struct race_candidate *candidate, const struct settings *settings,
                                    size_t n_documents)
{
    return (struct trial_settings){.weight = candidate->weight,
                                   .ngrams = candidate->ngrams,
                                   .dim = RACE_DIM,
                                   .bag = BAG_MEAN,
                                   .epochs = trial_epochs(settings, n_documents),
                                   .batch = RACE_BATCH,
                                   .learning_rate = settings->learning_rate,
                                   .is_linear = true,
                                   .decay = candidate->decay,
                                   .loss = candidate->loss,
                                   .keeps_bias = race_bias(settings) == BIAS_PRIOR,
                                   .seed = settings->seed};
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

static bool has_several_labels(const struct dataset *documents)
{
    size_t n = 0;
    for (size_t i = 0; i < documents->n_documents; i++)
        n += documents->label_offsets[i + 1] - documents->label_offsets[i] > 1;
    return n * RARE_DIVISOR >= documents->n_documents;
}

/* Trains and scores CANDIDATES[0..n), at most N_CANDIDATES, in every fold. *RESULT becomes the best of them when it is
 * better than what was there; of equals the first is best, but ova before softmax. */
static enum bagtag_status run_heat(struct race *race, const struct race_candidate *heat, size_t n,
                                   struct race_result *result, struct bagtag_error *error)
{
    struct trial *trials = mem_zeroed(n * race->n_folds, sizeof *trials);
    if (!trials)
        return error_memory(error);
    for (size_t t = 0; t < n * race->n_folds; t++)
        trials[t] = (struct trial){
            .settings = race_settings(&heat[t / race->n_folds], race->settings, race->sample.documents.n_documents),
            .sample = &race->sample,
            .fold = t % race->n_folds,
            .share = 1.0};
    enum bagtag_status status = trial_run_all(trials, n * race->n_folds, race->kernel, race->pool, NULL, NULL, error);
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
    struct race_candidate heat[N_CANDIDATES];
    bool is_fixed = settings_is_given(race->settings, SETTING_LOSS);
    size_t n = 0;
    for (size_t c = 0; c < N_CANDIDATES; c++) {
        heat[n] = with_fixed(candidates[c], race->settings);
        n += !is_among(heat, n, &heat[n]);
    }
    result->accuracy = result->plain_accuracy = -1.0;
    enum bagtag_status status = run_heat(race, heat, n, result, error);
    if (status != BAGTAG_OK || is_fixed || !race->has_several)
        return status;
    size_t n_ova = 0;
    for (size_t c = 0; c < n; c++)
        if (heat[c].weight == result->best.weight && heat[c].ngrams == result->best.ngrams) {
            heat[n_ova] = heat[c];
            heat[n_ova++].loss = LOSS_OVA;
        }
    return run_heat(race, heat, n_ova, result, error);
}

enum bagtag_status race_run(const struct corpus_contents *contents, const struct settings *settings,
                            const struct kernel *kernel, struct pool *pool, struct race_result *result,
                            struct bagtag_error *error)
{
    struct race race = {.settings = settings, .kernel = kernel, .pool = pool};
    *result = (struct race_result){.best = with_fixed(usual, settings),
                                   .words_accuracy = -1.0,
                                   .temperature = 1.0,
                                   .threshold = -1.0,
                                   .epochs = race_epochs(contents->train.n_documents)};
    if (contents->max_ngram > RACE_NGRAMS || settings_is_given(settings, SETTING_NGRAMS))
        result->best.ngrams = contents->max_ngram;
    if (contents->train.n_documents < RACE_FEWEST_DOCUMENTS)
        return BAGTAG_OK;
    enum bagtag_status status =
        sample_take(&race.sample, contents, rows_for(&contents->train), SIZE_MAX, settings->seed, pool, error);
    if (status == BAGTAG_OK) {
        race.n_folds = folds_for(&race.sample);
        race.has_several = has_several_labels(&race.sample.documents);
        status = run_heats(&race, result, error);
    }
    sample_clear(&race.sample);
    if (result->best.ngrams > 1)
        result->best.ngrams = contents->max_ngram;
    if (status == BAGTAG_OK && !settings_is_given(settings, SETTING_CHARS))
        status = race_chars(contents, settings, kernel, pool, result, error);
    if (status == BAGTAG_OK)
        status = race_calibrate(contents, settings, kernel, pool, race.has_several, result, error);
    return status;
}
