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

/* A node of a label tree that is to be visited. */
struct loss_visit {
    uint32_t node;
    float above;    /* the score of its parent */
    float share;    /* how probable the node is where its parent is */
    double product; /* roughly the exponential of its own score */
};

enum { LOSS_SIGMOID_CELLS = 512 }; /* of fastText's table of the logistic function, from -8 to 8 */

/* What losses with `best` need in addition, for one thread. */
struct loss_extra {
    const struct label_tree *tree; /* of fasttext-hs, borrowed from the model */
    struct ranked *heap;           /* [C + 1] */
    struct loss_visit *visits;     /* [C + 1] */
    float *sigmoids;               /* [LOSS_SIGMOID_CELLS + 1] */
};

/* The outputs of up to sixteen documents, one in each lane: z = W h + b, a line of sixteen for each output. */
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

/* The labels of a document, borrowed. Numbers from C on are unknown labels and are ignored. */
struct loss_truth {
    const uint32_t *labels;
    size_t n;
};

/* The sum of documents' losses. */
struct loss_sum {
    double loss;
    uint64_t n_documents; /* those with a known label; others have no loss */
};

/* A loss is a set of these functions. All arrays of lanes are [..][16]. A loss that is never trained with has only
 * those up to `value`, and its own ones. */
struct loss {
    /* Whether outputs belong to the nodes of a tree, not to labels. */
    bool is_tree;

    /* Whether the probabilities of a document add up to 1. */
    bool is_exclusive;

    /* Whether outputs are summed column by column, not by the tree of kernel.h. */
    bool is_in_order;

    /* The rows of W and b that C labels need. */
    size_t (*n_outputs)(size_t n_labels);

    /* z becomes p [C][16], the probabilities of the labels. Dividing z by a number above 1 before must make p less
     * confident and keep the order of the labels; calibration relies on it. */
    void (*probabilities)(const struct loss_lanes *lanes);

    /* NULL unless a line of z is not yet a label's p, or equal p are not in the order of the labels. After
     * `probabilities`: p of LABEL for the document in LANE; the most probable labels of it, at most K > 0 of those
     * whose p is at least LEAST, in extra->heap, and their number. A score there is the log of p. */
    float (*probability)(const struct loss_lanes *lanes, size_t lane, uint32_t label);
    size_t (*best)(const struct loss_lanes *lanes, size_t lane, size_t k, float least);

    /* The loss of the document in LANE after `probabilities`; -1 if it has none. The logits count: a probability may be
     * rounded to 0 or to 1. */
    double (*value)(const struct loss_lanes *lanes, size_t lane, const struct loss_truth *truth);

    /* Likewise, and the documents' losses, whose labels are TRUTHS[lane], are added to *SUM. */
    void (*score)(const struct loss_lanes *lanes, const struct loss_truth *truths, struct loss_sum *sum);

    /* z becomes the gradient of each document's loss by z; the losses are added to *SUM. */
    void (*gradient)(const struct loss_lanes *lanes, const struct loss_truth *truths, struct loss_sum *sum);

    /* The most probable label by the OUTPUTS of one document; on a tie, the first. */
    uint32_t (*top)(const float *outputs, size_t n_labels);

    /* log p of LABEL for the document in lane 0, the only one; overwrites z. */
    float (*log_probability)(const struct loss_lanes *lanes, uint32_t label);

    /* The share of each label of a document with N labels. */
    double (*label_share)(size_t n);

    /* Sets OUTPUTS so that each label has its frequency among N_DOCUMENTS as probability; COUNTS[c] is the sum of its
     * shares. The count of a label that none or all have is off by LOSS_LEAST_COUNT. */
    void (*prior)(double *outputs, const double *counts, size_t n_labels, double n_documents);

    /* The loss of a document if all labels are equally probable. */
    double (*guessing)(size_t n_labels);
};
#define LOSS_LEAST_COUNT 0.5

/* softmax  p = softmax(z): labels exclude each other. The loss is the mean of -log p over the document's labels.
 * ova      p[c] = 1 / (1 + exp(-z[c])): one versus all, so the probabilities do not add up to 1.
 *          The loss is the sum of -log p over the document's labels and of -log(1 - p) over all others. */
extern const struct loss loss_softmax, loss_ova;

/* What fastText computes with its models, bit for bit: exponential function and logarithm in doubles, then rounded.
 * These are not for training. fasttext-softmax  p = softmax(z) fasttext-ova      p[c] = 1 / (1 + exp(-x)), where x is
 * the beginning of the cell of z[c] among 512 from -8 to 8; 0 below, 1 above them. (Its losses ova and ns.) fasttext-hs
 * p[c] = the product over the path from the root of the tree to label c of f, or else 1 - f, f = 1 / (1 + exp(-z)) of
 * the node Labels are ranked by log(p + 0.00001), for hs by the sum of that over the path, and the exponential function
 * of it, at most 1, is reported as the probability. Their values are of these logarithms. */
extern const struct loss loss_fasttext_softmax, loss_fasttext_ova, loss_fasttext_hs;

/* Their names are those of config.json, in this order, and of --loss, of which only those before the first that is not
 * for training. */
enum loss_kind { LOSS_SOFTMAX, LOSS_OVA, LOSS_FASTTEXT_SOFTMAX, LOSS_FASTTEXT_OVA, LOSS_FASTTEXT_HS };
extern const char *const loss_names[]; /* in the order of the enum, NULL at the end */
extern const char *const loss_names_trained[];
const struct loss *loss_get(enum loss_kind kind);

/* The loss that gives the probabilities fastText gives after training with KIND. */
enum loss_kind loss_as_in_fasttext(enum loss_kind kind);

/* The loss that was trained with where KIND is such a one; otherwise KIND. */
enum loss_kind loss_trained_as(enum loss_kind kind);

/* Shared by the losses: the place of the greatest of VALUES[0..n), on a tie the first. */
uint32_t loss_greatest(const float *values, size_t n);

/* The table of loss_extra. */
void loss_sigmoid_cells(float cells[LOSS_SIGMOID_CELLS + 1]);

/* The probability for the log of p in a ranking. */
float loss_ranked_probability(float score);

/* The same as fastText prints it: slightly above 1, too, and by the C library's expf, whose last bit shows in six
 * digits. */
float loss_ranked_excess(float score);

#endif
