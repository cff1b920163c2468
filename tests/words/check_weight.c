/* check_weight.c - the rows of a document sorted, counted and weighted */
/* SPDX-License-Identifier: MIT */
#include "words/weight.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/logarithm.h"
#include "base/mem.h"
#include "base/rng.h"
#include "support/suite.h"

static int compare(const void *a, const void *b)
{
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* Compares with the textbook method for N ids below 2^BITS. */
static void expect_united(size_t n, unsigned bits)
{
    uint32_t *ids = mem_array(n + 1, sizeof *ids), *sorted = mem_array(n + 1, sizeof *sorted);
    uint32_t *scratch = mem_array(n + 1, sizeof *scratch);
    float *times = mem_array(n + 1, sizeof *times);
    size_t at = 0;
    for (size_t i = 0; i < n; i++)
        ids[i] = sorted[i] = (uint32_t)(rng_bits(n, bits, i) >> (64 - bits));
    if (n > 0)
        qsort(sorted, n, sizeof *sorted, compare);
    ids[n] = scratch[n] = 77;
    size_t left = weight_merge_equal(ids, n, times, scratch);
    for (size_t k = 0; k < left; k++) {
        size_t first = at;
        while (at < n && sorted[at] == sorted[first])
            at++;
        ck_assert_uint_eq(ids[k], sorted[first]);
        ck_assert(times[k] == (float)(at - first));
    }
    ck_assert_uint_eq(at, n);
    ck_assert(ids[n] == 77 && scratch[n] == 77);
    free(ids);
    free(sorted);
    free(scratch);
    free(times);
}

START_TEST(equal_rows_are_merged_for_any_number_and_size)
{
    static const size_t numbers[] = {0, 1, 2, 3, 40, 41, 42, 63, 64, 65, 300, 1000, 2048, 9000, 70000};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        expect_united(numbers[i], (unsigned)_i);
}
END_TEST

START_TEST(weights_of_frequent_rows_agree_with_the_logarithm)
{
    const float idf[] = {1.0f};
    for (unsigned times = 1; times < 2 * WEIGHT_TABLED; times++) {
        uint32_t id = 0;
        float weight = (float)times;
        weight_terms(&id, 1, idf, &weight);
        ck_assert(weight == (float)(1.0 + logarithm((double)times)));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("weight");
    TCase *tests = tcase_create("weight");
    tcase_add_loop_test(tests, equal_rows_are_merged_for_any_number_and_size, 1, 33);
    tcase_add_test(tests, weights_of_frequent_rows_agree_with_the_logarithm);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
