/* row_kernel_impl.h - the loops of row_kernel.h, written once and compiled by one stub for each instruction set */
/* SPDX-License-Identifier: MIT */

#if !defined(ROW_KERNEL_TABLE) || !defined(LINE_BITS)
#error "included by kernel_base.c, kernel_avx2.c and kernel_avx512.c only"
#endif

#include "math/row_kernel.h"

#include <math.h>
#include <string.h>

#include "math/line.h"

/* The loop over a list is compiled for each kind of index, with and without weights, and for 1 to 4 lines of a row at a
 * time, whose accumulators then stay in registers. */
#define ALWAYS_INLINE inline __attribute__((always_inline))
#define ROW_LINE 16

/* Where the (up to four) lines of a chunk of columns begin. The last line of a row of 16 columns or more may overlap
 * the one before: those columns are computed twice, with the same result. */
struct chunk {
    size_t d0, d1, d2, d3;
};

static ALWAYS_INLINE size_t line_start(size_t d, size_t width)
{
    return d + ROW_LINE <= width ? d : width - ROW_LINE;
}

static ALWAYS_INLINE struct chunk chunk_at(size_t d, size_t width)
{
    return (struct chunk){line_start(d, width), line_start(d + ROW_LINE, width), line_start(d + 2 * ROW_LINE, width),
                          line_start(d + 3 * ROW_LINE, width)};
}

static ALWAYS_INLINE void prefetch_chunk(const float *table, const struct row_list *list, bool is_wide, size_t k,
                                         const struct chunk *at, int lines)
{
    if (list->n_indices - k <= ROW_KERNEL_AHEAD)
        return;
    const float *row = table + (size_t)row_index(list->indices, is_wide, k + ROW_KERNEL_AHEAD) * list->stride;
    __builtin_prefetch(row + at->d0, 0, 3);
    if (lines > 1)
        __builtin_prefetch(row + at->d1, 0, 3);
    if (lines > 2)
        __builtin_prefetch(row + at->d2, 0, 3);
    if (lines > 3)
        __builtin_prefetch(row + at->d3, 0, 3);
}

/* A partial line of N < 16 floats: the rest is loaded as zeros and not stored. */
static ALWAYS_INLINE struct line16 load_some(const float *p, size_t n)
{
    float some[ROW_LINE] = {0};
    memcpy(some, p, n * sizeof *some);
    return line_load(some);
}

static ALWAYS_INLINE void store_some(float *p, struct line16 x, size_t n)
{
    float some[ROW_LINE];
    line_store(some, x);
    memcpy(p, some, n * sizeof *some);
}

/* ---- sum and mean ---- */

static ALWAYS_INLINE void sum_chunk(float *out, const float *table, const struct row_list *list, size_t first,
                                    size_t end, bool is_mean, size_t d, int lines, bool is_wide, bool is_weighted)
{
    struct chunk at = chunk_at(d, list->width);
    struct line16 s0 = line_set(0.0f), s1 = s0, s2 = s0, s3 = s0;
    size_t n = 0;
    for (size_t k = first; k < end; k++) {
        prefetch_chunk(table, list, is_wide, k, &at, lines);
        int64_t index = row_index(list->indices, is_wide, k);
        if (index == list->skip)
            continue;
        n++;
        const float *row = table + (size_t)index * list->stride;
        struct line16 r0 = line_load(row + at.d0), r1 = r0, r2 = r0, r3 = r0;
        if (lines > 1)
            r1 = line_load(row + at.d1);
        if (lines > 2)
            r2 = line_load(row + at.d2);
        if (lines > 3)
            r3 = line_load(row + at.d3);
        if (is_weighted) {
            struct line16 weight = line_set(list->weights[k]);
            r0 = line_mul(r0, weight);
            r1 = line_mul(r1, weight);
            r2 = line_mul(r2, weight);
            r3 = line_mul(r3, weight);
        }
        s0 = line_add(s0, r0);
        s1 = line_add(s1, r1);
        s2 = line_add(s2, r2);
        s3 = line_add(s3, r3);
    }
    if (is_mean && n > 1) {
        struct line16 count = line_set((float)n);
        s0 = line_div(s0, count);
        s1 = line_div(s1, count);
        s2 = line_div(s2, count);
        s3 = line_div(s3, count);
    }
    line_store(out + at.d0, s0);
    if (lines > 1)
        line_store(out + at.d1, s1);
    if (lines > 2)
        line_store(out + at.d2, s2);
    if (lines > 3)
        line_store(out + at.d3, s3);
}

