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

/* The names are those of --bag and config.json. A document without rows has a bag of zeros in every mode; among equal
 * maxima the first counts. */
enum bag { BAG_MEAN, BAG_SUM, BAG_MAX };
extern const char *const bag_names[]; /* in the order of the enum, NULL at the end */

/* Whether a bag of this kind can have weights: a maximum cannot. */
bool bag_takes_weights(enum bag bag);

/* OUT[0..rows->width) = the bag of DOCUMENT; OUT has room for whole lines. For BAG_MAX, WINNERS[d] becomes the place in
 * document->ids of the row that column d comes from, unless WINNERS is NULL. Prefetches the rows of AHEAD. */
void bag_forward(enum bag bag, const struct kernel *kernel, float *out, uint32_t *winners, const struct rows *rows,
                 const struct document *document, struct document ahead);

/* The factor of a document's gradient for one row: 1/n in a mean, 1 in a sum or maximum, the scale in a weighted bag.
 */
float bag_row_share(enum bag bag, const struct document *document);

/* Adds STEP[0..share->width), times its weight, to each row of DOCUMENT, multiplied by KEEP first if it is weighted;
 * for BAG_MAX, adds each column to the row that won it. */
void bag_add(enum bag bag, const struct kernel *kernel, const struct share *share, const struct document *document,
             const uint32_t *winners, const float *step, float keep);

#endif
