/* check_calibrate.c - from the temperature of a part of the documents to that of a model of all of them */
/* SPDX-License-Identifier: MIT */
#include "fit/calibrate.h"

#include <check.h>

#include "support/suite.h"

START_TEST(a_temperature_from_a_smaller_part_moves_closer_to_one)
{
    static const struct {
        double temperature, part, of_all;
    } expected[] = {{1.5, 1, 1.5}, {1.5, 0.2, 1.5}, {1.5, 0.1, 1.25}, {0.7, 0.05, 0.93}, {0.25, 0.1, 0.63}, {8, 0, 1}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        ck_assert_double_eq_tol(calibrate_extrapolate(expected[i].temperature, expected[i].part), expected[i].of_all,
                                1e-12);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("calibrate");
    TCase *tests = tcase_create("calibrate");
    tcase_add_test(tests, a_temperature_from_a_smaller_part_moves_closer_to_one);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
