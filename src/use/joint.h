/* joint.h - lines of several files, written one after the other */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_JOINT_H
#define BAGTAG_USE_JOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"

/* The caller's sink, and what may have to stand before the next bytes: when a file ends without a newline and lines of
 * the next one pass, the two must not become one line. */
struct joint {
    const struct bagtag_sink *sink;
    const uint64_t *n_left; /* lines that may pass yet, as the caller counts them; NULL: there is no limit */
    bool is_line_open;
    bool is_full; /* as many lines as were wanted have been written */
};

/* Writes BYTES (at least one) of whole lines; only the last may lack its newline. Returns 0 or an errno value;
 * ECANCELED: nobody wants more. CONTEXT is a struct joint. */
int joint_write(void *context, const char *bytes, size_t len);

#endif
