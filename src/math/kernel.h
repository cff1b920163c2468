/* kernel.h - the hot loops, one version for each instruction set */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MATH_KERNEL_H
#define BAGTAG_MATH_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Documents are processed in groups of KERNEL_LANES: lane i of a line of sixteen floats belongs to document i of the
 * group, so softmax and logits need no sums across lanes. A group with fewer documents leaves lanes zero. */
#define KERNEL_LANES 16

/* Products over the columns of the embedding and of the output layer are summed by a fixed tree, no matter which worker
 * computes which part: its leaves are slices of this many columns, each summed in column order; a node over n slices is
 * the sum of the node over the first n / 2 (rounded down) and the node over the rest. A worker with a range of columns
 * thus passes on one or a few nodes instead of every slice. */
#define KERNEL_SLICE 8

/* Exponentials are summed over blocks of this many labels, then over the blocks. */
#define KERNEL_LABEL_BLOCK 64

/* The weights of add_products are in panels of four lines: [panel][input][KERNEL_PANEL]. KERNEL_PRODUCTS products are
 * summed at a time, then those sums: fewer rounding errors accumulate in one float. */
#define KERNEL_PANEL 64
#define KERNEL_PRODUCTS 8

/* Some columns of an output layer of codes (net/params.h), with its labels in blocks of S. Row c of a block is the
 * first row of the block times row c of the Hadamard matrix, element by element. */
struct kernel_codes {
    const float *w; /* [n_labels, width] in rows STRIDE floats apart; only the first row of each block is read */
    size_t stride;
    size_t first_column; /* position of these columns in the whole layer */
    size_t width;
    size_t size; /* S, a power of two: the number of columns of the whole layer */
    size_t n_labels;
    float *lines; /* scratch, for one thread at a time: [width][16] for logits, [S + width][16] for backward */
};

/* Every kernel of this table gives the same bits on every machine: multiply, then add, never fused; sums in one fixed
 * order. Up to 15 floats past the last column of a row may be read (large_floats and struct mapping leave room for
 * that). Names: W [C, D] output layer, B bias [C], H^T [D][16] and Z [C][16] documents in lanes. */
struct kernel {
    const char *name;

    /* bag[0..width) = scale * (table[ids[0]] + table[ids[1]] + ... in this order); zeros for n = 0. Whole lines are
     * written: bag must have room for them, and its floats past width are unspecified. Prefetches the rows of
     * ahead[0..n_ahead), the ids of an upcoming document. */
    void (*bag_sum)(float *bag, const float *table, size_t stride, size_t width, const uint32_t *ids, size_t n,
                    float scale, const uint32_t *ahead, size_t n_ahead);

    /* table[ids[k]] += step[0..width) for each k in order; width a multiple of KERNEL_SLICE; rows aligned to 32 bytes,
     * in memory that no other thread uses. */
    void (*bag_add)(float *table, size_t stride, size_t width, const uint32_t *ids, size_t n, const float *step);

    /* bag[0..width) = scale * (weights[0] * table[ids[0]] + weights[1] * table[ids[1]] + ...), otherwise like bag_sum.
     */
    void (*bag_weigh)(float *bag, const float *table, size_t stride, size_t width, const uint32_t *ids,
                      const float *weights, size_t n, float scale, const uint32_t *ahead, size_t n_ahead);

    /* bag[0..width) = scale * (f[0] * table[ids[0]] + f[1] * table[ids[1]] + ...), where rows are bytes, WIDTH apart,
     * and f[k] = scales[ids[k]] * weights[k]; SCALES or WEIGHTS may be NULL: all 1. Like bag_sum, reads and writes
     * whole lines: up to 15 bytes past a row are read. */
    void (*bytes_weigh)(float *bag, const int8_t *table, const float *scales, size_t width, const uint32_t *ids,
                        const float *weights, size_t n, float scale);

    /* table[ids[k]] = keep * table[ids[k]] + weights[k] * step[0..width), otherwise like bag_add. */
    void (*bag_decay_add)(float *table, size_t stride, size_t width, const uint32_t *ids, const float *weights,
                          size_t n, const float *step, float keep);

    /* w[c][0..width) *= keep for c < n_labels; width a multiple of KERNEL_SLICE. */
    void (*shrink)(float *w, size_t stride, size_t width, size_t n_labels, float keep);

    /* columns[d][lane] = rows[lane][d] for d < width, lane < LANES, and 0 in the other lanes; rows are STRIDE floats
     * apart. */
    void (*to_lanes)(float *columns, const float *rows, size_t stride, size_t width, size_t lanes);

    /* z[c][lane] = (sum over d of w[c][d] * columns[d][lane], by the tree) + bias[c], for c < n_labels; BIAS may be
     * NULL: nothing is added. The rows of w are STRIDE floats apart; columns is [width][16], width >= 1. */
    void (*logits)(float *z, const float *columns, const float *w, size_t stride, size_t width, size_t n_labels,
                   const float *bias);

    /* Like logits, but each sum runs over the columns in order and is then multiplied by factor[c], unless FACTOR is
     * NULL. */
    void (*logits_in_order)(float *z, const float *columns, const float *w, size_t stride, size_t width,
                            size_t n_labels, const float *factor, const float *bias);

