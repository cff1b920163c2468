/* choosing.h - trials of candidates, and whoever watches them */
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

/* What all steps of a choice work with. Borrowed. */
struct choosing {
    const struct kernel *kernel;
    struct pool *pool;
    bagtag_progress_function *progress; /* NULL: nobody watches */
    void *context;
    double best_accuracy; /* so far; -1: none is known */
    char best_name[CHOOSING_NAME_BYTES];
};

/* A step: N trials in equal runs, one for each of N_CANDIDATES, which are the ones after the first N_BEFORE of N_OF. */
struct choosing_step {
    enum bagtag_stage stage;
    struct trial *trials;
    size_t n;
    const struct candidate *candidates; /* NULL: it is not asked which is best */
    size_t n_candidates, n_before, n_of;
};

/* Runs the trials of STEP: trial_run_all, told about as it goes. BAGTAG_STOPPED when the progress function says so. */
enum bagtag_status choosing_run(struct choosing *choosing, const struct choosing_step *step,
                                struct bagtag_error *error);

/* CANDIDATE is right about this share of held-out documents, and the best so far. */
void choosing_note_best(struct choosing *choosing, const struct candidate *candidate, double accuracy);

#endif
