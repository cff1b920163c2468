/* choosing.c - trials of candidates, with progress */
/* SPDX-License-Identifier: MIT */
#include "fit/choosing.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>

/* A running step. */
struct watch {
    struct choosing *choosing;
    const struct choosing_step *step;
    atomic_bool is_stopped;
};

/* Such as "words and n-grams, characters 2-4, gain". */
static void put_name(char name[CHOOSING_NAME_BYTES], const struct candidate *candidate)
{
    char chars[36] = "";
    if (candidate->chars_max > 0)
        snprintf(chars, sizeof chars, ", characters %" PRIu32 "-%" PRIu32, candidate->chars_min, candidate->chars_max);
    snprintf(name, CHOOSING_NAME_BYTES, "words%s%s%s%s", candidate->has_ngrams ? " and n-grams" : "", chars,
             candidate->weight == WEIGHT_NONE ? "" : ", ",
             candidate->weight == WEIGHT_NONE ? "" : weight_names[candidate->weight]);
}

void choosing_note_best(struct choosing *choosing, const struct candidate *candidate, double accuracy)
{
    choosing->best_accuracy = accuracy;
    put_name(choosing->best_name, candidate);
}

/* Updates the best from the candidates whose trials are all done. */
static void look_for_best(struct choosing *choosing, const struct choosing_step *step)
{
    size_t n_folds = step->n / step->n_candidates;
    for (size_t c = 0; step->candidates && c < step->n_candidates; c++) {
        size_t n_right = 0, n_scored = 0, n_done = 0;
        for (const struct trial *trial = step->trials + c * n_folds; trial < step->trials + (c + 1) * n_folds; trial++)
            if (atomic_load(&trial->is_done)) {
                n_done++;
                n_right += trial->n_right;
                n_scored += trial->n_scored;
            }
        double accuracy = n_scored ? (double)n_right / (double)n_scored : 0.0;
        if (n_done == n_folds && accuracy > choosing->best_accuracy)
            choosing_note_best(choosing, &step->candidates[c], accuracy);
    }
}

static bool is_over(void *context, int worker, size_t n_begun)
{
    struct watch *watch = context;
    struct choosing *choosing = watch->choosing;
    const struct choosing_step *step = watch->step;
    if (worker != 0 || atomic_load(&watch->is_stopped))
        return atomic_load(&watch->is_stopped);
    look_for_best(choosing, step);
    n_begun = n_begun < step->n ? n_begun : step->n;
    double part = (double)n_begun / (double)step->n;
    size_t candidate = (n_begun * step->n_candidates + step->n - 1) / step->n;
    struct bagtag_progress progress = {
        .stage = step->stage,
        .fraction = ((double)step->n_before + part * (double)step->n_candidates) / (double)step->n_of,
        .candidate = (int)(step->n_before + (candidate > 0 ? candidate : 1)),
        .candidates = (int)step->n_of,
        .best_accuracy = choosing->best_accuracy,
        .best_name = choosing->best_name,
        .valid_loss = -1.0,
        .valid_accuracy = -1.0,
    };
    if (!choosing->progress(choosing->context, &progress))
        atomic_store(&watch->is_stopped, true);
    return atomic_load(&watch->is_stopped);
}

enum bagtag_status choosing_run(struct choosing *choosing, const struct choosing_step *step, struct bagtag_error *error)
{
    struct watch watch = {.choosing = choosing, .step = step};
    atomic_init(&watch.is_stopped, false);
    enum bagtag_status status = trial_run_all(step->trials, step->n, choosing->kernel, choosing->pool,
                                              choosing->progress ? is_over : NULL, &watch, error);
    if (status == BAGTAG_OK && atomic_load(&watch.is_stopped))
        return error_set(error, BAGTAG_STOPPED, "stopped");
    return status;
}
