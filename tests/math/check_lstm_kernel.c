/* check_lstm_kernel.c - products with panels and the LSTM's cell: the same bits in every kernel, and right */
/* SPDX-License-Identifier: MIT */
#include "math/kernel.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "support/suite.h"

enum { ROWS = 11, MAX_IN = 131, PANELS = 3, WIDTH = PANELS * KERNEL_PANEL, UNITS = PANELS * KERNEL_LANES };

static const size_t input_counts[] = {1, 2, 7, 8, 9, 16, 31, 64, 100, MAX_IN};
static const size_t row_counts[] = {1, 2, 3, 4, 5, 8, ROWS};

static void fill(float *out, size_t n, uint64_t stream)
{
    for (size_t i = 0; i < n; i++)
        out[i] = rng_unit(9, stream, i) * 2.0f - 1.0f;
}

struct products {
    float x[ROWS * (MAX_IN + 2)], weights[PANELS * MAX_IN * KERNEL_PANEL], before[ROWS * WIDTH], out[ROWS * WIDTH];
};

static void multiply(struct products *p, const struct kernel *kernel, size_t n_rows, size_t n_in)
{
    memcpy(p->out, p->before, sizeof p->out);
    kernel->add_products(p->out, WIDTH, p->x, n_in + 2, n_rows, p->weights, n_in, PANELS);
}

static struct products *new_products(void)
{
    struct products *p = malloc(sizeof *p);
    ck_assert(p);
    fill(p->x, ROWS * (MAX_IN + 2), 1);
    fill(p->weights, PANELS * MAX_IN * KERNEL_PANEL, 2);
    fill(p->before, ROWS * WIDTH, 3);
    return p;
}

START_TEST(products_agree_with_double_arithmetic_and_are_accumulated)
{
    struct products *p = new_products();
    size_t n_in = input_counts[_i];
    multiply(p, &kernel_base, ROWS, n_in);
    for (size_t r = 0; r < ROWS; r++)
        for (size_t o = 0; o < WIDTH; o++) {
            double sum = (double)p->before[r * WIDTH + o];
            for (size_t i = 0; i < n_in; i++)
                sum += (double)p->x[r * (n_in + 2) + i] *
                       (double)p->weights[(o / KERNEL_PANEL * n_in + i) * KERNEL_PANEL + o % KERNEL_PANEL];
            ck_assert_double_eq_tol((double)p->out[r * WIDTH + o], sum, 3e-6);
        }
    free(p);
}
END_TEST

START_TEST(products_have_the_same_bits_in_every_kernel_and_for_any_number_of_rows)
{
    struct products *all = new_products(), *some = new_products();
    size_t n_in = input_counts[_i];
    multiply(all, &kernel_base, ROWS, n_in);
    for (size_t k = 0; kernel_names[k]; k++)
        for (size_t c = 0; c < sizeof row_counts / sizeof *row_counts; c++) {
            const struct kernel *kernel = kernel_find(kernel_names[k]);
            size_t n = row_counts[c] * WIDTH;
            if (!kernel)
                continue;
            multiply(some, kernel, row_counts[c], n_in);
            ck_assert_msg(memcmp(all->out, some->out, n * sizeof *all->out) == 0, "%s differs: %zu rows of %zu",
                          kernel->name, row_counts[c], n_in);
            ck_assert(memcmp(some->out + n, some->before + n, (ROWS * WIDTH - n) * sizeof *all->out) == 0);
        }
    free(all);
    free(some);
}
END_TEST

/* Gates for UNITS units: with the input gate wide open and the forget gate shut, c is tanh(values). */
static void open_gates(float *gates, const float *values)
{
    for (size_t u = 0; u < UNITS; u++) {
        float *panel = gates + u / KERNEL_LANES * KERNEL_PANEL, shut = -INFINITY, open = INFINITY;
        size_t lane = u % KERNEL_LANES;
        panel[lane] = open;
        panel[KERNEL_LANES + lane] = shut;
        panel[2 * KERNEL_LANES + lane] = values[u];
        panel[3 * KERNEL_LANES + lane] = open;
    }
}

