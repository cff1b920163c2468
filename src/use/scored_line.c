/* scored_line.c - a record and its score, on the way to the one thread that decides on it */
/* SPDX-License-Identifier: MIT */
#include "use/scored_line.h"

#include <string.h>

void scored_line_put(struct buffer *out, const struct scored_line *frame, const char *bytes)
{
    buffer_bytes(out, &frame->line, sizeof frame->line);
    buffer_bytes(out, &frame->size, sizeof frame->size);
    buffer_bytes(out, &frame->held, sizeof frame->held);
    buffer_bytes(out, &frame->score, sizeof frame->score);
    buffer_bytes(out, bytes, (size_t)frame->held);
}

static void take(const char *bytes, size_t *position, void *value, size_t size)
{
    memcpy(value, bytes + *position, size);
    *position += size;
}

const char *scored_line_next(const char *bytes, size_t *position, struct scored_line *frame)
{
    take(bytes, position, &frame->line, sizeof frame->line);
    take(bytes, position, &frame->size, sizeof frame->size);
    take(bytes, position, &frame->held, sizeof frame->held);
    take(bytes, position, &frame->score, sizeof frame->score);
    const char *held = bytes + *position;
    *position += (size_t)frame->held;
    return held;
}
