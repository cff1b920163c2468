/* check_base.c - error, mem, arena, rng, hash, buffer */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/large.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "support/suite.h"

/* ---- error ---- */

START_TEST(null_error_is_allowed_and_the_status_is_still_returned)
{
    struct bagtag_error kept = {"kept"}, error = {"untouched"};
    ck_assert_int_eq(error_set(NULL, BAGTAG_INPUT, "%d", 1), BAGTAG_INPUT);
    ck_assert_int_eq(error_errno(NULL, ENOENT, "%d", 1), BAGTAG_SYSTEM);
    ck_assert_int_eq(error_memory(NULL), BAGTAG_MEMORY);
    ck_assert_int_eq(error_forward(NULL, BAGTAG_STOPPED, &kept), BAGTAG_STOPPED);
    error_at_line(NULL, "a.tsv", 17);
    ck_assert_int_eq(error_forward(&error, BAGTAG_OK, &kept), BAGTAG_OK);
    ck_assert_str_eq(error.sentence, "untouched");
    ck_assert_int_eq(error_forward(&error, BAGTAG_INPUT, &kept), BAGTAG_INPUT);
    error_at_line(&error, "a.tsv", 17);
    ck_assert_str_eq(error.sentence, "a.tsv:17: kept");
}
END_TEST

START_TEST(error_sentence_is_written_and_status_returned)
{
    struct bagtag_error error;
    ck_assert_int_eq(error_set(&error, BAGTAG_INPUT, "%s:%d: expected a label", "a.tsv", 17), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence, "a.tsv:17: expected a label");
    ck_assert_int_eq(error_memory(&error), BAGTAG_MEMORY);
    ck_assert_str_eq(error.sentence, "out of memory");
}
END_TEST

START_TEST(errno_text_follows_the_sentence)
{
    struct bagtag_error error;
    ck_assert_int_eq(error_errno(&error, ENOENT, "%s", "no/such"), BAGTAG_SYSTEM);
    ck_assert_str_eq(error.sentence, "no/such: No such file or directory");
    error_errno(&error, 99999, "x");
    ck_assert_ptr_nonnull(strstr(error.sentence, "x: "));
}
END_TEST

START_TEST(hostile_bytes_in_a_sentence_become_question_marks)
{
    struct bagtag_error error;
    error_set(&error, BAGTAG_INPUT, "%s", "a\nb\033[31m\x7f \xc2\x9b \xff \xe2\x82 \xc3\xa9 \xe2\x80\xae");
    ck_assert_str_eq(error.sentence, "a?b?[31m? ? ? ? \xc3\xa9 ?");
}
END_TEST

START_TEST(a_sentence_may_begin_with_anything)
{
    struct bagtag_error error;
    error_set(&error, BAGTAG_INPUT, "%s", ": is no label");
    ck_assert_str_eq(error.sentence, ": is no label");
    ck_assert_str_eq(error_file_name(""), "''");
    ck_assert_str_eq(error_file_name("-"), "-");
}
END_TEST

START_TEST(long_sentence_is_truncated_between_characters)
{
    for (int shift = 0; shift < 4; shift++) {
        char text[3000] = "";
        memset(text, 'x', (size_t)shift);
        for (size_t i = (size_t)shift; i + 3 < sizeof text; i += 3)
            memcpy(text + i, "\xe2\x82\xac", 3);
        struct bagtag_error error;
        error_set(&error, BAGTAG_INPUT, "%s", text);
        size_t len = strlen(error.sentence);
        ck_assert_uint_ge(len, sizeof error.sentence - 4);
        ck_assert(utf8_is_valid(error.sentence, len));
        ck_assert_ptr_null(strchr(error.sentence, '?'));
        error_errno(&error, ENOENT, "%s", text);
        ck_assert_uint_lt(strlen(error.sentence), sizeof error.sentence);
    }
}
END_TEST

/* ---- mem ---- */

