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

/* What all candidates of a round are tried with. Borrowed. */
struct round {
    const struct corpus_contents *contents;
    const struct settings *settings; /* as they were given */
    struct choosing *choosing;
    size_t n_folds;       /* of the sample, the first of them */
    size_t n_tried, n_of; /* candidates so far, and how many there may be */
};

/* What a candidate came to. */
struct outcome {
    size_t n_right, n_scored;
    uint8_t *is_right; /* [n_scored]: of each document, in the same order for all candidates of a round */
};
void outcomes_clear(struct outcome *outcomes, size_t n); /* all-zero ones are allowed */

/* Tries CANDIDATES[0..n) on SAMPLE, a sample of the same documents in the same folds for the whole round, whose rows of
 * character n-grams they have. OUTCOMES [n], to be cleared after a failure, too. */
enum bagtag_status round_try(struct round *round, const struct sample *sample, const struct candidate *candidates,
                             size_t n, struct outcome *outcomes, struct bagtag_error *error);

double outcome_accuracy(const struct outcome *outcome);

/* Whether A is right so much oftener than B that it is worth to leave B, which is what wins elsewhere: by one document
 * and, where documents are few, the standard error of the difference, which is the root of how many documents one of
 * them alone is right about (McNemar 1947). Of thousands it takes a part of that, for what then seems better is hardly
 * worse. */
bool outcome_is_clearly_better(const struct outcome *a, const struct outcome *b);

#endif
