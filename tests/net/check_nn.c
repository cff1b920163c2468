/* check_nn.c - nn.Embedding and nn.EmbeddingBag against values by hand; tests/parity compares with torch itself */
/* SPDX-License-Identifier: MIT */
#include "bagtag_nn.h"

#include <check.h>
#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "support/nn_fixture.h"
#include "support/suite.h"

static void row_is(const float *row, double first, double step)
{
    for (int d = 0; d < WIDTH; d++)
        ck_assert_double_eq_tol((double)row[d], first + step * d, 1e-5 * (fabs(first) + 1));
}

START_TEST(the_ten_by_three_example_gives_the_expected_means)
{
    f.table = (struct bagtag_table){f.weight, 10, 3, STRIDE};
    struct bagtag_bags bags = bags_of(ten, 7, ten_offsets, 2);
    OK(forward(&bags));
    const double firsts[] = {70.0 / 3, 190.0 / 4};
    for (int b = 0; b < 2; b++)
        for (int d = 0; d < 3; d++)
            ck_assert_double_eq_tol((double)f.out[b * 3 + d], firsts[b] + d, 1e-5);
    FLOAT_IS(f.out[6], -99.0f);
    f.options.mode = BAGTAG_BAG_SUM;
    OK(forward(&bags));
    FLOAT_IS(f.out[0], 70.0f);
    FLOAT_IS(f.out[5], 198.0f);
}
END_TEST

START_TEST(the_hundred_by_five_example_gives_the_expected_means)
{
    struct bagtag_bags bags = bags_of(hundred, 5, hundred_offsets, 2);
    OK(forward(&bags));
    row_is(f.out, 20, 1);
    row_is(f.out + WIDTH, 110.0 / 3, 1);
    f.options.mode = BAGTAG_BAG_MAX;
    OK(forward(&bags));
    row_is(f.out, 30, 1);
    row_is(f.out + WIDTH, 70, 1);
    ck_assert_int_eq(f.argmax[0], 3);
    ck_assert_int_eq(f.argmax[2 * WIDTH - 1], 7);
    nothing_past_the_rows_changed();
}
END_TEST

START_TEST(indices_of_32_bits_give_the_same_result_as_64)
{
    int32_t indices[] = {3, 1, 7, 4, 0}, offsets[] = {0, 2};
    struct bagtag_bags bags = {BAGTAG_INT32, indices, 5, offsets, 2, NULL};
    OK(forward(&bags));
    row_is(f.out, 20, 1);
    OK(bagtag_embedding_forward(&f.table, BAGTAG_INT32, indices, 5, &f.options, f.out, &f.error));
    row_is(f.out + 2 * WIDTH, 70, 1);
}
END_TEST

START_TEST(a_lookup_copies_rows_in_the_order_of_the_indices)
{
    OK(bagtag_embedding_forward(&f.table, BAGTAG_INT64, ten, 7, &f.options, f.out, &f.error));
    for (int i = 0; i < 7; i++)
        row_is(f.out + i * WIDTH, 10.0 * (double)ten[i], 1);
    FLOAT_IS(f.out[7 * WIDTH], -99.0f);
}
END_TEST

START_TEST(a_lookup_of_no_indices_writes_nothing)
{
    OK(bagtag_embedding_forward(&f.table, BAGTAG_INT64, NULL, 0, &f.options, f.out, &f.error));
    FLOAT_IS(f.out[0], -99.0f);
}
END_TEST

START_TEST(empty_bags_give_zeros_in_every_mode)
{
    int64_t index = 4, offsets[] = {0, 0, 1};
    struct bagtag_bags bags = bags_of(&index, 1, offsets, 3);
    f.options.mode = (enum bagtag_bag_mode)_i;
    OK(forward(&bags));
    row_is(f.out, 0, 0);
    row_is(f.out + WIDTH, 40, 1);
    row_is(f.out + 2 * WIDTH, 0, 0);
    if (f.options.mode == BAGTAG_BAG_MAX)
        ck_assert_int_eq(f.argmax[2 * WIDTH], -1);
}
END_TEST

