/* dropout.h - documents without a part of their rows, another part in each epoch */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_DROPOUT_H
#define BAGTAG_LEARN_DROPOUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "net/rows.h"
#include "words/weight.h"

/* A row of a document, however often it is there, is left out of an epoch with probability PART, and the others count
 * as a document of their own: their mean, or, with weights, scaled so that their squares add up to 1. So no row can
 * lean on others that are always there with it. Method: dropout of inputs (Srivastava et al. 2014; for text Wang and
 * Manning 2013). */
struct dropout {
    double part; /* 0: none; below 1 */
    enum weight weight;
    uint64_t seed;
};

/* What is left of some documents. */
struct dropout_room {
    uint32_t *ids;
    float *weights;
};

/* Room for what is left of documents of N_ROWS rows together. */
enum bagtag_status dropout_room_init(struct dropout_room *room, size_t n_rows, struct bagtag_error *error);
void dropout_room_clear(struct dropout_room *room); /* an all-zero room is allowed */

/* Puts what is left of DOCUMENTS[0..n) in EPOCH into ROOM, in the place of what was there, and lets them point to it.
 * They have weights, or counts as weights. Their ids lie in the array that begins with IDS. What is left depends on
 * seed, epoch and place in that array only. */
void dropout_thin(const struct dropout *dropout, uint32_t epoch, const uint32_t *ids, struct document *documents,
                  size_t n, struct dropout_room *room);

#endif
