/* check_utf8.c - utf8 and bytes */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "support/suite.h"

/* ---- utf8 ---- */

static const struct {
    const char *bytes;
    size_t len;
    uint32_t taken;
    uint32_t code;
} decodings[] = {
    {"A", 1, 1, 'A'},
    {"\0", 1, 1, 0},
    {"\xc2\x80", 2, 2, 0x80},
    {"\xdf\xbf", 2, 2, 0x7ff},
    {"\xe0\xa0\x80", 3, 3, 0x800},
    {"\xed\x9f\xbf", 3, 3, 0xd7ff},
    {"\xef\xbf\xbd", 3, 3, 0xfffd},
    {"\xf0\x90\x80\x80", 4, 4, 0x10000},
    {"\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff},
    {"\x80", 1, 1, UTF8_REPLACEMENT},     /* a continuation alone */
    {"\xc0\x80", 2, 1, UTF8_REPLACEMENT}, /* overlong */
    {"\xc1\xbf", 2, 1, UTF8_REPLACEMENT},
    {"\xe0\x9f\xbf", 3, 1, UTF8_REPLACEMENT},     /* overlong */
    {"\xed\xa0\x80", 3, 1, UTF8_REPLACEMENT},     /* a surrogate */
    {"\xf0\x8f\xbf\xbf", 4, 1, UTF8_REPLACEMENT}, /* overlong */
    {"\xf4\x90\x80\x80", 4, 1, UTF8_REPLACEMENT}, /* above U+10FFFF */
    {"\xf5\x80\x80\x80", 4, 1, UTF8_REPLACEMENT},
    {"\xff", 1, 1, UTF8_REPLACEMENT},
    {"\xc3", 1, 1, UTF8_REPLACEMENT}, /* truncated: all the bytes present are one replacement */
    {"\xe2\x82", 2, 2, UTF8_REPLACEMENT},
    {"\xf0\x9f\x98", 3, 3, UTF8_REPLACEMENT},
    {"\xe2\x82"
     "A",
     3, 2, UTF8_REPLACEMENT},
    {"\xf0\x9f\x98"
     "A",
     4, 3, UTF8_REPLACEMENT},
    {"\xf0\x9f"
     "A",
     3, 2, UTF8_REPLACEMENT},
    {"\xe2"
     "A",
     2, 1, UTF8_REPLACEMENT},
    {"\xe2\xe2\x82\xac", 4, 1, UTF8_REPLACEMENT},
};

START_TEST(decoding_takes_maximal_subparts)
{
    size_t len = decodings[_i].len;
    char *exact = malloc(len); /* a block of exact size, so that reads past the end are detected */
    memcpy(exact, decodings[_i].bytes, len);
    struct utf8_char c = utf8_decode(exact, len);
    bool is_valid = decodings[_i].code != UTF8_REPLACEMENT || memcmp(exact, "\xef\xbf\xbd", len < 3 ? len : 3) == 0;
    ck_assert_uint_eq(c.code, decodings[_i].code);
    ck_assert_uint_eq(c.bytes, decodings[_i].taken);
    ck_assert_int_eq(c.is_valid, is_valid);
    ck_assert_int_eq(utf8_is_valid(exact, len), is_valid && c.bytes == len);
    free(exact);
}
END_TEST

START_TEST(every_scalar_value_survives_encoding_and_decoding)
{
    for (uint32_t code = 0; code < 0x110000; code++) {
        if (code >= 0xd800 && code < 0xe000)
            continue;
        char bytes[UTF8_MAX_BYTES];
        size_t len = utf8_encode(code, bytes);
        struct utf8_char c = utf8_decode(bytes, len);
        if (!c.is_valid || c.code != code || c.bytes != len)
            ck_abort_msg("U+%04X does not survive", code);
    }
}
END_TEST

START_TEST(one_bad_byte_is_found_wherever_it_is)
{
    enum { longest = 80 };
    for (size_t len = 0; len <= longest; len++) {
        char *text = malloc(len + 1);
        memset(text, 'a', len);
        ck_assert(utf8_is_valid(text, len));
        for (size_t bad = 0; bad < len; bad++) {
            text[bad] = (char)0xc3;
            ck_assert(!utf8_is_valid(text, len));
            text[bad] = 'a';
        }
        free(text);
    }
}
END_TEST

/* ---- bytes ---- */

static bool is_valid_byte_by_byte(const char *text, size_t len)
{
    for (size_t position = 0; position < len;) {
        struct utf8_char c = utf8_decode(text + position, len - position);
        if (!c.is_valid)
            return false;
        position += c.bytes;
    }
    return true;
}

/* Texts of sequences of 1 to 4 bytes, some with a changed byte or a truncated end. */
START_TEST(block_validation_agrees_with_decoding_each_character)
{
    static const uint32_t first[] = {0, 0x80, 0x800, 0x10000}, number[] = {0x80, 0x780, 0xd000, 0x100000};
    size_t n_valid = 0;
    for (uint64_t i = 0; i < 100000; i++) {
        char text[96];
        size_t len = 0, wanted = rng_bits(1, i, 0) % 70;
        while (len < wanted) {
            uint64_t bits = rng_bits(1, i, 1 + len);
            size_t kind = bits % 16 < 5 ? 0 : bits % 16 < 10 ? 1 : bits % 16 < 15 ? 2 : 3;
            len += utf8_encode(first[kind] + (uint32_t)(bits >> 32) % number[kind], text + len);
        }
        uint64_t change = rng_bits(2, i, 0);
        if (len > 0 && change % 4 == 1)
            text[change / 4 % len] = (char)(change >> 40);
        len -= len > 0 && change % 4 == 2;
        char *exact = malloc(len + 1); /* exact size, so that a sanitizer detects reads past the end */
        memcpy(exact + 1, text, len);
        bool is_valid = is_valid_byte_by_byte(exact + 1, len);
        ck_assert_msg(utf8_is_valid(exact + 1, len) == is_valid, "text %d", (int)i);
        n_valid += is_valid;
        free(exact);
    }
    ck_assert_uint_gt(n_valid, 50000);
    ck_assert_uint_lt(n_valid, 90000);
}
END_TEST

START_TEST(find_agrees_with_a_plain_search)
{
    char text[300 + 64];
    for (uint64_t round = 0; round < 20000; round++) {
        size_t len = rng_bits(1, 0, round) % 200;
        size_t needle_len = rng_bits(1, 1, round) % (round % 4 == 0 ? 40 : 5);
        char needle[40];
        for (size_t i = 0; i < sizeof text; i++) /* two letters, also past the end of the text */
            text[i] = (char)('a' + (rng_bits(round, 2, i) & 1));
        for (size_t i = 0; i < needle_len; i++)
            needle[i] = (char)('a' + (rng_bits(round, 3, i) & 1));
        if (round % 4 == 0 && needle_len > 0 && needle_len <= len) /* a needle that occurs */
            memcpy(needle, text + len - needle_len, needle_len);
        ck_assert_ptr_eq(bytes_find(text, len, needle, needle_len), memmem(text, len, needle, needle_len));
    }
}
END_TEST

START_TEST(find_never_matches_past_the_end_of_the_text)
{
    char text[128] = "xxxxxxxxneedle";
    ck_assert_ptr_eq(bytes_find(text, 14, "needle", 6), text + 8);
    ck_assert_ptr_null(bytes_find(text, 13, "needle", 6));
    ck_assert_ptr_null(bytes_find(text, 8, "n", 1));
    ck_assert_ptr_null(bytes_find(text, 0, "x", 1));
    ck_assert_ptr_eq(bytes_find(text, 0, "", 0), text);
}
END_TEST

START_TEST(count_is_right_at_every_length)
{
    size_t longest = 40000; /* more than 255 steps of 64 */
    char *text = malloc(longest);
    for (size_t i = 0; i < longest; i++)
        text[i] = rng_bits(8, 0, i) % 3 == 0 ? '\n' : (char)(rng_bits(8, 1, i) & 0xff);
    size_t expected = 0;
    for (size_t len = 0; len < longest; len++) {
        if (len < 400 || len % 1009 == 0)
            ck_assert_uint_eq(bytes_count(text, len, '\n'), expected);
        expected += text[len] == '\n';
    }
    memset(text, '\n', longest);
    ck_assert_uint_eq(bytes_count(text, longest, '\n'), longest);
    ck_assert_uint_eq(bytes_count(text, longest, (char)0xff), 0);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("utf8");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_add_loop_test(parts, decoding_takes_maximal_subparts, 0, sizeof decodings / sizeof decodings[0]);
    tcase_add_test(parts, every_scalar_value_survives_encoding_and_decoding);
    tcase_add_test(parts, one_bad_byte_is_found_wherever_it_is);
    tcase_add_test(parts, block_validation_agrees_with_decoding_each_character);
    tcase_add_test(parts, find_agrees_with_a_plain_search);
    tcase_add_test(parts, find_never_matches_past_the_end_of_the_text);
    tcase_add_test(parts, count_is_right_at_every_length);

    return suite_run(suite);
}
