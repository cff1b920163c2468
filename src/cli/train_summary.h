/* train_summary.h - the summary that train and tune print at the end */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_TRAIN_SUMMARY_H
#define BAGTAG_CLI_TRAIN_SUMMARY_H

#include <stdbool.h>

#include "bagtag.h"
#include "base/buffer.h"
#include "cli/options/options.h"
#include "cli/show/baseline.h"

/* What to summarise. Borrowed. */
struct train_summary {
    const struct bagtag_train_summary *run;
    const struct bagtag_train_options *options; /* as given */
    const struct bagtag_model *model;
    const char *path; /* of the model, already written */
    const struct operands *files;
    double seconds; /* in total */
    bool is_verbose;
};

/* Each appends lines that begin with their subject, padded to eleven columns. */
void train_summary_read(struct buffer *out, const struct train_summary *summary);     /* documents, words, labels */
void train_summary_settings(struct buffer *out, const struct train_summary *summary); /* chosen and given */
void train_summary_quality(struct buffer *out, const struct train_summary *summary);  /* expected quality */
void train_summary_written(struct buffer *out, const struct train_summary *summary);  /* the model and details */

/* Appends how often guessing the most frequent label is right to a line with an accuracy, if that says much. */
void train_summary_baseline(struct buffer *out, const struct train_summary *summary, enum baseline_unit unit);

/* Appends "repeat     COMMAND"; MORE is another file that was trained on, or NULL. */
void train_summary_repeat(struct buffer *out, const struct train_summary *summary, const char *more);

#endif
