/* check_json.c - JSON is read strictly and written exactly */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "io/json.h"
#include "support/suite.h"

#define FILE_NAME "m/config.json"

/* Parses a copy of exactly LEN bytes, so that a sanitizer detects every read past the end. */
static enum bagtag_status parse(struct json_text **out, const char *text, size_t len, struct bagtag_error *error)
{
    char *copy = mem_array(len, 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, len);
    enum bagtag_status status = json_parse(out, FILE_NAME, copy, len, error);
    free(copy);
    return status;
}

static struct json_text *parse_good(const char *text)
{
    struct json_text *parsed = NULL;
    struct bagtag_error error;
    ck_assert_msg(parse(&parsed, text, strlen(text), &error) == BAGTAG_OK, "%s: %s", text, error.sentence);
    return parsed;
}

static void expect_refused(const char *text, size_t len, const char *sentence)
{
    struct json_text *parsed = NULL;
    struct bagtag_error error = {{0}};
    ck_assert_int_eq(parse(&parsed, text, len, &error), BAGTAG_INPUT);
    ck_assert_ptr_null(parsed);
    ck_assert_msg(strncmp(error.sentence, FILE_NAME ": ", strlen(FILE_NAME) + 2) == 0, "%s", error.sentence);
    ck_assert_msg(strstr(error.sentence, sentence) != NULL, "for %s: %s", text, error.sentence);
}

static const char *const good[] = {
    "{}",
    " \t\r\n{ } \n",
    "{\"a\":[],\"b\":{},\"c\":[1,-0,0.5,1e3,-2E-7,10.25e+2]}",
    "{\"a\":\"\\u00e9\\ud83d\\ude00\\\"\\\\\\/\\b\\f\\n\\r\\t\"}",
    "{\"a\":{\"a\":{\"a\":null}},\"A\":true,\"\":false}",
    "{\"\xf0\x9f\x98\x80\":\"\xc3\xa9\"}",
};

START_TEST(strict_json_is_read)
{
    json_free(parse_good(good[_i]));
}
END_TEST

static const struct {
    const char *text;
    const char *sentence;
} bad[] = {
    {"", "expected a JSON value; found the end of the text"},
    {"   ", "found the end of the text"},
    {"{", "expected a string; found the end of the text"},
    {"{\"a\"", "expected a colon"},
    {"{\"a\" 1}", "expected a colon; found '1'"},
    {"{\"a\":", "expected a JSON value"},
    {"{\"a\":1", "expected a comma or '}'"},
    {"{\"a\":1,}", "expected a string; found '}'"},
    {"{\"a\":[1,]}", "expected a JSON value; found ']'"},
    {"{\"a\":[1 2]}", "expected a comma or ']'; found '2'"},
    {"{a:1}", "expected a string; found 'a'"},
    {"{'a':1}", "expected a string"},
    {"{\"a\":01}", "expected a comma or '}'; found '1'"},
    {"{\"a\":+1}", "expected a JSON value; found '+'"},
    {"{\"a\":.5}", "expected a JSON value"},
    {"{\"a\":1.}", "expected a digit"},
    {"{\"a\":1e}", "expected a digit"},
    {"{\"a\":-}", "expected a digit"},
    {"{\"a\":NaN}", "expected a JSON value; found 'N'"},
    {"{\"a\":nan}", "expected a JSON value"},
    {"{\"a\":Infinity}", "expected a JSON value"},
    {"{\"a\":tru}", "expected a JSON value"},
    {"{\"a\":nul", "expected a JSON value"},
    {"{\"a\":1} {}", "expected nothing after the JSON value; found '{'"},
    {"{\"a\":1}x", "expected nothing after"},
    {"[1]", "expected an object; found an array of 1"},
    {"\"a\"", "expected an object; found \"a\""},
    {"1", "expected an object; found 1"},
    {"null", "expected an object; found null"},
    {"\xef\xbb\xbf{}", "without a byte order mark; found one"},
    {"{\"a\":\"\xff\"}", "byte 6 of the JSON text: expected valid UTF-8; found the byte 0xff"},
    {"{\"a\":\"\xc3\"}", "expected valid UTF-8"},
    {"{\"a\":\"\xed\xa0\x80\"}", "expected valid UTF-8"},
    {"{\"a\":\"\xc0\x80\"}", "expected valid UTF-8"},
    {"{\"a\":\"\\u0000\"}", "expected no \\u0000"},
    {"{\"a\\u0000b\":1}", "expected no \\u0000"},
    {"{\"a\":\"\\ud800\"}", "expected both halves of a surrogate pair"},
    {"{\"a\":\"\\ud800\\n\"}", "expected both halves of a surrogate pair"},
    {"{\"a\":\"\\ud800\\u0041\"}", "expected both halves of a surrogate pair"},
    {"{\"a\":\"\\udc00\"}", "expected both halves of a surrogate pair"},
    {"{\"a\":\"\\u12g4\"}", "expected four hexadecimal digits"},
    {"{\"a\":\"\\u12", "expected four hexadecimal digits"},
    {"{\"a\":\"\\x\"}", "after a backslash; found 'x'"},
    {"{\"a\":\"\\", "after a backslash; found the end"},
    {"{\"a\":\"b\n\"}", "closing quote; found the byte 0x0a"},
    {"{\"a\":\"b", "closing quote; found the end of the text"},
    {"{\"a\":1,\"a\":1}", "expected each key once; found \"a\" twice"},
    {"{\"a\":1,\"b\":2,\"\\u0061\":3}", "found \"a\" twice"},
    {"{\"x\":[{\"b\":{},\"c\":1,\"b\":0}]}", "found \"b\" twice"},
    {"{\"a\":1111111111111111111111111111111111111111111111111111111111111111}", "at most 63 characters; found 64"},
};

