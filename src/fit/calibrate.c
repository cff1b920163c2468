/* calibrate.c - how long settings are to be trained, and how sure the model may be */
/* SPDX-License-Identifier: MIT */
#include "fit/calibrate.h"

#include <stdbool.h>

#include "base/mem.h"
#include "fit/round.h"
#include "learn/calibration.h"
#include "learn/sample.h"
#include "learn/sample_chars.h"
#include "learn/trial.h"

enum { CALIBRATED_ENOUGH = 1000 };
static const double SAMPLE_ROWS = 3e6; /* of the documents that are trained on and held out */

static enum bagtag_status take_documents(struct sample *sample, const struct corpus_contents *contents,
                                         const struct settings *settings, struct pool *pool, struct bagtag_error *error)
{
    const struct subwords rules = {
        .min_n = settings->chars_min, .max_n = settings->chars_max, .known.n_buckets = settings->buckets};
    return sample_take_spelled(sample, contents, &rules, settings->ngrams > 1, SAMPLE_ROWS, settings->seed, pool,
                               error);
}

/* The settings with so many epochs: a run on each of the first folds. */
struct attempt {
    uint32_t epochs;
    size_t n_folds;
    struct calibration parts[SAMPLE_FOLDS];
    struct outcome outcome;
};

static enum bagtag_status make_room(struct attempt *all, struct attempt *fewer, size_t n_documents,
                                    struct bagtag_error *error)
{
    all->outcome.is_right = mem_zeroed(n_documents, 1);
    fewer->outcome.is_right = mem_zeroed(n_documents, 1);
    return all->outcome.is_right && fewer->outcome.is_right ? BAGTAG_OK : error_memory(error);
}

/* The trials of ATTEMPT, on the folds until enough documents were held out; returns how many. */
static size_t make_trials(struct trial *trials, struct attempt *attempt, const struct sample *sample,
                          const struct settings *settings)
{
    size_t n_scored = sample->documents.n_documents / SAMPLE_FOLDS, n = 0, n_held_out = 0;
    for (; n < SAMPLE_FOLDS && (n == 0 || n * n_scored < CALIBRATED_ENOUGH); n++) {
        attempt->parts[n] = (struct calibration){.loss = loss_get(settings->loss), .n_labels = sample->n_labels};
        trials[n] = (struct trial){.settings = *settings,
                                   .sample = sample,
                                   .view = {.fold = n, .share = 1.0, .has_ngrams = settings->ngrams > 1},
                                   .is_right = attempt->outcome.is_right + n_held_out,
                                   .scores = calibration_add,
                                   .context = &attempt->parts[n]};
        trials[n].settings.epochs = attempt->epochs;
        n_held_out += sample_held_out(sample, n);
    }
    attempt->n_folds = n;
    return n;
}

static enum bagtag_status add_up(struct attempt *attempt, const struct trial *trials, struct bagtag_error *error)
{
    for (size_t n = 0; n < attempt->n_folds; n++) {
        if (attempt->parts[n].has_failed)
            return error_memory(error);
        attempt->outcome.n_right += trials[n].n_right;
        attempt->outcome.n_scored += trials[n].n_scored;
    }
    return BAGTAG_OK;
}

static enum bagtag_status fit(struct attempt *attempt, const struct kernel *kernel, bool has_several,
                              struct settings *settings, struct calibrated *calibrated, struct bagtag_error *error)
{
    double temperature = 1.0;
    size_t n_fitted = 0;
    for (size_t n = 0; n < attempt->n_folds; n++)
        n_fitted += attempt->parts[n].n_documents;
    settings->epochs = attempt->epochs;
    if (n_fitted == 0)
        return BAGTAG_OK;
    calibrated->n = attempt->outcome.n_scored;
    calibrated->accuracy = outcome_accuracy(&attempt->outcome);
    enum bagtag_status status = calibration_temperature(attempt->parts, attempt->n_folds, kernel, &temperature, error);
    if (!settings_is_given(settings, SETTING_TEMPERATURE))
        settings->temperature = temperature;
    if (status == BAGTAG_OK && has_several && !settings_is_given(settings, SETTING_THRESHOLD))
        status = calibration_threshold(attempt->parts, attempt->n_folds, settings->temperature, kernel,
                                       &settings->threshold, error);
    return status;
}

enum bagtag_status calibrate(const struct corpus_contents *contents, struct settings *settings,
                             struct choosing *choosing, struct calibrated *calibrated, struct bagtag_error *error)
{
    *calibrated = (struct calibrated){.accuracy = -1.0};
    if (contents->train.n_documents < CALIBRATE_FEWEST_DOCUMENTS)
        return BAGTAG_OK;
    struct attempt all = {.epochs = settings->epochs}, fewer = {.epochs = (all.epochs + 3) / 4};
    struct trial trials[2 * SAMPLE_FOLDS];
    struct sample sample = {0};
    enum bagtag_status status = take_documents(&sample, contents, settings, choosing->pool, error);
    if (status == BAGTAG_OK)
        status = make_room(&all, &fewer, sample.documents.n_documents, error);
    if (status == BAGTAG_OK) {
        size_t n = make_trials(trials, &all, &sample, settings);
        if (!settings_is_given(settings, SETTING_EPOCHS))
            n += make_trials(trials + n, &fewer, &sample, settings);
        status = choosing_run(choosing,
                              &(struct choosing_step){
                                  .stage = BAGTAG_CALIBRATING, .trials = trials, .n = n, .n_candidates = n, .n_of = n},
                              error);
    }
    if (status == BAGTAG_OK)
        status = add_up(&all, trials, error);
    if (status == BAGTAG_OK)
        status = add_up(&fewer, trials + all.n_folds, error);
    if (status == BAGTAG_OK)
        status = fit(outcome_is_clearly_better(&fewer.outcome, &all.outcome) ? &fewer : &all, choosing->kernel,
                     dataset_has_several_labels(&contents->train), settings, calibrated, error);
    for (size_t p = 0; p < SAMPLE_FOLDS; p++) {
        calibration_clear(&all.parts[p]);
        calibration_clear(&fewer.parts[p]);
    }
    outcomes_clear(&all.outcome, 1);
    outcomes_clear(&fewer.outcome, 1);
    sample_clear(&sample);
    return status;
}