START_TEST(padding_does_not_count_and_a_bag_of_only_padding_is_empty)
{
    int64_t indices[] = {2, 6, 2, 4, 2, 2}, offsets[] = {0, 4};
    struct bagtag_bags bags = bags_of(indices, 6, offsets, 2);
    const double first[] = {50, 100, 60};
    f.options.mode = (enum bagtag_bag_mode)_i;
    f.options.padding_idx = 2;
    OK(forward(&bags));
    row_is(f.out, first[_i], _i == BAGTAG_BAG_SUM ? 2 : 1);
    row_is(f.out + WIDTH, 0, 0);
    float ones[2 * WIDTH];
    for (int i = 0; i < 2 * WIDTH; i++)
        ones[i] = 1;
    OK(backward(&bags, ones, NULL));
    row_is(f.gradient + 2 * STRIDE, 0, 0);
    row_is(f.gradient + 6 * STRIDE, _i == BAGTAG_BAG_MEAN ? 0.5 : 1, 0);
    row_is(f.gradient + 4 * STRIDE, _i == BAGTAG_BAG_MEAN ? 0.5 : _i == BAGTAG_BAG_SUM ? 1 : 0, 0);
    nothing_past_the_rows_changed();
}
END_TEST

START_TEST(two_dimensional_indices_are_bags_of_equal_length)
{
    struct bagtag_bags bags = bags_of(ten, 6, NULL, 3);
    f.options.mode = BAGTAG_BAG_SUM;
    OK(forward(&bags));
    row_is(f.out, 30, 2);
    row_is(f.out + WIDTH, 90, 2);
    row_is(f.out + 2 * WIDTH, 50, 2);
    bags.n_bags = 4;
    f.out[0] = -99.0f;
    REFUSED(forward(&bags), "expected a multiple of 4 indices");
    bags.n_bags = 0;
    REFUSED(forward(&bags), "bags without offsets");
}
END_TEST

START_TEST(the_last_offset_is_the_end_when_it_is_included)
{
    int64_t offsets[] = {0, 2, 5};
    struct bagtag_bags bags = bags_of(hundred, 5, offsets, 2);
    f.options.include_last_offset = true;
    OK(forward(&bags));
    row_is(f.out + WIDTH, 110.0 / 3, 1);
    f.out[0] = -99.0f;
    offsets[2] = 4;
    REFUSED(forward(&bags), "include_last_offset: expected 5, the number of indices; found 4");
    bags.offsets = NULL;
    REFUSED(forward(&bags), "include_last_offset: expected offsets");
}
END_TEST

START_TEST(sample_weights_scale_rows_and_their_gradient_is_a_dot_product)
{
    float weights[] = {1, -2, 0.5f, 4, 1}, grad[2 * WIDTH] = {1, 0, 0, 0, 0, 0, 2, 0, 0, 0}, grad_weights[5] = {0};
    struct bagtag_bags bags = bags_of(hundred, 5, hundred_offsets, 2);
    bags.per_sample_weights = weights;
    f.options.mode = BAGTAG_BAG_SUM;
    f.options.padding_idx = 0;
    OK(forward(&bags));
    row_is(f.out, 10, -1);
    row_is(f.out + WIDTH, 195, 4.5);
    OK(backward(&bags, grad, grad_weights));
    const float want[] = {30, 10, 142, 82, 0};
    for (int k = 0; k < 5; k++)
        FLOAT_IS(grad_weights[k], want[k]);
    FLOAT_IS(f.gradient[1 * STRIDE], -2.0f);
    FLOAT_IS(f.gradient[7 * STRIDE + 1], 1.0f);
    FLOAT_IS(f.gradient[4 * STRIDE + 1], 8.0f);
    FLOAT_IS(f.gradient[1], 0.0f);
}
END_TEST

START_TEST(max_keeps_the_first_of_equal_values_and_gives_it_the_gradient)
{
    memcpy(f.weight + 8 * STRIDE, f.weight + 7 * STRIDE, WIDTH * sizeof(float));
    f.weight[9 * STRIDE + 1] = 0;
    f.weight[7 * STRIDE + 2] = -5;
    int64_t indices[] = {1, 8, 7, 8}, offset = 0;
    struct bagtag_bags bags = bags_of(indices, 4, &offset, 1);
    f.options.mode = BAGTAG_BAG_MAX;
    OK(forward(&bags));
    row_is(f.out, 70, 1);
    float grad[WIDTH] = {1, 2, 3, 4, 5};
    for (int d = 0; d < WIDTH; d++)
        ck_assert_int_eq(f.argmax[d], 8);
    OK(backward(&bags, grad, NULL));
    row_is(f.gradient + 8 * STRIDE, 1, 1);
    row_is(f.gradient + 7 * STRIDE, 0, 0);
}
END_TEST

