/* baseline.h - how often guessing the most frequent label is right */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_BASELINE_H
#define BAGTAG_CLI_SHOW_BASELINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

enum baseline_unit { BASELINE_PERCENT, BASELINE_SHARE };

enum { BASELINE_LABEL_COLUMNS = 40, BASELINE_MIN_COLUMNS = 8 };

/* Appends "; always 'LABEL': 98.9 %" to a line with an accuracy if LABEL, which N of N_DOCUMENTS documents have, is so
 * frequent that the accuracy means little without it: more than half of them have it, but not all. LABEL is truncated
 * to BASELINE_LABEL_COLUMNS, and so that the line has at most COLUMNS; if too little of it is left, nothing is
 * appended. LINE is where the line begins in OUT. */
void baseline_add(struct buffer *out, size_t line, const char *label, uint64_t n, uint64_t n_documents,
                  enum baseline_unit unit, size_t columns);

#endif
