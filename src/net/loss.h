/* loss.h - training objectives, and their probabilities */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_LOSS_H
#define BAGTAG_NET_LOSS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "math/kernel.h"
#include "net/label_tree.h"
#include "net/ranking.h"

/* A node of a label tree still to be visited. */
struct loss_visit {
    uint32_t node;
    float above;    /* the score of its parent */
    float share;    /* the probability of the node given its parent */
    double product; /* about the exponential of its own score */
};

enum { LOSS_SIGMOID_CELLS = 512 }; /* of fastText's table of the logistic function, from -8 to 8 */

/* Further scratch of losses with `best`, for one thread. */
struct loss_extra {
    const struct label_tree *tree; /* of fasttext-hs, borrowed from the model */
    struct ranked *heap;           /* [C + 1] */
    struct loss_visit *visits;     /* [C + 1] */
    float *sigmoids;               /* [LOSS_SIGMOID_CELLS + 1] */
};

/* The outputs of up to sixteen documents, one in each lane: z = W h + b, a line of sixteen floats for each output. */
struct loss_lanes {
    const struct kernel *kernel;
    size_t n_labels;    /* C */
    size_t n_documents; /* lanes in use */
    float *z;           /* [outputs][16], with room for C lines */
    float *largest;     /* [16]: scratch */
    float *log_sum;     /* [16]: scratch */
    const struct loss_extra *extra;
    float *logits; /* [C][16]: z before it became probabilities, for `value` of softmax and ova; otherwise NULL */
};

/* The labels of a document, borrowed. Numbers of C or more are unknown labels, which are ignored. */
struct loss_truth {
    const uint32_t *labels;
    size_t n;
};

/* The sum of documents' losses. */
struct loss_sum {
    double loss;
    uint64_t n_documents; /* those with a known label; others have no loss */
};

/* The functions of a loss. All arrays of lanes are [..][16]. A loss that is not for training has only the members up to
 * `value`. */
struct loss {
    /* Whether outputs belong to the nodes of a tree, not to labels. */
    bool is_tree;

    /* Whether the probabilities of a document add up to 1. */
    bool is_exclusive;

    /* Whether outputs are summed column by column rather than by the tree of kernel.h. */
    bool is_in_order;

    /* The number of outputs, rows of W and b, for C labels. */
    size_t (*n_outputs)(size_t n_labels);

    /* z becomes p [C][16], the probabilities of the labels. If z is divided by a number above 1 first, p must be less
     * confident and rank the labels in the same order; calibration relies on it. */
    void (*probabilities)(const struct loss_lanes *lanes);

    /* To be called after `probabilities`; NULL if line c of z is then p of label c, and ties rank in the order of the
     * labels. `probability` returns p of LABEL for the document in LANE. `best` puts its most probable labels into
     * extra->heap, at most K > 0 of those whose p is at least LEAST, and returns their number; a score there is the log
     * of p. */
    float (*probability)(const struct loss_lanes *lanes, size_t lane, uint32_t label);
    size_t (*best)(const struct loss_lanes *lanes, size_t lane, size_t k, float least);

    /* The loss of the document in LANE after `probabilities`; -1 if it has none. Softmax and ova compute it from the
     * logits, since a probability may be rounded to 0 or 1. */
    double (*value)(const struct loss_lanes *lanes, size_t lane, const struct loss_truth *truth);

    /* z becomes p, as by `probabilities`, and the losses of the documents, whose labels are TRUTHS[lane], are added to
     * *SUM. */
    void (*score)(const struct loss_lanes *lanes, const struct loss_truth *truths, struct loss_sum *sum);

    /* z becomes the gradient of each document's loss with respect to z; the losses are added to *SUM. */
    void (*gradient)(const struct loss_lanes *lanes, const struct loss_truth *truths, struct loss_sum *sum);

    /* The most probable label given the OUTPUTS of one document; on a tie, the first. */
    uint32_t (*top)(const float *outputs, size_t n_labels);

    /* log p of LABEL for the document in lane 0, the only one; overwrites z. */
    float (*log_probability)(const struct loss_lanes *lanes, uint32_t label);

    /* How much each label of a document with N labels counts: 1/N if labels are exclusive, otherwise 1. */
    double (*label_share)(size_t n);

    /* Sets OUTPUTS so that the probability of each label is its frequency among N_DOCUMENTS; COUNTS[c] is the sum of
     * its label_share. LOSS_MIN_COUNT is the smallest count taken, so that no label has the frequency 0 (nor, with
     * ova, 1). */
    void (*prior)(double *outputs, const double *counts, size_t n_labels, double n_documents);

    /* The loss of a document if all labels are equally probable. */
    double (*uniform_loss)(size_t n_labels);
};
#define LOSS_MIN_COUNT 0.5

/* softmax  p = softmax(z): labels exclude each other. The loss is the mean of -log p over the document's labels.
 * ova      p[c] = 1 / (1 + exp(-z[c])): one versus all, so the probabilities do not add up to 1.
 *          The loss is the sum of -log p over the document's labels and of -log(1 - p) over all others. */
extern const struct loss loss_softmax, loss_ova;

/* What fastText computes with its models, bit for bit: exponentials and logarithms in double, then rounded to float.
 * These are not for training.
 * fasttext-softmax  p = softmax(z)
 * fasttext-ova      p[c] = 1 / (1 + exp(-x)), where x is the lower end of z[c]'s cell among 512 from -8 to 8; below
 *                   them 0, above them 1. (fastText's losses ova and ns.)
 * fasttext-hs       p[c] = the product over the path from the root of the tree to label c of f for a right child,
 *                   1 - f for a left one, where f = 1 / (1 + exp(-z)) of the parent
 * Labels are ranked by log(p + 0.00001), for hs by the sum of that over the path. The exponential of that score, at
 * most 1, is reported as the probability, and losses are computed from it. */
extern const struct loss loss_fasttext_softmax, loss_fasttext_ova, loss_fasttext_hs;

/* Those that can be trained come first. loss_names are the names in config.json, loss_names_trained those of --loss. */
enum loss_kind { LOSS_SOFTMAX, LOSS_OVA, LOSS_FASTTEXT_SOFTMAX, LOSS_FASTTEXT_OVA, LOSS_FASTTEXT_HS };
extern const char *const loss_names[]; /* in the order of the enum, NULL at the end */
extern const char *const loss_names_trained[];
const struct loss *loss_get(enum loss_kind kind);

/* The loss with the probabilities that fastText gives after training with KIND. */
enum loss_kind loss_as_in_fasttext(enum loss_kind kind);

/* The inverse: the loss that a model with KIND was trained with; other kinds are returned as they are. */
enum loss_kind loss_trained_as(enum loss_kind kind);

/* The index of the greatest of VALUES[0..n); on a tie, the first. Shared by the losses. */
uint32_t loss_greatest(const float *values, size_t n);

/* Fills the table `sigmoids` of loss_extra. */
void loss_sigmoid_cells(float cells[LOSS_SIGMOID_CELLS + 1]);

/* The probability for a score, the log of p, in a ranking; at most 1. */
float loss_ranked_probability(float score);

/* The same as fastText prints it: it may be slightly above 1, and comes from the C library's expf, whose last bit shows
 * in six digits. */
float loss_ranked_unclamped(float score);

#endif
