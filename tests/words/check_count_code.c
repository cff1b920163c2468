/* check_count_code.c - counts in one byte each: exact if small, in order, and close everywhere */
/* SPDX-License-Identifier: MIT */
#include "words/count_code.h"

#include <check.h>

#include "support/suite.h"

enum { LAST = UINT8_MAX };

START_TEST(a_small_count_is_its_own_code)
{
    for (uint64_t count = 0; count <= UINT64_C(2) * COUNT_CODE_STEPS; count++) {
        ck_assert_uint_eq(count_code(count), count);
        ck_assert_uint_eq(count_of_code((uint8_t)count), count);
    }
}
END_TEST

/* Part of the format. */
START_TEST(codes_are_the_same_in_every_version)
{
    static const struct {
        uint64_t count;
        uint8_t code;
    } known[] = {{13, 13},
                 {14, 13},
                 {15, 14},
                 {20, 16},
                 {24, 18},
                 {25, 18},
                 {26, 19},
                 {300, 39},
                 {UINT64_C(1) << 40, 230},
                 {UINT64_C(9) << 41, LAST},
                 {UINT64_MAX, LAST}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        ck_assert_uint_eq(count_code(known[i].count), known[i].code);
    ck_assert_uint_eq(count_of_code(13), 14);
    ck_assert_uint_eq(count_of_code(39), 288);
    ck_assert_uint_eq(count_of_code(230), UINT64_C(1) << 40);
    ck_assert_uint_eq(count_of_code(LAST), UINT64_C(9) << 41);
}
END_TEST

START_TEST(codes_are_in_order_and_are_the_codes_of_their_counts)
{
    for (unsigned code = 0; code <= LAST; code++) {
        ck_assert_uint_eq(count_code(count_of_code((uint8_t)code)), code);
        if (code > 0)
            ck_assert_uint_gt(count_of_code((uint8_t)code), count_of_code((uint8_t)(code - 1)));
    }
}
END_TEST

/* On both sides of the middle between two counts that have codes of their own. */
START_TEST(a_count_has_the_nearest_code_and_ties_go_to_the_larger)
{
    for (unsigned code = 0; code < LAST; code++) {
        uint64_t low = count_of_code((uint8_t)code), high = count_of_code((uint8_t)(code + 1));
        for (uint64_t count = low; count < high && count < low + 100; count++)
            ck_assert_uint_eq(count_code(count), count - low < high - count ? code : code + 1);
        for (uint64_t count = high; count > low && count > high - 100; count--)
            ck_assert_uint_eq(count_code(count), count - low < high - count ? code : code + 1);
        ck_assert_uint_eq(count_code(low + (high - low) / 2), high - low > 1 ? code + 1 : code);
    }
}
END_TEST

START_TEST(no_count_is_more_than_a_thirteenth_off)
{
    uint8_t last = 0;
    for (uint64_t count = 1; count < UINT64_C(9) << 41; count += count / 1000 + 1) {
        uint8_t code = count_code(count);
        uint64_t found = count_of_code(code), off = found > count ? found - count : count - found;
        ck_assert_uint_le(off * 13, count);
        ck_assert_uint_ge(code, last);
        last = code;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("count code");
    TCase *tests = tcase_create("count code");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, a_small_count_is_its_own_code);
    tcase_add_test(tests, codes_are_the_same_in_every_version);
    tcase_add_test(tests, codes_are_in_order_and_are_the_codes_of_their_counts);
    tcase_add_test(tests, a_count_has_the_nearest_code_and_ties_go_to_the_larger);
    tcase_add_test(tests, no_count_is_more_than_a_thirteenth_off);

    return suite_run(suite);
}
