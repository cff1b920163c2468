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

/* A bag in progress: columns [0, done) are finished. */
struct bag_part {
    float *bag;
    const float *table;
    size_t stride, width;
    size_t done;
    const uint32_t *ids;
    const float *weights; /* NULL: all 1 */
    size_t n;
    float scale;
    const uint32_t *ahead;
    size_t n_ahead;
};

static inline struct line16 add_to_sum(struct line16 sum, const float *row, const float *weight)
{
    return weight ? line_add_scaled(sum, line_load(row), *weight) : line_add(sum, line_load(row));
}

/* Separate members, because an array would be spilled from the registers. */
struct bag_sums {
    struct line16 s0, s1, s2, s3;
};

/* N_LINES and IS_WEIGHTED are compile-time constants at every call. */
static inline __attribute__((always_inline)) struct bag_sums add_term(struct bag_sums s, const struct bag_part *p,
                                                                      size_t k, size_t n_lines, bool is_weighted)
{
    const float *row = p->table + (size_t)p->ids[k] * p->stride + p->done;
    const float *weight = is_weighted ? p->weights + k : NULL;
    s.s0 = add_to_sum(s.s0, row, weight);
    if (n_lines > 1)
        s.s1 = add_to_sum(s.s1, row + LINE, weight);
    if (n_lines > 2)
        s.s2 = add_to_sum(s.s2, row + 2 * LINE, weight);
    if (n_lines > 3)
        s.s3 = add_to_sum(s.s3, row + 3 * LINE, weight);
    return s;
}

static inline __attribute__((always_inline)) void store_bag(float *bag, struct bag_sums s, float factor, size_t n_lines)
{
    struct line16 scale = line_set(factor);
    line_store(bag, line_mul(s.s0, scale));
    if (n_lines > 1)
        line_store(bag + LINE, line_mul(s.s1, scale));
    if (n_lines > 2)
        line_store(bag + 2 * LINE, line_mul(s.s2, scale));
    if (n_lines > 3)
        line_store(bag + 3 * LINE, line_mul(s.s3, scale));
}

/* Rows ahead are prefetched between the additions, one at a time, because a processor can have only a limited number of
 * loads outstanding. */
static inline __attribute__((always_inline)) void bag_lines(const struct bag_part *p, size_t n_lines, bool is_weighted)
{
    struct line16 zero = line_set(0.0f);
    struct bag_sums s = {zero, zero, zero, zero};
    size_t n_ahead = p->done == 0 ? p->n_ahead : 0, both = p->n < n_ahead ? p->n : n_ahead;
    for (size_t k = 0; k < both; k++) {
        prefetch_row(p->table + (size_t)p->ahead[k] * p->stride, p->width);
        s = add_term(s, p, k, n_lines, is_weighted);
    }
    for (size_t k = both; k < p->n; k++)
        s = add_term(s, p, k, n_lines, is_weighted);
    for (size_t k = both; k < n_ahead; k++)
        prefetch_row(p->table + (size_t)p->ahead[k] * p->stride, p->width);
    store_bag(p->bag + p->done, s, p->scale, n_lines);
}

static inline void bag_all(struct bag_part p, bool is_weighted)
{
    if (p.width <= LINE) { /* by far the most common case; a constant width makes its prefetch a single line */
        p.width = LINE;
        bag_lines(&p, 1, is_weighted);
        return;
    }
    for (; p.done + (CHUNK - 1) * LINE < p.width; p.done += CHUNK * LINE)
        bag_lines(&p, CHUNK, is_weighted);
    if (p.done + 2 * LINE < p.width)
        bag_lines(&p, 3, is_weighted);
    else if (p.done + LINE < p.width)
        bag_lines(&p, 2, is_weighted);
    else if (p.done < p.width)
        bag_lines(&p, 1, is_weighted);
}

static void bag_sum(float *bag, const float *table, size_t stride, size_t width, const uint32_t *ids, size_t n,
                    float scale, const uint32_t *ahead, size_t n_ahead)
{
    bag_all((struct bag_part){bag, table, stride, width, 0, ids, NULL, n, scale, ahead, n_ahead}, false);
}

