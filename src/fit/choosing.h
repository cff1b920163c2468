/* choosing.h - trials of candidates, with progress */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_CHOOSING_H
#define BAGTAG_FIT_CHOOSING_H

#include <stddef.h>

#include "bagtag.h"
#include "base/error.h"
#include "base/pool.h"
#include "fit/candidate.h"
#include "learn/trial.h"
#include "math/kernel.h"

enum { CHOOSING_NAME_BYTES = 64 };

/* What all steps of a choice share. Borrowed. */
struct choosing {
    const struct kernel *kernel;
    struct pool *pool;
    bagtag_progress_function *progress; /* NULL: none */
    void *context;
    double best_accuracy; /* so far; -1: none yet */
    char best_name[CHOOSING_NAME_BYTES];
};

/* A step: N trials, the same number for each of its N_CANDIDATES; of N_OF candidates in all, N_BEFORE came before. */
struct choosing_step {
    enum bagtag_stage stage;
    struct trial *trials;
    size_t n;
    const struct candidate *candidates; /* NULL: do not update the best */
    size_t n_candidates, n_before, n_of;
};

/* Runs the trials of STEP with trial_run_all and reports progress. BAGTAG_STOPPED if the progress function says so. */
enum bagtag_status choosing_run(struct choosing *choosing, const struct choosing_step *step,
                                struct bagtag_error *error);

/* Records CANDIDATE, with this held-out accuracy, as the best so far. */
void choosing_note_best(struct choosing *choosing, const struct candidate *candidate, double accuracy);

#endif
