/* dropout.h - documents with some of their rows left out, different ones in each epoch */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_DROPOUT_H
#define BAGTAG_LEARN_DROPOUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "net/rows.h"
#include "words/weight.h"

/* Each row of a document, however often it occurs there, is left out of an epoch with probability PART. The remaining
 * rows form a document of their own: their mean or, with weights, scaled so that the squares add up to 1. So no row can
 * rely on others that always occur with it. Method: dropout of inputs (Srivastava et al. 2014; for text Wang and
 * Manning 2013). */
struct dropout {
    double part; /* 0: none; below 1 */
    enum weight weight;
    uint64_t seed;
};

/* Memory for the remaining rows of some documents. */
struct dropout_room {
    uint32_t *ids;
    float *weights;
};

/* Makes room for documents that have N_ROWS rows in total. */
enum bagtag_status dropout_room_init(struct dropout_room *room, size_t n_rows, struct bagtag_error *error);
void dropout_room_clear(struct dropout_room *room); /* an all-zero room is allowed */

/* Leaves rows out of DOCUMENTS[0..n) for EPOCH. The remaining rows are written to ROOM, replacing its contents, and the
 * documents point to them. Documents must have weights, or counts as weights, and their ids must be in the array that
 * begins at IDS. The result depends only on seed, epoch and positions in that array. */
void dropout_thin(const struct dropout *dropout, uint32_t epoch, const uint32_t *ids, struct document *documents,
                  size_t n, struct dropout_room *room);

#endif
