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
    size_t n_folds;                /* of the sample, the first of them */
    const struct outcome *to_beat; /* on the same documents, by a candidate that is tried alone; NULL: none */
    size_t n_tried, n_of;          /* candidates so far, and how many there may be */
};

/* The result of a candidate. */
struct outcome {
    size_t n_right, n_scored;
    uint8_t *is_right; /* [n_scored]: of each document, in the same order for all candidates of a round */
    bool is_out;       /* put out after the first folds, so it has no more documents than these */
};
void outcomes_clear(struct outcome *outcomes, size_t n); /* all-zero ones are allowed */

/* Held-out documents that tell candidates apart, and as many folds of SAMPLE as hold them out: more of them the fewer
 * each has. */
enum { ROUND_ENOUGH = 5000 };
size_t round_folds(const struct sample *sample);

/* Tries CANDIDATES[0..n) on SAMPLE, which has the same documents in the same folds for the whole round, and the
 * character n-grams of these candidates. Where a fold has enough documents, all are tried on the first one, or on two
 * fifths of the training documents of an only one; then those that are hopeless or not among the best three are out,
 * except CANDIDATES[0], and the others are tried on the rest of the folds. A single one is out if it is hopeless
 * against round->to_beat after two folds. Clear OUTCOMES [n] also after a failure. */
enum bagtag_status round_try(struct round *round, const struct sample *sample, const struct candidate *candidates,
                             size_t n, struct outcome *outcomes, struct bagtag_error *error);

/* Whether A is so far behind B on the documents that both were tried on that it would hardly catch up on others: by two
 * standard errors of the difference (see below). */
bool outcome_is_hopeless(const struct outcome *a, const struct outcome *b);

/* Keeps only the first N_FOLDS of the folds of SAMPLE that OUTCOME has; false, and nothing has changed, if it has
 * fewer. */
bool outcome_keep_folds(struct outcome *outcome, const struct sample *sample, size_t n_folds);

double outcome_accuracy(const struct outcome *outcome);

/* Whether A is right clearly more often than B, on the same documents, which usually wins: by at least one document
 * and, with few documents, by the standard error of the difference, the square root of the number of documents that
 * only one of them is right about (McNemar 1947). With thousands of documents a part of that is enough, because what
 * seems better then is hardly ever worse. */
bool outcome_is_clearly_better(const struct outcome *a, const struct outcome *b);

#endif