START_TEST(allocation_whose_size_overflows_is_refused)
{
    volatile size_t huge = SIZE_MAX / 2 + 2; /* volatile: the compiler would warn about the size */
    ck_assert_ptr_null(mem_array(huge, 2));
    ck_assert_ptr_null(mem_zeroed(huge, 2));
    ck_assert_ptr_null(mem_array(huge, 1));
    ck_assert_ptr_null(large_floats(huge / 2));
    ck_assert_ptr_null(large_floats(huge));
    ck_assert_ptr_null(large_floats(SIZE_MAX / sizeof(float)));

    char *old = mem_array(1, 1);
    ck_assert_ptr_nonnull(old);
    *old = 'x';
    ck_assert_ptr_null(mem_resize(old, huge, 2));
    size_t capacity = 1;
    ck_assert_int_eq(mem_reserve(&old, &capacity, huge, 2), -1);
    ck_assert_uint_eq(capacity, 1);
    ck_assert_int_eq(*old, 'x');
    free(old);
}
END_TEST

START_TEST(nothing_can_be_allocated_and_freed)
{
    void *a = mem_array(0, 8);
    void *b = mem_zeroed(0, 0);
    float *c = large_floats(0);
    ck_assert(a != NULL && b != NULL && c != NULL);
    a = mem_resize(a, 0, 8);
    ck_assert_ptr_nonnull(a);
    free(a);
    free(b);
    large_free(c);
    large_free(NULL);
}
END_TEST

START_TEST(reserve_grows_by_half_and_keeps_the_contents)
{
    uint32_t *numbers = NULL;
    size_t capacity = 0;
    size_t n_growths = 0;
    for (size_t n = 0; n < 100000; n++) {
        size_t before = capacity;
        ck_assert_int_eq(mem_reserve(&numbers, &capacity, n + 1, sizeof *numbers), 0);
        n_growths += capacity != before;
        numbers[n] = (uint32_t)n;
    }
    for (size_t n = 0; n < 100000; n++)
        ck_assert_uint_eq(numbers[n], n);
    ck_assert_uint_lt(n_growths, 40);
    free(numbers);
}
END_TEST

START_TEST(float_blocks_are_aligned_zeroed_and_readable_past_the_end)
{
    static const size_t sizes[] = {1, 15, 16, 17, 65520, 65536, 70000, 1 << 20, (1 << 20) + 1, 1500000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        size_t n = sizes[i];
        float *floats = large_floats(n);
        ck_assert_ptr_nonnull(floats);
        ck_assert_uint_eq((uintptr_t)floats % 64, 0);
        volatile const float *all = floats;
        for (size_t at = 0; at<n + 16; at += n> 1000 ? 997 : 1)
            ck_assert(all[at] == 0.0F);
        ck_assert(all[n + 15] == 0.0F);
        memset(floats, 1, n * sizeof *floats);
        large_free(floats);
    }
}
END_TEST

START_TEST(large_arrays_keep_what_they_hold_as_they_grow)
{
    static const size_t sizes[] = {1, 5000, 100000, 262000, 4000000, 9000001, 40000000};
    size_t n_wrong = 0, capacity = 0;
    unsigned char *bytes = NULL;
    for (size_t i = 0, before = 0; i < sizeof sizes / sizeof sizes[0]; before = sizes[i++]) {
        ck_assert_int_eq(large_reserve(&bytes, &capacity, sizes[i], 1), 0);
        ck_assert_uint_ge(capacity, sizes[i]);
        for (size_t at = 0; at < before; at++)
            n_wrong += bytes[at] != (unsigned char)(at % 251);
        for (size_t at = before; at < sizes[i]; at++)
            bytes[at] = (unsigned char)(at % 251);
    }
    ck_assert_uint_eq(n_wrong, 0);
    size_t had = capacity;
    ck_assert_int_eq(large_reserve(&bytes, &capacity, SIZE_MAX / 2, 1), -1);
    ck_assert_uint_eq(capacity, had);
    ck_assert_uint_eq(bytes[5000], 5000 % 251);
    large_free(bytes);
    large_free(NULL);
}
END_TEST

