/* check_decimal.c - the shortest text that reads back to the same float; the header of an array */
/* SPDX-License-Identifier: MIT */
#include "base/decimal.h"

#include <check.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "io/npy.h"
#include "support/suite.h"

static const char *text_of(float value, char text[64])
{
    struct buffer out = {0};
    decimal_append(&out, value);
    buffer_char(&out, '\0');
    ck_assert(!out.failed && out.len <= 64);
    memcpy(text, out.bytes, out.len);
    buffer_clear(&out);
    return text;
}

static float float_of(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static const struct {
    float value;
    const char *text;
} cases[] = {
    {0.0f, "0"},
    {-0.0f, "-0"},
    {1.0f, "1"},
    {-12.5f, "-12.5"},
    {0.1f, "0.1"},
    {0.3f, "0.3"},
    {1.0f / 3, "0.33333334"},
    {100.0f, "100"},
    {16777216.0f, "16777216"},
    {999999.94f, "999999.94"},
    {999999999.0f, "1e9"},
    {1e10f, "1e10"},
    {1e21f, "1e21"},
    {0.00001f, "0.00001"},
    {0.000123f, "0.000123"},
    {0.0000099f, "9.9e-6"},
    {3e-9f, "3e-9"},
    {-1.5e-7f, "-1.5e-7"},
    {FLT_MAX, "3.40282347e38"},
    {FLT_MIN, "1.17549435e-38"},
    {1e-45f, "1.40129846e-45"},
    {INFINITY, "inf"},
    {-INFINITY, "-inf"},
    {NAN, "nan"},
};

START_TEST(a_value_has_the_expected_text)
{
    char text[64];
    ck_assert_str_eq(text_of(cases[_i].value, text), cases[_i].text);
}
END_TEST

static void check_read_back(float value)
{
    char text[64];
    float back = strtof(text_of(value, text), NULL);
    ck_assert_msg(memcmp(&back, &value, sizeof value) == 0, "%.9g was written as %s", (double)value, text);
}

/* Floats next to every power of two and of ten, where the distance to the next float changes. */
START_TEST(floats_near_powers_of_2_and_10_read_back_exactly)
{
    for (uint32_t exponent = 0; exponent < 255; exponent++)
        for (uint32_t low = 0; low < 3; low++) {
            check_read_back(float_of(exponent << 23 | low));
            check_read_back(float_of(exponent << 23 | (0x7FFFFF - low)));
        }
    for (int power = -45; power <= 38; power++) {
        float value = (float)pow(10.0, power);
        check_read_back(value);
        check_read_back(nextafterf(value, 0.0f));
        if (power < 38)
            check_read_back(nextafterf(value, INFINITY));
    }
}
END_TEST

START_TEST(random_bits_read_back)
{
    uint64_t state = 1;
    for (int i = 0; i < 40000; i++) {
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        float value = float_of((uint32_t)(state >> 32));
        if (isfinite(value))
            check_read_back(value);
    }
}
END_TEST

/* Tries each precision of the C library in turn: ours is never longer in the range where weights lie. */
START_TEST(no_text_is_longer_than_it_must_be)
{
    uint64_t state = 7;
    for (int i = 0; i < 50000; i++) {
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        uint32_t exponent = 127 - 20 + (uint32_t)(state >> 58) % 30;
        float value = float_of((uint32_t)(state >> 32 & 0x7FFFFF) | exponent << 23);
        char shortest[64] = "", text[64];
        for (int digits = 1; digits <= 9; digits++) {
            (void)snprintf(shortest, sizeof shortest, "%.*e", digits - 1, (double)value);
            if (strtof(shortest, NULL) == value)
                break;
        }
        size_t n_digits = strcspn(shortest, "e") - (strchr(shortest, '.') != NULL);
        size_t n_ours = 0;
        bool is_leading = true;
        text_of(value, text);
        for (const char *c = text; *c != '\0' && *c != 'e'; c++) {
            is_leading = is_leading && (*c == '0' || *c == '.');
            n_ours += !is_leading && *c != '.';
        }
        /* whole numbers end in zeros that are not significant */
        ck_assert_msg(n_ours <= n_digits || value >= 10.0f, "%s for %s", text, shortest);
    }
}
END_TEST

/* Any installed locale with a decimal comma will do; without one this checks nothing. */
START_TEST(the_locale_does_not_matter)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "cs_CZ.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (setlocale(LC_ALL, names[i]) != NULL)
            break;
    char text[64];
    ck_assert_str_eq(text_of(0.5f, text), "0.5");
    ck_assert_str_eq(text_of(FLT_MIN, text), "1.17549435e-38");
    (void)setlocale(LC_ALL, "C");
}
END_TEST

static const struct {
    uint64_t n_rows;
    size_t n_columns;
    const char *literal;
} shapes[] = {
    {0, 1, "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 1), }"},
    {112, 4096, "{'descr': '<f4', 'fortran_order': False, 'shape': (112, 4096), }"},
    {UINT64_MAX, SIZE_MAX,
     "{'descr': '<f4', 'fortran_order': False, 'shape': (18446744073709551615, 18446744073709551615), }"},
};

