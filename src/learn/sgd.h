/* sgd.h - mini-batch stochastic gradient descent over a data set, by workers that share no memory they write to */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_SGD_H
#define BAGTAG_LEARN_SGD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pool.h"
#include "data/dataset.h"
#include "learn/dropout.h"
#include "math/kernel.h"
#include "net/bag.h"
#include "net/loss.h"
#include "net/params.h"

struct sgd_options {
    enum bag bag;
    uint32_t epochs;
    uint32_t batch;         /* documents per step, >= 1 */
    struct dropout dropout; /* in training only; part 0: none */
    float decay;            /* weight decay of the output layer: it shrinks by rate * decay per document */
    float row_decay;        /* likewise of the rows of each document, if documents have weights */
    float learning_rate;    /* per document: a step sums the gradients of its documents */
    uint32_t patience;      /* stop after this many epochs without a lower held-out loss, restore the best; 0: never */
    const struct loss *loss;
    size_t n_labels;                      /* C */
    bool keeps_bias;                      /* the bias is not trained */
    float layer_rate;                     /* learning rate of W, relative to learning_rate; 0: W is not trained */
    float layer_square;                   /* initial |w|^2 of a row w of W; 1 if W begins with zeros */
    const struct pretrained_rows *frozen; /* rows that are not trained; NULL: none */
    bool is_linear;                       /* the rate falls linearly to zero over the run */
    uint64_t seed;                        /* for the order of the documents in each epoch */
};

/* The progress of a run, passed to the callback on worker 0's thread about ten times a second, and always at the end of
 * an epoch (is_epoch_end). The callback returns false to stop. */
struct sgd_progress {
    bool is_epoch_end;
    uint32_t epoch;     /* from 1 */
    uint64_t documents; /* done so far, over all epochs */
    uint64_t tokens;
    double learning_rate;
    double loss;              /* mean over the documents of this epoch */
    double held_out_loss;     /* at the end of an epoch; -1 if no held-out document has a label known in training */
    double held_out_accuracy; /* likewise; -1 without held-out documents */
};
typedef bool sgd_callback(void *context, const struct sgd_progress *progress);

/* Runs all epochs. PARAMS has one share for each worker of POOL. HELD_OUT (can be NULL or empty) is scored after each
 * epoch. LAST receives the progress at the end of the last epoch (with patience: the best epoch). CALLBACK can be NULL.
 * Method: for every group of sixteen documents, each worker gathers and multiplies its own columns; partial logits are
 * summed in the order of the columns, so that they do not depend on the number of workers; then each worker updates its
 * own columns. BAGTAG_STOPPED if the callback says so. If the loss becomes infinite or NaN, the run ends early with
 * BAGTAG_OK; check last->loss. */
enum bagtag_status sgd_run(struct params *params, const struct dataset *train, const struct dataset *held_out,
                           const struct sgd_options *options, const struct kernel *kernel, struct pool *pool,
                           sgd_callback *callback, void *context, struct sgd_progress *last,
                           struct bagtag_error *error);

#endif
