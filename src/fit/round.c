/* round.c - candidates tried on the same documents, and how they compare */
/* SPDX-License-Identifier: MIT */
#include "fit/round.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "learn/trial.h"

void outcomes_clear(struct outcome *outcomes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(outcomes[i].is_right);
}

size_t round_folds(const struct sample *sample)
{
    size_t n_scored = sample_drawn(sample) / SAMPLE_FOLDS;
    size_t n_folds = n_scored ? (ROUND_ENOUGH + n_scored - 1) / n_scored : 1;
    return n_folds < SAMPLE_FOLDS ? n_folds : SAMPLE_FOLDS;
}

/* Candidates, some of which end before the last fold, and their outcomes. */
struct entries {
    const struct candidate *candidates;
    struct outcome *outcomes;
    size_t n;
};

/* The folds [first, end), and the share of their training documents that is used. */
struct part {
    size_t first, end;
    double share;
};

/* Makes the trials of PART for the candidates that are not out, ordered by candidate, then by fold; returns how
 * many. */
static size_t make_trials(const struct round *round, const struct sample *sample, const struct entries *entries,
                          struct part part, struct trial *trials)
{
    size_t n = 0;
    for (size_t c = 0; c < entries->n; c++) {
        const struct candidate *candidate = &entries->candidates[c];
        struct outcome *outcome = &entries->outcomes[c];
        struct settings settings = candidate_trial(candidate, round->settings, round->contents, sample_drawn(sample));
        settings.temperature = 1.0;
        for (size_t fold = part.first; !outcome->is_eliminated && fold < part.end; fold++) {
            trials[n++] = (struct trial){
                .settings = settings,
                .sample = sample,
                .view = {.fold = fold, .share = part.share, .has_ngrams = candidate->has_ngrams},
                .is_right = outcome->is_right + outcome->n_scored,
            };
            outcome->n_scored += sample_held_out(sample, fold);
        }
    }
    return n;
}

/* Tries the candidates that are not out on PART. Only a step with all candidates updates the best so far. */
static enum bagtag_status try_part(struct round *round, const struct sample *sample, const struct entries *entries,
                                   struct part part, struct bagtag_error *error)
{
    size_t n_folds = part.end - part.first;
    assert(n_folds > 0);
    struct trial *trials = mem_zeroed(entries->n * n_folds, sizeof *trials);
    if (!trials)
        return error_memory(error);
    size_t n = make_trials(round, sample, entries, part, trials), t = 0;
    const struct choosing_step step = {.stage = BAGTAG_CHOOSING,
                                       .trials = trials,
                                       .n = n,
                                       .candidates = n == entries->n * n_folds ? entries->candidates : NULL,
                                       .n_candidates = n / n_folds,
                                       .n_before = round->n_tried,
                                       .n_of = round->n_of};
    enum bagtag_status status = n > 0 ? choosing_run(round->choosing, &step, error) : BAGTAG_OK;
    for (size_t c = 0; status == BAGTAG_OK && c < entries->n; c++)
        for (size_t fold = 0; !entries->outcomes[c].is_eliminated && fold < n_folds; fold++)
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

/* How many entries rank before entry C: right more often, or as often and earlier. */
static size_t count_before(const struct entries *entries, size_t c)
{
    const struct outcome *outcomes = entries->outcomes;
    size_t n = 0;
    for (size_t other = 0; other < entries->n; other++)
        n += outcomes[other].n_right > outcomes[c].n_right ||
             (outcomes[other].n_right == outcomes[c].n_right && other < c);
    return n;
}

enum { SURVIVORS = 3 };

/* Eliminates the candidates that are hopeless, or not among the best SURVIVORS. The first of several stays, as the best
 * is compared with it. Returns how many are left. */
static size_t eliminate(const struct entries *entries, const struct outcome *to_beat)
{
    struct outcome *outcomes = entries->outcomes;
    size_t n_left = entries->n, best = 0;
    for (size_t c = 1; c < entries->n; c++)
        if (outcomes[c].n_right > outcomes[best].n_right)
            best = c;
    if (to_beat == NULL)
        to_beat = &outcomes[best];
    for (size_t c = entries->n > 1; c < entries->n; c++) {
        outcomes[c].is_eliminated = count_before(entries, c) >= SURVIVORS || outcome_is_hopeless(&outcomes[c], to_beat);
        n_left -= outcomes[c].is_eliminated;
    }
    return n_left;
}

/* What all candidates are tried on before some are eliminated: enough trials to keep two processors busy, and enough
 * documents to mean something. With only one fold, and more candidates than go on anyway, a part of that fold. */
static struct part first_part(const struct round *round, const struct sample *sample, size_t n)
{
    enum { MIN_SCORED = 500 };
    static const double SHARE = 0.4;
    size_t n_first = n > 1 ? 1 : round->to_beat ? 2 : round->n_folds;
    struct part whole = {0, round->n_folds, 1.0};
    if (n_first > round->n_folds || sample_held_out(sample, 0) < MIN_SCORED)
        return whole;
    if (n_first < round->n_folds)
        return (struct part){0, n_first, 1.0};
    return n > 1 + SURVIVORS ? (struct part){0, 1, SHARE} : whole;
}

/* Resets the outcomes of the candidates that are not out. */
static void begin_again(const struct entries *entries)
{
    for (size_t c = 0; c < entries->n; c++) {
        struct outcome *outcome = &entries->outcomes[c];
        if (outcome->is_eliminated)
            continue;
        memset(outcome->is_right, 0, outcome->n_scored);
        outcome->n_right = outcome->n_scored = 0;
    }
}

enum bagtag_status round_try(struct round *round, const struct sample *sample, const struct candidate *candidates,
                             size_t n, struct outcome *outcomes, struct bagtag_error *error)
{
    const struct entries entries = {candidates, outcomes, n};
    struct part part = first_part(round, sample, n), rest = {part.end, round->n_folds, 1.0};
    for (size_t c = 0; c < n; c++) {
        outcomes[c].is_right = mem_zeroed(sample->documents.n_documents, 1);
        if (!outcomes[c].is_right)
            return error_memory(error);
    }
    enum bagtag_status status = try_part(round, sample, &entries, part, error);
    if (status != BAGTAG_OK || (part.end == round->n_folds && part.share >= 1.0))
        return status;
    round->n_of += eliminate(&entries, round->to_beat);
    if (part.share < 1.0) {
        begin_again(&entries);
        rest.first = 0;
    }
    return try_part(round, sample, &entries, rest, error);
}

bool outcome_keep_folds(struct outcome *outcome, const struct sample *sample, size_t n_folds)
{
    size_t n_scored = 0;
    for (size_t fold = 0; fold < n_folds; fold++)
        n_scored += sample_held_out(sample, fold);
    if (n_scored > outcome->n_scored)
        return false;
    outcome->n_right = right_among(outcome, n_scored);
    outcome->n_scored = n_scored;
    return true;
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
