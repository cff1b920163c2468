/* kernel_impl.h - the loops of kernel.h, written once and compiled by one stub for each instruction set */
/* SPDX-License-Identifier: MIT */

#if !defined(KERNEL_TABLE) || !defined(KERNEL_NAME) || !defined(LINE_BITS)
#error "included by kernel_base.c, kernel_avx2.c and kernel_avx512.c only"
#endif

#if defined(__FAST_MATH__)
#error "bagtag promises the same bits everywhere: build without -ffast-math"
#endif

#include "math/kernel.h"

#include <stdbool.h>
#include <string.h>

#include "math/exp_log.h"
#include "math/line.h"

#define LINE 16
#define CHUNK 4 /* lines of a row summed in registers at once */

static inline void prefetch_row(const float *row, size_t width)
{
    for (size_t d = 0; d < width; d += LINE)
        __builtin_prefetch(row + d, 1, 3);
}

/* The bag of CHUNK * 16 columns (or of one line): the accumulators are named because an array of them spills. */
static inline void bag_chunk(float *bag, const float *table, size_t stride, const uint32_t *ids, size_t n, float scale)
{
    struct line16 s0 = line_set(0.0f), s1 = s0, s2 = s0, s3 = s0;
    for (size_t k = 0; k < n; k++) {
        const float *row = table + (size_t)ids[k] * stride;
        s0 = line_add(s0, line_load(row));
        s1 = line_add(s1, line_load(row + LINE));
        s2 = line_add(s2, line_load(row + 2 * LINE));
        s3 = line_add(s3, line_load(row + 3 * LINE));
    }
    line_store(bag, line_mul(s0, line_set(scale)));
    line_store(bag + LINE, line_mul(s1, line_set(scale)));
    line_store(bag + 2 * LINE, line_mul(s2, line_set(scale)));
    line_store(bag + 3 * LINE, line_mul(s3, line_set(scale)));
}

static inline void bag_line(float *bag, const float *table, size_t stride, const uint32_t *ids, size_t n, float scale)
{
    struct line16 s = line_set(0.0f);
    for (size_t k = 0; k < n; k++)
        s = line_add(s, line_load(table + (size_t)ids[k] * stride));
    line_store(bag, line_mul(s, line_set(scale)));
}

/* A row of one line, by far the most frequent: the rows ahead are asked for between the additions, a few at a time, as
 * the processor can only wait for so many. */
static inline void bag_line_ahead(float *bag, const float *table, size_t stride, const uint32_t *ids, size_t n,
                                  float scale, const uint32_t *ahead, size_t n_ahead)
{
    struct line16 s = line_set(0.0f);
    size_t both = n < n_ahead ? n : n_ahead, k = 0;
    for (; k < both; k++) {
        __builtin_prefetch(table + (size_t)ahead[k] * stride, 1, 3);
        s = line_add(s, line_load(table + (size_t)ids[k] * stride));
    }
    for (; k < n; k++)
        s = line_add(s, line_load(table + (size_t)ids[k] * stride));
    for (k = both; k < n_ahead; k++)
        __builtin_prefetch(table + (size_t)ahead[k] * stride, 1, 3);
    line_store(bag, line_mul(s, line_set(scale)));
}

static void bag_sum(float *bag, const float *table, size_t stride, size_t width, const uint32_t *ids, size_t n,
                    float scale, const uint32_t *ahead, size_t n_ahead)
{
    if (width <= LINE) {
        bag_line_ahead(bag, table, stride, ids, n, scale, ahead, n_ahead);
        return;
    }
    for (size_t k = 0; k < n_ahead; k++)
        prefetch_row(table + (size_t)ahead[k] * stride, width);
    size_t d = 0;
    for (; d + (CHUNK - 1) * LINE < width; d += CHUNK * LINE)
        bag_chunk(bag + d, table + d, stride, ids, n, scale);
    for (; d < width; d += LINE)
        bag_line(bag + d, table + d, stride, ids, n, scale);
}

static void bag_add(float *table, size_t stride, size_t width, const uint32_t *ids, size_t n, const float *step)
{
    size_t whole = width / LINE * LINE;
    for (size_t k = 0; k < n; k++) {
        float *row = table + (size_t)ids[k] * stride;
        for (size_t d = 0; d < whole; d += LINE)
            line_store(row + d, line_add(line_load(row + d), line_load(step + d)));
        if (whole < width)
            line_store_slice(row + whole, line_add(line_load_slice(row + whole), line_load_slice(step + whole)));
    }
}