static void check_is_zero(const unsigned char *array, size_t len)
{
    size_t n_wrong = 0;
    for (size_t i = 0; i < len; i++)
        n_wrong += array[i] != 0;
    ck_assert_uint_eq(n_wrong, 0);
}

START_TEST(zeroed_large_arrays_are_zero)
{
    volatile size_t too_many = SIZE_MAX / 2; /* volatile: otherwise the compiler sees that it is too large */
    ck_assert_ptr_null(large_array(too_many, 4));
    ck_assert_ptr_null(large_zeroed(too_many, 4));
    large_free(large_array(0, 8));
    for (size_t len = 1000; len <= 10000000; len *= 100) {
        unsigned char *zeros = large_zeroed(len, 1);
        ck_assert_ptr_nonnull(zeros);
        check_is_zero(zeros, len);
        large_free(zeros);
    }
}
END_TEST

/* The number of whole system pages within ARRAY that are resident. */
static size_t resident_pages(unsigned char *array, size_t len)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), before = (page - (uintptr_t)array % page) % page;
    size_t n_pages = len > before ? (len - before) / page : 0, n_resident = 0;
    unsigned char *is_there = mem_zeroed(n_pages, 1);
    ck_assert(is_there != NULL && (n_pages == 0 || mincore(array + before, n_pages * page, is_there) == 0));
    for (size_t i = 0; i < n_pages; i++)
        n_resident += is_there[i] & 1;
    free(is_there);
    return n_resident;
}

START_TEST(faulted_in_arrays_are_resident_and_zero)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (size_t len = 1000; len <= 10000000; len *= 100) {
        unsigned char *zeros = large_zeroed(len, 1);
        ck_assert_ptr_nonnull(zeros);
        large_fault_in(zeros);
        if (len > page)
            ck_assert_uint_ge(resident_pages(zeros, len), len / page - 1);
        check_is_zero(zeros, len);
        large_free(zeros);
    }
}
END_TEST

START_TEST(discarded_pages_are_zero_and_the_others_unchanged)
{
    enum { HUGE = 2 << 20, LEN = 4 * HUGE, FROM = HUGE / 2, END = 3 * HUGE + 5 };
    unsigned char *array = large_zeroed(LEN + HUGE, 1);
    ck_assert_ptr_nonnull(array);
    unsigned char *bytes = array + HUGE - (uintptr_t)array % HUGE; /* the first huge page that begins in ARRAY */
    memset(bytes, 7, LEN);
    large_discard(bytes + FROM, bytes + FROM + 100); /* no whole page */
    large_discard(bytes + FROM, bytes + END);
    size_t n_kept = 0, n_discarded = 0;
    for (size_t at = 0; at < LEN; at++) {
        n_kept += (at < HUGE || at >= 3 * HUGE) && bytes[at] == 7;
        n_discarded += at >= HUGE && at < 3 * HUGE && bytes[at] == 0;
    }
    ck_assert_uint_eq(n_kept, 2 * HUGE);
    ck_assert_uint_eq(n_discarded, 2 * HUGE);
    large_free(array);
}
END_TEST

/* ---- arena ---- */

START_TEST(arena_strings_stay_where_they_are)
{
    struct arena arena = {0};
    const char *kept[2000];
    char text[300];
    for (size_t i = 0; i < 2000; i++) {
        memset(text, (int)('a' + i % 26), sizeof text);
        kept[i] = arena_copy(&arena, text, i % 300);
        ck_assert_ptr_nonnull(kept[i]);
    }
    size_t large_len = 1000000;
    char *large = malloc(large_len);
    memset(large, 'z', large_len);
    const char *copy = arena_copy(&arena, large, large_len);
    ck_assert_ptr_nonnull(copy);
    ck_assert_int_eq(memcmp(copy, large, large_len), 0);
    ck_assert_int_eq(copy[large_len], 0);
    free(large);
    for (size_t i = 0; i < 2000; i++) {
        ck_assert_uint_eq(strlen(kept[i]), i % 300);
        ck_assert_uint_eq(strspn(kept[i], (char[]){(char)('a' + i % 26), 0}), i % 300);
    }
    arena_clear(&arena);
    arena_clear(&arena);
}
END_TEST

