/* check_rows_int8.c - rows of integers with scales give the numbers that these encode */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdbool.h>

#include "base/rng.h"
#include "net/rows_int8.h"
#include "support/suite.h"

enum { ROWS = 20, MAX_WIDTH = 150, IDS = 7, READ_PADDING = 15 };

static int8_t codes[ROWS * MAX_WIDTH + READ_PADDING];
static float scales[ROWS];

/* The ways to store them: _i of a loop. */
enum { HAS_ROW_SCALES = 1, IS_OPPOSITE = 2, N_WAYS = 4 };

static struct rows_int8 make(int way)
{
    for (size_t i = 0; i < ROWS * MAX_WIDTH; i++)
        codes[i] = (int8_t)((int)(rng_bits(1, 0, i) % 255) - 127);
    for (size_t i = 0; i < ROWS; i++)
        scales[i] = 0.25f + rng_unit(1, 1, i);
    return (struct rows_int8){codes, scales, (way & HAS_ROW_SCALES) != 0, (way & IS_OPPOSITE) != 0};
}

static double number(const struct rows_int8 *int8, size_t width, size_t i, size_t d)
{
    double scale = (double)scales[int8->has_row_scales ? i : 0];
    if (int8->are_opposite)
        return (d == 0 ? -scale : scale) * codes[i];
    return scale * codes[i * width + d];
}

static void expect_near(float found, double wanted)
{
    ck_assert_msg(fabs((double)found - wanted) <= 1e-4 * (1.0 + fabs(wanted)), "%g, not %g", (double)found, wanted);
}

static void check_width(const struct rows_int8 *int8, size_t width, const struct kernel *kernel)
{
    static const uint32_t ids[IDS] = {3, 0, 19, 3, 7, 11, 2};
    static const float weights[IDS] = {1, 2, 0.5f, 3, 1, 0.25f, 1};
    struct rows rows = rows_of_int8(int8, ROWS, width);
    float row[MAX_WIDTH + 1], out[MAX_WIDTH + 16], query[MAX_WIDTH + 16] = {0}, dots[ROWS];
    uint32_t winners[MAX_WIDTH];
    for (size_t d = 0; d < width; d++)
        query[d] = (float)d - 1.5f;
    rows_dots(&rows, kernel, dots, query, 1, ROWS - 1);
    for (size_t i = 0; i < ROWS; i++) {
        double dot = 0.0;
        row[width] = 42.0f;
        rows_read(&rows, i, row);
        ck_assert(row[width] == 42.0f);
        for (size_t d = 0; d < width; d++) {
            expect_near(row[d], number(int8, width, i, d));
            dot += (double)query[d] * number(int8, width, i, d);
        }
        if (i > 0)
            expect_near(dots[i - 1], dot);
        ck_assert_ptr_null(rows_borrow(&rows, i));
    }
    for (size_t n = 0; n <= IDS; n++)
        for (int is_weighted = 0; is_weighted < 2; is_weighted++) {
            const struct document document = {.ids = ids, .weights = is_weighted ? weights : NULL, .n = n};
            rows.kind->sum(&rows, kernel, out, &document, 0.5f, document);
            for (size_t d = 0; d < width; d++) {
                double sum = 0.0;
                for (size_t k = 0; k < n; k++)
                    sum += (is_weighted ? (double)weights[k] : 1.0) * number(int8, width, ids[k], d);
                expect_near(out[d], 0.5 * sum);
            }
            rows.kind->max(&rows, out, winners, &document);
            for (size_t d = 0; d < width; d++) {
                double largest = n > 0 ? number(int8, width, ids[0], d) : 0.0;
                for (size_t k = 1; k < n; k++)
                    largest = fmax(largest, number(int8, width, ids[k], d));
                expect_near(out[d], largest);
                if (n > 0)
                    expect_near(out[d], number(int8, width, ids[winners[d]], d));
            }
        }
}

START_TEST(sums_maxima_and_dots_are_those_of_the_numbers)
{
    const struct kernel *kernel;
    ck_assert_int_eq(kernel_choose(&kernel, NULL), BAGTAG_OK);
    struct rows_int8 int8 = make(_i);
    for (size_t width = int8.are_opposite ? 2 : 1; width <= (int8.are_opposite ? 2 : MAX_WIDTH);
         width += width < 9 ? 1 : 47)
        check_width(&int8, width, kernel);
}
END_TEST

/* Each product and each sum is rounded once, in the order of the rows. */
START_TEST(every_kernel_sums_to_the_same_bits)
{
    enum { MANY = 100 };
    uint32_t ids[MANY];
    float weights[MANY], out[MAX_WIDTH + 16];
    for (size_t k = 0; k < MANY; k++) {
        ids[k] = (uint32_t)(rng_bits(1, 2, k) % ROWS);
        weights[k] = rng_unit(1, 3, k);
    }
    struct rows_int8 int8 = make(HAS_ROW_SCALES);
    const struct document document = {.ids = ids, .weights = weights, .n = MANY};
    for (const char *const *name = kernel_names; *name != NULL; name++) {
        const struct kernel *kernel = kernel_find(*name);
        for (size_t width = 1; kernel != NULL && width <= MAX_WIDTH; width++) {
            struct rows rows = rows_of_int8(&int8, ROWS, width);
            rows.kind->sum(&rows, kernel, out, &document, 0.3f, document);
            for (size_t d = 0; d < width; d++) {
                float sum = 0.0f;
                for (size_t k = 0; k < MANY; k++) {
                    float factor = scales[ids[k]] * weights[k], product = factor * (float)codes[ids[k] * width + d];
                    sum += product;
                }
                ck_assert_msg(out[d] == 0.3f * sum, "%s, %zu columns: %.9g, not %.9g", *name, width, (double)out[d],
                              (double)(0.3f * sum));
            }
        }
    }
}
END_TEST

START_TEST(a_number_is_rounded_to_the_nearest_code)
{
    float numbers[] = {0.0f, 12.7f, -12.7f, 0.26f, -0.24f, 1000.0f, -1000.0f};
    int8_t wanted[] = {0, 127, -127, 3, -2, 127, -127}, found[7];
    float scale = rows_int8_scale(12.7f);
    rows_int8_round(found, numbers, 7, scale);
    ck_assert_mem_eq(found, wanted, sizeof wanted);
    ck_assert(rows_int8_scale(0.0f) > 0.0f); /* a row of zeros can be encoded, too */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rows_int8");
    TCase *tcase = tcase_create("rows");
    tcase_add_loop_test(tcase, sums_maxima_and_dots_are_those_of_the_numbers, 0, N_WAYS);
    tcase_add_test(tcase, every_kernel_sums_to_the_same_bits);
    tcase_add_test(tcase, a_number_is_rounded_to_the_nearest_code);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
