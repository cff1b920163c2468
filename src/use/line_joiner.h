/* line_joiner.h - writes the lines of several files as one output */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_LINE_JOINER_H
#define BAGTAG_USE_LINE_JOINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"

/* The caller's sink, and whether a newline is due: if a file ends without one and lines of a later file pass, they must
 * not be joined to its last line. */
struct line_joiner {
    const struct bagtag_sink *sink;
    const uint64_t *n_left; /* lines that may still pass, counted by the caller; NULL: no limit */
    bool is_line_open;
    bool is_full; /* the last line of the limit has been written */
};

/* Writes BYTES (at least one) of whole lines; only the last may lack its newline. Returns 0 or an errno value;
 * ECANCELED: the limit is reached. CONTEXT is a struct line_joiner. */
int line_joiner_write(void *context, const char *bytes, size_t len);

#endif