    /* z becomes softmax(z) over the labels, for each lane < lanes, and 0 in the other lanes; largest[lane] and
     * log_sum[lane] are the maximum of z and the log of the sum of exp(z - maximum), so that
     * -log p[c] = log_sum - (z[c] - largest). The sum is over blocks of KERNEL_LABEL_BLOCK labels, then over the
     * blocks. */
    void (*softmax)(float *z, size_t n_labels, size_t lanes, float *largest, float *log_sum);

    /* z becomes p = 1 / (1 + exp(-z)) for each lane < lanes, and 0 in the other lanes; log_sum[lane] is the sum over
     * the labels of log(1 + exp(z)) = -log(1 - p), in the order of softmax's. Subtracting z[c] turns the term of label
     * c into -log p[c]. A NaN in z makes only the log_sum of its lane a NaN. */
    void (*sigmoid)(float *z, size_t n_labels, size_t lanes, float *log_sum);

    /* squares[lane] = sum over d of columns[d][lane]^2, by the tree. */
    void (*squares)(float *squares, const float *columns, size_t width);

    /* g[c][lane] *= factor[lane] for c < n_labels. */
    void (*scale)(float *g, const float *factor, size_t n_labels);

    /* rows[lane][0..width) = scale[lane] * (sum over c of g[c][lane] * w[c][0..width), in the order of c), clamped to
     * +-limit[lane], for lane < lanes; rows have room for whole lines. */
    void (*backward)(float *rows, size_t rows_stride, const float *g, const float *w, size_t stride, size_t width,
                     size_t n_labels, size_t lanes, const float *scale, const float *limit);

    /* Like logits, except for rounding: a fast Walsh-Hadamard transform for each block, S log S additions instead of
     * S^2 products. The columns must be a node of the tree, which here continues within slices down to single columns:
     * WIDTH is a power of two, at least KERNEL_SLICE, and FIRST_COLUMN a multiple of it. If BIAS is NULL, zeros may
     * have either sign. Method: Fino, Algazi 1976. */
    void (*code_logits)(float *z, const float *columns, const struct kernel_codes *codes, const float *bias);

    /* Like backward, except for rounding: each block is transformed, and the blocks are added in order. WIDTH is a
     * multiple of KERNEL_SLICE. The bits of a column do not depend on which other columns are requested. */
    void (*code_backward)(float *rows, size_t rows_stride, const float *g, const struct kernel_codes *codes,
                          size_t lanes, const float *scale, const float *limit);

    /* w[c][0..width) -= rate * (sum over lanes, in order, of g[c][lane] * rows[lane][0..width)), for c < n_labels. */
    void (*update)(float *w, size_t stride, const float *g, const float *rows, size_t rows_stride, size_t width,
                   size_t n_labels, size_t lanes, float rate);

    /* bias[c] -= rate * (sum over the sixteen lanes of g[c]), by a fixed tree. */
    void (*update_bias)(float *bias, const float *g, size_t n_labels, float rate);

    /* sums[i][lane] = x[i][lane] + y[i][lane] for i < n_lines; SUMS may be the same as X or Y. */
    void (*add_lines)(float *sums, const float *x, const float *y, size_t n_lines);

    /* dots[i] = sum over d of query[d] * rows[i * width + d], for i < n_rows: lane l of sixteen sums the columns l,
     * l + 16, ... in order, then the lanes are added by a fixed tree. Rows are contiguous, without padding, and need no
     * alignment; values past a row, even NaNs, do not affect it. query is padded with zeros to whole lines. */
    void (*dots)(float *dots, const float *query, const float *rows, size_t width, size_t n_rows);

    /* out[r][o] += sum over i < n_in of x[r][i] * weight(o, i), for r < n_rows, o < n_panels * KERNEL_PANEL. The sums
     * over KERNEL_PRODUCTS inputs at a time are added to OUT in order. */
    void (*add_products)(float *out, size_t out_stride, const float *x, size_t x_stride, size_t n_rows,
                         const float *weights, size_t n_in, size_t n_panels);

    /* One step of an LSTM for one sequence. A panel of GATES has the input, forget, cell and output gates of sixteen
     * units, a line each: c = sigmoid(forget) * c + sigmoid(input) * tanh(cell); h = sigmoid(output) * tanh(c). */
    void (*lstm_cell)(float *h, float *c, const float *gates, size_t n_panels);
};

/* The kernel for this process: the best that the processor supports, or the one named by BAGTAG_KERNEL; BAGTAG_INPUT if
 * that is unknown or unsupported. */
enum bagtag_status kernel_choose(const struct kernel **out, struct bagtag_error *error);

/* The kernel of that name if this processor can run it, otherwise NULL; and all names, best first, NULL-terminated. */
const struct kernel *kernel_find(const char *name);
extern const char *const kernel_names[];

extern const struct kernel kernel_base;
#if defined(__x86_64__)
extern const struct kernel kernel_avx2;
extern const struct kernel kernel_avx512;
#endif

#endif
