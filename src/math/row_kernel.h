/* row_kernel.h - sums, maxima and steps over listed rows of a table, the caller's own integers as they are */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MATH_ROW_KERNEL_H
#define BAGTAG_MATH_ROW_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Where the rows lie and which are wanted. Indices are known to be rows of the table. A call works on the indices FIRST
 * to END of the list and prefetches rows behind END, so that a run of short bags waits for memory no more than a long
 * one does. Nothing behind the WIDTH floats of a row, and of the arrays beside it, is read or written. */
struct row_list {
    size_t stride, width;
    const void *indices;  /* int32_t or int64_t */
    bool is_wide;         /* int64_t */
    size_t n_indices;     /* of the whole list */
    int64_t skip;         /* rows of this index count as absent; -1: none */
    const float *weights; /* one for each index of the list; NULL: all 1 */
};

/* Like struct kernel: the same bits on every machine; each column by itself, in the order of the list. */
struct row_kernel {
    /* out[0..width) = the sum of weights[k] * row k, or (is_mean) the sum of the rows / their number; zeros if there is
     * none. */
    void (*sum)(float *out, const float *table, const struct row_list *list, size_t first, size_t end, bool is_mean);

    /* out[d] = the first row's value, and then each later one that is greater; argmax[d], unless NULL, the index
     * of that row; zeros and -1 if there is none. end - first is below 2^31. */
    void (*max)(float *out, int64_t *argmax, const float *table, const struct row_list *list, size_t first, size_t end);

    /* row k += (factor * weights[k]) * step, for each k in order. */
    void (*add)(float *table, const struct row_list *list, size_t first, size_t end, const float *step, float factor);

    /* dots[k] += the scalar product of row k and STEP, for k from first to end; skipped ones stay. */
    void (*dot)(float *dots, const float *table, const struct row_list *list, size_t first, size_t end,
                const float *step);
};

/* The one that goes with kernel_choose. */
enum bagtag_status row_kernel_choose(const struct row_kernel **out, struct bagtag_error *error);

/* The one of that name if this processor can run it, otherwise NULL. */
const struct row_kernel *row_kernel_find(const char *name);

extern const struct row_kernel row_kernel_base;
#if defined(__x86_64__)
extern const struct row_kernel row_kernel_avx2;
extern const struct row_kernel row_kernel_avx512;
#endif

/* Index K of a list. */
static inline int64_t row_index(const void *indices, bool is_wide, size_t k)
{
    return is_wide ? ((const int64_t *)indices)[k] : ((const int32_t *)indices)[k];
}

/* Rows are asked for this long before they are needed. Measured for rows of 256 bytes out of a table of 26 MB: 64 ahead
 * takes half the time of 12; from about 100 on they leave the first cache again before their turn, so that longer rows
 * are asked for less far ahead. */
#define ROW_KERNEL_AHEAD 64
#define ROW_KERNEL_AHEAD_FLOATS (ROW_KERNEL_AHEAD * 64)

static inline size_t row_kernel_ahead(size_t width)
{
    size_t ahead = width > 0 ? ROW_KERNEL_AHEAD_FLOATS / width : ROW_KERNEL_AHEAD;
    return ahead > ROW_KERNEL_AHEAD ? ROW_KERNEL_AHEAD : ahead < 4 ? 4 : ahead;
}

static inline void row_prefetch(const float *row, size_t width)
{
    for (size_t d = 0; d < width; d += 16)
        __builtin_prefetch(row + d, 0, 3);
}

#endif