static ALWAYS_INLINE void sum_list(float *out, const float *table, const struct row_list *list, size_t first,
                                   size_t end, bool is_mean, bool is_wide, bool is_weighted)
{
    for (size_t d = 0; d < list->width; d += 4 * ROW_LINE) {
        size_t left = list->width - d;
        if (left > 3 * ROW_LINE)
            sum_chunk(out, table, list, first, end, is_mean, d, 4, is_wide, is_weighted);
        else if (left > 2 * ROW_LINE)
            sum_chunk(out, table, list, first, end, is_mean, d, 3, is_wide, is_weighted);
        else if (left > ROW_LINE)
            sum_chunk(out, table, list, first, end, is_mean, d, 2, is_wide, is_weighted);
        else
            sum_chunk(out, table, list, first, end, is_mean, d, 1, is_wide, is_weighted);
    }
}

static void sum_narrow(float *out, const float *table, const struct row_list *list, size_t first, size_t end,
                       bool is_mean)
{
    struct line16 sum = line_set(0.0f);
    size_t n = 0;
    for (size_t k = first; k < end; k++) {
        int64_t index = row_index(list->indices, list->is_wide, k);
        if (index == list->skip)
            continue;
        n++;
        struct line16 row = load_some(table + (size_t)index * list->stride, list->width);
        if (list->weights)
            row = line_mul(row, line_set(list->weights[k]));
        sum = line_add(sum, row);
    }
    if (is_mean && n > 1)
        sum = line_div(sum, line_set((float)n));
    store_some(out, sum, list->width);
}

static void rows_sum(float *out, const float *table, const struct row_list *list, size_t first, size_t end,
                     bool is_mean)
{
    if (list->width < ROW_LINE)
        sum_narrow(out, table, list, first, end, is_mean);
    else if (list->is_wide && list->weights)
        sum_list(out, table, list, first, end, is_mean, true, true);
    else if (list->is_wide)
        sum_list(out, table, list, first, end, is_mean, true, false);
    else if (list->weights)
        sum_list(out, table, list, first, end, is_mean, false, true);
    else
        sum_list(out, table, list, first, end, is_mean, false, false);
}

/* ---- max ---- */

/* A 32-bit integer in all sixteen lanes, bit for bit. */
static ALWAYS_INLINE struct line16 line_integers(int32_t value)
{
    float bits;
    memcpy(&bits, &value, sizeof bits);
    return line_set(bits);
}

/* x > y ? a : b in each lane; b if x or y is NaN. */
#if LINE_BITS == 512
static ALWAYS_INLINE struct line16 line_if_greater(struct line16 x, struct line16 y, struct line16 a, struct line16 b)
{
    return (struct line16){simde_mm512_mask_blend_ps(simde_mm512_cmp_ps_mask(x.a, y.a, SIMDE_CMP_GT_OQ), b.a, a.a)};
}
#elif LINE_BITS == 256
static ALWAYS_INLINE simde__m256 if_greater(simde__m256 x, simde__m256 y, simde__m256 a, simde__m256 b)
{
    return simde_mm256_blendv_ps(b, a, simde_mm256_cmp_ps(x, y, SIMDE_CMP_GT_OQ));
}

static ALWAYS_INLINE struct line16 line_if_greater(struct line16 x, struct line16 y, struct line16 a, struct line16 b)
{
    return (struct line16){if_greater(x.a, y.a, a.a, b.a), if_greater(x.b, y.b, a.b, b.b)};
}
#else
static ALWAYS_INLINE simde__m128 if_greater(simde__m128 x, simde__m128 y, simde__m128 a, simde__m128 b)
{
    simde__m128 mask = simde_mm_cmpgt_ps(x, y);
    return simde_mm_or_ps(simde_mm_and_ps(mask, a), simde_mm_andnot_ps(mask, b));
}

static ALWAYS_INLINE struct line16 line_if_greater(struct line16 x, struct line16 y, struct line16 a, struct line16 b)
{
    return (struct line16){if_greater(x.a, y.a, a.a, b.a), if_greater(x.b, y.b, a.b, b.b),
                           if_greater(x.c, y.c, a.c, b.c), if_greater(x.d, y.d, a.d, b.d)};
}
#endif

/* The maxima of up to 32 columns and their positions in the bag. WIDTH_HERE is below 16 if a row is shorter than a
 * line. */
