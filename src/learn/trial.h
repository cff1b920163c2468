/* trial.h - settings tried: a model trained on a part of a sample and scored on another */
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

/* Called for each held-out document, in order: OUTPUTS [O] is W h + b of document I of HELD_OUT, whose labels are
 * beside it; both are borrowed for the call. Called by the thread that runs the trial. */
typedef void trial_scores(void *context, const struct dataset *held_out, size_t i, const float *outputs);

/* One trial: what is asked, and what came of it. */
struct trial {
    struct settings settings; /* there is no patience in a trial, and scores are not divided by a temperature */
    const struct sample *sample;
    struct sample_view view;
    trial_scores *scores; /* NULL: only the figures below are wanted */
    void *context;
    uint8_t
        *is_right; /* [sample_held_out], zero before: 1 for each document held out that counts as right; can be NULL */
    atomic_bool
        is_done;     /* false: the run was stopped before its end, or failed; the figures below hold once it is true */
    size_t n_scored; /* documents held out */
    size_t n_right;  /* those whose most probable label is one of theirs; none when the run diverged or had nothing to
                        learn from */
    bool has_diverged;
    double seconds;
    enum bagtag_status status;
    struct bagtag_error error;
};

/* Whether trials are to stop: asked by each worker before a trial and about ten times a second in one. Worker 0 is the
 * calling thread. N_BEGUN trials, or more, have begun. */
typedef bool trial_stop(void *context, int worker, size_t n_begun);

/* Runs TRIALS[0..n), each whole by one worker of POOL, so that workers need not wait for each other and a trial's
 * result does not depend on their number. IS_OVER can be NULL. The first failure, in the order of the trials, is that
 * of the whole; being stopped is none. */
enum bagtag_status trial_run_all(struct trial *trials, size_t n, const struct kernel *kernel, struct pool *pool,
                                 trial_stop *is_over, void *context, struct bagtag_error *error);

#endif
