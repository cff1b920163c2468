/* check_rows.c - rows of floats give the same results through their view at any address */
/* SPDX-License-Identifier: MIT */
#include "net/rows.h"

#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "net/bag.h"
#include "support/suite.h"

enum { ROWS = 50, MAX_WIDTH = 70, MAX_IDS = 9, LINE = 16 };

/* A table of the numbers number(i, d), OFFSET bytes past an address that is aligned for floats. */
struct table {
    unsigned char *block;
    size_t width, stride;
    struct rows rows;
};

/* Some are equal and some are zeros of either sign, so that ties and signs show. */
static float number(size_t i, size_t d)
{
    float drawn = rng_unit(7, i, d) - 0.5f;
    return (i + d) % 11 == 0 ? (i % 2 ? 0.0f : -0.0f) : (i + d) % 7 == 0 ? 0.25f : drawn;
}

static struct table make_table(size_t width, size_t stride, size_t offset)
{
    struct table table = {.width = width, .stride = stride};
    table.block = mem_zeroed(ROWS * stride + 2 * LINE, sizeof(float));
    ck_assert_ptr_nonnull(table.block);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t d = 0; d < width; d++) {
            float x = number(i, d);
            memcpy(table.block + offset + (i * stride + d) * sizeof x, &x, sizeof x);
        }
    table.rows = rows_of_floats(table.block + offset, ROWS, width, stride);
    return table;
}

static const struct kernel *the_kernel(void)
{
    const struct kernel *kernel = NULL;
    ck_assert_int_eq(kernel_choose(&kernel, NULL), BAGTAG_OK);
    return kernel;
}

/* The document of test number T: T of the ids, some twice, with or without weights. */
static struct document draw(size_t t, uint32_t ids[MAX_IDS], float weights[MAX_IDS], bool is_weighted)
{
    for (size_t k = 0; k < MAX_IDS; k++) {
        ids[k] = (uint32_t)(rng_unit(8, t, k / 2) * ROWS);
        weights[k] = 0.5f + rng_unit(9, t, k);
    }
    return (struct document){ids, is_weighted ? weights : NULL, 0.75f, t % (MAX_IDS + 1)};
}

static void expect_sum(const struct document *document, float scale, size_t width, float *out)
{
    for (size_t d = 0; d < width; d++) {
        float sum = 0.0f;
        for (size_t k = 0; k < document->n; k++) {
            float x = number(document->ids[k], d);
            sum += document->weights ? document->weights[k] * x : x;
        }
        out[d] = sum * scale;
    }
}

static void expect_max(const struct document *document, size_t width, float *out, uint32_t *winners)
{
    for (size_t d = 0; d < width; d++) {
        out[d] = 0.0f;
        for (size_t k = 0; k < document->n; k++)
            if (k == 0 || number(document->ids[k], d) > out[d]) {
                out[d] = number(document->ids[k], d);
                winners[d] = (uint32_t)k;
            }
    }
}

static void check_bags(const struct table *table, size_t t)
{
    const struct rows *rows = &table->rows;
    size_t width = table->width;
    uint32_t ids[MAX_IDS], winners[MAX_WIDTH] = {0}, want_winners[MAX_WIDTH] = {0};
    float weights[MAX_IDS], out[MAX_WIDTH + LINE], want[MAX_WIDTH];
    struct document document = draw(t, ids, weights, t % 2), ahead = {ids, NULL, 0.0f, MAX_IDS};
    bag_forward(BAG_MEAN, the_kernel(), out, NULL, rows, &document, ahead);
    float scale = document.weights ? 0.75f : document.n ? 1.0f / (float)document.n : 1.0f;
    expect_sum(&document, scale, width, want);
    ck_assert_mem_eq(out, want, width * sizeof *out);
    bag_forward(BAG_MAX, the_kernel(), out, winners, rows, &document, ahead);
    expect_max(&document, width, want, want_winners);
    ck_assert_mem_eq(out, want, width * sizeof *out);
    if (document.n > 0)
        ck_assert_mem_eq(winners, want_winners, width * sizeof *winners);
}

static void check_rows(const struct table *table, bool is_aligned)
{
    float row[MAX_WIDTH + 1], scratch[MAX_WIDTH];
    for (size_t i = 0; i < ROWS; i++) {
        row[table->width] = 42.0f;
        rows_read(&table->rows, i, row);
        ck_assert(row[table->width] == 42.0f);
        for (size_t d = 0; d < table->width; d++) {
            float want = number(i, d);
            ck_assert_mem_eq(row + d, &want, sizeof want);
        }
        ck_assert(is_aligned == (rows_borrow(&table->rows, i) != NULL));
        ck_assert_mem_eq(rows_get(&table->rows, i, scratch), row, table->width * sizeof *row);
    }
}

/* As the kernel does it on rows in the layout that it prefers. */
static void check_dots(const struct table *table)
{
    const struct kernel *kernel = the_kernel();
    struct table plain = make_table(table->width, table->width, 0);
    float query[MAX_WIDTH + LINE] = {0}, dots[ROWS], want[ROWS];
    for (size_t d = 0; d < table->width; d++)
        query[d] = rng_unit(10, 0, d) - 0.5f;
    kernel->dots(want, query, (const float *)(const void *)plain.block, table->width, ROWS);
    for (size_t first = 0; first < ROWS; first += 13) {
        size_t n = ROWS - first < 20 ? ROWS - first : 20;
        rows_dots(&table->rows, kernel, dots, query, first, n);
        ck_assert_mem_eq(dots, want + first, n * sizeof *dots);
    }
    free(plain.block);
}

START_TEST(rows_of_floats_may_have_any_address)
{
    size_t offset = (size_t)_i;
    for (size_t width = 1; width <= MAX_WIDTH; width += width < 34 ? 1 : 9)
        for (size_t padding = 0; padding < 9; padding += 8) {
            struct table table = make_table(width, width + padding, offset);
            check_rows(&table, offset % sizeof(float) == 0);
            check_dots(&table);
            for (size_t t = 0; t < 2 * (MAX_IDS + 1); t++)
                check_bags(&table, t);
            free(table.block);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rows");
    TCase *floats = tcase_create("floats");
    suite_add_tcase(suite, floats);
    tcase_add_loop_test(floats, rows_of_floats_may_have_any_address, 0, 5);

    return suite_run(suite);
}
