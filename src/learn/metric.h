/* metric.h - what a search maximises: a figure over documents that a model scored */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_METRIC_H
#define BAGTAG_LEARN_METRIC_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "data/dataset.h"
#include "math/kernel.h"
#include "net/loss.h"
#include "words/vocab.h"

enum metric_kind {
    METRIC_ACCURACY,
    METRIC_F1,
    METRIC_MACRO_F1,
    METRIC_LABEL_F1,
    METRIC_PRECISION_AT_RECALL,
    METRIC_RECALL_AT_PRECISION
};
#define METRIC_ALL_LABELS UINT32_MAX

struct metric {
    enum metric_kind kind;
    double least;      /* the required recall or precision */
    const char *label; /* borrowed; NULL: all labels */
    uint32_t label_id; /* or METRIC_ALL_LABELS; after metric_find_label */
};

/* Reads "accuracy", "f1", "macro-f1", "f1:LABEL", "precision-at-recall:X", "recall-at-precision:X", the last two
 * optionally with ":LABEL". Anything else is BAGTAG_ARGUMENT. */
enum bagtag_status metric_parse(struct metric *metric, const char *text, struct bagtag_error *error);

/* Looks up the label, if there is one; BAGTAG_INPUT if no training document has it. */
enum bagtag_status metric_find_label(struct metric *metric, const struct vocab *labels, struct bagtag_error *error);

/* A prediction that passes a threshold or not. */
struct metric_prediction {
    float log_probability;
    uint32_t is_hit;
};

/* The counts of some documents. The prediction is the most probable label; on a tie, the first. */
struct scorecard {
    const struct metric *metric;
    const struct kernel *kernel;
    const struct loss *loss;
    size_t n_labels;
    uint64_t n_documents, n_right, n_true;
    uint32_t *support, *predicted, *hits;  /* [C], for metrics by label; otherwise NULL */
    struct metric_prediction *predictions; /* [n_documents], of those with a threshold: of the most probable label, or
                                              of the metric's; otherwise NULL */
    size_t capacity;
    float *column;  /* [O or C + 2, 16]: scratch */
    int has_failed; /* memory ran out on the way */
};

/* METRIC is borrowed. */
enum bagtag_status scorecard_init(struct scorecard *card, const struct metric *metric, const struct kernel *kernel,
                                  const struct loss *loss, size_t n_labels, struct bagtag_error *error);
void scorecard_clear(struct scorecard *card); /* an all-zero scorecard is allowed */
void scorecard_reset(struct scorecard *card); /* no documents, as after scorecard_init */

/* Counts document I of HELD_OUT: a trial_scores (learn/trial.h) whose context is the scorecard. */
void scorecard_add(void *card, const struct dataset *held_out, size_t i, const float *outputs);

/* The metric over the documents of CARDS[0..n) together, 0 to 1. */
enum bagtag_status metric_value(const struct scorecard *const *cards, size_t n, double *value,
                                struct bagtag_error *error);

#endif
