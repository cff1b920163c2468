/* round.h - candidates tried on the same documents, and how they compare */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_ROUND_H
#define BAGTAG_FIT_ROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "data/corpus_contents.h"
#include "fit/candidate.h"
#include "fit/choosing.h"
#include "learn/sample.h"
#include "model/settings.h"

/* What all candidates of a round share. Borrowed. */
struct round {
    const struct corpus_contents *contents;
    const struct settings *settings; /* as they were given */
    struct choosing *choosing;
    size_t n_folds;                /* how many of the sample's folds are used, from the first */
    const struct outcome *to_beat; /* of the leader, on the same documents, for a candidate tried alone; NULL: none */
    size_t n_tried, n_of;          /* candidates so far, and how many there may be */
};

/* The result of a candidate. */
struct outcome {
    size_t n_right, n_scored;
    uint8_t *is_right;  /* [n_scored]: of each document, in the same order for all candidates of a round */
    bool is_eliminated; /* eliminated after the first folds, so only these are scored */
};
void outcomes_clear(struct outcome *outcomes, size_t n); /* all-zero ones are allowed */

/* ROUND_ENOUGH held-out documents are enough to compare candidates. round_folds returns how many folds of SAMPLE hold
 * out as many, at most all. */
enum { ROUND_ENOUGH = 5000 };
size_t round_folds(const struct sample *sample);

/* Tries CANDIDATES[0..n) on SAMPLE, which has the same documents in the same folds for the whole round, and the
 * character n-grams of these candidates. If a fold has enough documents, all are first tried on one fold, or, if there
 * is no other, on two fifths of its training documents; then those that are hopeless or not among the best three are
 * out, except CANDIDATES[0], and the others are tried on the remaining folds. A single candidate is out if it is
 * hopeless against round->to_beat after two folds. Clear OUTCOMES [n] also after a failure. */
enum bagtag_status round_try(struct round *round, const struct sample *sample, const struct candidate *candidates,
                             size_t n, struct outcome *outcomes, struct bagtag_error *error);

/* Whether A is so far behind B on the documents that both were tried on that it would hardly catch up on others: by
 * more than two standard errors of the difference (see below). */
bool outcome_is_hopeless(const struct outcome *a, const struct outcome *b);

/* Keeps only the first N_FOLDS of the folds of SAMPLE in OUTCOME. Returns false and changes nothing if it has fewer. */
bool outcome_keep_folds(struct outcome *outcome, const struct sample *sample, size_t n_folds);

double outcome_accuracy(const struct outcome *outcome);

/* Whether A is right clearly more often than B, the default, on the same documents: by more than one document plus,
 * with few documents, the standard error of the difference, which is the square root of the number of documents that
 * only one of them is right about (McNemar 1947). With thousands of documents a part of that is enough, because what
 * seems better then is hardly ever worse. */
bool outcome_is_clearly_better(const struct outcome *a, const struct outcome *b);

#endif
