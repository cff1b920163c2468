/* trial.h - a trial of settings: a model trained on part of a sample and scored on the rest */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_TRIAL_H
#define BAGTAG_LEARN_TRIAL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pool.h"
#include "learn/sample.h"
#include "math/kernel.h"
#include "model/settings.h"

/* Called for each held-out document, in order, by the thread that runs the trial. OUTPUTS [O] is W h + b of document I
 * of HELD_OUT, which has the labels; both are borrowed for the call. */
typedef void trial_scores(void *context, const struct dataset *held_out, size_t i, const float *outputs);

/* One trial: the task and the result. */
struct trial {
    struct settings settings; /* patience is ignored */
    const struct sample *sample;
    struct sample_view view;
    trial_scores *scores; /* NULL: not needed */
    void *context;
    uint8_t *is_right;   /* [sample_held_out], zeroed by the caller: 1 if the document is right; can be NULL */
    atomic_bool is_done; /* false: stopped early, or failed; the results below are valid if true */
    size_t n_scored;     /* held-out documents */
    size_t n_right;      /* whose most probable label is one of theirs; 0 if the run diverged or could not train */
    bool has_diverged;
    double seconds;
    enum bagtag_status status;
    struct bagtag_error error;
};

/* Whether trials should stop. Each worker asks before each trial, and about ten times a second during one. Worker 0 is
 * the calling thread. At least N_BEGUN trials have begun. */
typedef bool trial_stop(void *context, int worker, size_t n_begun);

/* Runs TRIALS[0..n), each on one worker of POOL, so that workers never wait for each other and results do not depend on
 * their number. IS_OVER can be NULL. Returns the first failure, in the order of the trials; being stopped is not a
 * failure. */
enum bagtag_status trial_run_all(struct trial *trials, size_t n, const struct kernel *kernel, struct pool *pool,
                                 trial_stop *is_over, void *context, struct bagtag_error *error);

#endif
