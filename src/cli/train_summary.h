/* train_summary.h - what train and tune say at the end, in words */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_TRAIN_SUMMARY_H
#define BAGTAG_CLI_TRAIN_SUMMARY_H

#include <stdbool.h>

#include "bagtag.h"
#include "base/buffer.h"
#include "cli/options/options.h"

/* What there is to say. Borrowed. */
struct train_summary {
    const struct bagtag_train_summary *run;
    const struct bagtag_train_options *options; /* that were asked for */
    const struct bagtag_model *model;
    const char *path; /* of the model, written already */
    const struct operands *files;
    double seconds; /* in all */
    bool is_verbose;
};

/* Each appends lines with the name of what they are about in eleven columns. */
void train_summary_read(struct buffer *out, const struct train_summary *summary);     /* documents, words, labels */
void train_summary_settings(struct buffer *out, const struct train_summary *summary); /* chosen, and given */
void train_summary_quality(struct buffer *out, const struct train_summary *summary);  /* what may be expected */
void train_summary_written(struct buffer *out, const struct train_summary *summary);  /* the model, and details */

/* "repeat     COMMAND": MORE is a file that was trained on beside the others, or NULL. */
void train_summary_repeat(struct buffer *out, const struct train_summary *summary, const char *more);

#endif
