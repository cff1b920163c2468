/* check_params.c - the initial parameters where labels have codes */
/* SPDX-License-Identifier: MIT */
#include "net/params.h"

#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/large.h"
#include "base/pool.h"
#include "support/suite.h"

enum { N_ROWS = 3, SEED = 7, LABELS_MAX = 150 };
static const double SQUARE = 2.0;

static void init(struct params *params, size_t n_labels, size_t dim, size_t n_shares, uint64_t seed)
{
    struct pool *pool;
    ck_assert_int_eq(pool_open(&pool, (int)n_shares, NULL), BAGTAG_OK);
    ck_assert_int_eq(params_init(params, N_ROWS, n_labels, dim, n_shares, seed, NULL, pool, NULL), BAGTAG_OK);
    pool_close(pool);
    params_set_codes(params, seed, SQUARE);
}

/* E, W and b end to end, made in N_SHARES shares; W begins at [N_ROWS * DIM]. */
static float *begin(size_t n_labels, size_t dim, size_t n_shares, uint64_t seed)
{
    struct params params;
    size_t n_floats;
    init(&params, n_labels, dim, n_shares, seed);
    float *numbers = params_join(&params, NULL, &n_floats);
    ck_assert_ptr_nonnull(numbers);
    ck_assert_uint_eq(n_floats, (N_ROWS + n_labels) * dim + n_labels);
    return numbers;
}

static double product(const float *a, const float *b, size_t dim)
{
    double sum = 0;
    for (size_t d = 0; d < dim; d++)
        sum += (double)a[d] * (double)b[d];
    return sum;
}

START_TEST(codes_have_entries_of_one_magnitude_and_the_bias_is_zero)
{
    static const size_t dims[] = {1, 2, 10, 16, 17, 64, 100};
    size_t dim = dims[_i];
    float *numbers = begin(LABELS_MAX, dim, 1, SEED), *codes = numbers + N_ROWS * dim, *bias = codes + LABELS_MAX * dim;
    for (size_t c = 0; c < LABELS_MAX; c++) {
        ck_assert(bias[c] == 0.0f);
        ck_assert_double_eq_tol(product(codes + c * dim, codes + c * dim, dim), SQUARE, 1e-5);
        for (size_t d = 0; d < dim; d++)
            ck_assert(fabsf(codes[c * dim + d]) == fabsf(codes[0]));
    }
    large_free(numbers);
}
END_TEST

START_TEST(codes_of_a_block_are_orthogonal_if_columns_are_a_power_of_two)
{
    size_t dim = (size_t)1 << _i;
    float *numbers = begin(2 * dim, dim, 1, SEED), *codes = numbers + N_ROWS * dim;
    for (size_t a = 0; a < 2 * dim; a++)
        for (size_t b = a / dim * dim; b < a; b++)
            ck_assert_double_eq_tol(product(codes + a * dim, codes + b * dim, dim), 0, 1e-5);
    large_free(numbers);
}
END_TEST

/* The number of signs in which two codes differ. */
static size_t distance(const float *a, const float *b, size_t dim)
{
    size_t n = 0;
    for (size_t d = 0; d < dim; d++)
        n += (a[d] < 0) != (b[d] < 0);
    return n;
}

/* However many columns of the matrix are used: in the first 33 of 64, labels 32 apart would agree in all but one. */
START_TEST(codes_of_a_block_differ_in_at_least_a_quarter_of_their_signs)
{
    static const size_t dims[] = {9, 10, 15, 17, 18, 33, 48, 65, 100, 129, 257};
    size_t dim = dims[_i];
    float *numbers = begin(LABELS_MAX, dim, 1, SEED), *codes = numbers + N_ROWS * dim;
    size_t size = 16;
    while (size < dim)
        size *= 2;
    for (size_t a = 0; a < LABELS_MAX; a++)
        for (size_t b = a / size * size; b < a; b++) {
            size_t n = distance(codes + a * dim, codes + b * dim, dim);
            ck_assert_msg(4 * n >= dim && 5 * n <= 4 * dim, "labels %zu and %zu differ in %zu signs of %zu", b, a, n,
                          dim);
        }
    large_free(numbers);
}
END_TEST

START_TEST(codes_of_different_blocks_differ_in_a_quarter_to_three_quarters)
{
    enum { DIM = 64 };
    float *numbers = begin(LABELS_MAX, DIM, 1, SEED), *codes = numbers + N_ROWS * DIM;
    for (size_t a = 0; a < LABELS_MAX; a++)
        for (size_t b = 0; b < a; b++) {
            size_t n = distance(codes + a * DIM, codes + b * DIM, DIM);
            ck_assert_msg(n >= DIM / 4 && n <= DIM - DIM / 4, "labels %zu and %zu differ in %zu signs of %d", b, a, n,
                          DIM);
        }
    large_free(numbers);
}
END_TEST