START_TEST(arena_keeps_nul_bytes_and_the_empty_string)
{
    struct arena arena = {0};
    const char *with_nul = arena_copy(&arena, "a\0b", 3);
    ck_assert_int_eq(memcmp(with_nul, "a\0b\0", 4), 0);
    ck_assert_str_eq(arena_copy(&arena, NULL, 0), "");
    ck_assert_ptr_null(arena_copy(&arena, "", SIZE_MAX));
    ck_assert_ptr_null(arena_copy(&arena, "", SIZE_MAX - 1));
    arena_clear(&arena);
}
END_TEST

/* ---- rng and hash ---- */

START_TEST(random_numbers_are_the_recorded_ones)
{
    ck_assert_uint_eq(rng_bits(0, 0, 0), UINT64_C(0xa706dd2f4d197e6f));
    ck_assert_uint_eq(rng_bits(1, 2, 3), UINT64_C(0x0ee3bb459e9e297b));
    uint32_t order[5];
    rng_permutation(42, 7, order, 5);
    static const uint32_t expected[5] = {1, 2, 4, 3, 0};
    ck_assert_mem_eq(order, expected, sizeof order);
    ck_assert_uint_eq(hash_bytes("bagtag", 6), UINT64_C(0x90c1849e1adbdb90));
}
END_TEST

START_TEST(random_bits_differ_by_seed_stream_and_position)
{
    double sum = 0;
    for (uint64_t i = 0; i < 10000; i++) {
        ck_assert_uint_ne(rng_bits(i, 0, 0), rng_bits(i + 1, 0, 0));
        ck_assert_uint_ne(rng_bits(0, i, 0), rng_bits(0, 0, i + 1));
        float unit = rng_unit(3, i % 7, i);
        ck_assert(unit >= 0.0F && unit < 1.0F);
        sum += (double)unit;
    }
    ck_assert_double_eq_tol(sum / 10000, 0.5, 0.02);
}
END_TEST

START_TEST(permutations_are_complete_and_each_order_equally_likely)
{
    enum { n = 1000 };
    uint32_t order[n];
    bool seen[n] = {false};
    rng_permutation(1, 1, order, n);
    for (size_t i = 0; i < n; i++) {
        ck_assert(order[i] < n && !seen[order[i]]);
        seen[order[i]] = true;
    }
    rng_permutation(1, 1, order, 0);
    rng_permutation(1, 1, order, 1);
    ck_assert_uint_eq(order[0], 0);

    int counts[27] = {0}; /* the six permutations of three, read as base-3 numbers */
    for (uint64_t stream = 0; stream < 6000; stream++) {
        rng_permutation(9, stream, order, 3);
        counts[order[0] * 9 + order[1] * 3 + order[2]]++;
    }
    int n_orders = 0;
    for (size_t i = 0; i < 27; i++) {
        n_orders += counts[i] > 0;
        ck_assert(counts[i] == 0 || (counts[i] > 880 && counts[i] < 1120));
    }
    ck_assert_int_eq(n_orders, 6);
}
END_TEST

/* ---- buffer ---- */

static void expect_buffer(struct buffer *buffer, const char *expected)
{
    ck_assert(!buffer->failed);
    buffer_char(buffer, '\0');
    ck_assert_str_eq(buffer->bytes, expected);
    buffer_clear(buffer);
}

