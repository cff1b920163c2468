/* kernel.h - the loops where the time goes, once for each instruction set */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MATH_KERNEL_H
#define BAGTAG_MATH_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Documents are worked on in groups of KERNEL_LANES: lane i of a line of sixteen floats belongs to document i of the
 * group, so that softmax and logits need no sum across lanes. A group of fewer documents leaves lanes zero. */
#define KERNEL_LANES 16

/* Products over the columns of the embedding and of the output layer are summed by a fixed tree, whoever computes which
 * part of it: slices of this many columns, each in column order, are the leaves; a node over n slices is the sum of the
 * node over its first n / 2 (rounded down) and the node over the others. So a worker that has a run of the columns
 * hands on a node or a few, not each slice. */
#define KERNEL_SLICE 8

/* Labels whose exponentials are summed together before the sums are. */
#define KERNEL_LABEL_BLOCK 64

/* Weights of products come in panels of four lines: [panel][input][KERNEL_PANEL]. So many products are summed at a
 * time, and these sums then: fewer roundings meet in one float. */
#define KERNEL_PANEL 64
#define KERNEL_PRODUCTS 8

/* Some columns of an output layer of codes (net/params.h) and its labels, in blocks of S. Row c of a block is its first
 * row times row c of the Hadamard matrix, number by number. */
struct kernel_codes {
    const float *w; /* [n_labels, width] in rows STRIDE floats apart; only the first row of each block is read */
    size_t stride;
    size_t first_column; /* of W in the whole layer */
    size_t width;
    size_t size; /* S, a power of two: the columns of the whole layer */
    size_t n_labels;
    float *lines; /* [width][16] for logits, [S + width][16] for the way back: scratch, of one thread at a time */
};

/* Every kernel of this table gives the same bits on every machine: multiply, then add, never fused; sums in one
 * fixed order. Rows of a table may be read up to 15 floats behind their last column (large_floats and struct
 * mapping leave room for that). Names: W [C, D] output layer, B bias [C], H^T [D][16] and Z [C][16] documents in lanes.
 */
struct kernel {
    const char *name;

    /* bag[0..width) = scale * (table[ids[0]] + table[ids[1]] + ... in this order); zeros for n = 0. width is
     * rounded up to a line inside: bag must have room for whole lines, and the floats behind width are
     * unspecified. Prefetches the rows of ahead[0..n_ahead), the ids of a document to come. */
    void (*bag_sum)(float *bag, const float *table, size_t stride, size_t width, const uint32_t *ids, size_t n,
                    float scale, const uint32_t *ahead, size_t n_ahead);

    /* table[ids[k]] += step[0..width) for each k in order; width a multiple of KERNEL_SLICE; table rows in memory of
     * their own (aligned to 32 bytes). */
    void (*bag_add)(float *table, size_t stride, size_t width, const uint32_t *ids, size_t n, const float *step);

    /* bag[0..width) = scale * (weights[0] * table[ids[0]] + weights[1] * table[ids[1]] + ...), otherwise like bag_sum.
     */
    void (*bag_weigh)(float *bag, const float *table, size_t stride, size_t width, const uint32_t *ids,
                      const float *weights, size_t n, float scale, const uint32_t *ahead, size_t n_ahead);

    /* bag[0..width) = scale * (f[0] * table[ids[0]] + f[1] * table[ids[1]] + ...), where rows are bytes, WIDTH apart,
     * and f[k] = scales[ids[k]] * weights[k]; SCALES or WEIGHTS can be NULL: all 1. As bag_sum, reads and writes whole
     * lines: up to 15 bytes after a row. */
    void (*bytes_weigh)(float *bag, const int8_t *table, const float *scales, size_t width, const uint32_t *ids,
                        const float *weights, size_t n, float scale);

    /* table[ids[k]] = keep * table[ids[k]] + weights[k] * step[0..width), otherwise like bag_add. */
    void (*bag_move)(float *table, size_t stride, size_t width, const uint32_t *ids, const float *weights, size_t n,
                     const float *step, float keep);

    /* w[c][0..width) *= keep for c < n_labels; width a multiple of KERNEL_SLICE. */
    void (*shrink)(float *w, size_t stride, size_t width, size_t n_labels, float keep);

    /* columns[d][lane] = rows[lane][d] for d < width; rows are STRIDE floats apart; LANES rows exist, other lanes 0. */
    void (*to_lanes)(float *columns, const float *rows, size_t stride, size_t width, size_t lanes);

    /* z[c][lane] = (sum over d of w[c][d] * columns[d][lane], by the tree) + bias[c], for c < n_labels; BIAS can be
     * NULL: nothing is added. w has rows STRIDE floats apart; columns is [width][16], width >= 1. */
    void (*logits)(float *z, const float *columns, const float *w, size_t stride, size_t width, size_t n_labels,
                   const float *bias);

    /* Likewise, but each sum is taken over the columns one after the other, and then multiplied with factor[c], unless
     * FACTOR is NULL. */
    void (*logits_in_order)(float *z, const float *columns, const float *w, size_t stride, size_t width,
                            size_t n_labels, const float *factor, const float *bias);

