/* check_rows_codes.c - rows of a product quantiser give the numbers that their codes encode */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdbool.h>

#include "base/rng.h"
#include "net/rows_codes.h"
#include "support/suite.h"

enum { ROWS = 20, MAX_WIDTH = 9, IDS = 7 };

static uint8_t codes[ROWS * MAX_WIDTH], norm_codes[ROWS];
static float centroids[ROWS_CENTROIDS * MAX_WIDTH], norms[ROWS_CENTROIDS];

/* Codes of WIDTH columns in parts of PART_WIDTH. */
static struct rows_codes make(size_t width, size_t part_width, bool has_norms)
{
    size_t n_parts = (width + part_width - 1) / part_width;
    for (size_t i = 0; i < ROWS; i++)
        norm_codes[i] = (uint8_t)rng_bits(1, 0, i);
    for (size_t i = 0; i < ROWS * n_parts; i++)
        codes[i] = (uint8_t)rng_bits(1, 1, i);
    for (size_t i = 0; i < ROWS_CENTROIDS * width; i++)
        centroids[i] = rng_unit(1, 2, i) - 0.5f;
    for (size_t i = 0; i < ROWS_CENTROIDS; i++)
        norms[i] = rng_unit(1, 3, i) + 0.5f;
    return (struct rows_codes){.n_parts = n_parts,
                               .part_width = part_width,
                               .last_width = width - (n_parts - 1) * part_width,
                               .codes = codes,
                               .centroids = centroids,
                               .norm_codes = has_norms ? norm_codes : NULL,
                               .norms = norms};
}

static float number(const struct rows_codes *c, size_t i, size_t d)
{
    size_t part = d / c->part_width, width = part + 1 < c->n_parts ? c->part_width : c->last_width;
    size_t at = part * ROWS_CENTROIDS * c->part_width + c->codes[i * c->n_parts + part] * width + d % c->part_width;
    return (c->norm_codes ? norms[norm_codes[i]] : 1.0f) * centroids[at];
}

static void check(const struct rows_codes *c, size_t width, const struct kernel *kernel)
{
    static const uint32_t ids[IDS] = {3, 0, 19, 3, 7, 11, 2};
    static const float weights[IDS] = {1, 2, 0.5f, 3, 1, 0.25f, 1};
    struct rows rows = rows_of_codes(c, ROWS, width);
    float row[MAX_WIDTH + 1], out[32], query[32] = {0}, dots[ROWS];
    uint32_t winners[MAX_WIDTH];
    for (size_t i = 0; i < ROWS; i++) {
        row[width] = 42.0f;
        rows_read(&rows, i, row);
        ck_assert(row[width] == 42.0f);
        for (size_t d = 0; d < width; d++)
            ck_assert(row[d] == number(c, i, d));
        ck_assert_ptr_null(rows_borrow(&rows, i));
    }
    for (size_t n = 0; n <= IDS; n++)
        for (int is_weighted = 0; is_weighted < 2; is_weighted++) {
            const struct document document = {.ids = ids, .weights = is_weighted ? weights : NULL, .n = n};
            rows.kind->sum(&rows, kernel, out, &document, 0.5f, (struct document){.n = 0});
            for (size_t d = 0; d < width; d++) {
                float sum = 0.0f;
                for (size_t k = 0; k < n; k++)
                    sum += (is_weighted ? weights[k] : 1.0f) * number(c, ids[k], d);
                ck_assert(out[d] == sum * 0.5f);
            }
        }
    rows.kind->max(&rows, out, winners, &(struct document){.ids = ids, .n = IDS});
    for (size_t d = 0; d < width; d++) {
        ck_assert(out[d] == number(c, ids[winners[d]], d));
        for (size_t k = 0; k < IDS; k++)
            ck_assert(number(c, ids[k], d) <= out[d]);
    }
    for (size_t d = 0; d < width; d++)
        query[d] = (float)d - 2.0f;
    rows_dots(&rows, kernel, dots, query, 5, ROWS - 5);
    for (size_t i = 5; i < ROWS; i++) {
        float sum = 0.0f;
        for (size_t d = 0; d < width; d++)
            sum += query[d] * number(c, i, d);
        ck_assert(dots[i - 5] == sum);
    }
}

START_TEST(codes_are_decoded_to_their_centroids)
{
    const struct kernel *kernel;
    ck_assert_int_eq(kernel_choose(&kernel, NULL), BAGTAG_OK);
    for (size_t width = 1; width <= MAX_WIDTH; width++)
        for (size_t part_width = 1; part_width <= width + 2; part_width++) {
            struct rows_codes c = make(width, part_width, _i == 1);
            check(&c, width, kernel);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rows_codes");
    TCase *rows = tcase_create("rows");
    tcase_add_loop_test(rows, codes_are_decoded_to_their_centroids, 0, 2);
    suite_add_tcase(suite, rows);
    return suite_run(suite);
}
