/* bag.h - how the rows of a document are combined (PyTorch: nn.EmbeddingBag) */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_BAG_H
#define BAGTAG_NET_BAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "math/kernel.h"
#include "net/params.h"
#include "net/rows.h"

/* Named as in --bag and config.json. A document without rows has a bag of zeros in every mode; on a tie of maxima, the
 * first row wins. */
enum bag { BAG_MEAN, BAG_SUM, BAG_MAX };
extern const char *const bag_names[]; /* in the order of the enum, NULL at the end */

/* Whether rows can have weights: not with BAG_MAX. */
bool bag_takes_weights(enum bag bag);

/* OUT[0..rows->width) = the bag of DOCUMENT; OUT has room for whole lines of KERNEL_LANES floats. For BAG_MAX,
 * WINNERS[d], unless WINNERS is NULL, becomes the index in document->ids of the row that column d comes from.
 * Prefetches the rows of AHEAD. */
void bag_forward(enum bag bag, const struct kernel *kernel, float *out, uint32_t *winners, const struct rows *rows,
                 const struct document *document, struct document ahead);

/* The factor from a document's gradient to that of one row: 1/n for a mean, 1 for a sum or maximum, the scale for a
 * weighted bag. */
float bag_row_share(enum bag bag, const struct document *document);

/* Adds STEP[0..share->width) to each row of DOCUMENT. If it is weighted, each row is first multiplied by KEEP, and STEP
 * by the weight of the row. For BAG_MAX, adds each column to the row that won it. */
void bag_add(enum bag bag, const struct kernel *kernel, const struct share *share, const struct document *document,
             const uint32_t *winners, const float *step, float keep);

#endif
