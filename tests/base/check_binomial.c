/* check_binomial.c - binomial probabilities, against exact values */
/* SPDX-License-Identifier: MIT */
#include "base/binomial.h"

#include <check.h>
#include <math.h>

#include "support/suite.h"

/* Expected values: sums of fractions with 50 digits. */
START_TEST(the_tail_is_the_sum_of_its_terms)
{
    static const struct {
        uint64_t hits, n;
        double p, tail;
    } cases[] = {{9, 10, 0.5, 0.0107421875},
                 {1, 10, 0.5, 0.9990234375},
                 {59, 59, 0.95, 0.0484945252494232},
                 {480, 500, 0.95, 0.178850716445698},
                 {470, 500, 0.95, 0.86914770210461},
                 {990, 1000, 0.9, 1.4508988321783e-32},
                 {10, 1000, 0.1, 1.0},
                 {500200, 1000000, 0.5, 0.344946612432132}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double tail = binomial_tail(cases[i].hits, cases[i].n, cases[i].p);
        ck_assert_msg(fabs(tail / cases[i].tail - 1.0) < 1e-8, "%zu: %.15g", i, tail);
    }
}
END_TEST

START_TEST(certain_counts_have_probability_1_and_impossible_ones_0)
{
    ck_assert_double_eq(binomial_tail(0, 10, 0.3), 1.0);
    ck_assert_double_eq(binomial_tail(0, 0, 0.3), 1.0);
    ck_assert_double_eq(binomial_tail(11, 10, 0.3), 0.0);
    ck_assert_double_eq(binomial_tail(11, 10, 1.0), 0.0);
    ck_assert_double_eq(binomial_tail(10, 10, 1.0), 1.0);
    ck_assert_double_eq(binomial_tail(1, 10, 0.0), 0.0);
}
END_TEST

START_TEST(the_bound_is_that_of_clopper_and_pearson)
{
    static const struct {
        uint64_t hits, n;
        double error, bound;
    } cases[] = {{0, 20, 0.05, 0.0},
                 {9, 10, 0.05, 0.605836697563},
                 {9, 10, 0.025, 0.554983882972},
                 {20, 20, 0.05, 0.860891659332},
                 {1, 20, 0.05, 0.002561378777},
                 {5, 10, 0.025, 0.187086028447},
                 {45, 50, 0.05, 0.801166997484},
                 {99, 100, 0.05, 0.953440188546},
                 {476, 500, 0.0125, 0.925978137756},
                 {950, 1000, 0.05, 0.937136596488},
                 {1, 1000, 0.05, 0.000051291979},
                 {95000, 100000, 0.05, 0.948851678053}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_double_eq_tol(binomial_lower_bound(cases[i].hits, cases[i].n, cases[i].error), cases[i].bound, 1e-10);
}
END_TEST

START_TEST(the_fewest_trials_are_enough_and_one_less_is_not)
{
    ck_assert_uint_eq(binomial_fewest(0.95, 0.05), 59);
    ck_assert_uint_eq(binomial_fewest(0.99, 0.05), 299);
    ck_assert_uint_eq(binomial_fewest(0.5, 0.5), 1);
    ck_assert_uint_eq(binomial_fewest(0.01, 0.05), 1);
    for (int percent = 1; percent < 100; percent++) {
        double p = percent / 100.0;
        uint64_t n = binomial_fewest(p, 0.0125);
        ck_assert(binomial_lower_bound(n, n, 0.0125) >= p - 1e-12);
        ck_assert(n == 1 || binomial_lower_bound(n - 1, n - 1, 0.0125) < p);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("binomial");
    TCase *tests = tcase_create("binomial");
    tcase_add_test(tests, the_tail_is_the_sum_of_its_terms);
    tcase_add_test(tests, certain_counts_have_probability_1_and_impossible_ones_0);
    tcase_add_test(tests, the_bound_is_that_of_clopper_and_pearson);
    tcase_add_test(tests, the_fewest_trials_are_enough_and_one_less_is_not);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
