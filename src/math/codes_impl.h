/* codes_impl.h - products with an output layer of codes: fast Walsh-Hadamard transforms */
/* SPDX-License-Identifier: MIT */

#if !defined(KERNEL_TABLE) || !defined(LINE_BITS)
#error "included by kernel_impl.h only"
#endif

/* One step of the transform: lines k and k + HALF become their sum and their difference, for k < HALF. */
static inline void butterflies(float *lines, size_t half)
{
    float *others = lines + half * LINE;
    for (size_t i = 0; i < half * LINE; i += LINE) {
        struct line16 x = line_load(lines + i), y = line_load(others + i);
        line_store(lines + i, line_add(x, y));
        line_store(others + i, line_sub(x, y));
    }
}

/* Two steps at once: on lines FIRST apart, then on lines SECOND apart. One is twice the other, and there are four times
 * as many lines as the smaller one. */
static inline void two_steps(float *lines, size_t first, size_t second)
{
    size_t n = first < second ? first : second;
    for (float *a = lines, *end = lines + n * LINE; a < end; a += LINE) {
        float *b = a + first * LINE, *c = a + second * LINE, *d = b + second * LINE;
        struct line16 x = line_load(a), y = line_load(b), z = line_load(c), w = line_load(d);
        struct line16 sum = line_add(x, y), difference = line_sub(x, y);
        struct line16 sum2 = line_add(z, w), difference2 = line_sub(z, w);
        line_store(a, line_add(sum, sum2));
        line_store(b, line_add(difference, difference2));
        line_store(c, line_sub(sum, sum2));
        line_store(d, line_sub(difference, difference2));
    }
}

static inline size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* An element of the Hadamard matrix: -1 if ROW and COLUMN have an odd number of set bits in common, otherwise 1. */
static inline float hadamard_sign(size_t row, size_t column)
{
    return __builtin_parityll((unsigned long long)(row & column)) ? -1.0f : 1.0f;
}

/* LINES = H x, where x are the WIDTH columns of a node, multiplied by CODE, the first code of the block. The steps go
 * from adjacent lines to distant ones, so that the sums follow the tree. */
static void transform_node(float *lines, const float *columns, const float *code, size_t width)
{
    for (size_t d = 0; d < width; d++)
        line_store(lines + d * LINE, line_mul(line_load(columns + d * LINE), line_set(code[d])));
    size_t half = 1;
    for (; 4 * half <= width; half *= 4)
        for (size_t d = 0; d < width; d += 4 * half)
            two_steps(lines + d * LINE, half, 2 * half);
    if (half < width)
        butterflies(lines, half);
}

/* z[0..n) = SIGN * LINES + BIAS, a line each. */
static void store_sums(float *z, const float *lines, float sign, size_t n, const float *bias)
{
    struct line16 signs = line_set(sign);
    for (size_t c = 0; c < n; c++) {
        struct line16 sum = line_mul(line_load(lines + c * LINE), signs);
        line_store(z + c * LINE, bias ? line_add(sum, line_set(bias[c])) : sum);
    }
}

/* In the columns of a node, the codes of labels WIDTH apart are equal or opposite, so each block needs one
 * transform. */
static void code_logits(float *z, const float *columns, const struct kernel_codes *codes, const float *bias)
{
    size_t width = codes->width, node = codes->first_column / width;
    for (size_t first = 0; first < codes->n_labels; first += codes->size) {
        size_t n = smaller(codes->size, codes->n_labels - first);
        transform_node(codes->lines, columns, codes->w + first * codes->stride, width);
        for (size_t row = 0; row < n; row += width)
            store_sums(z + (first + row) * LINE, codes->lines, hadamard_sign(row / width, node),
                       smaller(width, n - row), bias ? bias + first + row : NULL);
    }
}

/* LINES = H' g in the requested columns; G has the N labels of a block and is padded with zeros to S. The steps go from
 * distant lines to adjacent ones and skip what does not contribute to those columns. */
static void transform_block(float *lines, const float *g, size_t n, const struct kernel_codes *codes)
{
    size_t first = codes->first_column, end = first + codes->width;
    memcpy(lines, g, n * LINE * sizeof *lines);
    memset(lines + n * LINE, 0, (codes->size - n) * LINE * sizeof *lines);
    size_t half = codes->size / 2;
    for (; half > 1; half /= 4)
        for (size_t d = first - first % (2 * half); d < end; d += 2 * half)
            two_steps(lines + d * LINE, half, half / 2);
    for (size_t d = first; half == 1 && d < end; d += 2)
        butterflies(lines + d * LINE, half);
}

static void code_backward(float *rows, size_t rows_stride, const float *g, const struct kernel_codes *codes,
                          size_t lanes, const float *scale, const float *limit)
{
    size_t width = codes->width;
    float *lines = codes->lines, *sums = lines + codes->size * LINE;
    memset(sums, 0, width * LINE * sizeof *sums);
    for (size_t first = 0; first < codes->n_labels; first += codes->size) {
        const float *code = codes->w + first * codes->stride;
        transform_block(lines, g + first * LINE, smaller(codes->size, codes->n_labels - first), codes);
        for (size_t d = 0; d < width; d++) {
            struct line16 line = line_load(lines + (codes->first_column + d) * LINE);
            line_store(sums + d * LINE, line_add_scaled(line_load(sums + d * LINE), line, code[d]));
        }
    }
    for (size_t lane = 0; lane < lanes; lane++) {
        float *row = rows + lane * rows_stride;
        for (size_t d = 0; d < width; d++)
            row[d] = sums[d * LINE + lane];
        for (size_t d = 0; d < width; d += LINE)
            store_limited(row + d, line_load(row + d), scale[lane], limit[lane]);
    }
}