static inline void weigh_line(float *bag, const float *table, size_t stride, const uint32_t *ids, const float *weights,
                              size_t n, float scale)
{
    struct line16 s = line_set(0.0f);
    for (size_t k = 0; k < n; k++)
        s = line_add_scaled(s, line_load(table + (size_t)ids[k] * stride), weights[k]);
    line_store(bag, line_mul(s, line_set(scale)));
}

static inline void weigh_two_lines(float *bag, const float *table, size_t stride, const uint32_t *ids,
                                   const float *weights, size_t n, float scale)
{
    struct line16 s0 = line_set(0.0f), s1 = s0;
    for (size_t k = 0; k < n; k++) {
        const float *row = table + (size_t)ids[k] * stride;
        s0 = line_add_scaled(s0, line_load(row), weights[k]);
        s1 = line_add_scaled(s1, line_load(row + LINE), weights[k]);
    }
    line_store(bag, line_mul(s0, line_set(scale)));
    line_store(bag + LINE, line_mul(s1, line_set(scale)));
}

static void bag_weigh(float *bag, const float *table, size_t stride, size_t width, const uint32_t *ids,
                      const float *weights, size_t n, float scale, const uint32_t *ahead, size_t n_ahead)
{
    for (size_t k = 0; k < n_ahead; k++)
        prefetch_row(table + (size_t)ahead[k] * stride, width);
    size_t d = 0;
    for (; d + LINE < width; d += 2 * LINE)
        weigh_two_lines(bag + d, table + d, stride, ids, weights, n, scale);
    for (; d < width; d += LINE)
        weigh_line(bag + d, table + d, stride, ids, weights, n, scale);
}

static void bag_move(float *table, size_t stride, size_t width, const uint32_t *ids, const float *weights, size_t n,
                     const float *step, float keep)
{
    size_t whole = width / LINE * LINE;
    struct line16 kept = line_set(keep);
    for (size_t k = 0; k < n; k++) {
        float *row = table + (size_t)ids[k] * stride;
        for (size_t d = 0; d < whole; d += LINE)
            line_store(row + d, line_add_scaled(line_mul(line_load(row + d), kept), line_load(step + d), weights[k]));
        if (whole < width)
            line_store_slice(row + whole, line_add_scaled(line_mul(line_load_slice(row + whole), kept),
                                                          line_load_slice(step + whole), weights[k]));
    }
}

static void shrink(float *w, size_t stride, size_t width, size_t n_labels, float keep)
{
    size_t whole = width / LINE * LINE;
    struct line16 kept = line_set(keep);
    for (size_t c = 0; c < n_labels; c++) {
        float *row = w + c * stride;
        for (size_t d = 0; d < whole; d += LINE)
            line_store(row + d, line_mul(line_load(row + d), kept));
        if (whole < width)
            line_store_slice(row + whole, line_mul(line_load_slice(row + whole), kept));
    }
}

static void to_lanes(float *columns, const float *rows, size_t stride, size_t width, size_t lanes)
{
    if (lanes < KERNEL_LANES)
        for (size_t d = 0; d < width; d++)
            line_store(columns + d * KERNEL_LANES, line_set(0.0f));
    for (size_t lane = 0; lane < lanes; lane++)
        for (size_t d = 0; d < width; d++)
            columns[d * KERNEL_LANES + lane] = rows[lane * stride + d];
}

/* One slice of LABELS labels (1 or 4; the loops over them unroll): z += w[.][0..n) columns. */
static inline void logits_slice(float *z, const float *columns, const float *w, size_t stride, size_t n, bool four)
{
    const float *w0 = w, *w1 = w + stride, *w2 = w1 + stride, *w3 = w2 + stride;
    struct line16 column = line_load(columns);
    struct line16 s0 = line_mul(column, line_set(w0[0])), s1 = s0, s2 = s0, s3 = s0;
    if (four) {
        s1 = line_mul(column, line_set(w1[0]));
        s2 = line_mul(column, line_set(w2[0]));
        s3 = line_mul(column, line_set(w3[0]));
    }
    for (size_t d = 1; d < n; d++) {
        column = line_load(columns + d * KERNEL_LANES);
        s0 = line_add_scaled(s0, column, w0[d]);
        if (four) {
            s1 = line_add_scaled(s1, column, w1[d]);
            s2 = line_add_scaled(s2, column, w2[d]);
            s3 = line_add_scaled(s3, column, w3[d]);
        }
    }
    line_store(z, line_add(line_load(z), s0));
    if (four) {
        line_store(z + KERNEL_LANES, line_add(line_load(z + KERNEL_LANES), s1));
        line_store(z + 2 * KERNEL_LANES, line_add(line_load(z + 2 * KERNEL_LANES), s2));
        line_store(z + 3 * KERNEL_LANES, line_add(line_load(z + 3 * KERNEL_LANES), s3));
    }
}

