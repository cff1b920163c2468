/* tally.h - predictions counted against the true labels */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_TALLY_H
#define BAGTAG_USE_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"
#include "base/error.h"
#include "data/records.h"
#include "words/strtab.h"

enum { TALLY_BINS = 15, TALLY_CONFUSION_LABELS_MAX = 2000 };

#define TALLY_LOSS_UNIT 1048576.0           /* 2^20 */
#define TALLY_LOSS_MOST 1e6                 /* of one document: keeps the sum within 64 bits */
#define TALLY_PROBABILITY_UNIT 1073741824.0 /* 2^30 */

/* The counts of one label. */
struct tally_label {
    uint64_t support, predicted, hits;
};

/* One bin of the top probability, for the calibration error; the sum in TALLY_PROBABILITY_UNITs. */
struct tally_bin {
    uint64_t documents, right, probability_sum;
};

/* A document whose true label (in `unknown`) is unknown to the model, and its prediction. */
struct tally_stray {
    uint32_t unknown, predicted;
};

/* The counts of one worker. All sums are integers, so the total does not depend on how lines are shared among workers.
 */
struct tally {
    size_t n_labels; /* C */
    uint64_t documents, skipped, invalid_utf8, right;
    struct records_first first_skipped;
    uint64_t n_true, n_predicted, n_hits;
    uint64_t n_losses, loss_sum; /* number of losses, and their sum in TALLY_LOSS_UNITs */
    struct tally_bin bins[TALLY_BINS];
    struct tally_label *labels; /* [C] */
    uint64_t *confusion;        /* [C, C], NULL if C is above TALLY_CONFUSION_LABELS_MAX */
    struct strtab unknown;      /* counts of true labels that are unknown to the model */
    struct tally_stray *strays;
    size_t n_strays, stray_capacity;
};

enum bagtag_status tally_init(struct tally *tally, size_t n_labels, struct bagtag_error *error);
void tally_clear(struct tally *tally); /* an all-zero tally is allowed */

/* A document's true labels: ids below C, or C + the id in `unknown`. */
struct tally_truth {
    const uint32_t *labels;
    size_t n;
    double loss; /* of scorer_loss; negative: it has no known label */
};

/* Counts a document: PREDICTED[0..n_predicted) passed the threshold, TOP is the most probable label of all. */
enum bagtag_status tally_add(struct tally *tally, const struct tally_truth *truth, const struct bagtag_prediction *top,
                             const struct bagtag_prediction *predicted, size_t n_predicted, struct bagtag_error *error);

/* The report of TALLIES[0..n) together; LABELS[0..C) are the model's. Afterwards only tally_clear is allowed on the
 * tallies. */
enum bagtag_status tally_report(struct tally *tallies, size_t n, const char *const *labels, struct bagtag_report **out,
                                struct bagtag_error *error);

#endif
