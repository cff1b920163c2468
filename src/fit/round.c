/* round.c - candidates tried on the same documents, and how they compare */
/* SPDX-License-Identifier: MIT */
#include "fit/round.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "learn/trial.h"

void outcomes_clear(struct outcome *outcomes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(outcomes[i].is_right);
}

/* Outcomes with room for all that is held out, and the trials that fill them: fold after fold of each candidate. */
static bool make_trials(const struct round *round, const struct sample *sample, const struct candidate *candidates,
                        size_t n, struct trial *trials, struct outcome *outcomes)
{
    for (size_t c = 0; c < n; c++) {
        struct settings settings =
            candidate_trial(&candidates[c], round->settings, round->contents, sample->documents.n_documents);
        outcomes[c].is_right = mem_zeroed(sample->documents.n_documents, 1);
        if (!outcomes[c].is_right)
            return false;
        for (size_t fold = 0; fold < round->n_folds; fold++) {
            trials[c * round->n_folds + fold] = (struct trial){
                .settings = settings,
                .sample = sample,
                .view = {.fold = fold, .share = 1.0, .has_ngrams = candidates[c].has_ngrams},
                .is_right = outcomes[c].is_right + outcomes[c].n_scored,
            };
            outcomes[c].n_scored += sample_held_out(sample, fold);
        }
    }
    return true;
}

enum bagtag_status round_try(struct round *round, const struct sample *sample, const struct candidate *candidates,
                             size_t n, struct outcome *outcomes, struct bagtag_error *error)
{
    size_t n_trials = n * round->n_folds;
    struct trial *trials = mem_zeroed(n_trials, sizeof *trials);
    enum bagtag_status status =
        trials && make_trials(round, sample, candidates, n, trials, outcomes) ? BAGTAG_OK : error_memory(error);
    const struct choosing_step step = {.stage = BAGTAG_CHOOSING,
                                       .trials = trials,
                                       .n = n_trials,
                                       .candidates = candidates,
                                       .n_candidates = n,
                                       .n_before = round->n_tried,
                                       .n_of = round->n_of};
    if (status == BAGTAG_OK)
        status = choosing_run(round->choosing, &step, error);
    for (size_t t = 0; status == BAGTAG_OK && t < n_trials; t++)
        outcomes[t / round->n_folds].n_right += trials[t].n_right;
    round->n_tried += n;
    free(trials);
    return status;
}

double outcome_accuracy(const struct outcome *outcome)
{
    return outcome->n_scored ? (double)outcome->n_right / (double)outcome->n_scored : 0.0;
}

bool outcome_is_clearly_better(const struct outcome *a, const struct outcome *b)
{
    static const double FEW = 500.0;
    double n_scored = (double)a->n_scored, deviations = n_scored > FEW ? FEW / n_scored : 1.0;
    size_t n_differing = 0;
    for (size_t i = 0; i < a->n_scored; i++)
        n_differing += a->is_right[i] != b->is_right[i];
    return (double)a->n_right > (double)b->n_right + 1.0 + deviations * sqrt((double)n_differing);
}