START_TEST(max_skips_a_nan_unless_it_comes_first)
{
    int64_t indices[] = {1, 2, 3}, offset = 0;
    struct bagtag_bags bags = bags_of(indices, 3, &offset, 1);
    f.weight[2 * STRIDE] = NAN;
    f.weight[1 * STRIDE + 1] = NAN;
    f.options.mode = BAGTAG_BAG_MAX;
    OK(forward(&bags));
    FLOAT_IS(f.out[0], 30.0f);
    ck_assert(isnan(f.out[1]));
    ck_assert_int_eq(f.argmax[1], 1);
}
END_TEST

START_TEST(max_norm_scales_long_rows_once_including_padding)
{
    float table[] = {3, 4, 0.3f, 0.4f, 30, 40, 6, 8};
    struct bagtag_table rows = {table, 4, 2, 2};
    int64_t indices[] = {0, 1, 0, 2, 0};
    f.options.max_norm = 1.0;
    f.options.padding_idx = 2;
    OK(bagtag_embedding_forward(&rows, BAGTAG_INT64, indices, 5, &f.options, f.out, &f.error));
    const double want[] = {0.6, 0.8, 0.3, 0.4, 0.6, 0.8, 6, 8};
    for (int i = 0; i < 8; i++)
        ck_assert_double_eq_tol((double)table[i], want[i], 2e-7);
    ck_assert_mem_eq(f.out, table, 2 * sizeof *table);
    ck_assert_mem_eq(f.out + 8, table, 2 * sizeof *table);

    float tall[] = {-4, 3};
    struct bagtag_table tall_row = {tall, 1, 2, 2};
    f.options.norm_type = (double)INFINITY;
    f.options.padding_idx = -1;
    OK(bagtag_embedding_forward(&tall_row, BAGTAG_INT64, (int64_t[]){0}, 1, &f.options, f.out, &f.error));
    ck_assert_double_eq_tol((double)tall[0], -1, 2e-7);
    ck_assert_double_eq_tol((double)tall[1], 0.75, 2e-7);
}
END_TEST

/* Rows whose norm after scaling may exceed max_norm by a rounding: a second look-up changes no bit. */
START_TEST(a_repeated_row_is_scaled_only_once)
{
    enum { N = 33 };
    const double norms[] = {1e-4, 0.1, 1, 7}, types[] = {1, 2, 3, 1.5, (double)INFINITY};
    for (uint64_t trial = 0; trial < 500; trial++) {
        float row[N], once[N], out[2 * N];
        for (uint64_t d = 0; d < N; d++)
            row[d] = 50.0f * rng_unit(3, trial, d) - 25.0f;
        struct bagtag_table table = {row, 1, N, N};
        f.options.max_norm = norms[trial % 4];
        f.options.norm_type = types[trial % 5];
        OK(bagtag_embedding_forward(&table, BAGTAG_INT64, (int64_t[]){0}, 1, &f.options, out, &f.error));
        memcpy(once, row, sizeof row);
        OK(bagtag_embedding_forward(&table, BAGTAG_INT64, (int64_t[]){0, 0}, 2, &f.options, out, &f.error));
        ck_assert_mem_eq(once, row, sizeof row);
    }
}
END_TEST

START_TEST(gradients_are_accumulated)
{
    float grad[2 * WIDTH];
    for (int i = 0; i < 2 * WIDTH; i++)
        grad[i] = i < WIDTH ? 2 : 3;
    struct bagtag_bags bags = bags_of(hundred, 5, hundred_offsets, 2);
    OK(backward(&bags, grad, NULL));
    OK(backward(&bags, grad, NULL));
    row_is(f.gradient + 1 * STRIDE, 2, 0);
    row_is(f.gradient + 0 * STRIDE, 2, 0);
    row_is(f.gradient + 2 * STRIDE, 0, 0);
    OK(bagtag_embedding_backward(&f.gradient_table, BAGTAG_INT64, (int64_t[]){2, 2}, 2, &f.options, grad, &f.error));
    row_is(f.gradient + 2 * STRIDE, 5, 0);
    nothing_past_the_rows_changed();
}
END_TEST

START_TEST(scale_grad_by_freq_divides_gradients_of_an_embedding_by_counts)
{
    float ones[4 * WIDTH];
    for (int i = 0; i < 4 * WIDTH; i++)
        ones[i] = 1;
    f.options.scale_grad_by_freq = true;
    f.options.padding_idx = 5;
    int64_t indices[] = {9, 5, 9, 1};
    OK(bagtag_embedding_backward(&f.gradient_table, BAGTAG_INT64, indices, 4, &f.options, ones, &f.error));
    row_is(f.gradient + 9 * STRIDE, 1, 0);
    row_is(f.gradient + 1 * STRIDE, 1, 0);
    row_is(f.gradient + 5 * STRIDE, 0, 0);
}
END_TEST