static void logits(float *z, const float *columns, const float *w, size_t stride, size_t width, size_t n_labels)
{
    for (size_t d = 0; d < width; d += KERNEL_SLICE) {
        size_t n = width - d < KERNEL_SLICE ? width - d : KERNEL_SLICE;
        const float *slice = columns + d * KERNEL_LANES;
        size_t c = 0;
        for (; c + 4 <= n_labels; c += 4)
            logits_slice(z + c * KERNEL_LANES, slice, w + c * stride + d, stride, n, true);
        for (; c < n_labels; c++)
            logits_slice(z + c * KERNEL_LANES, slice, w + c * stride + d, stride, n, false);
    }
}

/* Ones in the first LANES lanes, zeros behind. */
static inline struct line16 lane_mask(size_t lanes)
{
    static const float ones_then_zeros[2 * LINE] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    return line_load(ones_then_zeros + LINE - lanes);
}

static void softmax(float *z, size_t n_labels, size_t lanes, float *largest, float *log_sum)
{
    struct line16 top = line_load(z);
    for (size_t c = 1; c < n_labels; c++)
        top = line_max(top, line_load(z + c * LINE));
    struct line16 total = line_set(0.0f);
    for (size_t first = 0; first < n_labels; first += KERNEL_LABEL_BLOCK) {
        size_t end = n_labels - first < KERNEL_LABEL_BLOCK ? n_labels : first + KERNEL_LABEL_BLOCK;
        struct line16 sum = line_set(0.0f);
        for (size_t c = first; c < end; c++) {
            struct line16 e = line_exp(line_sub(line_load(z + c * LINE), top));
            sum = line_add(sum, e);
            line_store(z + c * LINE, e);
        }
        total = line_add(total, sum);
    }
    struct line16 inverse = line_div(lane_mask(lanes), total);
    for (size_t c = 0; c < n_labels; c++)
        line_store(z + c * LINE, line_mul(line_load(z + c * LINE), inverse));
    line_store(largest, top);
    line_store(log_sum, line_log(total));
}

static void squares(float *sums, const float *columns, size_t width)
{
    for (size_t d = 0; d < width; d += KERNEL_SLICE) {
        size_t end = width - d < KERNEL_SLICE ? width : d + KERNEL_SLICE;
        struct line16 sum = line_set(0.0f);
        for (size_t k = d; k < end; k++) {
            struct line16 column = line_load(columns + k * KERNEL_LANES);
            sum = line_add(sum, line_mul(column, column));
        }
        line_store(sums, line_add(line_load(sums), sum));
    }
}

static void scale_lanes(float *g, const float *factor, size_t n_labels)
{
    struct line16 f = line_load(factor);
    for (size_t c = 0; c < n_labels; c++)
        line_store(g + c * LINE, line_mul(line_load(g + c * LINE), f));
}

static inline void store_limited(float *row, struct line16 sum, float scale, float limit)
{
    struct line16 step = line_mul(sum, line_set(scale));
    line_store(row, line_max(line_min(step, line_set(limit)), line_set(-limit)));
}

/* Four documents at a time share each line of w; a rest of fewer repeats the last one and stores it again. */
static void backward(float *rows, size_t rows_stride, const float *g, const float *w, size_t stride, size_t width,
                     size_t n_labels, size_t lanes, const float *scale, const float *limit)
{
    for (size_t lane = 0; lane < lanes; lane += 4) {
        size_t last = lanes - 1 - lane;
        size_t l1 = lane + (last < 1 ? last : 1), l2 = lane + (last < 2 ? last : 2), l3 = lane + (last < 3 ? last : 3);
        for (size_t d = 0; d < width; d += LINE) {
            struct line16 s0 = line_set(0.0f), s1 = s0, s2 = s0, s3 = s0;
            for (size_t c = 0; c < n_labels; c++) {
                struct line16 row = line_load(w + c * stride + d);
                const float *p = g + c * KERNEL_LANES;
                s0 = line_add_scaled(s0, row, p[lane]);
                s1 = line_add_scaled(s1, row, p[l1]);
                s2 = line_add_scaled(s2, row, p[l2]);
                s3 = line_add_scaled(s3, row, p[l3]);
            }
            store_limited(rows + lane * rows_stride + d, s0, scale[lane], limit[lane]);
            store_limited(rows + l1 * rows_stride + d, s1, scale[l1], limit[l1]);
            store_limited(rows + l2 * rows_stride + d, s2, scale[l2], limit[l2]);
            store_limited(rows + l3 * rows_stride + d, s3, scale[l3], limit[l3]);
        }
    }
}

