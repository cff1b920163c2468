/* tune_report.h - what `bagtag tune` tells of the settings it tried */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_TUNE_REPORT_H
#define BAGTAG_CLI_TUNE_REPORT_H

#include <stddef.h>

#include "bagtag_tune.h"
#include "base/buffer.h"
#include "cli/options/options.h"

/* The line of --log for settings that were scored. */
void tune_report_line(struct buffer *out, const struct bagtag_tune_progress *told);

/* The best of those scored on all folds, the best first; zero-initialise. */
enum { TUNE_TABLE_ROWS = 5 };
struct tune_table {
    struct tune_row {
        double score;
        uint32_t trial;
        struct bagtag_train_options settings;
    } rows[TUNE_TABLE_ROWS];
    size_t n;
};
void tune_table_add(struct tune_table *table, const struct bagtag_tune_progress *told);

/* The table, what was chosen and why. METRIC is its name. */
void tune_report_choice(struct buffer *out, const struct tune_table *table, const struct bagtag_tune_summary *summary,
                        const char *metric);

/* "repeat     bagtag train ... -o MODEL FILE...": the command that gives the same model without a search. VALID_FILE is
 * the file of held-out documents, or NULL. */
void tune_report_command(struct buffer *out, const struct bagtag_tune_summary *summary, const char *model,
                         const struct operands *files, const char *valid_file);

#endif