START_TEST(anything_but_strict_json_is_refused)
{
    expect_refused(bad[_i].text, strlen(bad[_i].text), bad[_i].sentence);
}
END_TEST

START_TEST(a_nul_byte_is_refused)
{
    expect_refused("{\"a\":1}\0", 8, "expected nothing after the JSON value; found the byte 0x00");
    expect_refused("{\"a\0\":1}", 8, "found the byte 0x00");
    expect_refused("{\"a\":\"\\\0\"}", 10, "found the byte 0x00");
}
END_TEST

START_TEST(a_text_truncated_anywhere_is_refused)
{
    const char *text = good[3];
    for (size_t len = 0; len < strlen(text); len++)
        expect_refused(text, len, "expected");
}
END_TEST

START_TEST(nesting_is_bounded)
{
    char text[100000];
    for (size_t depth = 31; depth <= 32; depth++) { /* nested arrays within the object */
        size_t at = (size_t)snprintf(text, sizeof text, "{\"a\":");
        memset(text + at, '[', depth);
        memset(text + at + depth, ']', depth);
        memcpy(text + at + 2 * depth, "}", 2);
        if (depth == 31)
            json_free(parse_good(text));
        else
            expect_refused(text, strlen(text), "expected at most 32 nested arrays and objects");
    }
    memset(text, '[', sizeof text);
    expect_refused(text, sizeof text, "expected at most 32");
}
END_TEST

