/* row_kernel.h - sums, maxima and updates over rows of a table, listed by the caller's 32- or 64-bit indices */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MATH_ROW_KERNEL_H
#define BAGTAG_MATH_ROW_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Which rows of a table to use. Indices must be valid. A call processes indices FIRST to END (exclusive) of the list
 * and prefetches rows past END, so that a run of short bags waits for memory no more than a long one. Nothing past the
 * first WIDTH elements of a row, OUT, ARGMAX or STEP is read or written. */
struct row_list {
    size_t stride, width;
    const void *indices;  /* [n_indices] int32_t or int64_t */
    bool is_wide;         /* indices are int64_t */
    size_t n_indices;     /* of the whole list */
    int64_t skip;         /* this index is skipped; -1: none */
    const float *weights; /* [n_indices]; NULL: all 1 */
};

/* Like struct kernel, gives the same bits on every machine; columns are independent, each in the order of the list. */
struct row_kernel {
    /* out[0..width) = the sum of weights[k] * row k, divided by the number of rows if IS_MEAN; zeros if there are no
     * rows. */
    void (*sum)(float *out, const float *table, const struct row_list *list, size_t first, size_t end, bool is_mean);

    /* out[d] = the maximum over the rows, the first one in a tie (a NaN stays only if it is in the first row);
     * argmax[d], unless NULL, the index of its row; zeros and -1 if there are no rows. end - first is below 2^31. */
    void (*max)(float *out, int64_t *argmax, const float *table, const struct row_list *list, size_t first, size_t end);

    /* row k += (factor * weights[k]) * step, for each k in order. */
    void (*add)(float *table, const struct row_list *list, size_t first, size_t end, const float *step, float factor);

    /* dots[k] += the dot product of row k and STEP, for k in first..end; those of skipped rows stay. */
    void (*dot)(float *dots, const float *table, const struct row_list *list, size_t first, size_t end,
                const float *step);
};

/* The row kernel that belongs to the choice of kernel_choose. */
enum bagtag_status row_kernel_choose(const struct row_kernel **out, struct bagtag_error *error);

/* The row kernel of that name if this processor can run it, otherwise NULL. */
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

/* Rows are prefetched this many indices ahead. Measured with rows of 256 bytes from a table of 26 MB: 64 ahead takes
 * half the time of 12; from about 100 on, rows leave the first-level cache before they are used, so longer rows are
 * prefetched less far ahead. */
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