/* Sorted, the indices are 0 0 1 2 2 2 4: the distinct rows 0 1 2 4 are divided by the counts of 0 0 1 2. */
START_TEST(scale_grad_by_freq_divides_gradients_of_a_bag_by_torchs_counts)
{
    int64_t indices[] = {1, 2, 2, 4, 2, 0, 0}, offsets[] = {0, 3, 3};
    float ones[3 * WIDTH];
    for (int i = 0; i < 3 * WIDTH; i++)
        ones[i] = 1;
    struct bagtag_bags bags = bags_of(indices, 7, offsets, 3);
    f.options.mode = BAGTAG_BAG_SUM;
    f.options.scale_grad_by_freq = true;
    OK(backward(&bags, ones, NULL));
    const double want[] = {1, 0.5, 3, 0, 1.0 / 3};
    for (int v = 0; v < 5; v++)
        row_is(f.gradient + v * STRIDE, want[v], 0);
}
END_TEST

START_TEST(the_step_subtracts_rate_times_the_gradient)
{
    f.options.mode = (enum bagtag_bag_mode)_i;
    f.options.padding_idx = 7;
    struct bagtag_bags bags = bags_of(ten, 7, ten_offsets, 2);
    float grad[2 * WIDTH], before[ROWS * STRIDE];
    for (int i = 0; i < 2 * WIDTH; i++)
        grad[i] = (float)(i % 7 - 3);
    memcpy(before, f.weight, sizeof before);
    OK(forward(&bags));
    OK(backward(&bags, grad, NULL));
    OK(bagtag_embedding_bag_sgd_step(&f.table, &bags, &f.options, f.argmax, grad, 0.25f, &f.error));
    for (int v = 0; v < ROWS; v++)
        for (int d = 0; d < WIDTH; d++)
            ck_assert_double_eq_tol((double)f.weight[v * STRIDE + d],
                                    (double)before[v * STRIDE + d] - 0.25 * (double)f.gradient[v * STRIDE + d], 1e-5);
    nothing_past_the_rows_changed();
    f.options.scale_grad_by_freq = true;
    f.out[0] = -99.0f;
    REFUSED(bagtag_embedding_bag_sgd_step(&f.table, &bags, &f.options, f.argmax, grad, 0.25f, &f.error),
            "scale_grad_by_freq");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nn");
    TCase *layers = tcase_create("layers");
    tcase_add_checked_fixture(layers, setup, NULL);
    tcase_add_test(layers, the_ten_by_three_example_gives_the_expected_means);
    tcase_add_test(layers, the_hundred_by_five_example_gives_the_expected_means);
    tcase_add_test(layers, indices_of_32_bits_give_the_same_result_as_64);
    tcase_add_test(layers, a_lookup_copies_rows_in_the_order_of_the_indices);
    tcase_add_test(layers, a_lookup_of_no_indices_writes_nothing);
    tcase_add_loop_test(layers, empty_bags_give_zeros_in_every_mode, 0, 3);
    tcase_add_loop_test(layers, padding_does_not_count_and_a_bag_of_only_padding_is_empty, 0, 3);
    tcase_add_test(layers, two_dimensional_indices_are_bags_of_equal_length);
    tcase_add_test(layers, the_last_offset_is_the_end_when_it_is_included);
    tcase_add_test(layers, sample_weights_scale_rows_and_their_gradient_is_a_dot_product);
    tcase_add_test(layers, max_keeps_the_first_of_equal_values_and_gives_it_the_gradient);
    tcase_add_test(layers, max_skips_a_nan_unless_it_comes_first);
    tcase_add_test(layers, max_norm_scales_long_rows_once_including_padding);
    tcase_add_test(layers, a_repeated_row_is_scaled_only_once);
    tcase_add_test(layers, gradients_are_accumulated);
    tcase_add_test(layers, scale_grad_by_freq_divides_gradients_of_an_embedding_by_counts);
    tcase_add_test(layers, scale_grad_by_freq_divides_gradients_of_a_bag_by_torchs_counts);
    tcase_add_loop_test(layers, the_step_subtracts_rate_times_the_gradient, 0, 3);
    suite_add_tcase(suite, layers);
    return suite_run(suite);
}
