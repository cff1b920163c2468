/* check_row_kernel.c - the loops over listed rows give the same bits in every kernel and stay within the rows */
/* SPDX-License-Identifier: MIT */
#include "math/row_kernel.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "math/kernel.h"
#include "support/suite.h"

static const size_t widths[] = {1, 2, 5, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 80, 100, 128, 130, 300};

struct loop_results {
    float sum[304], mean[304], max[304], dots[200], table[40 * 304];
    int64_t argmax[304];
};

/* All arrays have exact sizes, so that the address sanitizer detects every float past an end. */
static void run_loops(struct loop_results *r, const struct row_kernel *rows, size_t width, bool is_wide,
                      bool has_weights)
{
    enum { N = 200, V = 40 };
    memset(r, 0, sizeof *r);
    float *table = malloc((V - 1) * (width + 3) * sizeof *table + width * sizeof *table);
    float *step = malloc(width * sizeof *step), *weights = malloc(N * sizeof *weights);
    float *out = malloc(width * sizeof *out);
    int64_t *wide = malloc(N * sizeof *wide), *argmax = malloc(width * sizeof *argmax);
    int32_t *narrow = malloc(N * sizeof *narrow);
    ck_assert(table && step && weights && out && wide && narrow && argmax);
    for (size_t i = 0; i < (V - 1) * (width + 3) + width; i++)
        table[i] = rng_unit(1, width, i) * 2.0f - 1.0f;
    for (size_t i = 0; i < width; i++)
        step[i] = rng_unit(2, width, i) * 2.0f - 1.0f;
    for (size_t i = 0; i < N; i++) {
        weights[i] = rng_unit(3, width, i) * 2.0f - 1.0f;
        wide[i] = (int64_t)(rng_unit(4, width, i) * V);
        narrow[i] = (int32_t)wide[i];
    }
    struct row_list list = {width + 3, width, is_wide ? (const void *)wide : narrow, is_wide,
                            N,         7,     has_weights ? weights : NULL};
    rows->sum(out, table, &list, 3, N, false);
    memcpy(r->sum, out, width * sizeof *out);
    rows->sum(out, table, &list, 0, 77, true);
    memcpy(r->mean, out, width * sizeof *out);
    rows->max(out, argmax, table, &list, 5, N);
    memcpy(r->max, out, width * sizeof *out);
    memcpy(r->argmax, argmax, width * sizeof *argmax);
    rows->dot(r->dots, table, &list, 0, N, step);
    rows->add(table, &list, 0, N, step, 0.37f);
    memcpy(r->table, table, ((V - 1) * (width + 3) + width) * sizeof *table);
    free(table);
    free(step);
    free(weights);
    free(out);
    free(wide);
    free(narrow);
    free(argmax);
}

START_TEST(every_kernel_and_index_type_gives_the_same_bits)
{
    struct loop_results *want = malloc(sizeof *want), *got = malloc(sizeof *got);
    ck_assert(want && got);
    for (int has_weights = 0; has_weights < 2; has_weights++) {
        run_loops(want, &row_kernel_base, widths[_i], true, has_weights);
        for (size_t n = 0; kernel_names[n]; n++) {
            const struct row_kernel *rows = kernel_find(kernel_names[n]) ? row_kernel_find(kernel_names[n]) : NULL;
            for (int is_wide = 0; rows && is_wide < 2; is_wide++) {
                run_loops(got, rows, widths[_i], is_wide, has_weights);
                ck_assert_msg(memcmp(want, got, sizeof *want) == 0, "%s differs at width %zu", kernel_names[n],
                              widths[_i]);
            }
        }
    }
    free(want);
    free(got);
}
END_TEST

START_TEST(an_unknown_kernel_name_is_refused)
{
    ck_assert_ptr_eq(row_kernel_find("base"), &row_kernel_base);
    struct bagtag_error error;
    const struct row_kernel *rows = NULL;
    setenv("BAGTAG_KERNEL", "sse9", 1);
    ck_assert_int_eq(row_kernel_choose(&rows, &error), BAGTAG_INPUT);
    ck_assert_ptr_null(rows);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rows");
    TCase *loops = tcase_create("loops");
    tcase_add_loop_test(loops, every_kernel_and_index_type_gives_the_same_bits, 0,
                        (int)(sizeof widths / sizeof *widths));
    tcase_add_test(loops, an_unknown_kernel_name_is_refused);
    suite_add_tcase(suite, loops);
    return suite_run(suite);
}
