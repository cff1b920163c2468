/* trial.h - settings tried: a model trained on a part of a sample and scored on another */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_TRIAL_H
#define BAGTAG_LEARN_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pool.h"
#include "learn/sample.h"
#include "math/kernel.h"
#include "model/settings.h"
#include "net/bag.h"
#include "net/loss.h"

/* What trials may differ in. */
struct trial_settings {
    enum weight weight;
    uint32_t ngrams; /* 1: words alone; otherwise all n-grams of the sample */
    uint64_t min_count;
    uint32_t dim;
    enum bag bag;
    uint32_t epochs;
    uint32_t batch;
    double learning_rate;
    bool is_linear; /* the rate falls linearly to zero */
    double decay;
    enum loss_kind loss;
    bool keeps_bias; /* the bias is the prior; otherwise it is trained */
    uint64_t seed;
};

/* Those that a training run with SETTINGS would have. */
struct trial_settings trial_settings_of(const struct settings *settings);

/* Called for each held-out document, in order: OUTPUTS [O] is W h + b of document I of HELD_OUT, whose labels are
 * beside it; both are borrowed for the call. Called by the thread that runs the trial. */
typedef void trial_scores(void *context, const struct dataset *held_out, size_t i, const float *outputs);

/* One trial: what is asked, and what came of it. */
struct trial {
    struct trial_settings settings;
    const struct sample *sample;
    size_t fold;          /* of the sample: which documents are held out */
    double share;         /* of the others: how many are learnt from, above 0 to 1 */
    trial_scores *scores; /* NULL: only the figures below are wanted */
    void *context;
    bool is_done;    /* false: the run was stopped before its end, or failed */
    size_t n_scored; /* documents held out */
    size_t n_right;  /* those whose most probable label is one of theirs; none when the run diverged */
    bool has_diverged;
    double seconds;
    enum bagtag_status status;
    struct bagtag_error error;
};

/* Whether trials are to stop: asked by each worker before a trial and about ten times a second in one. Worker 0 is the
 * calling thread. */
typedef bool trial_stop(void *context, int worker);

/* Runs TRIALS[0..n), each whole by one worker of POOL, so that workers need not wait for each other and a trial's
 * result does not depend on their number. IS_OVER may be NULL. The first failure, in the order of the trials, is that
 * of the whole; being stopped is none. */
enum bagtag_status trial_run_all(struct trial *trials, size_t n, const struct kernel *kernel, struct pool *pool,
                                 trial_stop *is_over, void *context, struct bagtag_error *error);

#endif