START_TEST(buffer_collects_what_is_added)
{
    struct buffer buffer = {0};
    buffer_text(&buffer, "a");
    buffer_bytes(&buffer, NULL, 0);
    buffer_char(&buffer, ' ');
    buffer_unsigned(&buffer, 0);
    buffer_char(&buffer, ' ');
    buffer_unsigned(&buffer, UINT64_MAX);
    buffer_format(&buffer, " %s=%d", "x", -5);
    expect_buffer(&buffer, "a 0 18446744073709551615 x=-5");

    for (int i = 0; i < 5000; i++)
        buffer_format(&buffer, "%04d", i);
    ck_assert_uint_eq(buffer.len, 20000);
    ck_assert_int_eq(memcmp(buffer.bytes + 4 * 4321, "4321", 4), 0);
    buffer_clear(&buffer);
}
END_TEST

START_TEST(buffer_that_failed_stays_failed_until_cleared)
{
    struct buffer buffer = {0};
    buffer_text(&buffer, "kept");
    ck_assert(!buffer_reserve(&buffer, SIZE_MAX));
    ck_assert(buffer.failed);
    buffer_text(&buffer, "dropped");
    ck_assert_uint_eq(buffer.len, 4);
    buffer_clear(&buffer);
    buffer_text(&buffer, "again");
    expect_buffer(&buffer, "again");
}
END_TEST

static const struct {
    double value;
    int digits;
    const char *text;
} fractions[] = {
    {0, 4, "0.0000"},
    {1, 4, "1.0000"},
    {0.5, 1, "0.5"},
    {0.25, 1, "0.3"},
    {0.125, 2, "0.13"},
    {0.375, 2, "0.38"}, /* exact halves round up */
    {0.15, 1, "0.1"},
    {0.35, 1, "0.3"}, /* just below a half as a double */
    {0.99994, 4, "0.9999"},
    {0.99996, 4, "1.0000"},
    {0.05, 1, "0.1"},
    {0.1, 9, "0.100000000"},
    {1e-9, 9, "0.000000001"},
    {4.9e-10, 9, "0.000000000"},
    {5.1e-10, 9, "0.000000001"},
    {5e-324, 9, "0.000000000"},
    {1.0 / 3, 9, "0.333333333"},
    {2.0 / 3, 9, "0.666666667"},
    {-0.5, 3, "0.000"},
    {1.5, 3, "1.000"},
    {0.9999999999, 9, "1.000000000"},
    {0x1p-1 - 0x1p-54, 1, "0.5"},
};

START_TEST(fraction_is_rounded_half_up)
{
    struct buffer buffer = {0};
    buffer_fraction(&buffer, fractions[_i].value, fractions[_i].digits);
    expect_buffer(&buffer, fractions[_i].text);
}
END_TEST

START_TEST(fraction_agrees_with_printf_away_from_ties)
{
    struct buffer buffer = {0};
    for (uint64_t i = 0; i < 20000; i++) {
        double value = (double)(rng_bits(5, 0, i) >> 11) * 0x1p-53;
        value = i % 3 == 0 ? value * value * value : value;
        int digits = (int)(i % 9) + 1;
        char expected[32];
        (void)snprintf(expected, sizeof expected, "%.*f", digits, value);
        buffer_fraction(&buffer, value, digits);
        buffer_char(&buffer, '\0');
        ck_assert_str_eq(buffer.bytes, expected);
        buffer.len = 0;
    }
    buffer_fraction(&buffer, (double)NAN, 2);
    expect_buffer(&buffer, "0.00");
}
END_TEST

START_TEST(json_string_escapes_what_it_must)
{
    struct buffer buffer = {0};
    static const char text[] = "a\"b\\c\n\r\t\b\f\0\x1f\x7f/\xc3\xa9\xf0\x9f\x98\x80";
    buffer_json_string(&buffer, text, sizeof text - 1);
    expect_buffer(&buffer, "\"a\\\"b\\\\c\\n\\r\\t\\b\\f\\u0000\\u001f\x7f/\xc3\xa9\xf0\x9f\x98\x80\"");
    buffer_json_string(&buffer, "x\xff\xe2\x82y\xc3", 6);
    expect_buffer(&buffer, "\"x\xef\xbf\xbd\xef\xbf\xbdy\xef\xbf\xbd\"");
    buffer_json_string(&buffer, NULL, 0);
    expect_buffer(&buffer, "\"\"");
}
END_TEST

