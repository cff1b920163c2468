/* model_shrink.h - a model made small: fewer rows, and those in bytes */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_MODEL_SHRINK_H
#define BAGTAG_MODEL_MODEL_SHRINK_H

#include <stddef.h>

#include "base/error.h"
#include "base/pool.h"
#include "model/model.h"

/* The rows of a model from the one that says most about labels to the one that says least: how far its scores are from
 * one another, times its weight. Models can be made of the first N of them.
 *
 * A row that is left out is one the model has never had: like an unknown word it leaves the mean of a bag, or the
 * length of a weighted one. What is kept is rounded to int8, as scores of labels where these are no more than the
 * dimensions. */
struct shrinking;

/* MODEL is borrowed until shrinking_free. The order does not depend on POOL. BAGTAG_INPUT: a model without labels, or
 * one that was shrunk. */
enum bagtag_status shrinking_begin(struct shrinking **out, const struct bagtag_model *model, struct pool *pool,
                                   struct bagtag_error *error);
void shrinking_free(struct shrinking *shrinking); /* NULL is allowed */

/* How many rows can be kept. */
size_t shrinking_most(const struct shrinking *shrinking);

/* A model of the first N rows, whose logits are multiplied by FACTOR, and with ova its threshold accordingly; the same
 * bytes wherever it is made. */
enum bagtag_status shrinking_make(const struct shrinking *shrinking, size_t n, double factor, struct bagtag_model **out,
                                  struct bagtag_error *error);

#endif
