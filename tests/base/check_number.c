/* check_number.c - numbers as people type them */
/* SPDX-License-Identifier: MIT */
#include "base/decimal.h"
#include "base/number.h"

#include <check.h>
#include <float.h>
#include <locale.h>
#include <stddef.h>

#include "support/suite.h"

static const struct {
    double value;
    const char *text;
} exact[] = {
    {0, "0"},
    {1, "1"},
    {10, "10"},
    {100, "100"},
    {12.5, "12.5"},
    {0.79, "0.79"},
    {0.1 + 0.2, "0.30000000000000004"},
    {0.00001, "0.00001"},
    {0.00000123456789, "0.00000123456789"},
    {1.0 / 300000, "0.0000033333333333333333"},
    {-0.25, "-0.25"},
    {1e-9, "1e-09"},
    {1200000, "1200000"},
    {9007199254740993.0, "9007199254740992"},
    {1e15, "1000000000000000"},
    {1e16, "1e+16"},
    {DBL_MAX, "1.7976931348623157e+308"},
    {-DBL_TRUE_MIN, "-5e-324"},
};

/* Numbers of a command line that gives the same model: written as a person types them, and exact to the last bit. */
START_TEST(numbers_are_written_plainly_and_read_back_exactly)
{
    char out[DECIMAL_BYTES];
    ck_assert_str_eq(decimal_text(out, exact[_i].value), exact[_i].text);
    double again = -1;
    ck_assert(number_read_real(out, &again));
    ck_assert_double_eq(again, exact[_i].value);
    ck_assert(number_read_real(decimal_general(out, exact[_i].value), &again));
    ck_assert_double_eq(again, exact[_i].value);
}
END_TEST

static const char *const no_numbers[] = {"",      " 1",  "1 ",    "1,5",  "nan", "inf", "0x10", "1e",
                                         "1e999", "--1", "1.2.3", "1e5x", "e5",  ".",   "+"};

START_TEST(invalid_numbers_are_refused)
{
    double real = 7;
    uint64_t whole = 7;
    ck_assert(!number_read_real(no_numbers[_i], &real));
    ck_assert(!number_read_whole(no_numbers[_i], &whole));
    ck_assert(real == 7 && whole == 7);
}
END_TEST

START_TEST(whole_numbers_are_digits_only_and_must_fit)
{
    uint64_t value = 7;
    ck_assert(number_read_whole("18446744073709551615", &value) && value == UINT64_MAX);
    ck_assert(number_read_whole("007", &value) && value == 7);
    ck_assert(!number_read_whole("18446744073709551616", &value));
    ck_assert(!number_read_whole("-1", &value) && !number_read_whole("1.0", &value) &&
              !number_read_whole("1e3", &value));
    ck_assert_uint_eq(value, 7);
}
END_TEST

/* Any installed locale with a decimal comma will do; without one this checks nothing. */
START_TEST(the_locale_does_not_matter)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "cs_CZ.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (setlocale(LC_ALL, names[i]) != NULL)
            break;
    char text[DECIMAL_BYTES];
    double value = 0;
    ck_assert_str_eq(decimal_text(text, 0.5), "0.5");
    ck_assert_str_eq(decimal_general(text, 1.25e-7), "1.25e-07");
    ck_assert(number_read_real("0.5", &value) && value == 0.5);
    ck_assert(!number_read_real("0,5", &value));
    (void)setlocale(LC_ALL, "C");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("number");
    TCase *tests = tcase_create("number");
    tcase_add_loop_test(tests, numbers_are_written_plainly_and_read_back_exactly, 0,
                        (int)(sizeof exact / sizeof exact[0]));
    tcase_add_loop_test(tests, invalid_numbers_are_refused, 0, (int)(sizeof no_numbers / sizeof no_numbers[0]));
    tcase_add_test(tests, whole_numbers_are_digits_only_and_must_fit);
    tcase_add_test(tests, the_locale_does_not_matter);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