static void bag_weigh(float *bag, const float *table, size_t stride, size_t width, const uint32_t *ids,
                      const float *weights, size_t n, float scale, const uint32_t *ahead, size_t n_ahead)
{
    bag_all((struct bag_part){bag, table, stride, width, 0, ids, weights, n, scale, ahead, n_ahead}, true);
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

static void bag_decay_add(float *table, size_t stride, size_t width, const uint32_t *ids, const float *weights,
                          size_t n, const float *step, float keep)
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

#define LABELS 16 /* labels summed by the tree together: their lines of a node are on the stack */

struct four_lines {
    struct line16 z0, z1, z2, z3;
};

/* The products of N >= 1 columns with four labels, whose rows of W are STEP apart. */
static inline __attribute__((always_inline)) struct four_lines slice_products(const float *columns, const float *w,
                                                                              size_t step, size_t n)
{
    const float *w1 = w + step, *w2 = w1 + step, *w3 = w2 + step;
    struct line16 column = line_load(columns);
    struct line16 s0 = line_mul(column, line_set(w[0])), s1 = line_mul(column, line_set(w1[0]));
    struct line16 s2 = line_mul(column, line_set(w2[0])), s3 = line_mul(column, line_set(w3[0]));
    for (size_t d = 1; d < n; d++) {
        column = line_load(columns + d * KERNEL_LANES);
        s0 = line_add_scaled(s0, column, w[d]);
        s1 = line_add_scaled(s1, column, w1[d]);
        s2 = line_add_scaled(s2, column, w2[d]);
        s3 = line_add_scaled(s3, column, w3[d]);
    }
    return (struct four_lines){s0, s1, s2, s3};
}

/* A node of one or two slices; two is the most common width of all. */
static inline __attribute__((always_inline)) struct four_lines leaf_products(const float *columns, const float *w,
                                                                             size_t step, size_t width)
{
    if (width <= KERNEL_SLICE)
        return slice_products(columns, w, step, width);
    struct four_lines x = slice_products(columns, w, step, KERNEL_SLICE);
    struct four_lines y =
        slice_products(columns + KERNEL_SLICE * KERNEL_LANES, w + KERNEL_SLICE, step, width - KERNEL_SLICE);
    return (struct four_lines){line_add(x.z0, y.z0), line_add(x.z1, y.z1), line_add(x.z2, y.z2), line_add(x.z3, y.z3)};
}

/* Four labels at a time share each load of a column; each remaining label is computed four times over. */
static void leaf_labels(float *z, const float *columns, const float *w, size_t stride, size_t width, size_t n_labels)
{
    size_t c = 0;
    for (; c + 4 <= n_labels; c += 4) {
        struct four_lines sums = leaf_products(columns, w + c * stride, stride, width);
        line_store(z + c * KERNEL_LANES, sums.z0);
        line_store(z + (c + 1) * KERNEL_LANES, sums.z1);
        line_store(z + (c + 2) * KERNEL_LANES, sums.z2);
        line_store(z + (c + 3) * KERNEL_LANES, sums.z3);
    }
    for (; c < n_labels; c++)
        line_store(z + c * KERNEL_LANES, leaf_products(columns, w + c * stride, 0, width).z0);
}

static void add_lines(float *sums, const float *x, const float *y, size_t n_lines)
{
    for (size_t i = 0; i < n_lines; i++)
        line_store(sums + i * LINE, line_add(line_load(x + i * LINE), line_load(y + i * LINE)));
}

/* The number of columns of a node's left child. */
static inline size_t left_columns(size_t width)
{
    return (width + KERNEL_SLICE - 1) / KERNEL_SLICE / 2 * KERNEL_SLICE;
}

/* Computes z[0..n_labels), at most LABELS lines, for the node over WIDTH columns. */
static void node_products(float *z, const float *columns, const float *w, size_t stride, size_t width, size_t n_labels)
{
    if (width <= 2 * KERNEL_SLICE) {
        leaf_labels(z, columns, w, stride, width, n_labels);
        return;
    }
    float right[LABELS * KERNEL_LANES];
    size_t left = left_columns(width);
    node_products(z, columns, w, stride, left, n_labels);
    node_products(right, columns + left * KERNEL_LANES, w + left, stride, width - left, n_labels);
    add_lines(z, z, right, n_labels);
}

static void logits(float *z, const float *columns, const float *w, size_t stride, size_t width, size_t n_labels,
                   const float *bias)
{
    for (size_t first = 0; first < n_labels; first += LABELS) {
        size_t n = n_labels - first < LABELS ? n_labels - first : LABELS;
        float *lines = z + first * KERNEL_LANES;
        node_products(lines, columns, w + first * stride, stride, width, n);
        for (size_t c = 0; bias && c < n; c++)
            line_store(lines + c * LINE, line_add(line_load(lines + c * LINE), line_set(bias[first + c])));
    }
}

static void logits_in_order(float *z, const float *columns, const float *w, size_t stride, size_t width,
                            size_t n_labels, const float *factor, const float *bias)
{
    size_t c = 0;
    for (; c + 4 <= n_labels; c += 4) {
        struct four_lines sums = slice_products(columns, w + c * stride, stride, width);
        line_store(z + c * LINE, sums.z0);
        line_store(z + (c + 1) * LINE, sums.z1);
        line_store(z + (c + 2) * LINE, sums.z2);
        line_store(z + (c + 3) * LINE, sums.z3);
    }
    for (; c < n_labels; c++)
        line_store(z + c * LINE, slice_products(columns, w + c * stride, 0, width).z0);
    for (c = 0; factor && c < n_labels; c++)
        line_store(z + c * LINE, line_mul(line_load(z + c * LINE), line_set(factor[c])));
    for (c = 0; bias && c < n_labels; c++)
        line_store(z + c * LINE, line_add(line_load(z + c * LINE), line_set(bias[c])));
}

/* Ones in the first LANES lanes, zeros in the rest. */
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

/* 1 where z > 0, otherwise e. The step from 0 to 1 is z * 1e38, clamped. */
static inline struct line16 numerator(struct line16 z, struct line16 e)
{
    struct line16 step = line_min(line_mul(line_max(z, line_set(0.0f)), line_set(1e38f)), line_set(1.0f));
    return line_max(e, step);
}

/* With e = exp(-|z|), which never overflows: p = 1 / (1 + e) or e / (1 + e), and log(1 + exp(z)) = max(0, z) +
 * log(1 + e). The product of the factors 1 + e of a block is at most 2^KERNEL_LABEL_BLOCK: one logarithm is enough. */
static void sigmoid(float *z, size_t n_labels, size_t lanes, float *log_sum)
{
    struct line16 total = line_set(0.0f), zero = total, one = line_set(1.0f), mask = lane_mask(lanes);
    for (size_t first = 0; first < n_labels; first += KERNEL_LABEL_BLOCK) {
        size_t end = n_labels - first < KERNEL_LABEL_BLOCK ? n_labels : first + KERNEL_LABEL_BLOCK;
        struct line16 sum = zero, product = one;
        for (size_t c = first; c < end; c++) {
            struct line16 x = line_load(z + c * LINE);
            struct line16 e = line_exp(line_min(x, line_sub(zero, x)));
            struct line16 factor = line_add(one, e);
            sum = line_add(sum, line_max(zero, x)); /* a NaN stays: max returns the second operand */
            product = line_mul(product, factor);
            line_store(z + c * LINE, line_mul(line_div(numerator(x, e), factor), mask));
        }
        total = line_add(total, line_add(sum, line_log(product)));
    }
    line_store(log_sum, total);
}

static struct line16 node_squares(const float *columns, size_t width)
{
    if (width > KERNEL_SLICE) {
        size_t left = left_columns(width);
        return line_add(node_squares(columns, left), node_squares(columns + left * KERNEL_LANES, width - left));
    }
    struct line16 sum = line_set(0.0f);
    for (size_t d = 0; d < width; d++) {
        struct line16 column = line_load(columns + d * KERNEL_LANES);
        sum = line_add(sum, line_mul(column, column));
    }
    return sum;
}

static void squares(float *sums, const float *columns, size_t width)
{
    line_store(sums, node_squares(columns, width));
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

/* Four documents at a time share each line of w; if fewer are left, the last one is computed and stored repeatedly. */
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

/* Four labels at a time, c to c + 3, share each document's row; the remaining labels follow one by one. */
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

/* All bits set in the first N lanes, none in the rest. (Multiplying by zero instead would keep NaNs.) */
static inline struct line16 keep_mask(size_t n)
{
    static const uint32_t ones_then_zeros[2 * LINE] = {
        UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX,
        UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX};
    float bits[LINE];
    memcpy(bits, ones_then_zeros + LINE - n, sizeof bits);
    return line_load(bits);
}

/* Each row is read once, in order, so a large table streams at memory bandwidth; the sums of different rows are
 * independent. */
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

#include "math/bytes_impl.h"
#include "math/codes_impl.h"
#include "math/lstm_impl.h"

const struct kernel KERNEL_TABLE = {
    .name = KERNEL_NAME,
    .bag_sum = bag_sum,
    .bag_add = bag_add,
    .bag_weigh = bag_weigh,
    .bytes_weigh = bytes_weigh,
    .bag_decay_add = bag_decay_add,
    .shrink = shrink,
    .to_lanes = to_lanes,
    .logits = logits,
    .logits_in_order = logits_in_order,
    .softmax = softmax,
    .sigmoid = sigmoid,
    .squares = squares,
    .scale = scale_lanes,
    .backward = backward,
    .code_logits = code_logits,
    .code_backward = code_backward,
    .update = update,
    .update_bias = update_bias,
    .add_lines = add_lines,
    .dots = dots,
    .add_products = add_products,
    .lstm_cell = lstm_cell,
};
