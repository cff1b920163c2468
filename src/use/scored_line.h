/* scored_line.h - a record and its score, on the way to the one thread that decides on it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_SCORED_LINE_H
#define BAGTAG_USE_SCORED_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Workers write frames to the sink in place of output, so frames arrive in the order of the input. */
struct scored_line {
    uint64_t line; /* line of the record in its file; 0: a header, which always passes */
    uint64_t size; /* bytes of the record */
    uint64_t held; /* bytes that follow the frame: all of the record's or 0 */
    float score;
};

/* Appends FRAME and the bytes it holds. */
void scored_line_put(struct buffer *out, const struct scored_line *frame, const char *bytes);

/* Reads the frame at *POSITION of BYTES and moves past it; returns the bytes it holds. */
const char *scored_line_next(const char *bytes, size_t *position, struct scored_line *frame);

#endif
