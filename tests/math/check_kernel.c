/* check_kernel.c - every kernel gives the same bits, and they are right */
/* SPDX-License-Identifier: MIT */
#include "base/large.h"
#include "math/kernel.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "support/suite.h"

enum { ROWS = 50, LABELS = 71, WIDTH_MAX = 136, STRIDE = 144, LANES = KERNEL_LANES };

static float *random_floats(size_t n, uint64_t stream)
{
    float *x = large_floats(n);
    ck_assert_ptr_nonnull(x);
    for (size_t i = 0; i < n; i++)
        x[i] = 4.0f * rng_unit(7, stream, i) - 2.0f;
    return x;
}

static const size_t widths[] = {1, 3, 8, 10, 16, 24, 40, 64, 72, 100, 128, 136};
static const size_t lane_counts[] = {1, 2, 3, 4, 5, 15, 16};
static const size_t label_counts[] = {1, 2, 3, 4, 5, 8, 57, 64, 65, 71};

/* Everything one kernel computes from the same random inputs. */
struct results {
    float bag[STRIDE], table[ROWS * STRIDE], columns[WIDTH_MAX * LANES], z[LABELS * LANES], p[LABELS * LANES];
    float squares[LANES], largest[LANES], log_sum[LANES], odds[LABELS * LANES], soft_sum[LANES], rows[LANES * STRIDE],
        w[LABELS * STRIDE], bias[LABELS];
};

/* Reading works for any WIDTH; writing covers whole slices. */
static void run(struct results *r, const struct kernel *k, size_t width, size_t lanes, size_t n_labels)
{
    size_t slices = (width + KERNEL_SLICE - 1) / KERNEL_SLICE * KERNEL_SLICE;
    memset(r, 0, sizeof *r);
    float *table = random_floats(ROWS * STRIDE, 1), *w = random_floats(LABELS * STRIDE, 2);
    float *rows = random_floats(LANES * STRIDE, 3), *z = random_floats(LABELS * LANES, 4);
    static const uint32_t ids[] = {3, 1, 4, 1, 5, 9, 2, 6, 49, 0, 5};
    float bag[STRIDE + 16];
    k->bag_sum(bag, table, STRIDE, width, ids, 11, 1.0f / 11, ids, 4);
    memcpy(r->bag, bag, width * sizeof *bag);
    k->bag_add(table, STRIDE, slices, ids, 11, rows);
    memcpy(r->table, table, sizeof r->table);
    k->to_lanes(r->columns, rows, STRIDE, width, lanes);
    k->logits(r->z, r->columns, w, STRIDE, width, n_labels, z);
    memcpy(r->p, r->z, sizeof r->p);
    k->softmax(r->p, n_labels, lanes, r->largest, r->log_sum);
    memcpy(r->odds, r->z, sizeof r->odds);
    k->sigmoid(r->odds, n_labels, lanes, r->soft_sum);
    float *back = random_floats(LANES * STRIDE + 16, 5);
    float scale[LANES], limit[LANES];
    for (size_t lane = 0; lane < LANES; lane++) {
        scale[lane] = 1.0f + (float)lane;
        limit[lane] = lane == 2 ? 0.01f : 1000.0f;
    }
    k->backward(back, STRIDE, r->p, w, STRIDE, width, n_labels, lanes, scale, limit);
    k->squares(r->squares, r->columns, width);
    k->scale(r->p, scale, n_labels);
    for (size_t lane = 0; lane < lanes; lane++)
        memcpy(r->rows + lane * STRIDE, back + lane * STRIDE, width * sizeof *back);
    k->update(w, STRIDE, r->p, rows, STRIDE, slices, n_labels, lanes, 0.25f);
    memcpy(r->w, w, sizeof r->w);
    k->update_bias(r->bias, r->p, n_labels, 0.25f);
    k->add_lines(r->z, r->z, r->p, n_labels);
    large_free(table);
    large_free(w);
    large_free(rows);
    large_free(z);
    large_free(back);
}

START_TEST(every_kernel_gives_the_bits_of_the_base_kernel)
{
    size_t width = widths[_i];
    struct results *want = malloc(sizeof *want), *got = malloc(sizeof *got);
    for (size_t n = 0; kernel_names[n]; n++) {
        const struct kernel *kernel = kernel_find(kernel_names[n]);
        if (!kernel)
            continue;
        for (size_t l = 0; l < sizeof lane_counts / sizeof *lane_counts; l++)
            for (size_t c = 0; c < sizeof label_counts / sizeof *label_counts; c++) {
                run(want, &kernel_base, width, lane_counts[l], label_counts[c]);
                run(got, kernel, width, lane_counts[l], label_counts[c]);
                ck_assert_msg(memcmp(want, got, sizeof *want) == 0, "%s differs at width %zu, %zu lanes, %zu labels",
                              kernel->name, width, lane_counts[l], label_counts[c]);
            }
    }
    free(want);
    free(got);
}
END_TEST