START_TEST(tanh_is_accurate_to_the_last_bits_in_every_kernel)
{
    const struct kernel *kernel = kernel_find(kernel_names[_i]);
    float gates[WIDTH], values[UNITS], h[UNITS], c[UNITS];
    for (int step = 0; step < 20000; step++) {
        for (size_t u = 0; u < UNITS; u++) {
            float size = expf(rng_unit(5, u, (uint64_t)step) * 14.0f - 10.0f);
            values[u] = rng_unit(6, u, (uint64_t)step) < 0.5f ? size : -size;
            c[u] = 1.0f;
        }
        open_gates(gates, values);
        kernel->lstm_cell(h, c, gates, PANELS);
        for (size_t u = 0; u < UNITS; u++) {
            double want = tanh((double)values[u]);
            ck_assert_double_eq_tol((double)c[u], want, 2.5e-7 * fabs(want));
            ck_assert_double_eq_tol((double)h[u], tanh((double)c[u]), 2.5e-7 * fabs(want));
        }
    }
}
END_TEST

START_TEST(the_cell_agrees_with_double_arithmetic_and_between_kernels)
{
    float gates[WIDTH], h[UNITS], c[UNITS], before[UNITS], base_h[UNITS], base_c[UNITS];
    for (size_t step = 0; step < 500; step++) {
        for (size_t i = 0; i < WIDTH; i++)
            gates[i] = 12.0f * (rng_unit(7, step, i) - 0.5f) * (step % 50 == 0 ? 20.0f : 1.0f);
        fill(before, UNITS, 10 + step);
        for (size_t k = 0; kernel_names[k]; k++) {
            const struct kernel *kernel = kernel_find(kernel_names[k]);
            if (!kernel)
                continue;
            memcpy(c, before, sizeof c);
            kernel->lstm_cell(h, c, gates, PANELS);
            memcpy(base_c, before, sizeof c);
            kernel_base.lstm_cell(base_h, base_c, gates, PANELS);
            ck_assert(memcmp(h, base_h, sizeof h) == 0 && memcmp(c, base_c, sizeof c) == 0);
        }
        for (size_t u = 0; u < UNITS; u++) {
            double z[4];
            for (size_t g = 0; g < 4; g++)
                z[g] = (double)gates[u / KERNEL_LANES * KERNEL_PANEL + g * KERNEL_LANES + u % KERNEL_LANES];
            double cell = (double)before[u] / (1 + exp(-z[1])) + tanh(z[2]) / (1 + exp(-z[0]));
            ck_assert_double_eq_tol((double)base_c[u], cell, 4e-7);
            ck_assert_double_eq_tol((double)base_h[u], tanh(cell) / (1 + exp(-z[3])), 4e-7);
        }
    }
}
END_TEST

START_TEST(nan_passes_through_the_cell_and_infinity_saturates)
{
    const struct kernel *kernel = kernel_find(kernel_names[_i]);
    float gates[WIDTH], values[UNITS] = {0}, h[UNITS], c[UNITS] = {0};
    values[0] = INFINITY;
    values[1] = -INFINITY;
    values[2] = NAN;
    values[3] = -3e38f;
    open_gates(gates, values);
    gates[5] = NAN;
    gates[KERNEL_LANES + 6] = NAN;
    gates[3 * KERNEL_LANES + 7] = NAN;
    kernel->lstm_cell(h, c, gates, PANELS);
    ck_assert(c[0] == 1.0f && c[1] == -1.0f && isnan(c[2]) && isnan(h[2]) && c[3] == -1.0f && c[4] == 0.0f);
    ck_assert(isnan(c[5]) && isnan(c[6]) && !isnan(c[7]) && isnan(h[7]));
    for (size_t u = 8; u < UNITS; u++)
        ck_assert(c[u] == 0.0f && h[u] == 0.0f);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lstm kernel");
    TCase *tests = tcase_create("lstm kernel");
    int n_kernels = 0, n_counts = sizeof input_counts / sizeof *input_counts;
    while (kernel_names[n_kernels] && kernel_find(kernel_names[n_kernels]))
        n_kernels++;
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, products_agree_with_double_arithmetic_and_are_accumulated, 0, n_counts);
    tcase_add_loop_test(tests, products_have_the_same_bits_in_every_kernel_and_for_any_number_of_rows, 0, n_counts);
    tcase_add_loop_test(tests, tanh_is_accurate_to_the_last_bits_in_every_kernel, 0, n_kernels);
    tcase_add_test(tests, the_cell_agrees_with_double_arithmetic_and_between_kernels);
    tcase_add_loop_test(tests, nan_passes_through_the_cell_and_infinity_saturates, 0, n_kernels);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