static ALWAYS_INLINE void max_chunk(float *out, int64_t *argmax, const float *table, const struct row_list *list,
                                    size_t first, size_t end, size_t d, int lines, size_t width_here)
{
    bool is_short = width_here < ROW_LINE;
    struct chunk at = is_short ? (struct chunk){d, d, d, d} : chunk_at(d, list->width);
    struct line16 best0 = line_set(0.0f), best1 = best0, from0 = line_integers(0), from1 = from0;
    bool is_empty = true;
    for (size_t k = first; k < end; k++) {
        prefetch_chunk(table, list, list->is_wide, k, &at, lines);
        int64_t index = row_index(list->indices, list->is_wide, k);
        if (index == list->skip)
            continue;
        const float *row = table + (size_t)index * list->stride;
        struct line16 r0 = is_short ? load_some(row + at.d0, width_here) : line_load(row + at.d0), r1 = r0;
        if (lines > 1)
            r1 = line_load(row + at.d1);
        struct line16 position = line_integers((int32_t)(k - first));
        if (is_empty) {
            best0 = r0;
            best1 = r1;
            from0 = from1 = position;
            is_empty = false;
        } else {
            from0 = line_if_greater(r0, best0, position, from0);
            best0 = line_if_greater(r0, best0, r0, best0);
            if (lines > 1) {
                from1 = line_if_greater(r1, best1, position, from1);
                best1 = line_if_greater(r1, best1, r1, best1);
            }
        }
    }
    if (is_short)
        store_some(out + at.d0, best0, width_here);
    else
        line_store(out + at.d0, best0);
    if (lines > 1)
        line_store(out + at.d1, best1);
    if (!argmax)
        return;
    for (int line = 0; line < lines; line++) {
        float bits[ROW_LINE];
        line_store(bits, line == 0 ? from0 : from1);
        int32_t positions[ROW_LINE];
        memcpy(positions, bits, sizeof positions);
        int64_t *to = argmax + (line == 0 ? at.d0 : at.d1);
        for (size_t i = 0; i < width_here && i < ROW_LINE; i++)
            to[i] = is_empty ? -1 : row_index(list->indices, list->is_wide, first + (size_t)positions[i]);
    }
}

static void rows_max(float *out, int64_t *argmax, const float *table, const struct row_list *list, size_t first,
                     size_t end)
{
    if (list->width < ROW_LINE) {
        max_chunk(out, argmax, table, list, first, end, 0, 1, list->width);
        return;
    }
    for (size_t d = 0; d < list->width; d += 2 * ROW_LINE) {
        if (list->width - d > ROW_LINE)
            max_chunk(out, argmax, table, list, first, end, d, 2, ROW_LINE);
        else
            max_chunk(out, argmax, table, list, first, end, d, 1, ROW_LINE);
    }
}

/* ---- steps ---- */

/* Adds STEP in whole lines, then column by column: overlapping lines would add some columns twice. */
static ALWAYS_INLINE void add_row(float *row, const float *step, size_t width, float factor)
{
    size_t d = 0;
    struct line16 factors = line_set(factor);
    for (; d + ROW_LINE <= width; d += ROW_LINE)
        line_store(row + d, line_add(line_load(row + d), line_mul(line_load(step + d), factors)));
    for (; d < width; d++) {
        float product = step[d] * factor; /* rounded here also where float is computed as double (s390x) */
        row[d] += product;
    }
}

static void rows_add(float *table, const struct row_list *list, size_t first, size_t end, const float *step,
                     float factor)
{
    size_t ahead = row_kernel_ahead(list->width);
    for (size_t k = first; k < end; k++) {
        if (list->n_indices - k > ahead)
            row_prefetch(table + (size_t)row_index(list->indices, list->is_wide, k + ahead) * list->stride,
                         list->width);
        int64_t index = row_index(list->indices, list->is_wide, k);
        if (index != list->skip)
            add_row(table + (size_t)index * list->stride, step, list->width,
                    list->weights ? factor * list->weights[k] : factor);
    }
}

static void rows_dot(float *dots, const float *table, const struct row_list *list, size_t first, size_t end,
                     const float *step)
{
    size_t whole = list->width / ROW_LINE * ROW_LINE, rest = list->width - whole;
    size_t ahead = row_kernel_ahead(list->width);
    for (size_t k = first; k < end; k++) {
        if (list->n_indices - k > ahead)
            row_prefetch(table + (size_t)row_index(list->indices, list->is_wide, k + ahead) * list->stride,
                         list->width);
        int64_t index = row_index(list->indices, list->is_wide, k);
        if (index == list->skip)
            continue;
        const float *row = table + (size_t)index * list->stride;
        struct line16 sum = line_set(0.0f);
        for (size_t d = 0; d < whole; d += ROW_LINE)
            sum = line_add(sum, line_mul(line_load(row + d), line_load(step + d)));
        if (rest)
            sum = line_add(sum, line_mul(load_some(row + whole, rest), load_some(step + whole, rest)));
        dots[k] += line_sum(sum);
    }
}

const struct row_kernel ROW_KERNEL_TABLE = {rows_sum, rows_max, rows_add, rows_dot};