START_TEST(values_are_given_by_type)
{
    struct json_text *text =
        parse_good("{\"s\":\"x\\u00e9\",\"n\":17,\"d\":-2.5,\"t\":true,\"f\":false,\"o\":{\"k\":3},"
                   "\"a\":[\"p\",\"q\"],\"S\":\"other\"}");
    struct json_place top = json_top(text);
    struct bagtag_error error;
    const char *string = NULL;
    uint64_t number = 0;
    double real = 0;
    bool flag = false;
    ck_assert_int_eq(json_get_string(&top, "s", &string, &error), BAGTAG_OK);
    ck_assert_str_eq(string, "x\xc3\xa9");
    ck_assert_int_eq(json_get_unsigned(&top, "n", 17, 17, &number, &error), BAGTAG_OK);
    ck_assert_uint_eq(number, 17);
    ck_assert_int_eq(json_get_double(&top, "d", -3, 0, &real, &error), BAGTAG_OK);
    ck_assert(real == -2.5);
    ck_assert_int_eq(json_get_bool(&top, "t", &flag, &error), BAGTAG_OK);
    ck_assert(flag);
    ck_assert_int_eq(json_get_bool(&top, "f", &flag, &error), BAGTAG_OK);
    ck_assert(!flag);
    ck_assert(json_has(&top, "S") && !json_has(&top, "N"));

    struct json_place place;
    ck_assert_int_eq(json_get_object(&top, "o", &place, &error), BAGTAG_OK);
    ck_assert_int_eq(json_get_unsigned(&place, "k", 0, 9, &number, &error), BAGTAG_OK);
    ck_assert_int_eq(json_get_array(&top, "a", &place, &error), BAGTAG_OK);
    ck_assert_uint_eq(json_length(&place), 2);
    struct json_place item = {0};
    for (int i = 0; i < 2; i++) {
        ck_assert(json_next(&place, &item));
        ck_assert_int_eq(json_get_string(&item, NULL, &string, &error), BAGTAG_OK);
        ck_assert_str_eq(string, i == 0 ? "p" : "q");
    }
    ck_assert(!json_next(&place, &item));
    json_free(text);
}
END_TEST

START_TEST(a_wrong_value_is_named_with_file_key_expected_and_found)
{
    struct json_text *text = parse_good("{\"s\":\"x\",\"n\":17,\"z\":null,\"o\":{\"k\":[1,\"y\"]},\"h\":1e999,\"m\":-1,"
                                        "\"r\":1.0,\"big\":18446744073709551616}");
    struct json_place top = json_top(text);
    struct json_place object;
    struct json_place array;
    struct json_place item = {0};
    struct bagtag_error error;
    const char *string = "untouched";
    uint64_t number = 5;
    double real;
    bool flag;
    size_t choice;
    static const char *const choices[] = {"linear", "constant", NULL};

    ck_assert_int_eq(json_get_unsigned(&top, "s", 1, 4096, &number, &error), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence, "m/config.json: \"s\": expected an integer from 1 to 4096; found \"x\"");
    ck_assert_uint_eq(number, 5);
    ck_assert_int_eq(json_get_unsigned(&top, "n", 1, 16, &number, &error), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence, "m/config.json: \"n\": expected an integer from 1 to 16; found 17");
    ck_assert_int_eq(json_get_unsigned(&top, "none", 1, 16, &number, &error), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence, "m/config.json: \"none\": expected an integer from 1 to 16; found nothing");
    static const char *const not_integers[] = {"m", "r", "h", "z", "o", "big"};
    for (size_t i = 0; i < 6; i++)
        ck_assert_int_eq(json_get_unsigned(&top, not_integers[i], 0, UINT64_MAX, &number, &error), BAGTAG_INPUT);
    ck_assert_int_eq(json_get_double(&top, "h", 0, DBL_MAX, &real, &error), BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "found 1e999"));
    ck_assert_int_eq(json_get_double(&top, "z", 0, 1, &real, &error), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence, "m/config.json: \"z\": expected a number from 0 to 1; found null");
    ck_assert_int_eq(json_get_bool(&top, "n", &flag, &error), BAGTAG_INPUT);
    ck_assert_int_eq(json_get_string(&top, "z", &string, &error), BAGTAG_INPUT);
    ck_assert_str_eq(string, "untouched");
    ck_assert_int_eq(json_get_choice(&top, "s", choices, &choice, &error), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence, "m/config.json: \"s\": expected \"linear\" or \"constant\"; found \"x\"");
    ck_assert_int_eq(json_get_object(&top, "n", &object, &error), BAGTAG_INPUT);
    ck_assert_int_eq(json_get_array(&top, "o", &array, &error), BAGTAG_INPUT);

    ck_assert_int_eq(json_get_object(&top, "o", &object, &error), BAGTAG_OK);
    ck_assert_int_eq(json_get_array(&object, "k", &array, &error), BAGTAG_OK);
    ck_assert(json_next(&array, &item) && json_next(&array, &item));
    ck_assert_int_eq(json_get_unsigned(&item, NULL, 0, 1, &number, &error), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence, "m/config.json: \"o.k[1]\": expected an integer from 0 to 1; found \"y\"");
    json_free(text);
}
END_TEST