START_TEST(a_header_is_a_literal_padded_with_spaces)
{
    char header[NPY_HEADER_BYTES + 1];
    header[NPY_HEADER_BYTES] = '#';
    npy_header(header, shapes[_i].n_rows, shapes[_i].n_columns);
    ck_assert_int_eq(memcmp(header, "\x93NUMPY\x01\x00\x76\x00", 10), 0);
    ck_assert_int_eq(header[NPY_HEADER_BYTES], '#');
    ck_assert_int_eq(header[NPY_HEADER_BYTES - 1], '\n');
    size_t len = strlen(shapes[_i].literal);
    if (sizeof(size_t) == 8 || _i < 2)
        ck_assert_int_eq(memcmp(header + 10, shapes[_i].literal, len), 0);
    for (size_t i = 10 + len; i < NPY_HEADER_BYTES - 1; i++)
        ck_assert_int_eq(header[i], ' ');
}
END_TEST

static void check_probability(float value)
{
    struct buffer out = {0};
    decimal_append_probability(&out, value);
    buffer_char(&out, '\0');
    ck_assert(!out.failed);
    char *end = NULL;
    ck_assert_msg(strtof(out.bytes, &end) == value && *end == '\0', "%s is not %.9g", out.bytes, (double)value);
    ck_assert_msg(strlen(out.bytes) >= strlen("0.123456") && out.bytes[1] == '.' && !strchr(out.bytes, 'e'), "%s",
                  out.bytes);
    buffer_clear(&out);
}

START_TEST(a_probability_has_six_decimals_no_exponent_and_reads_back)
{
    for (uint64_t i = 0; i < 40000; i++) {
        float fraction = (float)rng_unit(1, 2, i);
        check_probability(fraction);
        check_probability(1.0f - fraction * 1e-5f);
        check_probability(fraction * ldexpf(1.0f, -(int)(i % 149)));
    }
    static const struct {
        float value;
        const char *text;
    } written[] = {{0.5f, "0.500000"},         {0.0f, "0.000000"},          {-0.1f, "0.000000"},
                   {1.0f, "1.000000"},         {2.0f, "1.000000"},          {NAN, "0.000000"},
                   {1e-7f, "0.0000001"},       {0.99999994f, "0.99999994"}, {0.123456f, "0.123456"},
                   {0.33333334f, "0.33333334"}};
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        struct buffer out = {0};
        decimal_append_probability(&out, written[i].value);
        buffer_char(&out, '\0');
        ck_assert_str_eq(out.bytes, written[i].text);
        buffer_clear(&out);
    }
}
END_TEST

/* Compares with printf, which rounds differently only in programs that change the rounding mode. */
static void check_rounded(float value)
{
    for (int n_digits = 5; n_digits <= 6; n_digits++) {
        char ours[DECIMAL_BYTES + 1], theirs[64];
        *decimal_write_rounded(ours, value, n_digits) = '\0';
        (void)snprintf(theirs, sizeof theirs, "%.*g", n_digits, (double)value);
        ck_assert_msg(strcmp(ours, theirs) == 0, "%.9g with %d digits: %s, not %s", (double)value, n_digits, ours,
                      theirs);
    }
}

START_TEST(random_floats_of_every_exponent_are_rounded_as_printf_does)
{
    for (uint64_t i = 0; i < 100000; i++) /* stops before the negative NaNs, whose sign printf may or may not print */
        check_rounded(float_of((uint32_t)(rng_unit(1, 3, i) * 0xFF000000)));
    for (uint32_t exponent = 0; exponent < 256; exponent++)
        for (uint32_t i = 0; i < 16; i++)
            if (exponent < 255 || i % 8 == 0)
                check_rounded(float_of((i & 1) << 31 | exponent << 23 | (i / 2 * 0x249249 & 0x7FFFFF)));
}
END_TEST

/* Halves of the last digit, their neighbours, and values that round up to one more digit. */
START_TEST(halves_are_rounded_to_even)
{
    for (int power = -20; power <= 30; power++)
        for (int n = 100; n < 100010; n += n < 1000 || n > 99990 ? 1 : 997) {
            float value = (float)((n + 0.5) * pow(10.0, power));
            check_rounded(value);
            check_rounded(-nextafterf(value, 0.0f));
            check_rounded(nextafterf(value, INFINITY));
        }
    for (int power = 0; power < 24; power++)
        for (int n = 1; n < 2048; n += 2)
            check_rounded(ldexpf((float)n, -power));
}
END_TEST

START_TEST(a_rounded_number_is_appended)
{
    struct buffer out = {0};
    decimal_append_rounded(&out, 0.123456f, 5);
    buffer_char(&out, ' ');
    decimal_append_rounded(&out, -1e10f, 6);
    buffer_char(&out, '\0');
    ck_assert_str_eq(out.bytes, "0.12346 -1e+10");
    buffer_clear(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decimal");
    TCase *decimal = tcase_create("decimal");
    tcase_add_loop_test(decimal, a_value_has_the_expected_text, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_test(decimal, floats_near_powers_of_2_and_10_read_back_exactly);
    tcase_add_test(decimal, random_bits_read_back);
    tcase_add_test(decimal, no_text_is_longer_than_it_must_be);
    tcase_add_test(decimal, the_locale_does_not_matter);
    tcase_add_test(decimal, a_probability_has_six_decimals_no_exponent_and_reads_back);
    tcase_add_test(decimal, random_floats_of_every_exponent_are_rounded_as_printf_does);
    tcase_add_test(decimal, halves_are_rounded_to_even);
    tcase_add_test(decimal, a_rounded_number_is_appended);
    tcase_add_loop_test(decimal, a_header_is_a_literal_padded_with_spaces, 0, (int)(sizeof shapes / sizeof shapes[0]));
    suite_add_tcase(suite, decimal);
    return suite_run(suite);
}