static inline void update_row(float *w, struct line16 sum, float rate, bool is_whole)
{
    if (is_whole)
        line_store(w, line_sub(line_load(w), line_mul(sum, line_set(rate))));
    else
        line_store_slice(w, line_sub(line_load_slice(w), line_mul(sum, line_set(rate))));
}

/* Labels c, l1, l2, l3 at a time share each document's row; a rest of fewer takes one at a time. */
static void update(float *w, size_t stride, const float *g, const float *rows, size_t rows_stride, size_t width,
                   size_t n_labels, size_t lanes, float rate)
{
    for (size_t d = 0; d < width; d += LINE) {
        bool is_whole = width - d >= LINE;
        size_t c = 0;
        for (; c + 4 <= n_labels; c += 4) {
            const float *p = g + c * KERNEL_LANES;
            struct line16 s0 = line_set(0.0f), s1 = s0, s2 = s0, s3 = s0;
            for (size_t lane = 0; lane < lanes; lane++) {
                struct line16 row = line_load(rows + lane * rows_stride + d);
                s0 = line_add_scaled(s0, row, p[lane]);
                s1 = line_add_scaled(s1, row, p[lane + KERNEL_LANES]);
                s2 = line_add_scaled(s2, row, p[lane + 2 * KERNEL_LANES]);
                s3 = line_add_scaled(s3, row, p[lane + 3 * KERNEL_LANES]);
            }
            update_row(w + c * stride + d, s0, rate, is_whole);
            update_row(w + (c + 1) * stride + d, s1, rate, is_whole);
            update_row(w + (c + 2) * stride + d, s2, rate, is_whole);
            update_row(w + (c + 3) * stride + d, s3, rate, is_whole);
        }
        for (; c < n_labels; c++) {
            struct line16 sum = line_set(0.0f);
            for (size_t lane = 0; lane < lanes; lane++)
                sum = line_add_scaled(sum, line_load(rows + lane * rows_stride + d), g[c * KERNEL_LANES + lane]);
            update_row(w + c * stride + d, sum, rate, is_whole);
        }
    }
}

static void update_bias(float *bias, const float *g, size_t n_labels, float rate)
{
    for (size_t c = 0; c < n_labels; c++)
        bias[c] -= rate * line_sum(line_load(g + c * KERNEL_LANES));
}

static void add_lines(float *z, const float *more, size_t n_lines)
{
    for (size_t i = 0; i < n_lines; i++)
        line_store(z + i * LINE, line_add(line_load(z + i * LINE), line_load(more + i * LINE)));
}

/* All bits of the first N lanes, none of those behind: a NaN times zero would still be a NaN. */
static inline struct line16 keep_mask(size_t n)
{
    static const uint32_t ones_then_zeros[2 * LINE] = {
        UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX,
        UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX};
    float bits[LINE];
    memcpy(bits, ones_then_zeros + LINE - n, sizeof bits);
    return line_load(bits);
}

/* A row is read once and in order, so a large table comes as fast as memory gives it; rows do not wait for each
 * other's sums. */
static void dots(float *products, const float *query, const float *rows, size_t width, size_t n_rows)
{
    size_t whole = width / LINE * LINE;
    struct line16 last = line_set(0.0f), mask = last;
    if (whole < width) {
        last = line_load(query + whole);
        mask = keep_mask(width - whole);
    }
    for (size_t i = 0; i < n_rows; i++) {
        const float *row = rows + i * width;
        struct line16 sum = line_set(0.0f);
        for (size_t d = 0; d < whole; d += LINE)
            sum = line_add(sum, line_mul(line_load(query + d), line_load(row + d)));
        if (whole < width)
            sum = line_add(sum, line_mul(last, line_and(line_load(row + whole), mask)));
        products[i] = line_sum(sum);
    }
}

const struct kernel KERNEL_TABLE = {
    .name = KERNEL_NAME,
    .bag_sum = bag_sum,
    .bag_add = bag_add,
    .bag_weigh = bag_weigh,
    .bag_move = bag_move,
    .shrink = shrink,
    .to_lanes = to_lanes,
    .logits = logits,
    .softmax = softmax,
    .squares = squares,
    .scale = scale_lanes,
    .backward = backward,
    .update = update,
    .update_bias = update_bias,
    .add_lines = add_lines,
    .dots = dots,
};
