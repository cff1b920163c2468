/* race_calibrate.c - the last round of a race: how long to train the best, and how sure it may be */
/* SPDX-License-Identifier: MIT */
#include "fit/race_calibrate.h"

#include <math.h>

#include "learn/calibration.h"
#include "learn/sample.h"
#include "learn/sample_chars.h"
#include "learn/trial.h"

enum { CALIBRATED_ENOUGH = 1000 };
static const double SAMPLE_ROWS = 3e6; /* of the documents that are trained on and held out */

/* The documents as the best sees them, with its character n-grams. */
static enum bagtag_status take_spelled(struct sample *spelled, const struct corpus_contents *contents,
                                       const struct subwords *rules, double share, bool has_ngrams, uint64_t seed,
                                       struct pool *pool, struct bagtag_error *error)
{
    double n_rows = (double)contents->train.offsets[contents->train.n_documents];
    struct sample sample = {0};
    struct subword_lists lists = {0};
    enum bagtag_status status =
        sample_take(&sample, contents, (uint64_t)ceil(n_rows * share), SIZE_MAX, seed, pool, error);
    if (status == BAGTAG_OK)
        status = subword_lists_make(&lists, rules, contents, pool, error);
    if (status == BAGTAG_OK)
        status = sample_spell(spelled, &sample, &lists, has_ngrams, pool, error);
    subword_lists_clear(&lists);
    sample_clear(&sample);
    return status;
}

static enum bagtag_status take_documents(struct sample *sample, const struct corpus_contents *contents,
                                         const struct settings *settings, const struct race_candidate *best,
                                         struct pool *pool, struct bagtag_error *error)
{
    bool is_fixed = settings_is_given(settings, SETTING_CHARS);
    struct subwords rules = {.min_n = is_fixed ? settings->chars_min : best->chars_min,
                             .max_n = is_fixed ? settings->chars_max : best->chars_max,
                             .known.n_buckets = settings->buckets};
    if (rules.max_n == 0)
        return sample_take(sample, contents, (uint64_t)SAMPLE_ROWS, SIZE_MAX, settings->seed, pool, error);
    double n_rows = (double)contents->train.offsets[contents->train.n_documents] + subword_rows_count(&rules, contents);
    double share = SAMPLE_ROWS < n_rows ? SAMPLE_ROWS / n_rows : 1.0;
    return take_spelled(sample, contents, &rules, share, best->ngrams > 1, settings->seed, pool, error);
}

/* The best as it may be trained in the end, for so many EPOCHS: a run on each of the first folds. */
struct attempt {
    uint32_t epochs;
    size_t n_folds;
    struct calibration parts[SAMPLE_FOLDS];
    size_t n_right, n_scored;
};

/* The trials of ATTEMPT, on the folds until enough documents were held out; returns how many. */
static size_t make_trials(struct trial *trials, struct attempt *attempt, const struct sample *sample,
                          const struct race_result *result, const struct settings *settings)
{
    size_t n_scored = sample->documents.n_documents / SAMPLE_FOLDS, n = 0;
    for (; n < SAMPLE_FOLDS && (n == 0 || n * n_scored < CALIBRATED_ENOUGH); n++) {
        attempt->parts[n] = (struct calibration){.loss = loss_get(result->best.loss), .n_labels = sample->n_labels};
        trials[n] = (struct trial){.settings = race_settings(&result->best, settings, sample->documents.n_documents),
                                   .sample = sample,
                                   .fold = n,
                                   .share = 1.0,
                                   .scores = calibration_add,
                                   .context = &attempt->parts[n]};
        trials[n].settings.dim = race_dim(settings);
        trials[n].settings.bag = settings->bag;
        trials[n].settings.epochs = attempt->epochs;
        trials[n].settings.batch = settings_batch(settings);
        if (sample->n_rows > sample->n_words &&
            (result->best.ngrams > 1 || result->best.chars_max > 0 ||
             (settings_is_given(settings, SETTING_CHARS) && settings->chars_max > 0)))
            trials[n].settings.ngrams = 2; /* all rows of the sample */
    }
    attempt->n_folds = n;
    return n;
}

static enum bagtag_status add_up(struct attempt *attempt, const struct trial *trials, struct bagtag_error *error)
{
    for (size_t n = 0; n < attempt->n_folds; n++) {
        if (attempt->parts[n].has_failed)
            return error_memory(error);
        attempt->n_right += trials[n].n_right;
        attempt->n_scored += trials[n].n_scored;
    }
    return BAGTAG_OK;
}

static double accuracy(const struct attempt *attempt)
{
    return attempt->n_scored ? (double)attempt->n_right / (double)attempt->n_scored : 0.0;
}

/* Whether FEWER epochs do better than ALL by more than what chance does. */
static bool is_better(const struct attempt *fewer, const struct attempt *all)
{
    double p = accuracy(all), n = (double)all->n_scored;
    return n > 0 && accuracy(fewer) > p + sqrt(p * (1.0 - p) / n);
}

static enum bagtag_status calibrate(struct attempt *attempt, const struct kernel *kernel, bool has_several,
                                    struct race_result *result, struct bagtag_error *error)
{
    result->epochs = attempt->epochs;
    for (size_t n = 0; n < attempt->n_folds; n++)
        result->n_calibrated += attempt->parts[n].n_documents;
    enum bagtag_status status =
        calibration_temperature(attempt->parts, attempt->n_folds, kernel, &result->temperature, error);
    if (status == BAGTAG_OK && has_several && result->n_calibrated > 0)
        status = calibration_threshold(attempt->parts, attempt->n_folds, result->temperature, kernel,
                                       &result->threshold, error);
    return status;
}

enum bagtag_status race_calibrate(const struct corpus_contents *contents, const struct settings *settings,
                                  const struct kernel *kernel, struct pool *pool, bool has_several,
                                  struct race_result *result, struct bagtag_error *error)
{
    bool is_fixed = settings_is_given(settings, SETTING_EPOCHS);
    struct attempt all = {.epochs = is_fixed ? settings->epochs : race_epochs(contents->train.n_documents)};
    struct attempt fewer = {.epochs = (all.epochs + 3) / 4};
    struct trial trials[2 * SAMPLE_FOLDS];
    struct sample sample = {0};
    enum bagtag_status status = take_documents(&sample, contents, settings, &result->best, pool, error);
    if (status == BAGTAG_OK) {
        size_t n = make_trials(trials, &all, &sample, result, settings);
        if (!is_fixed)
            n += make_trials(trials + n, &fewer, &sample, result, settings);
        status = trial_run_all(trials, n, kernel, pool, NULL, NULL, error);
    }
    if (status == BAGTAG_OK)
        status = add_up(&all, trials, error);
    if (status == BAGTAG_OK)
        status = add_up(&fewer, trials + all.n_folds, error);
    if (status == BAGTAG_OK)
        status = calibrate(is_better(&fewer, &all) ? &fewer : &all, kernel, has_several, result, error);
    for (size_t p = 0; p < SAMPLE_FOLDS; p++) {
        calibration_clear(&all.parts[p]);
        calibration_clear(&fewer.parts[p]);
    }
    sample_clear(&sample);
    return status;
}