START_TEST(a_very_long_value_still_has_an_error_sentence)
{
    char text[5000] = "{\"";
    memset(text + 2, 'k', 2000);
    memcpy(text + 2002, "\":\"", 3);
    memset(text + 2005, 'v', 2000);
    memcpy(text + 4005, "\"}", 3);
    struct json_text *parsed = parse_good(text);
    struct json_place top = json_top(parsed);
    struct json_place item = {0};
    struct bagtag_error error;
    bool flag;
    ck_assert(json_next(&top, &item));
    ck_assert_int_eq(json_get_bool(&item, NULL, &flag, &error), BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "expected true or false; found \"vvv"));
    json_free(parsed);
}
END_TEST

START_TEST(integers_are_read_back_exactly)
{
    const uint64_t numbers[] = {0,         1, 9007199254740993u, UINT64_C(1) << 53, UINT64_C(1) << 63, UINT64_MAX - 1,
                                UINT64_MAX};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct json_maker maker;
        json_maker_init(&maker);
        json_add_unsigned(&maker, maker.top, "n", numbers[i]);
        char *printed = json_print(&maker, JSON_COMPACT);
        json_maker_clear(&maker);
        ck_assert_ptr_nonnull(printed);
        struct json_text *text = parse_good(printed);
        struct json_place top = json_top(text);
        struct bagtag_error error;
        uint64_t number = 0;
        ck_assert_int_eq(json_get_unsigned(&top, "n", 0, UINT64_MAX, &number, &error), BAGTAG_OK);
        ck_assert(number == numbers[i]);
        json_free(text);
        free(printed);
    }
}
END_TEST

static char *print_double(double value)
{
    struct json_maker maker;
    json_maker_init(&maker);
    json_add_double(&maker, maker.top, "d", value);
    char *printed = json_print(&maker, JSON_COMPACT);
    json_maker_clear(&maker);
    ck_assert_ptr_nonnull(printed);
    return printed;
}

static void expect_same_double(double value)
{
    char *printed = print_double(value);
    struct json_text *text = parse_good(printed);
    struct json_place top = json_top(text);
    struct bagtag_error error;
    double back = 0;
    ck_assert_int_eq(json_get_double(&top, "d", -DBL_MAX, DBL_MAX, &back, &error), BAGTAG_OK);
    ck_assert_msg(memcmp(&back, &value, sizeof back) == 0, "%s", printed);
    json_free(text);
    free(printed);
}

START_TEST(doubles_are_read_back_exactly)
{
    const double values[] = {0, -0.0, 1, 0.1, 1.0 / 3, 0.5, 1e22, 1e23, DBL_MAX, DBL_MIN, DBL_TRUE_MIN, 123456789.125};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        expect_same_double(values[i]);
    uint64_t bits = 1;
    for (int i = 0; i < 20000; i++) {
        bits = bits * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value))
            expect_same_double(value);
    }
}
END_TEST

START_TEST(doubles_are_printed_as_short_as_can_be)
{
    static const struct {
        double value;
        const char *text;
    } table[] = {
        {0.1, "{\"d\":0.1}"}, {0.5, "{\"d\":0.5}"}, {100, "{\"d\":100}"}, {1, "{\"d\":1}"}, {1.25, "{\"d\":1.25}"}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        char *printed = print_double(table[i].value);
        ck_assert_str_eq(printed, table[i].text);
        free(printed);
    }
}
END_TEST

static void add_value(void *context, const char *name, const char *value)
{
    buffer_format(context, "%s=%s\n", name, value);
}