    /* z becomes softmax(z) over the labels, for each lane < lanes, and 0 in the other lanes; largest[lane] and
     * log_sum[lane] are the maximum of z and the log of the sum of exp(z - maximum), so that
     * -log p[c] = log_sum - (z[c] - largest). The sum is taken over blocks of KERNEL_LABEL_BLOCK labels, then
     * over the blocks. */
    void (*softmax)(float *z, size_t n_labels, size_t lanes, float *largest, float *log_sum);

    /* z becomes 1 / (1 + exp(-z)) for each lane < lanes, and 0 in the other lanes; log_sum[lane] is the sum over the
     * labels of log(1 + exp(z)), taken like softmax's: of -log(1 - p) over all, and less z[c] where c is a label of the
     * document, whose -log p it then has. Only the log_sum of a lane with a NaN is a NaN. */
    void (*sigmoid)(float *z, size_t n_labels, size_t lanes, float *log_sum);

    /* squares[lane] = sum over d of columns[d][lane]^2, by the tree. */
    void (*squares)(float *squares, const float *columns, size_t width);

    /* g[c][lane] *= factor[lane] for c < n_labels. */
    void (*scale)(float *g, const float *factor, size_t n_labels);

    /* rows[lane][0..width) = scale[lane] * (sum over c of g[c][lane] * w[c][0..width), in the order of c), kept within
     * +-limit[lane], for lane < lanes; rows have room for whole lines. */
    void (*backward)(float *rows, size_t rows_stride, const float *g, const float *w, size_t stride, size_t width,
                     size_t n_labels, size_t lanes, const float *scale, const float *limit);

    /* As logits, except for rounding: a fast Walsh-Hadamard transform for each block, S log S additions instead of S^2
     * products. The columns are a node of the tree, which goes on within slices, down to single columns: WIDTH is a
     * power of two, at least KERNEL_SLICE, and FIRST_COLUMN a multiple of it. A zero has either sign if BIAS is NULL.
     * Method: Fino, Algazi 1976. */
    void (*code_logits)(float *z, const float *columns, const struct kernel_codes *codes, const float *bias);

    /* As backward, except for rounding: each block is transformed, and the blocks are added in order. WIDTH is a
     * multiple of KERNEL_SLICE. The bits of a column do not depend on which others are asked for. */
    void (*code_backward)(float *rows, size_t rows_stride, const float *g, const struct kernel_codes *codes,
                          size_t lanes, const float *scale, const float *limit);

    /* w[c][0..width) -= rate * (sum over lanes, in order, of g[c][lane] * rows[lane][0..width)), for c < n_labels. */
    void (*update)(float *w, size_t stride, const float *g, const float *rows, size_t rows_stride, size_t width,
                   size_t n_labels, size_t lanes, float rate);

    /* bias[c] -= rate * (sum over the sixteen lanes of g[c]), by a fixed tree. */
    void (*update_bias)(float *bias, const float *g, size_t n_labels, float rate);

    /* sums[i][lane] = x[i][lane] + y[i][lane] for i < n_lines; SUMS may be X or Y. */
    void (*add_lines)(float *sums, const float *x, const float *y, size_t n_lines);

    /* dots[i] = sum over d of query[d] * rows[i * width + d], for i < n_rows: lane l of sixteen sums the columns l,
     * l + 16, ... in order, then the lanes are added by a fixed tree. Rows follow each other without padding and need
     * no alignment; what stands behind a row, even a NaN, does not matter to it. query has whole lines, zero
     * behind width. */
    void (*dots)(float *dots, const float *query, const float *rows, size_t width, size_t n_rows);

    /* out[r][o] += sum over i < n_in of x[r][i] * weight (o, i), for r < n_rows, o < n_panels * KERNEL_PANEL: taken for
     * KERNEL_PRODUCTS inputs at a time, in order, each of these sums being added to OUT. */
    void (*add_products)(float *out, size_t out_stride, const float *x, size_t x_stride, size_t n_rows,
                         const float *weights, size_t n_in, size_t n_panels);

    /* One step of an LSTM for one sequence. A panel of GATES has the input, forget, cell and output gates, a line each,
     * of sixteen units: c = sigmoid(forget) * c + sigmoid(input) * tanh(cell); h = sigmoid(output) * tanh(c). */
    void (*lstm_cell)(float *h, float *c, const float *gates, size_t n_panels);
};

/* The kernel for this process: the best the processor has, or the one that BAGTAG_KERNEL names; unknown or
 * unsupported names are BAGTAG_INPUT. */
enum bagtag_status kernel_choose(const struct kernel **out, struct bagtag_error *error);

/* The kernel of that name if this processor can run it, otherwise NULL; and all names, best first, NULL at the end. */
const struct kernel *kernel_find(const char *name);
extern const char *const kernel_names[];

extern const struct kernel kernel_base;
#if defined(__x86_64__)
extern const struct kernel kernel_avx2;
extern const struct kernel kernel_avx512;
#endif

#endif
