/* row_ranks.h - ranks the rows of a model by how much they say about labels */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_ROW_RANKS_H
#define BAGTAG_MODEL_ROW_RANKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pool.h"
#include "model/model.h"

/* RANKS[i] = the rank of reachable row i, 0 for the one that says most. Rows are ranked by the length of their score
 * vector W e (less its mean over the labels if only differences count), times the row's weight in a weighted bag, times
 * the square root of its count: for a word its count in training, for a character n-gram the sum over all words that
 * contain it, for a word n-gram the square root of its count, or 1 if the model has none. The first of a tie comes
 * first. The result does not depend on POOL or the kernel. MODEL has labels. */
enum bagtag_status row_ranks_find(uint32_t *ranks, const struct bagtag_model *model, struct pool *pool,
                                  struct bagtag_error *error);

/* Whether only differences between a model's logits count, as in a softmax. */
bool row_ranks_are_shift_invariant(const struct bagtag_model *model);

#endif
