/* group.h - sixteen documents going through a model's columns, one in each lane */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_GROUP_H
#define BAGTAG_NET_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "math/kernel.h"
#include "net/bag.h"
#include "net/loss.h"
#include "net/rows.h"

/* Scratch of one worker for up to KERNEL_LANES documents; w is the width of its share, padded to lines.
 *
 *     ids --bag--> bags [16, w] --turned--> columns [w, 16] --W, b--> z [O, 16] --loss--> p [C, 16], in place of z
 */
struct group {
    enum bag bag;
    const struct loss *loss;
    size_t n_documents;
    size_t padded_width;
    size_t n_labels;  /* C */
    size_t n_outputs; /* O, of the loss */
    float *bags;
    uint32_t *winners; /* [16, w] of BAG_MAX, while training; otherwise NULL */
    float *columns;
    float *lines;   /* [w, 16]: scratch for codes */
    float *z;       /* [O + 1, 16], room for C; after the outputs: the square of each bag's length, in training */
    float *largest; /* [16] */
    float *log_sum; /* [16] */
    struct loss_extra extra; /* where the loss has `best`; whoever scores by a tree sets it */
};

/* HAS_WINNERS: keep the winners of the bags, for a gradient. */
enum bagtag_status group_init(struct group *group, enum bag bag, const struct loss *loss, bool has_winners,
                              size_t width, size_t n_labels, struct bagtag_error *error);
void group_clear(struct group *group); /* an all-zero group is allowed */

/* The output layer W [O, D], b [O], borrowed; the rows of W are D floats apart, which is the width of the rows below.
 * A loss that sums outputs in order has factors [O], which W h is multiplied by, or NULL. */
struct output_layer {
    const float *weight;
    const float *factor;
    const float *bias; /* NULL: none */
    size_t code_size;  /* of W (params.h); 0 where outputs are summed in order */
};

/* bags and columns of DOCUMENTS[0..n), n <= KERNEL_LANES: the bag of each one's ROWS. Prefetches the rows of
 * DOCUMENTS[n..n + n_ahead). */
void group_gather(struct group *group, const struct kernel *kernel, const struct rows *rows,
                  const struct document *documents, size_t n, size_t n_ahead);

/* The group's z for the functions of its loss. */
struct loss_lanes group_lanes(const struct group *group, const struct kernel *kernel);

/* Gathers and computes z = W h + b, if ROWS have all columns. */
void group_logits(struct group *group, const struct kernel *kernel, const struct rows *rows, struct output_layer layer,
                  const struct document *documents, size_t n);

/* The same from SCORES, rows folded with W (rows_scores.h): z is their bag and BIAS [C], unless that is NULL. C is at
 * most D. */
void group_logits_folded(struct group *group, const struct kernel *kernel, const struct rows *scores, const float *bias,
                         const struct document *documents, size_t n);

/* z becomes the probabilities. */
void group_probabilities(struct group *group, const struct kernel *kernel);

#endif