/* So many blocks that some would be equal with 16 columns. */
START_TEST(thousands_of_labels_all_have_different_codes)
{
    enum { DIM = 32, N_LABELS = 3000 };
    float *numbers = begin(N_LABELS, DIM, 1, (uint64_t)_i), *codes = numbers + N_ROWS * DIM;
    for (size_t a = 0; a < N_LABELS; a++)
        for (size_t b = 0; b < a; b++)
            ck_assert_uint_gt(distance(codes + a * DIM, codes + b * DIM, DIM), 0);
    large_free(numbers);
}
END_TEST

START_TEST(the_codes_do_not_depend_on_the_number_of_shares)
{
    static const size_t dims[] = {10, 40, 64, 100};
    enum { N_LABELS = 40 };
    size_t dim = dims[_i];
    float *want = begin(N_LABELS, dim, 1, SEED), *other = begin(N_LABELS, dim, 1, SEED + 1);
    size_t n_bytes = ((N_ROWS + N_LABELS) * dim + N_LABELS) * sizeof *want;
    for (size_t n_shares = 2; n_shares <= 3 && 16 * (n_shares - 1) < dim; n_shares++) {
        float *got = begin(N_LABELS, dim, n_shares, SEED);
        ck_assert_mem_eq(got, want, n_bytes);
        large_free(got);
    }
    ck_assert_mem_ne(other, want, n_bytes); /* another seed */
    large_free(want);
    large_free(other);
}
END_TEST

START_TEST(columns_past_the_last_are_zero)
{
    enum { N_LABELS = 40, DIM = 37 };
    for (size_t n_shares = 1; n_shares <= 3; n_shares++) {
        struct params params;
        init(&params, N_LABELS, DIM, n_shares, SEED);
        size_t n_beyond = 0;
        for (size_t s = 0; s < n_shares; s++) {
            const struct share *share = &params.shares[s];
            for (size_t d = 0; d < share->width; d++) {
                bool is_beyond = share->first_column + d >= DIM;
                n_beyond += is_beyond;
                for (size_t c = 0; c < N_LABELS; c++)
                    ck_assert((share->weight[c * share->width + d] == 0.0f) == is_beyond);
            }
        }
        ck_assert_uint_gt(n_beyond, 0);
        params_clear(&params);
    }
}
END_TEST

/* Scaled by any factor, but not with one number that differs in its last bit. */
START_TEST(a_layer_of_codes_is_detected_by_its_numbers)
{
    static const size_t dims[] = {8, 16, 64, 128};
    size_t dim = dims[_i], n_labels = 2 * dim + 3, last = n_labels * dim - 1;
    float *numbers = begin(n_labels, dim, 1, SEED), *codes = numbers + N_ROWS * dim;
    ck_assert_uint_eq(params_code_size(codes, n_labels, dim), dim);
    ck_assert_uint_eq(params_code_size(codes, 2, dim), dim);
    for (size_t i = 0; i <= last; i++)
        codes[i] /= 0.91f;
    ck_assert_uint_eq(params_code_size(codes, n_labels, dim), dim);
    codes[last] = nextafterf(codes[last], 0);
    ck_assert_uint_eq(params_code_size(codes, n_labels, dim), 0);
    ck_assert_uint_eq(params_code_size(codes, n_labels - 1, dim), dim);
    codes[dim] = NAN;
    ck_assert_uint_eq(params_code_size(codes, n_labels, dim), 0);
    large_free(numbers);
}
END_TEST

START_TEST(a_layer_with_truncated_codes_is_not_detected)
{
    static const size_t dims[] = {1, 4, 9, 48, 100};
    size_t dim = dims[_i];
    float *numbers = begin(LABELS_MAX, dim, 1, SEED);
    ck_assert_uint_eq(params_code_size(numbers + N_ROWS * dim, LABELS_MAX, dim), 0);
    large_free(numbers);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("params");
    TCase *tests = tcase_create("params");
    tcase_add_loop_test(tests, codes_have_entries_of_one_magnitude_and_the_bias_is_zero, 0, 7);
    tcase_add_loop_test(tests, codes_of_a_block_are_orthogonal_if_columns_are_a_power_of_two, 0, 8);
    tcase_add_loop_test(tests, codes_of_a_block_differ_in_at_least_a_quarter_of_their_signs, 0, 11);
    tcase_add_test(tests, codes_of_different_blocks_differ_in_a_quarter_to_three_quarters);
    tcase_add_loop_test(tests, thousands_of_labels_all_have_different_codes, 1, 4);
    tcase_add_loop_test(tests, the_codes_do_not_depend_on_the_number_of_shares, 0, 4);
    tcase_add_test(tests, columns_past_the_last_are_zero);
    tcase_add_loop_test(tests, a_layer_of_codes_is_detected_by_its_numbers, 0, 4);
    tcase_add_loop_test(tests, a_layer_with_truncated_codes_is_not_detected, 0, 5);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