START_TEST(single_values_are_visited_one_by_one)
{
    struct json_maker maker;
    json_maker_init(&maker);
    json_add_string(&maker, maker.top, "a", "x\"");
    struct cJSON *object = json_add_object(&maker, maker.top, "b");
    json_add_unsigned(&maker, object, "c", UINT64_MAX);
    (void)json_add_array(&maker, object, "left out");
    json_add_double(&maker, json_add_object(&maker, object, "d"), "e", 0.5);
    json_add_bool(&maker, object, "f", false);
    (void)json_add_object(&maker, maker.top, "empty");
    json_add_double(&maker, maker.top, "g", (double)NAN);
    struct buffer out = {0};
    ck_assert(json_each_value(&maker, add_value, &out));
    buffer_char(&out, '\0');
    ck_assert_str_eq(out.bytes, "a=x\"\nb.c=18446744073709551615\nb.d.e=0.5\nb.f=false\ng=null\n");
    buffer_clear(&out);
    json_maker_clear(&maker);
}
END_TEST

START_TEST(numbers_that_are_not_finite_are_printed_as_null)
{
    const double values[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
    for (int i = 0; i < 3; i++) {
        char *printed = print_double(values[i]);
        ck_assert_str_eq(printed, "{\"d\":null}");
        free(printed);
    }
}
END_TEST

START_TEST(a_locale_with_a_comma_changes_nothing)
{
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL && setlocale(LC_ALL, "fr_FR.UTF-8") == NULL)
        return; /* not installed here */
    char *printed = print_double(0.25);
    ck_assert_str_eq(printed, "{\"d\":0.25}");
    free(printed);
    expect_same_double(0.1);
    setlocale(LC_ALL, "C");
}
END_TEST

START_TEST(strings_are_read_back_exactly)
{
    char every[256];
    size_t len = 0;
    for (int c = 1; c < 128; c++)
        every[len++] = (char)c;
    memcpy(every + len, "\xc3\xa9\xf0\x9f\x98\x80\xe2\x80\xa8", 10);
    struct json_maker maker;
    json_maker_init(&maker);
    struct cJSON *array = json_add_array(&maker, maker.top, "a");
    json_add_string(&maker, array, NULL, every);
    json_add_string(&maker, array, NULL, "");
    char *printed = json_print(&maker, JSON_INDENTED);
    json_maker_clear(&maker);
    ck_assert_ptr_nonnull(printed);
    ck_assert_int_eq(printed[strlen(printed) - 1], '\n');

    struct json_text *text = parse_good(printed);
    struct json_place top = json_top(text);
    struct json_place place;
    struct json_place item = {0};
    struct bagtag_error error;
    const char *string = NULL;
    ck_assert_int_eq(json_get_array(&top, "a", &place, &error), BAGTAG_OK);
    ck_assert(json_next(&place, &item));
    ck_assert_int_eq(json_get_string(&item, NULL, &string, &error), BAGTAG_OK);
    ck_assert_str_eq(string, every);
    json_free(text);
    free(printed);
}
END_TEST

static Suite *json_suite(void)
{
    Suite *suite = suite_create("json");
    TCase *reading = tcase_create("reading");
    tcase_add_loop_test(reading, strict_json_is_read, 0, sizeof good / sizeof good[0]);
    tcase_add_loop_test(reading, anything_but_strict_json_is_refused, 0, sizeof bad / sizeof bad[0]);
    tcase_add_test(reading, a_nul_byte_is_refused);
    tcase_add_test(reading, a_text_truncated_anywhere_is_refused);
    tcase_add_test(reading, nesting_is_bounded);
    tcase_add_test(reading, values_are_given_by_type);
    tcase_add_test(reading, a_wrong_value_is_named_with_file_key_expected_and_found);
    tcase_add_test(reading, a_very_long_value_still_has_an_error_sentence);
    suite_add_tcase(suite, reading);
    TCase *writing = tcase_create("writing");
    tcase_add_test(writing, integers_are_read_back_exactly);
    tcase_add_test(writing, doubles_are_read_back_exactly);
    tcase_add_test(writing, doubles_are_printed_as_short_as_can_be);
    tcase_add_test(writing, numbers_that_are_not_finite_are_printed_as_null);
    tcase_add_test(writing, single_values_are_visited_one_by_one);
    tcase_add_test(writing, a_locale_with_a_comma_changes_nothing);
    tcase_add_test(writing, strings_are_read_back_exactly);
    suite_add_tcase(suite, writing);
    return suite;
}

int main(void)
{
    return suite_run(json_suite());
}
