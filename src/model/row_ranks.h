/* row_ranks.h - the rows of a model in the order of how much they say about labels */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_ROW_RANKS_H
#define BAGTAG_MODEL_ROW_RANKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pool.h"
#include "model/model.h"

/* RANKS[i] = the place of row i of model_n_reachable_rows, 0 for the one that says most: that whose scores W e, less
 * their mean over the labels if only their differences count, are the longest vector, times the row's weight in a
 * weighted bag, times the square root of how often it was seen: a word as training counted it, a character n-gram in
 * all these words, a word n-gram once, for it was not counted. Of equal ones the first comes first. The result does not
 * depend on POOL or the kernel. MODEL has labels. */
enum bagtag_status row_ranks_find(uint32_t *ranks, const struct bagtag_model *model, struct pool *pool,
                                  struct bagtag_error *error);

/* Whether only the differences of a model's logits count: those of a softmax. */
bool row_ranks_are_of_differences(const struct bagtag_model *model);

#endif