START_TEST(a_field_escapes_characters_that_would_break_a_line)
{
    static const char text[] = "a\nb\tc\rd\x1b[1m\x7f\xc2\x9b\xe2\x80\xa8\xe2\x80\xae\xe2\x81\xa9\\n\xff\xc3\xa9";
    struct buffer buffer = {0};
    buffer_field(&buffer, text, sizeof text); /* with its NUL */
    buffer_char(&buffer, '\0');
    ck_assert_str_eq(buffer.bytes, "a\\nb\\tc\\rd\\u001b[1m\\u007f\\u009b\\u2028\\u202e\\u2069\\n\xff\xc3\xa9\\u0000");
    buffer_clear(&buffer);
}
END_TEST

START_TEST(shell_words_are_quoted_where_they_must_be)
{
    static const char *const words[][2] = {
        {"plain-1/x.y=z:a,b@c%+_", "plain-1/x.y=z:a,b@c%+_"},
        {"", "''"},
        {"two words", "'two words'"},
        {"it's", "'it'\\''s'"},
        {"$HOME", "'$HOME'"},
        {"~", "'~'"},
        {"caf\xc3\xa9", "'caf\xc3\xa9'"},
        {"one\ntwo", "$'one\\012two'"},
        {"it's\\\t\xe2\x80\xae \xc3\xa9\xff", "$'it\\'s\\\\\\011\\342\\200\\256 \xc3\xa9\\377'"},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct buffer buffer = {0};
        buffer_shell_word(&buffer, words[i][0]);
        buffer_char(&buffer, '\0');
        ck_assert_str_eq(buffer.bytes, words[i][1]);
        buffer_clear(&buffer);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_add_test(parts, null_error_is_allowed_and_the_status_is_still_returned);
    tcase_add_test(parts, error_sentence_is_written_and_status_returned);
    tcase_add_test(parts, errno_text_follows_the_sentence);
    tcase_add_test(parts, hostile_bytes_in_a_sentence_become_question_marks);
    tcase_add_test(parts, a_sentence_may_begin_with_anything);
    tcase_add_test(parts, long_sentence_is_truncated_between_characters);
    tcase_add_test(parts, allocation_whose_size_overflows_is_refused);
    tcase_add_test(parts, nothing_can_be_allocated_and_freed);
    tcase_add_test(parts, reserve_grows_by_half_and_keeps_the_contents);
    tcase_add_test(parts, float_blocks_are_aligned_zeroed_and_readable_past_the_end);
    tcase_add_test(parts, large_arrays_keep_what_they_hold_as_they_grow);
    tcase_add_test(parts, zeroed_large_arrays_are_zero);
    tcase_add_test(parts, faulted_in_arrays_are_resident_and_zero);
    tcase_add_test(parts, discarded_pages_are_zero_and_the_others_unchanged);
    tcase_add_test(parts, arena_strings_stay_where_they_are);
    tcase_add_test(parts, arena_keeps_nul_bytes_and_the_empty_string);
    tcase_add_test(parts, random_numbers_are_the_recorded_ones);
    tcase_add_test(parts, random_bits_differ_by_seed_stream_and_position);
    tcase_add_test(parts, permutations_are_complete_and_each_order_equally_likely);
    tcase_add_test(parts, buffer_collects_what_is_added);
    tcase_add_test(parts, buffer_that_failed_stays_failed_until_cleared);
    tcase_add_loop_test(parts, fraction_is_rounded_half_up, 0, sizeof fractions / sizeof fractions[0]);
    tcase_add_test(parts, fraction_agrees_with_printf_away_from_ties);
    tcase_add_test(parts, json_string_escapes_what_it_must);
    tcase_add_test(parts, shell_words_are_quoted_where_they_must_be);
    tcase_add_test(parts, a_field_escapes_characters_that_would_break_a_line);

    return suite_run(suite);
}
