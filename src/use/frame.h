/* frame.h - a record and its score, on the way to the one thread that decides about it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_FRAME_H
#define BAGTAG_USE_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Workers write frames where they would write output: so they come in the order of the input. */
struct frame {
    uint64_t line; /* of the record in its file; 0: a header, which is passed whatever is chosen */
    uint64_t size; /* of its bytes as they came */
    uint64_t held; /* those that come after the frame: all or 0 */
    float score;
};

/* Appends FRAME and the bytes it holds. */
void frame_put(struct buffer *out, const struct frame *frame, const char *bytes);

/* Reads the frame at *POSITION of BYTES and moves past it; returns the bytes it holds. */
const char *frame_next(const char *bytes, size_t *position, struct frame *frame);

#endif
