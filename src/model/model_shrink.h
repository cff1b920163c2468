/* model_shrink.h - shrinks a model: fewer rows, stored as bytes */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_MODEL_SHRINK_H
#define BAGTAG_MODEL_MODEL_SHRINK_H

#include <stddef.h>

#include "base/error.h"
#include "base/pool.h"
#include "model/model.h"

/* The rows of a model ranked by how much they say about labels (model/row_ranks.h), of which the first N can be made
 * into a smaller model.
 *
 * A row that is left out counts as unknown, neither in the mean of a bag nor in the length of a weighted one. Rows that
 * are kept are rounded to int8, and before that folded into scores if there are no more labels than dimensions (not
 * with --bag max or a label tree). */
struct shrinking;

/* Ranks the rows of MODEL, which is borrowed until shrinking_free. The order does not depend on POOL. BAGTAG_INPUT if
 * MODEL has no labels or was shrunk already. */
enum bagtag_status shrinking_begin(struct shrinking **out, const struct bagtag_model *model, struct pool *pool,
                                   struct bagtag_error *error);
void shrinking_free(struct shrinking *shrinking); /* NULL is allowed */

/* The most rows that can be kept. */
size_t shrinking_max_rows(const struct shrinking *shrinking);

/* A model of the first N rows with all logits multiplied by FACTOR and, with ova, its threshold adjusted to match. The
 * same bytes on every machine. */
enum bagtag_status shrinking_make(const struct shrinking *shrinking, size_t n, double factor, struct bagtag_model **out,
                                  struct bagtag_error *error);

#endif
