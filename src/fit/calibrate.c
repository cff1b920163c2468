/* calibrate.c - number of epochs, temperature and threshold, from held-out documents */
/* SPDX-License-Identifier: MIT */
#include "fit/calibrate.h"

#include <math.h>
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
    return sample_take_with_chars(sample, contents, &rules, settings->ngrams > 1, SAMPLE_ROWS, settings->seed, pool,
                                  error);
}

/* The settings with this number of epochs: a run on each of the first folds. */
struct attempt {
    uint32_t epochs;
    size_t n_folds; /* done so far */
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

/* The number of folds that hold out enough documents. */
static size_t folds_for(const struct sample *sample)
{
    size_t n_scored = sample_drawn(sample) / SAMPLE_FOLDS, n = 1;
    while (n < SAMPLE_FOLDS && n * n_scored < CALIBRATED_ENOUGH)
        n++;
    return n;
}

/* Makes the trials of ATTEMPT on its folds from the first not done to END; returns how many. */
static size_t make_trials(struct trial *trials, struct attempt *attempt, size_t end, const struct sample *sample,
                          const struct settings *settings)
{
    size_t n = 0;
    for (size_t fold = attempt->n_folds; fold < end; fold++, n++) {
        attempt->parts[fold] = (struct calibration){.loss = loss_get(settings->loss), .n_labels = sample->n_labels};
        trials[n] = (struct trial){.settings = *settings,
                                   .sample = sample,
                                   .view = {.fold = fold, .share = 1.0, .has_ngrams = settings->ngrams > 1},
                                   .is_right = attempt->outcome.is_right + attempt->outcome.n_scored,
                                   .scores = calibration_add,
                                   .context = &attempt->parts[fold]};
        trials[n].settings.epochs = attempt->epochs;
        trials[n].settings.temperature = 1.0;
        attempt->outcome.n_scored += sample_held_out(sample, fold);
    }
    return n;
}

static enum bagtag_status add_up(struct attempt *attempt, const struct trial *trials, size_t n,
                                 struct bagtag_error *error)
{
    for (size_t t = 0; t < n; t++, attempt->n_folds++) {
        if (attempt->parts[attempt->n_folds].has_failed)
            return error_memory(error);
        attempt->outcome.n_right += trials[t].n_right;
    }
    return BAGTAG_OK;
}

/* Runs the folds that are not done yet, up to N_ALL of ALL and up to N_FEWER of FEWER. */
static enum bagtag_status run(struct attempt *all, size_t n_all, struct attempt *fewer, size_t n_fewer,
                              const struct sample *sample, const struct settings *settings, struct choosing *choosing,
                              struct bagtag_error *error)
{
    struct trial trials[2 * SAMPLE_FOLDS];
    size_t n = make_trials(trials, all, n_all, sample, settings);
    size_t n_both = n + make_trials(trials + n, fewer, n_fewer, sample, settings);
    const struct choosing_step step = {
        .stage = BAGTAG_CALIBRATING, .trials = trials, .n = n_both, .n_candidates = n_both, .n_of = n_both};
    enum bagtag_status status = choosing_run(choosing, &step, error);
    if (status == BAGTAG_OK)
        status = add_up(all, trials, n, error);
    return status == BAGTAG_OK ? add_up(fewer, trials + n, n_both - n, error) : status;
}

/* Runs all folds of ALL; of FEWER only the first, if it is hopeless there. */
static enum bagtag_status run_both(struct attempt *all, struct attempt *fewer, const struct sample *sample,
                                   const struct settings *settings, struct choosing *choosing,
                                   struct bagtag_error *error)
{
    size_t n = folds_for(sample);
    bool has_fewer = !settings_is_given(settings, SETTING_EPOCHS);
    enum bagtag_status status = run(all, n, fewer, has_fewer, sample, settings, choosing, error);
    if (status == BAGTAG_OK && has_fewer && n > 1 && !outcome_is_hopeless(&fewer->outcome, &all->outcome))
        status = run(all, n, fewer, n, sample, settings, choosing, error);
    return status;
}

double calibrate_extrapolate(double temperature, double part)
{
    static const double ENOUGH = 0.2;
    return part < ENOUGH ? floor((1.0 + (temperature - 1.0) * part / ENOUGH) * 100.0 + 0.5) / 100.0 : temperature;
}

static enum bagtag_status fit(struct attempt *attempt, double part, const struct kernel *kernel, bool has_several,
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
        settings->temperature = calibrate_extrapolate(temperature, part);
    if (status == BAGTAG_OK && has_several && !settings_is_given(settings, SETTING_THRESHOLD))
        status = calibration_threshold(attempt->parts, attempt->n_folds, settings->temperature, kernel,
                                       &settings->threshold, error);
    return status;
}

static bool is_better(const struct attempt *a, const struct attempt *b)
{
    return a->n_folds == b->n_folds && outcome_is_clearly_better(&a->outcome, &b->outcome);
}

enum bagtag_status calibrate(const struct corpus_contents *contents, struct settings *settings,
                             struct choosing *choosing, struct calibrated *calibrated, struct bagtag_error *error)
{
    *calibrated = (struct calibrated){.accuracy = -1.0};
    if (corpus_contents_read(contents) < CALIBRATE_MIN_DOCUMENTS)
        return BAGTAG_OK;
    struct attempt all = {.epochs = settings->epochs}, fewer = {.epochs = (all.epochs + 3) / 4};
    struct sample sample = {0};
    enum bagtag_status status = take_documents(&sample, contents, settings, choosing->pool, error);
    if (status == BAGTAG_OK)
        status = make_room(&all, &fewer, sample.documents.n_documents, error);
    if (status == BAGTAG_OK)
        status = run_both(&all, &fewer, &sample, settings, choosing, error);
    if (sample.documents.n_documents > 0)
        calibrated->n_trained = sample_drawn(&sample) - sample_held_out(&sample, 0);
    double part = (double)calibrated->n_trained / (double)corpus_contents_read(contents);
    if (status == BAGTAG_OK)
        status = fit(is_better(&fewer, &all) ? &fewer : &all, part, choosing->kernel,
                     corpus_contents_has_several_labels(contents), settings, calibrated, error);
    for (size_t p = 0; p < SAMPLE_FOLDS; p++) {
        calibration_clear(&all.parts[p]);
        calibration_clear(&fewer.parts[p]);
    }
    outcomes_clear(&all.outcome, 1);
    outcomes_clear(&fewer.outcome, 1);
    sample_clear(&sample);
    return status;
}
