/* fasttext_cursor.h - reads numbers and arrays from the bytes of a fastText model, one after the other */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_FASTTEXT_CURSOR_H
#define BAGTAG_MODEL_FASTTEXT_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"

/* A position in the bytes, and where to report failures, which are BAGTAG_INPUT. Messages name FILE and, in the
 * functions below, WHAT was being read. */
struct fasttext_cursor {
    const char *file;
    const unsigned char *begin, *at, *end;
    struct bagtag_error *error;
};

static inline size_t fasttext_left(const struct fasttext_cursor *cursor)
{
    return (size_t)(cursor->end - cursor->at);
}

/* The little-endian number at P. */
static inline uint32_t fasttext_u32(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t fasttext_u64(const unsigned char *p)
{
    return fasttext_u32(p) | (uint64_t)fasttext_u32(p + 4) << 32;
}

/* The little-endian float32 at P. */
static inline float fasttext_float(const unsigned char *p)
{
    uint32_t bits = fasttext_u32(p);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* *OUT = the next N elements of SIZE bytes; moves the cursor past them. */
enum bagtag_status fasttext_take(struct fasttext_cursor *cursor, const char *what, uint64_t n, size_t size,
                                 const unsigned char **out);

/* *OUT = the next number, which must be from LOW to HIGH. */
enum bagtag_status fasttext_take_i32(struct fasttext_cursor *cursor, const char *what, int32_t low, int32_t high,
                                     int32_t *out);
enum bagtag_status fasttext_take_i64(struct fasttext_cursor *cursor, const char *what, int64_t low, int64_t high,
                                     int64_t *out);
enum bagtag_status fasttext_take_bool(struct fasttext_cursor *cursor, const char *what, bool *out);

/* Reports that WHAT is FOUND, which is not from LOW to HIGH. */
enum bagtag_status fasttext_error_range(const struct fasttext_cursor *cursor, const char *what, int64_t low,
                                        int64_t high, int64_t found) __attribute__((cold));

#endif
