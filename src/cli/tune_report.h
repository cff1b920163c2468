/* tune_report.h - reports on the settings that `bagtag tune` tried */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_TUNE_REPORT_H
#define BAGTAG_CLI_TUNE_REPORT_H

#include <stddef.h>

#include "bagtag_tune.h"
#include "base/buffer.h"

/* Appends the line of --log for settings that were scored. */
void tune_report_line(struct buffer *out, const struct bagtag_tune_progress *event);

/* The best of the settings scored on all folds, best first; zero-initialise. */
enum { TUNE_TABLE_ROWS = 5, TUNE_ROW_BYTES = 320 };
struct tune_table {
    struct tune_row {
        double score;
        uint32_t trial;
        char settings[TUNE_ROW_BYTES]; /* " --ngrams 2 ..." */
    } rows[TUNE_TABLE_ROWS];
    size_t n;
};
void tune_table_add(struct tune_table *table, const struct bagtag_tune_progress *event);

/* Appends the table, and which settings were chosen and why. METRIC is the name of the metric.
 * The last line is left open. */
void tune_report_choice(struct buffer *out, const struct tune_table *table, const struct bagtag_tune_summary *summary,
                        const char *metric);

#endif
