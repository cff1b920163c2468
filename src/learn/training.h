/* training.h - one training run: documents to parameters */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_TRAINING_H
#define BAGTAG_LEARN_TRAINING_H

#include <stdbool.h>

#include "base/error.h"
#include "base/pool.h"
#include "data/dataset.h"
#include "learn/row_order.h"
#include "learn/sgd.h"
#include "math/kernel.h"
#include "model/settings.h"
#include "net/params.h"

/* The input of a run; all borrowed. The data sets are DATASET_UNWEIGHTED or DATASET_COUNTS; the run turns counts into
 * weights if the settings need them. */
struct training {
    const struct settings *settings;
    struct dataset *train;
    struct dataset *held_out;          /* scored after each epoch; NULL: none */
    size_t n_rows;                     /* V: all ids are below it */
    size_t n_char_rows;                /* the last rows are character n-grams */
    bool has_unseen_row;               /* the last row is for n-grams that no training document has: it stays zero */
    size_t n_labels;                   /* C */
    struct pretrained_rows pretrained; /* initial vectors; all zero: none; of the width in the settings */
    const struct kernel *kernel;
    struct pool *pool;
    sgd_callback *callback; /* NULL: none */
    void *context;
};

/* The result. */
struct trained {
    struct params params;    /* W and b are divided by the temperature of the settings */
    struct row_order order;  /* of the rows of E, until trained_restore */
    float *row_weights;      /* [V + 16], if rows have weights; otherwise NULL */
    struct sgd_progress end; /* a loss that is infinite or NaN: the run ended early, and the parameters are useless */
};

/* The result does not depend on the number of workers. The ids of the data sets are changed to places (row_order.h).
 * BAGTAG_STOPPED if the callback says so. Call trained_clear also after a failure. */
enum bagtag_status training_run(const struct training *training, struct trained *trained, struct bagtag_error *error);

/* The two halves of a run. The first gives the documents weights, which depend only on the bag and weight of the
 * settings, and orders the rows, which suits any settings. The second takes the steps; it can run several times, with
 * other settings of the same bag and weight, and params_clear between two runs. */
enum bagtag_status training_prepare(const struct training *training, struct trained *trained,
                                    struct bagtag_error *error);
enum bagtag_status training_descend(const struct training *training, struct trained *trained,
                                    struct bagtag_error *error);
void trained_clear(struct trained *trained); /* an all-zero one is allowed */

/* Moves the rows of E back to the order of their numbers. */
enum bagtag_status trained_restore(struct trained *trained, struct pool *pool, struct bagtag_error *error);

/* Prepares DATASET, which was not trained on, for scoring with the result of a run with SETTINGS. Uses all workers of
 * POOL. */
enum bagtag_status trained_weigh(const struct trained *trained, const struct settings *settings,
                                 struct dataset *dataset, struct pool *pool, struct bagtag_error *error);

#endif
