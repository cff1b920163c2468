/* promise.c - prints the threshold found for a promised precision or coverage */
/* SPDX-License-Identifier: MIT */
#include "cli/show/promise.h"

#include <stdio.h>

#include "base/decimal.h"
#include "base/plural.h"
#include "cli/show/figures.h"
#include "cli/show/report.h"
#include "io/input.h"

/* Formats THRESHOLD as --threshold takes it. Fills OUT and returns it; "" if out of memory. */
static const char *threshold_text(char out[DECIMAL_BYTES], double threshold)
{
    struct buffer text = {0};
    decimal_append_probability(&text, (float)threshold);
    buffer_char(&text, '\0');
    (void)snprintf(out, DECIMAL_BYTES, "%s", text.failed ? "" : text.bytes);
    buffer_clear(&text);
    return out;
}

void promise_report_precision(const struct bagtag_promise *promise, const char *file, double precision)
{
    char threshold[DECIMAL_BYTES], passed[FIGURE_BYTES], right[FIGURE_BYTES], carry[FIGURE_BYTES];
    report_note("--threshold %s has a precision of at least %g with 95 %% confidence: in %s it passes %s line%s, %s of "
                "them correctly; %s line%s the label",
                threshold_text(threshold, promise->threshold), precision, input_name_of(file),
                figure_count(passed, promise->passed), plural_s(promise->passed), figure_count(right, promise->right),
                figure_count(carry, promise->carry), promise->carry == 1 ? " has" : "s have");
}

void promise_report_coverage(const struct bagtag_promise *promise, const char *file, double coverage)
{
    char threshold[DECIMAL_BYTES], right[FIGURE_BYTES], lines[FIGURE_BYTES];
    report_note("label sets with the threshold %s have a coverage of at least %g: in %s they contain the true label of "
                "%s of %s line%s",
                threshold_text(threshold, promise->threshold), coverage, input_name_of(file),
                figure_count(right, promise->right), figure_count(lines, promise->lines), plural_s(promise->lines));
}