START_TEST(the_base_kernel_agrees_with_double_arithmetic)
{
    size_t width = widths[_i], n_labels = 57, lanes = 16;
    struct results *r = malloc(sizeof *r);
    run(r, &kernel_base, width, lanes, n_labels);
    float *table = random_floats(ROWS * STRIDE, 1), *w = random_floats(LABELS * STRIDE, 2);
    float *rows = random_floats(LANES * STRIDE, 3), *z0 = random_floats(LABELS * LANES, 4);
    static const uint32_t ids[] = {3, 1, 4, 1, 5, 9, 2, 6, 49, 0, 5};
    for (size_t d = 0; d < width; d++) {
        double sum = 0;
        for (size_t i = 0; i < 11; i++)
            sum += (double)table[ids[i] * STRIDE + d];
        ck_assert_double_eq_tol((double)r->bag[d], sum / 11, 1e-6);
        ck_assert_double_eq_tol((double)r->table[STRIDE + d], (double)table[STRIDE + d] + 2 * (double)rows[d], 1e-6);
    }
    for (size_t lane = 0; lane < lanes; lane++) {
        double z[LABELS], total = 0, top = -1e9, dh;
        for (size_t c = 0; c < n_labels; c++) {
            z[c] = (double)z0[c];
            for (size_t d = 0; d < width; d++)
                z[c] += (double)w[c * STRIDE + d] * (double)rows[lane * STRIDE + d];
            top = z[c] > top ? z[c] : top;
        }
        for (size_t c = 0; c < n_labels; c++)
            total += exp(z[c] - top);
        for (size_t c = 0; c < n_labels; c++)
            ck_assert_double_eq_tol((double)r->p[c * LANES + lane], (double)(1 + lane) * exp(z[c] - top) / total, 1e-4);
        ck_assert_double_eq_tol((double)r->log_sum[lane], log(total), 2e-5);
        double soft_sum = 0;
        for (size_t c = 0; c < n_labels; c++) {
            soft_sum += log1p(exp(z[c]));
            ck_assert_double_eq_tol((double)r->odds[c * LANES + lane], 1 / (1 + exp(-z[c])), 2e-6);
        }
        ck_assert_double_eq_tol((double)r->soft_sum[lane], soft_sum, 1e-6 * soft_sum);
        dh = 0;
        for (size_t c = 0; c < n_labels; c++)
            dh += (double)r->p[c * LANES + lane] * (double)w[c * STRIDE];
        double length = 0;
        for (size_t d = 0; d < width; d++)
            length += (double)rows[lane * STRIDE + d] * (double)rows[lane * STRIDE + d];
        ck_assert_double_eq_tol((double)r->squares[lane], length, 1e-6 * length);
        if (lane == 2)
            dh = dh < -0.01 ? -0.01 : dh > 0.01 ? 0.01 : dh;
        ck_assert_double_eq_tol((double)r->rows[lane * STRIDE], dh, (double)(1 + lane) * 1e-4);
    }
    for (size_t c = 0; c < n_labels; c++) {
        double change = 0, bias = 0;
        for (size_t lane = 0; lane < lanes; lane++) {
            change += (double)r->p[c * LANES + lane] * (double)rows[lane * STRIDE];
            bias += (double)r->p[c * LANES + lane];
        }
        ck_assert_double_eq_tol((double)r->w[c * STRIDE], (double)w[c * STRIDE] - 0.25 * change, 1e-4);
        ck_assert_double_eq_tol((double)r->bias[c], -0.25 * bias, 1e-4);
    }
    large_free(table);
    large_free(w);
    large_free(rows);
    large_free(z0);
    free(r);
}
END_TEST

/* Rows without padding, misaligned by one float, each followed by a NaN: every second row is only NaNs. */
START_TEST(products_with_unpadded_rows_use_nothing_past_a_row)
{
    size_t width = widths[_i];
    enum { N = 7 };
    float query[STRIDE] = {0}, want[N], got[N];
    float *random = random_floats(width, 6), *rows = random_floats(1 + N * width + 16, 7);
    memcpy(query, random, width * sizeof *query);
    for (size_t i = 0; i < N * width + 16; i++) {
        if (i / width % 2 == 1 || i >= N * width)
            rows[1 + i] = NAN;
    }
    kernel_base.dots(want, query, rows + 1, width, N);
    for (size_t i = 0; i < N; i += 2) {
        double sum = 0;
        for (size_t d = 0; d < width; d++)
            sum += (double)query[d] * (double)rows[1 + i * width + d];
        ck_assert_double_eq_tol((double)want[i], sum, 1e-5);
    }
    for (size_t i = 1; i < N; i += 2)
        ck_assert(isnan(want[i]));
    for (size_t k = 0; kernel_names[k]; k++) {
        const struct kernel *kernel = kernel_find(kernel_names[k]);
        if (!kernel)
            continue;
        memset(got, 0, sizeof got);
        kernel->dots(got, query, rows + 1, width, N - 1);
        for (size_t i = 0; i < N - 1; i += 2)
            ck_assert_msg(memcmp(&got[i], &want[i], sizeof *got) == 0, "%s differs at width %zu", kernel->name, width);
        ck_assert(memcmp(&got[N - 1], &(float){0}, sizeof *got) == 0);
        kernel->dots(got, query, rows + 1, width, 0);
    }
    large_free(random);
    large_free(rows);
}
END_TEST

