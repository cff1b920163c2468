/* bag.h - how the rows of a document become one (PyTorch: nn.EmbeddingBag) */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_BAG_H
#define BAGTAG_NET_BAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "math/kernel.h"
#include "net/params.h"
#include "net/rows.h"

/* The names are those of --bag and config.json. A document without rows has a bag of zeros in every mode; of equal
 * largest numbers the first counts. */
enum bag { BAG_MEAN, BAG_SUM, BAG_MAX };
extern const char *const bag_names[]; /* in the order of the enum, NULL at the end */

/* Whether rows may count differently in a bag of that kind: there is no weighted maximum. */
bool bag_takes_weights(enum bag bag);

/* OUT[0..rows->width) = the bag of DOCUMENT; OUT has room for whole lines. For BAG_MAX WINNERS[d] becomes the place in
 * document->ids of the row that column d is from, unless WINNERS is NULL. The rows of AHEAD are asked for, to be at
 * hand when their turn comes. */
void bag_forward(enum bag bag, const struct kernel *kernel, float *out, uint32_t *winners, const struct rows *rows,
                 const struct document *document, struct document ahead);

/* What one row gets of its document's gradient: 1/n of a mean, all of a sum or maximum, the scale of a weighted bag. */
float bag_row_share(enum bag bag, const struct document *document);

/* Adds STEP[0..share->width), times its weight, to each row of DOCUMENT, shrunk by KEEP where it is weighted, or, for
 * BAG_MAX, each of its columns to the row that won it. */
void bag_add(enum bag bag, const struct kernel *kernel, const struct share *share, const struct document *document,
             const uint32_t *winners, const float *step, float keep);

#endif
