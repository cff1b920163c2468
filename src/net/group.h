/* group.h - takes up to sixteen documents from rows to outputs at once, one in each lane */
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

/* Scratch of one worker for up to KERNEL_LANES documents; w is the width of its share, padded to whole lines.
 *
 *     ids --bag--> bags [16, w] --transposed--> columns [w, 16] --W, b--> z [O, 16] --loss--> p [C, 16], in place of z
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
    float *z;       /* [O + 1, 16], with room for C lines; in training, line O is the squared norm of each bag */
    float *largest; /* [16] */
    float *log_sum; /* [16] */
    struct loss_extra extra; /* if the loss has `best`; the caller sets its tree */
};

/* HAS_WINNERS: record the winners of BAG_MAX, which a gradient needs. */
enum bagtag_status group_init(struct group *group, enum bag bag, const struct loss *loss, bool has_winners,
                              size_t width, size_t n_labels, struct bagtag_error *error);
void group_clear(struct group *group); /* an all-zero group is allowed */

/* The output layer W [O, D], b [O], borrowed. The rows of W are D floats apart, D being the width of the rows it is
 * used with. FACTOR [O] multiplies W h, or is NULL; only losses that sum outputs in order have one. */
struct output_layer {
    const float *weight;
    const float *factor;
    const float *bias; /* NULL: none */
    size_t code_size;  /* of W (params.h); 0 if outputs are summed in order */
};

/* Computes the bags and columns of DOCUMENTS[0..n), n <= KERNEL_LANES, from ROWS. Prefetches the rows of DOCUMENTS[n..n
 * + n_ahead). */
void group_gather(struct group *group, const struct kernel *kernel, const struct rows *rows,
                  const struct document *documents, size_t n, size_t n_ahead);

/* A view of the group, borrowed, for the functions of its loss. */
struct loss_lanes group_lanes(const struct group *group, const struct kernel *kernel);

/* Gathers the documents and computes z = W h + b; ROWS must have all columns. */
void group_logits(struct group *group, const struct kernel *kernel, const struct rows *rows, struct output_layer layer,
                  const struct document *documents, size_t n);

/* Likewise from SCORES, rows folded with W (rows_scores.h): z is their bag plus BIAS [C], which may be NULL. C is at
 * most D. */
void group_logits_folded(struct group *group, const struct kernel *kernel, const struct rows *scores, const float *bias,
                         const struct document *documents, size_t n);

/* z becomes the probabilities. */
void group_probabilities(struct group *group, const struct kernel *kernel);

#endif
