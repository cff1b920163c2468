/* lstm_impl.h - the loops of an LSTM: products with arranged weights, and the cell */
/* SPDX-License-Identifier: MIT */

#if !defined(KERNEL_TABLE) || !defined(LINE_BITS)
#error "included by kernel_impl.h only"
#endif

#include "math/activation.h"

/* Four lines of a panel in registers: separate members, because an array would be spilled. */
struct panel_line {
    struct line16 a, b, c, d;
};

static inline __attribute__((always_inline)) struct panel_line panel_zero(void)
{
    struct line16 zero = line_set(0.0f);
    return (struct panel_line){zero, zero, zero, zero};
}

static inline __attribute__((always_inline)) struct panel_line panel_load(const float *p)
{
    return (struct panel_line){line_load(p), line_load(p + LINE), line_load(p + 2 * LINE), line_load(p + 3 * LINE)};
}

static inline __attribute__((always_inline)) struct panel_line panel_add_scaled(struct panel_line s,
                                                                                struct panel_line w, float x)
{
    struct line16 value = line_set(x);
    return (struct panel_line){line_add(s.a, line_mul(w.a, value)), line_add(s.b, line_mul(w.b, value)),
                               line_add(s.c, line_mul(w.c, value)), line_add(s.d, line_mul(w.d, value))};
}

static inline __attribute__((always_inline)) void panel_add_to(float *p, struct panel_line s)
{
    line_store(p, line_add(line_load(p), s.a));
    line_store(p + LINE, line_add(line_load(p + LINE), s.b));
    line_store(p + 2 * LINE, line_add(line_load(p + 2 * LINE), s.c));
    line_store(p + 3 * LINE, line_add(line_load(p + 3 * LINE), s.d));
}

/* Adds the products of X[0..n) to one row of OUT. */
static inline __attribute__((always_inline)) void panel_row(float *out, const float *x, const float *w, size_t n)
{
    struct panel_line sum = panel_zero();
    for (size_t f = 0; f < n; f++)
        sum = panel_add_scaled(sum, panel_load(w + f * KERNEL_PANEL), x[f]);
    panel_add_to(out, sum);
}

#if LINE_BITS == 512
/* The same for four rows, which share each load of the weights: as many sums as there are registers for. */
static inline __attribute__((always_inline)) void panel_four_rows(float *out, size_t out_stride, const float *x,
                                                                  size_t x_stride, const float *w, size_t n)
{
    struct panel_line s0 = panel_zero(), s1 = s0, s2 = s0, s3 = s0;
    for (size_t f = 0; f < n; f++) {
        struct panel_line line = panel_load(w + f * KERNEL_PANEL);
        s0 = panel_add_scaled(s0, line, x[f]);
        s1 = panel_add_scaled(s1, line, x[x_stride + f]);
        s2 = panel_add_scaled(s2, line, x[2 * x_stride + f]);
        s3 = panel_add_scaled(s3, line, x[3 * x_stride + f]);
    }
    panel_add_to(out, s0);
    panel_add_to(out + out_stride, s1);
    panel_add_to(out + 2 * out_stride, s2);
    panel_add_to(out + 3 * out_stride, s3);
}
#endif

/* One block of weights, 2 kB, stays in the first-level cache while all rows use it. */
static void add_products(float *out, size_t out_stride, const float *x, size_t x_stride, size_t n_rows,
                         const float *weights, size_t n_in, size_t n_panels)
{
    for (size_t p = 0; p < n_panels; p++, out += KERNEL_PANEL, weights += n_in * KERNEL_PANEL)
        for (size_t f = 0; f < n_in; f += KERNEL_PRODUCTS) {
            size_t n = n_in - f < KERNEL_PRODUCTS ? n_in - f : KERNEL_PRODUCTS;
            const float *w = weights + f * KERNEL_PANEL;
            size_t r = 0;
#if LINE_BITS == 512
            for (; r + 4 <= n_rows; r += 4)
                panel_four_rows(out + r * out_stride, out_stride, x + r * x_stride + f, x_stride, w, n);
#endif
            for (; r < n_rows; r++)
                panel_row(out + r * out_stride, x + r * x_stride + f, w, n);
        }
}

static void lstm_cell(float *h, float *c, const float *gates, size_t n_panels)
{
    for (size_t p = 0; p < n_panels; p++, h += LINE, c += LINE, gates += KERNEL_PANEL) {
        struct panel_line z = panel_load(gates);
        struct line16 kept = line_mul(line_sigmoid(z.b), line_load(c));
        struct line16 cell = line_add(kept, line_mul(line_sigmoid(z.a), line_tanh(z.c)));
        line_store(c, cell);
        line_store(h, line_mul(line_sigmoid(z.d), line_tanh(cell)));
    }
}
