/* loss.h - what training makes small, and the probabilities that go with it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_LOSS_H
#define BAGTAG_NET_LOSS_H

#include <stddef.h>
#include <stdint.h>

#include "math/kernel.h"

/* Up to sixteen documents behind the output layer, one in each lane: z = W h + b, a line of sixteen for each output. */
struct loss_lanes {
    const struct kernel *kernel;
    size_t n_labels;    /* C */
    size_t n_documents; /* lanes in use */
    float *z;           /* [outputs][16], with room for C lines */
    float *largest;     /* [16]: scratch */
    float *log_sum;     /* [16]: scratch */
};

/* The labels that a document carries, borrowed. A number from C on is a label that the model does not know; it counts
 * for nothing. */
struct loss_truth {
    const uint32_t *labels;
    size_t n;
};

/* Losses of documents added up. */
struct loss_sum {
    double loss;
    uint64_t n_documents; /* those that carry a label the model knows: others have no loss */
};

/* A loss is what these functions make of the outputs. All arrays of lanes are [..][16]. */
struct loss {
    /* The rows of W and b that C labels need. */
    size_t (*n_outputs)(size_t n_labels);

    /* z becomes p [C][16], the probabilities of the labels. Dividing z by a number above 1 before must make p less
     * sure and leave the order of the labels: so models are calibrated. */
    void (*probabilities)(const struct loss_lanes *lanes);

    /* Likewise, and the documents' losses, whose labels are TRUTHS[lane], are added to *SUM. */
    void (*score)(const struct loss_lanes *lanes, const struct loss_truth *truths, struct loss_sum *sum);

    /* z becomes the gradient of each document's loss by z; the losses are added to *SUM. */
    void (*gradient)(const struct loss_lanes *lanes, const struct loss_truth *truths, struct loss_sum *sum);

    /* The most probable label by the OUTPUTS of one document, the first of equals. */
    uint32_t (*top)(const float *outputs, size_t n_labels);

    /* log p of LABEL for the document in lane 0, the only one; overwrites z. */
    float (*log_probability)(const struct loss_lanes *lanes, uint32_t label);

    /* The loss of one document by its probabilities alone, p[c * STRIDE] for label c; -1 when it has none. */
    double (*value)(const float *p, size_t stride, size_t n_labels, const struct loss_truth *truth);

    /* How much each label of a document with N labels counts. */
    double (*label_share)(size_t n);

    /* OUTPUTS become those of a document of which nothing is known: each label is as probable as it is among
     * N_DOCUMENTS, where it counts COUNTS[c], the sum of its shares. A label that none have, or all, is taken to miss
     * that by LOSS_LEAST_COUNT. */
    void (*prior)(double *outputs, const double *counts, size_t n_labels, double n_documents);

    /* The loss of a document to which all labels seem alike. */
    double (*guessing)(size_t n_labels);
};
#define LOSS_LEAST_COUNT 0.5

/* softmax  p = softmax(z): labels exclude each other. The loss is the mean of -log p over the document's labels.
 * ova      p[c] = 1 / (1 + exp(-z[c])): each label against all others, so that the probabilities do not add up to 1.
 *          The loss is the sum of -log p over the document's labels and of -log(1 - p) over all others. */
extern const struct loss loss_softmax, loss_ova;

/* Their names are those of --loss and config.json, in this order. */
enum loss_kind { LOSS_SOFTMAX, LOSS_OVA };
extern const char *const loss_names[]; /* in the order of the enum, NULL at the end */
const struct loss *loss_get(enum loss_kind kind);

/* What the losses share: -log P of a probability, where one below the smallest normal float counts as that; the place
 * of the greatest of VALUES[0..n), the first of equals. */
double loss_minus_log(float p);
uint32_t loss_greatest(const float *values, size_t n);

#endif
