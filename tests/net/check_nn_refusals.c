/* check_nn_refusals.c - what the nn functions refuse, and the error that says why */
/* SPDX-License-Identifier: MIT */
#include "bagtag_nn.h"

#include <check.h>
#include <math.h>

#include "support/nn_fixture.h"
#include "support/suite.h"

START_TEST(an_index_out_of_range_is_named_with_its_position)
{
    int64_t indices[] = {3, 1, 100, 4, 0};
    struct bagtag_bags bags = bags_of(indices, 5, hundred_offsets, 2);
    const char *above = "indices[2]: expected a row of the table, which has 100; found 100, out of range";
    REFUSED(forward(&bags), above);
    REFUSED(bagtag_embedding_forward(&f.table, BAGTAG_INT64, indices, 5, &f.options, f.out, &f.error), above);
    REFUSED(bagtag_embedding_backward(&f.gradient_table, BAGTAG_INT64, indices, 5, &f.options, f.out, &f.error), above);
    const int64_t wrong[] = {-1, INT64_MIN, INT64_MAX, (int64_t)1 << 32};
    for (int i = 0; i < 4; i++) {
        indices[2] = wrong[i];
        REFUSED(forward(&bags), wrong[i] < 0 ? "found -" : "out of range");
    }
    const int32_t narrow[] = {-1, INT32_MIN, INT32_MAX, 100};
    for (int i = 0; i < 4; i++)
        REFUSED(bagtag_embedding_forward(&f.table, BAGTAG_INT32, &narrow[i], 1, &f.options, f.out, &f.error),
                narrow[i] < 0 ? "indices[0]: expected a row of the table, which has 100; found -" : "out of range");
    f.table.n_rows = 0;
    REFUSED(bagtag_embedding_forward(&f.table, BAGTAG_INT64, ten, 1, &f.options, f.out, &f.error), "which has 0");
}
END_TEST

START_TEST(invalid_offsets_are_refused)
{
    int64_t offsets[] = {1, 2};
    struct bagtag_bags bags = bags_of(hundred, 5, offsets, 2);
    REFUSED(forward(&bags), "offsets[0]: expected 0; found 1");
    offsets[0] = -1;
    REFUSED(forward(&bags), "offsets[0]: expected 0; found -1");
    offsets[0] = 0;
    offsets[1] = 6;
    REFUSED(forward(&bags), "offsets[1]: expected at most 5, the number of indices; found 6");
    int64_t falling[] = {0, 3, 2};
    bags = bags_of(hundred, 5, falling, 3);
    REFUSED(forward(&bags), "offsets[2]: expected at least the offset before it, 3; found 2");
}
END_TEST

START_TEST(options_that_conflict_with_the_mode_are_refused)
{
    float weights[5] = {1};
    struct bagtag_bags bags = bags_of(hundred, 5, hundred_offsets, 2);
    bags.per_sample_weights = weights;
    REFUSED(forward(&bags), "per_sample_weights: expected mode sum; found mode mean");
    f.options.mode = BAGTAG_BAG_MAX;
    REFUSED(forward(&bags), "per_sample_weights: expected mode sum; found mode max");
    bags.per_sample_weights = NULL;
    f.options.scale_grad_by_freq = true;
    REFUSED(forward(&bags), "scale_grad_by_freq");
    f.options.scale_grad_by_freq = false;
    REFUSED(
        bagtag_embedding_bag_backward(&f.table, &bags, &f.options, NULL, weights, &f.gradient_table, NULL, &f.error),
        "argmax: expected the array");
    for (int i = 0; i < 2 * WIDTH; i++)
        f.argmax[i] = 100;
    REFUSED(backward(&bags, weights, NULL), "argmax[0][0]: expected -1 or a row");
    f.options.mode = BAGTAG_BAG_MEAN;
    REFUSED(backward(&bags, weights, weights), "per_sample_weights: expected mode sum");
    f.options.mode = (enum bagtag_bag_mode)9;
    REFUSED(forward(&bags), "mode: expected mean, sum or max; found number 9");
}
END_TEST

