/* row_order.h - rows of the embedding in the order of their first use */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_ROW_ORDER_H
#define BAGTAG_LEARN_ROW_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "data/dataset.h"

/* Most rows are n-grams that occur in few documents. Storing the rows of each document next to each other makes memory
 * accesses mostly sequential; in the order of their numbers they would be scattered. All NULL: rows are in numerical
 * order. */
struct row_order {
    uint32_t *rows;   /* [V]: the row in each place */
    uint32_t *places; /* [V]: the place of each row */
};

/* Orders the N_ROWS rows of TRAIN by their first occurrence, unused rows last, and changes the ids of TRAIN to places.
 * Does nothing if there is nothing to gain: if a table of rows of ROW_BYTES fits in the caches, or documents are short.
 * Call row_order_clear also after a failure. */
enum bagtag_status row_order_make(struct row_order *order, struct dataset *train, size_t n_rows, size_t row_bytes,
                                  struct bagtag_error *error);
void row_order_clear(struct row_order *order); /* an all-zero one is allowed */

/* Changes the ids of DATASET to places; their order within documents stays the same. */
void row_order_apply(const struct row_order *order, struct dataset *dataset);

#endif
