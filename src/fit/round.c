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

size_t round_folds(const struct sample *sample)
{
    size_t n_scored = sample->documents.n_documents / SAMPLE_FOLDS;
    size_t n_folds = n_scored ? (ROUND_ENOUGH + n_scored - 1) / n_scored : 1;
    return n_folds < SAMPLE_FOLDS ? n_folds : SAMPLE_FOLDS;
}

/* Candidates, of which some end before the last fold. */
struct entries {
    const struct candidate *candidates;
    struct outcome *outcomes;
    size_t n;
};

/* The trials of folds FIRST to END of the candidates that are not out, fold after fold of each; returns how many. */
static size_t make_trials(const struct round *round, const struct sample *sample, const struct entries *entries,
                          size_t first, size_t end, struct trial *trials)
{
    size_t n = 0;
    for (size_t c = 0; c < entries->n; c++) {
        const struct candidate *candidate = &entries->candidates[c];
        struct outcome *outcome = &entries->outcomes[c];
        struct settings settings =
            candidate_trial(candidate, round->settings, round->contents, sample->documents.n_documents);
        for (size_t fold = first; !outcome->is_out && fold < end; fold++) {
            trials[n++] = (struct trial){
                .settings = settings,
                .sample = sample,
                .view = {.fold = fold, .share = 1.0, .has_ngrams = candidate->has_ngrams},
                .is_right = outcome->is_right + outcome->n_scored,
            };
            outcome->n_scored += sample_held_out(sample, fold);
        }
    }
    return n;
}

/* Tries those that are not out on the folds FIRST to END. The best so far is looked for among whole rounds of all. */
static enum bagtag_status try_folds(struct round *round, const struct sample *sample, const struct entries *entries,
                                    size_t first, size_t end, struct bagtag_error *error)
{
    struct trial *trials = mem_zeroed(entries->n * (end - first), sizeof *trials);
    if (!trials)
        return error_memory(error);
    size_t n = make_trials(round, sample, entries, first, end, trials), t = 0;
    const struct choosing_step step = {.stage = BAGTAG_CHOOSING,
                                       .trials = trials,
                                       .n = n,
                                       .candidates = first == 0 ? entries->candidates : NULL,
                                       .n_candidates = n / (end - first),
                                       .n_before = round->n_tried,
                                       .n_of = round->n_of};
    enum bagtag_status status = n > 0 ? choosing_run(round->choosing, &step, error) : BAGTAG_OK;
    for (size_t c = 0; status == BAGTAG_OK && c < entries->n; c++)
        for (size_t fold = first; !entries->outcomes[c].is_out && fold < end; fold++)
            entries->outcomes[c].n_right += trials[t++].n_right;
    round->n_tried += step.n_candidates;
    free(trials);
    return status;
}

/* How many of the first N documents are right. */
static size_t right_among(const struct outcome *outcome, size_t n)
{
    size_t n_right = 0;
    for (size_t i = 0; i < n; i++)
        n_right += outcome->is_right[i];
    return n_right;
}

static size_t differing_among(const struct outcome *a, const struct outcome *b, size_t n)
{
    size_t n_differing = 0;
    for (size_t i = 0; i < n; i++)
        n_differing += a->is_right[i] != b->is_right[i];
    return n_differing;
}

bool outcome_is_hopeless(const struct outcome *a, const struct outcome *b)
{
    static const double DEVIATIONS = 2.0;
    size_t n = a->n_scored < b->n_scored ? a->n_scored : b->n_scored;
    return (double)right_among(b, n) > (double)right_among(a, n) + DEVIATIONS * sqrt((double)differing_among(a, b, n));
}

/* How many of those that are not out are right more often than entry C, or as often and come before it. */
static size_t count_before(const struct entries *entries, size_t c)
{
    const struct outcome *outcomes = entries->outcomes;
    size_t n = 0;
    for (size_t other = 0; other < entries->n; other++)
        n += outcomes[other].n_right > outcomes[c].n_right ||
             (outcomes[other].n_right == outcomes[c].n_right && other < c);
    return n;
}

/* Puts those out that are hopeless, or not among the best few. The first of several stays: the best is compared with
 * it. Returns how many are left. */
static size_t put_out(const struct entries *entries, const struct outcome *to_beat)
{
    enum { GO_ON = 3 };
    struct outcome *outcomes = entries->outcomes;
    size_t n_left = entries->n, best = 0;
    for (size_t c = 1; c < entries->n; c++)
        if (outcomes[c].n_right > outcomes[best].n_right)
            best = c;
    if (to_beat == NULL)
        to_beat = &outcomes[best];
    for (size_t c = entries->n > 1; c < entries->n; c++) {
        outcomes[c].is_out = count_before(entries, c) >= GO_ON || outcome_is_hopeless(&outcomes[c], to_beat);
        n_left -= outcomes[c].is_out;
    }
    return n_left;
}

/* The folds that all are tried on, before some are put out: as many trials as keep two processors busy, and as many
 * documents as tell something. */
static size_t first_folds(const struct round *round, const struct sample *sample, size_t n)
{
    enum { FEWEST_SCORED = 500 };
    size_t n_first = n > 1 ? 1 : round->to_beat ? 2 : round->n_folds;
    return n_first < round->n_folds && sample_held_out(sample, 0) >= FEWEST_SCORED ? n_first : round->n_folds;
}

enum bagtag_status round_try(struct round *round, const struct sample *sample, const struct candidate *candidates,
                             size_t n, struct outcome *outcomes, struct bagtag_error *error)
{
    const struct entries entries = {candidates, outcomes, n};
    size_t n_first = first_folds(round, sample, n);
    for (size_t c = 0; c < n; c++) {
        outcomes[c].is_right = mem_zeroed(sample->documents.n_documents, 1);
        if (!outcomes[c].is_right)
            return error_memory(error);
    }
    enum bagtag_status status = try_folds(round, sample, &entries, 0, n_first, error);
    if (status != BAGTAG_OK || n_first == round->n_folds)
        return status;
    round->n_of += put_out(&entries, round->to_beat);
    return try_folds(round, sample, &entries, n_first, round->n_folds, error);
}

double outcome_accuracy(const struct outcome *outcome)
{
    return outcome->n_scored ? (double)outcome->n_right / (double)outcome->n_scored : 0.0;
}

bool outcome_is_clearly_better(const struct outcome *a, const struct outcome *b)
{
    static const double FEW = 500.0;
    double n_scored = (double)a->n_scored, deviations = n_scored > FEW ? FEW / n_scored : 1.0;
    size_t n_differing = differing_among(a, b, a->n_scored);
    return (double)a->n_right > (double)b->n_right + 1.0 + deviations * sqrt((double)n_differing);
}