START_TEST(impossible_tables_and_options_are_refused)
{
    struct bagtag_bags bags = bags_of(hundred, 5, hundred_offsets, 2);
    f.options.padding_idx = 100;
    REFUSED(forward(&bags), "padding_idx");
    f.options.padding_idx = -2;
    REFUSED(forward(&bags), "padding_idx");
    f.options.padding_idx = -1;
    f.options.max_norm = (double)NAN;
    REFUSED(forward(&bags), "max_norm: expected 0 for none, or a positive number; found nan");
    f.options.max_norm = -(double)NAN; /* as 0 / 0 is on some machines */
    REFUSED(forward(&bags), "max_norm: expected 0 for none, or a positive number; found nan");
    f.options.max_norm = 1;
    f.options.norm_type = 0;
    REFUSED(forward(&bags), "norm_type");
    f.options.max_norm = 0;
    bags.type = (enum bagtag_index_type)5;
    REFUSED(forward(&bags), "BAGTAG_INT32 or BAGTAG_INT64");
    bags.type = BAGTAG_INT64;
    f.table.stride = 4;
    REFUSED(forward(&bags), "stride of at least its 5 columns; found 4");
    f.table.stride = STRIDE;
    f.table.n_rows = SIZE_MAX / 8;
    REFUSED(forward(&bags), "too large for memory");
    f.table.n_rows = ROWS;
    f.table.weight = NULL;
    REFUSED(forward(&bags), "found NULL");
}
END_TEST

START_TEST(more_vectors_than_memory_can_hold_are_refused)
{
    const char *expected = "too large for memory";
    const size_t sizes[] = {SIZE_MAX / 8 / WIDTH + 1, SIZE_MAX / WIDTH + 1, SIZE_MAX};
    for (int i = 0; i < 3; i++) {
        struct bagtag_bags bags = bags_of(hundred, 0, NULL, sizes[i]);
        f.options.include_last_offset = false;
        REFUSED(forward(&bags), expected);
        REFUSED(backward(&bags, f.out, NULL), expected);
        REFUSED(bagtag_embedding_forward(&f.table, BAGTAG_INT64, hundred, sizes[i], &f.options, f.out, &f.error),
                expected);
        REFUSED(
            bagtag_embedding_backward(&f.gradient_table, BAGTAG_INT64, hundred, sizes[i], &f.options, f.out, &f.error),
            expected);
        bags.offsets = hundred_offsets;
        f.options.include_last_offset = true;
        REFUSED(forward(&bags), expected);
    }
}
END_TEST

START_TEST(a_nan_in_a_table_is_located_by_row_and_column)
{
    OK(bagtag_table_check(&f.table, &f.error));
    f.weight[3 * STRIDE + WIDTH] = NAN; /* past the row */
    OK(bagtag_table_check(&f.table, &f.error));
    f.weight[17 * STRIDE + 3] = -INFINITY;
    REFUSED(bagtag_table_check(&f.table, &f.error),
            "row 17, column 3 of the table: expected a number; found -infinity");
    f.weight[16 * STRIDE] = NAN;
    REFUSED(bagtag_table_check(&f.table, NULL), "row 17"); /* no error requested */
    REFUSED(bagtag_table_check(&f.table, &f.error), "row 16, column 0 of the table: expected a number; found NaN");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nn refusals");
    TCase *refusals = tcase_create("refusals");
    tcase_add_checked_fixture(refusals, setup, NULL);
    tcase_add_test(refusals, an_index_out_of_range_is_named_with_its_position);
    tcase_add_test(refusals, invalid_offsets_are_refused);
    tcase_add_test(refusals, options_that_conflict_with_the_mode_are_refused);
    tcase_add_test(refusals, impossible_tables_and_options_are_refused);
    tcase_add_test(refusals, more_vectors_than_memory_can_hold_are_refused);
    tcase_add_test(refusals, a_nan_in_a_table_is_located_by_row_and_column);
    suite_add_tcase(suite, refusals);
    return suite_run(suite);
}