START_TEST(writing_an_odd_number_of_slices_leaves_the_next_row_alone)
{
    float *table = random_floats(4 * 24, 1), *before = random_floats(4 * 24, 1), *step = random_floats(48, 2);
    float g[LANES] = {1};
    uint32_t id = 1;
    kernel_find(kernel_names[_i])->bag_add(table, 24, 24, &id, 1, step);
    kernel_find(kernel_names[_i])->update(table + 24, 24, g, step, 48, 24, 1, 1, 1.0f);
    ck_assert_mem_eq(table, before, 24 * sizeof *table);
    ck_assert_mem_eq(table + 48, before + 48, 48 * sizeof *table);
    large_free(table);
    large_free(before);
    large_free(step);
}
END_TEST

START_TEST(softmax_of_two_labels_is_accurate_to_a_millionth)
{
    float z[2 * LANES], largest[LANES], log_sum[LANES];
    for (int step = 0; step < 20000; step++) {
        for (int lane = 0; lane < LANES; lane++) {
            z[lane] = 3.0f;
            z[LANES + lane] = 3.0f - 100.0f * (float)(step * LANES + lane) / (20000 * LANES);
        }
        float low[LANES];
        memcpy(low, z + LANES, sizeof low);
        kernel_base.softmax(z, 2, LANES, largest, log_sum);
        for (int lane = 0; lane < LANES; lane++) {
            double e = exp((double)low[lane] - 3.0);
            ck_assert_double_eq_tol((double)z[LANES + lane], e / (1 + e), 3e-7 * e + 2e-38);
            ck_assert_double_eq_tol((double)log_sum[lane], log1p(e), 2e-7);
        }
    }
}
END_TEST

START_TEST(an_unknown_kernel_is_an_error_that_names_it)
{
    const struct kernel *kernel = NULL;
    struct bagtag_error error;
    setenv("BAGTAG_KERNEL", "sse9", 1);
    ck_assert_int_eq(kernel_choose(&kernel, &error), BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "'sse9'"));
    ck_assert_ptr_null(kernel);
    setenv("BAGTAG_KERNEL", "base", 1);
    ck_assert_int_eq(kernel_choose(&kernel, &error), BAGTAG_OK);
    ck_assert_str_eq(kernel->name, "base");
}
END_TEST

/* From certainly not to certainly, and NaN. */
START_TEST(sigmoid_is_accurate_to_a_millionth)
{
    static const float ends[] = {0.0f, -0.0f, 1e-40f, -1e-40f, 87.0f, -87.0f, 1000.0f, -1000.0f, 3e38f, -3e38f};
    float z[LANES], log_sum[LANES];
    for (int i = -4000; i <= 4000; i += LANES) {
        double x[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            x[lane] = (double)(i + lane) * 0.021;
            if (i == 0 && lane < (int)(sizeof ends / sizeof *ends))
                x[lane] = (double)ends[lane];
            z[lane] = (float)x[lane];
            x[lane] = (double)z[lane];
        }
        kernel_base.sigmoid(z, 1, LANES, log_sum);
        for (int lane = 0; lane < LANES; lane++) {
            double p = 1 / (1 + exp(-x[lane])),
                   soft = x[lane] > 0 ? x[lane] + log1p(exp(-x[lane])) : log1p(exp(x[lane]));
            ck_assert_double_eq_tol((double)z[lane], p, 1e-6 * p + 1e-37);
            ck_assert_double_eq_tol((double)log_sum[lane], soft, 2e-7 + 1e-6 * soft);
        }
    }
    z[3] = NAN;
    kernel_base.sigmoid(z, 1, LANES, log_sum);
    ck_assert(isnan(log_sum[3]) && !isnan(log_sum[2]));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kernel");
    TCase *tests = tcase_create("kernel");
    int n_kernels = 0;
    while (kernel_names[n_kernels] && kernel_find(kernel_names[n_kernels]))
        n_kernels++;
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, every_kernel_gives_the_bits_of_the_base_kernel, 0, sizeof widths / sizeof *widths);
    tcase_add_loop_test(tests, the_base_kernel_agrees_with_double_arithmetic, 0, sizeof widths / sizeof *widths);
    tcase_add_loop_test(tests, products_with_unpadded_rows_use_nothing_past_a_row, 0, sizeof widths / sizeof *widths);
    tcase_add_loop_test(tests, writing_an_odd_number_of_slices_leaves_the_next_row_alone, 0, n_kernels);
    tcase_add_test(tests, sigmoid_is_accurate_to_a_millionth);
    tcase_add_test(tests, softmax_of_two_labels_is_accurate_to_a_millionth);
    tcase_add_test(tests, an_unknown_kernel_is_an_error_that_names_it);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
