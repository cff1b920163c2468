/* row_order.h - rows of the embedding in the order in which documents have them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_ROW_ORDER_H
#define BAGTAG_LEARN_ROW_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "data/dataset.h"

/* Most rows are those of n-grams that few documents have. Side by side for each document, memory hands them over in
 * runs; in the order of their numbers they would lie all over it. All NULL: rows stand as they are numbered. */
struct row_order {
    uint32_t *rows;   /* [V]: the row in each place */
    uint32_t *places; /* [V]: the place of each row */
};

/* Orders the N_ROWS rows of TRAIN by the first document that has them, then by their numbers; the ids of TRAIN become
 * places. Does nothing where that would gain nothing: where a table of rows of ROW_BYTES stays in caches, or documents
 * are short. Call row_order_clear also after a failure. */
enum bagtag_status row_order_make(struct row_order *order, struct dataset *train, size_t n_rows, size_t row_bytes,
                                  struct bagtag_error *error);
void row_order_clear(struct row_order *order); /* an all-zero one is allowed */

/* The ids of DATASET become places; within a document they stay where they are. */
void row_order_apply(const struct row_order *order, struct dataset *dataset);

#endif
