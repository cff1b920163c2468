/* metric.h - metrics that a search can maximise, over documents scored by a model */
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
    uint32_t label_id; /* set by metric_find_label; METRIC_ALL_LABELS without a label */
};

/* Parses "accuracy", "f1", "macro-f1", "f1:LABEL", "precision-at-recall:X", "recall-at-precision:X", the last two
 * optionally with ":LABEL". Anything else is BAGTAG_ARGUMENT. */
enum bagtag_status metric_parse(struct metric *metric, const char *text, struct bagtag_error *error);

/* Looks up the label, if any; BAGTAG_INPUT if no training document has it. */
enum bagtag_status metric_find_label(struct metric *metric, const struct vocab *labels, struct bagtag_error *error);

/* A prediction, which a threshold accepts or rejects. */
struct metric_prediction {
    float log_probability;
    uint32_t is_hit;
};

/* The counts of some documents. The most probable label is predicted; in a tie, the first. */
struct scorecard {
    const struct metric *metric;
    const struct kernel *kernel;
    const struct loss *loss;
    size_t n_labels;
    uint64_t n_documents, n_right, n_true;
    uint32_t *support, *predicted, *hits;  /* [C], for macro F1 and the F1 of a label; otherwise NULL */
    struct metric_prediction *predictions; /* [n_documents], for metrics with a threshold: of the most probable label or
                                              the metric's label; otherwise NULL */
    size_t capacity;
    float *column;  /* [max(O, C) + 2, 16]: scratch; NULL without a threshold */
    int has_failed; /* out of memory */
};

/* METRIC is borrowed. */
enum bagtag_status scorecard_init(struct scorecard *card, const struct metric *metric, const struct kernel *kernel,
                                  const struct loss *loss, size_t n_labels, struct bagtag_error *error);
void scorecard_clear(struct scorecard *card); /* an all-zero scorecard is allowed */
void scorecard_reset(struct scorecard *card); /* drops the documents */

/* Counts document I of HELD_OUT: a trial_scores function (learn/trial.h) with the scorecard as context. */
void scorecard_add(void *card, const struct dataset *held_out, size_t i, const float *outputs);

/* Computes the metric over the documents of all CARDS[0..n), 0 to 1. */
enum bagtag_status metric_value(const struct scorecard *const *cards, size_t n, double *value,
                                struct bagtag_error *error);

#endif
