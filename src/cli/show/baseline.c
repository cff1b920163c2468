/* baseline.c - how often guessing the most frequent label is right */
/* SPDX-License-Identifier: MIT */
#include "cli/show/baseline.h"

#include <string.h>

#include "cli/show/table.h"

void baseline_add(struct buffer *out, size_t line, const char *label, uint64_t n, uint64_t n_documents,
                  enum baseline_unit unit, size_t columns)
{
    static const char before[] = "; always '", after[] = "': 0.0000";
    size_t taken = out->len - line + strlen(before) + strlen(after);
    if (n <= n_documents / 2 || n >= n_documents || columns < taken + BASELINE_MIN_COLUMNS)
        return;
    size_t most = columns - taken < BASELINE_LABEL_COLUMNS ? columns - taken : BASELINE_LABEL_COLUMNS;
    double share = (double)n / (double)n_documents;
    buffer_text(out, before);
    table_text(out, label, strlen(label), most, (struct table_place){.columns = most});
    if (unit == BASELINE_PERCENT)
        buffer_format(out, "': %.1f %%", 100 * share);
    else
        buffer_format(out, "': %.4f", share);
}
