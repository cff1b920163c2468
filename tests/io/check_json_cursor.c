/* check_json_cursor.c - JSON is walked in place, strictly */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/rng.h"
#include "io/json_cursor.h"
#include "support/suite.h"

/* A copy of exactly LEN bytes, so that a sanitizer detects every read past the end. */
static char *copy_of(const char *text, size_t len)
{
    char *copy = malloc(len > 0 ? len : 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, len);
    return copy;
}

/* A copy followed by the bytes that must be readable, a trap that would change much if they were used. */
static char *copy_before_traps(const char *text, size_t len)
{
    static const char traps[] =
        ",\"a\":\"b\",\"c\":[1,{}],\"d\":-0.5}]\"\"1.0e5,\"bc\":\"some text\",true,\"text\":null";
    _Static_assert(sizeof traps > JSON_SKIP_READABLE, "all that is readable is set");
    char *copy = malloc(len + JSON_SKIP_READABLE);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, len);
    memcpy(copy + len, traps, JSON_SKIP_READABLE);
    return copy;
}

/* Walks over the value at the cursor with every function but json_cursor_skip. */
static bool walk(struct json_cursor *cursor, int depth)
{
    struct json_bytes bytes;
    enum json_kind kind = json_cursor_kind(cursor);
    switch (kind) {
    case JSON_STRING:
        return json_cursor_string(cursor, &bytes);
    case JSON_NUMBER:
        return json_cursor_number(cursor, &bytes);
    case JSON_OBJECT:
    case JSON_ARRAY:
        if (depth > JSON_CURSOR_DEPTH) {
            cursor->expected = "at most 1,000 nested arrays and objects";
            return false;
        }
        json_cursor_enter(cursor);
        for (bool is_first = true;; is_first = false) {
            enum json_step step =
                kind == JSON_OBJECT ? json_cursor_member(cursor, is_first, &bytes) : json_cursor_item(cursor, is_first);
            if (step != JSON_STEP_NEXT)
                return step == JSON_STEP_END;
            if (!walk(cursor, depth + 1))
                return false;
        }
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_NULL:
        return json_cursor_word(cursor, json_kind_names[kind]);
    case JSON_NOTHING:
        break;
    }
    cursor->expected = "a JSON value";
    return false;
}

/* The same for an object with json_cursor_member_of, which looks for the keys in WANTED; appends those found to KEYS.
 */
static bool walk_wanted(struct json_cursor *cursor, uint64_t wanted, struct json_shape *shape, struct buffer *keys)
{
    shape->place = 0;
    if (json_cursor_kind(cursor) != JSON_OBJECT)
        return json_cursor_skip(cursor, json_cursor_kind(cursor));
    json_cursor_enter(cursor);
    for (bool is_first = true;; is_first = false) {
        struct json_bytes key;
        enum json_step step = json_cursor_member_of(cursor, is_first, wanted, shape, &key);
        if (step != JSON_STEP_NEXT)
            return step == JSON_STEP_END;
        buffer_bytes(keys, key.text, key.len);
        buffer_char(keys, ' ');
        if (!json_cursor_skip(cursor, json_cursor_kind(cursor)))
            return false;
    }
}

/* The shape keeps what it learned from all earlier texts. */
static void expect_walk_wanted(const char *text, size_t len, const struct json_cursor *skipped, bool is_json)
{
    static struct json_shape shape;
    static const uint64_t wanted[] = {0, ~UINT64_C(0), UINT64_C(0x5555555555555555)};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct buffer keys = {0};
        char *copy = copy_before_traps(text, len);
        struct json_cursor cursor = {.text = copy, .len = len};
        ck_assert_int_eq(walk_wanted(&cursor, wanted[i], &shape, &keys) && json_cursor_finish(&cursor), is_json);
        if (!is_json && strstr(skipped->expected, "1,000") == NULL) { /* the object itself is not counted */
            ck_assert_uint_eq(cursor.at, skipped->at);
            ck_assert_str_eq(cursor.expected, skipped->expected);
        }
        buffer_clear(&keys);
        free(copy);
    }
}

/* Whether TEXT is one value, skipped whole and walked member by member, which must agree. */
static bool is_json(const char *text, size_t len)
{
    char *copy = copy_of(text, len);
    struct json_cursor skipped = {.text = copy, .len = len}, walked = {.text = copy, .len = len};
    bool is_skipped = json_cursor_skip(&skipped, json_cursor_kind(&skipped)) && json_cursor_finish(&skipped);
    bool is_walked = walk(&walked, 1) && json_cursor_finish(&walked);
    ck_assert_int_eq(is_skipped, is_walked);
    if (!is_skipped) {
        ck_assert_uint_eq(skipped.at, walked.at);
        ck_assert_str_eq(skipped.expected, walked.expected);
    }
    if (is_skipped || strstr(skipped.expected, "1,000") == NULL)
        expect_walk_wanted(copy, len, &skipped, is_skipped);
    free(copy);
    return is_skipped;
}

#define YES(literal)                      \
    {                                     \
        literal, sizeof literal - 1, true \
    }
#define NO(literal)                        \
    {                                      \
        literal, sizeof literal - 1, false \
    }

/* The kinds of cases in JSON test suites; the last group has what the standard leaves open. */
static const struct {
    const char *text;
    size_t len;
    bool is_json;
} cases[] = {
    /* structure */
    YES("{}"),
    YES("[]"),
    YES("[[]]"),
    YES("{\"\":{}}"),
    YES(" [ ] "),
    YES("\t{\r\n}\n"),
    YES("[1,[2,[3]],{\"a\":[]}]"),
    YES("{\"a\":1,\"a\":2}"),
    YES("[null,true,false]"),
    YES("\"\""),
    YES("0"),
    YES("null"),
    YES(" true "),
    NO(""),
    NO(" "),
    NO("["),
    NO("]"),
    NO("{"),
    NO("}"),
    NO("[]]"),
    NO("{}}"),
    NO("[}"),
    NO("{]"),
    NO("[1"),
    NO("[1,"),
    NO("[,1]"),
    NO("[1,]"),
    NO("[1,,2]"),
    NO("[,]"),
    NO("[1 2]"),
    NO("[\"a\" \"b\"]"),
    NO("[1]2"),
    NO("[1][2]"),
    NO("[1],"),
    NO("{,}"),
    NO("{\"a\"}"),
    NO("{\"a\":}"),
    NO("{\"a\":1,}"),
    NO("{:1}"),
    NO("{\"a\" 1}"),
    NO("{\"a\",1}"),
    NO("{\"a\"::1}"),
    NO("{a:1}"),
    NO("{'a':1}"),
    NO("{1:1}"),
    NO("{null:1}"),
    NO("{[]:1}"),
    NO("{\"a\":1 \"b\":2}"),
    NO("{\"a\":1;\"b\":2}"),
    NO("{\"a\":1}#"),
    NO("{\"a\":1}//x"),
    NO("{/*x*/}"),
    NO("\xef\xbb\xbf{}"),
    NO("[\f]"),
    NO("[\v]"),
    NO("[\xc2\xa0]"),
    NO("[\0]"),
    NO("[]\0"),
    NO("<html>"),
    NO("x"),
    /* words */
    NO("tru"),
    NO("nul"),
    NO("fals"),
    NO("True"),
    NO("NULL"),
    NO("truefalse"),
    NO("nullx"),
    NO("[truth]"),
    NO("NaN"),
    NO("nan"),
    NO("Infinity"),
    NO("-Infinity"),
    NO("undefined"),
    NO("[t]"),
    /* numbers */
    YES("-0"),
    YES("10"),
    YES("-1"),
    YES("0.0"),
    YES("1.50"),
    YES("1e5"),
    YES("1E+05"),
    YES("0e0"),
    YES("-1.2e-300"),
    YES("123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"),
    YES("1e999"),
    NO("-"),
    NO("+1"),
    NO("00"),
    NO("01"),
    NO("-01"),
    NO("1."),
    NO(".1"),
    NO("-.1"),
    NO("1.e1"),
    NO("1e"),
    NO("1e+"),
    NO("1e1.5"),
    NO("1.2.3"),
    NO("0x10"),
    NO("1_000"),
    NO("1,000"),
    NO("--1"),
    NO("- 1"),
    NO("1a"),
    NO("1 e1"),
    NO("\xef\xbc\x91"),
    NO("1f"),
    NO("[-]"),
    NO("[1.]"),
    NO("[2e]"),
    NO("[0 0]"),
    NO("[1\0]"),
    /* strings */
    YES("\"a\""),
    YES("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\""),
    YES("\"\\u0000\""),
    YES("\"\\uD83D\\uDE00\""),
    YES("\"\\uaBcD\""),
    YES("\"'\""),
    YES("\"/\""),
    YES("\"\x7f\""),
    YES("\"\xc3\xa9\xf0\x9f\x98\x80\""),
    YES("\"\xe2\x80\xa8\xe2\x80\xa9\""),
    YES("\"a string of more than sixteen bytes, \\n and then \\t some more\""),
    NO("\""),
    NO("\"a"),
    NO("a\""),
    NO("'a'"),
    NO("\"\\"),
    NO("\"\\\""),
    NO("\"\\x41\""),
    NO("\"\\a\""),
    NO("\"\\0\""),
    NO("\"\\'\""),
    NO("\"\\U0041\""),
    NO("\"\\u\""),
    NO("\"\\u1\""),
    NO("\"\\u12\""),
    NO("\"\\u123\""),
    NO("\"\\u12g4\""),
    NO("\"\\u 123\""),
    NO("\"\\u+123\""),
    NO("\"\n\""),
    NO("\"\t\""),
    NO("\"\r\""),
    NO("\"\0\""),
    NO("\"\x1f\""),
    NO("\"\\\n\""),
    NO("\"\\\xc3\xa9\""),
    NO("\"\\u\xc3\xa9"
       "00\""),
    NO("\"a\"b\""),
    NO("\"\\\\\\\""),
    NO("\"a string of more than sixteen bytes, and then a \x01 that must not be there\""),
    NO("\"\\\0\""),
    /* either: lone surrogates, invalid UTF-8, noncharacters are accepted; the reader makes U+FFFD of the first two */
    YES("\"\\uD800\""),
    YES("\"\\uDC00\\uD800\""),
    YES("\"\\uD800\\u0041\""),
    YES("\"\\uD800\\n\""),
    YES("\"\xff\""),
    YES("\"\xc0\x80\""),
    YES("\"\xed\xa0\x80\""),
    YES("\"\\uFFFF\""),
    YES("\"\xef\xbf\xbf\""),
    YES("{\"\xe9\":1}"),
};

START_TEST(only_strict_json_is_accepted)
{
    ck_assert_msg(is_json(cases[_i].text, cases[_i].len) == cases[_i].is_json, "%s", cases[_i].text);
}
END_TEST

START_TEST(wanted_members_are_found_among_others)
{
    static const char text[] = "{\"a\":1,\"text\":\"x\", \"b\" : [1,2] ,\"label\":{\"text\":1},\"c\":-0.5e3,\"d\":null,"
                               "\"e\":\"a string of more than sixteen bytes\",\"te\\u0078t\":2,\"f\":\"\\n\",\"\":true,"
                               "\"text\":false}";
    static struct json_shape shape;
    uint64_t wanted = json_key_bit("text", 4) | json_key_bit("label", 5);
    char *copy = copy_before_traps(text, sizeof text - 1);
    for (int i = 0; i < 3; i++) { /* first with an empty shape, then with its own */
        struct json_cursor cursor = {.text = copy, .len = sizeof text - 1};
        struct buffer keys = {0};
        ck_assert(walk_wanted(&cursor, wanted, &shape, &keys) && json_cursor_finish(&cursor));
        buffer_char(&keys, '\0');
        ck_assert_str_eq(keys.bytes, "text label te\\u0078t text ");
        buffer_clear(&keys);
    }
    free(copy);
}
END_TEST

START_TEST(a_skipped_key_is_found_when_it_is_wanted_later)
{
    static const char text[] = "{\"a\":1,\"b\":2,\"c\":3}";
    static struct json_shape shape;
    char *copy = copy_before_traps(text, sizeof text - 1);
    for (char key = 'a'; key <= 'c'; key++) {
        struct json_cursor cursor = {.text = copy, .len = sizeof text - 1};
        struct buffer keys = {0};
        ck_assert(walk_wanted(&cursor, json_key_bit(&key, 1), &shape, &keys));
        ck_assert_ptr_nonnull(memchr(keys.bytes, key, keys.len));
        buffer_clear(&keys);
    }
    free(copy);
}
END_TEST

static const struct {
    const char *begin, *end;
    bool may_be_empty;
} values[] = {
    {"\"", "\"", true}, {"\"\\n", "\"", true}, {"", "", false},        {"-", "", false},
    {"0.", "", false},  {"[", "]", true},      {"{\"\":", "}", false}, {"[{\"a\":[-", ",\"b\"]}]", false},
};

/* Values of every length, after keys that the shape knows and keys that it does not. */
START_TEST(keys_and_values_may_have_any_length)
{
    char text[400], digits[140];
    memset(digits, '7', sizeof digits);
    for (int len = 0; len < (int)sizeof digits; len++) {
        for (int key = 0; key < 70; key += 1 + key / 8) {
            int n = snprintf(text, sizeof text, "{\"k%.*s\": %s%.*s%s,\"text\":1}", key, digits, values[_i].begin, len,
                             digits, values[_i].end);
            ck_assert_int_eq(is_json(text, (size_t)n), len > 0 || values[_i].may_be_empty);
        }
    }
}
END_TEST

/* N opening brackets of one kind or both, and the matching closing ones. */
static char *nested(size_t n, bool has_objects, bool is_closed)
{
    struct buffer text = {0};
    for (size_t i = 0; i < n; i++)
        buffer_text(&text, has_objects && i % 2 ? "{\"a\":" : "[");
    buffer_text(&text, has_objects && n % 2 == 0 ? "1" : "");
    for (size_t i = n; is_closed && i-- > 0;)
        buffer_char(&text, has_objects && i % 2 ? '}' : ']');
    buffer_char(&text, '\0');
    ck_assert(!text.failed);
    return text.bytes;
}

START_TEST(depth_has_a_limit_and_costs_no_stack)
{
    static const size_t depths[] = {
        1, 2, 63, 64, 65, 500, JSON_CURSOR_DEPTH - 1, JSON_CURSOR_DEPTH, JSON_CURSOR_DEPTH + 1, 100000};
    for (size_t i = 0; i < sizeof depths / sizeof *depths; i++) {
        for (int has_objects = 0; has_objects < 2; has_objects++) {
            char *text = nested(depths[i], has_objects, true), *open = nested(depths[i], has_objects, false);
            ck_assert_int_eq(is_json(text, strlen(text)), depths[i] <= JSON_CURSOR_DEPTH);
            ck_assert(!is_json(open, strlen(open)));
            free(text);
            free(open);
        }
    }
}
END_TEST

static const struct {
    const char *escaped, *plain;
    size_t len;
} strings[] = {
    {"", "", 0},
    {"abc", "abc", 3},
    {"\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t", 8},
    {"a\\u0000b", "a\0b", 3},
    {"\\u00e9\\u20AC\\uD83D\\uDE00x", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80x", 10},
    {"\\uD800", "\xef\xbf\xbd", 3},
    {"\\uDE00\\uD83D", "\xef\xbf\xbd\xef\xbf\xbd", 6},
    {"\\uD83D\\u0041",
     "\xef\xbf\xbd"
     "A",
     4},
    {"\\uD83D\\uD83D\\uDE00", "\xef\xbf\xbd\xf0\x9f\x98\x80", 7},
    {"\\uD83D\\nDE00", "\xef\xbf\xbd\nDE00", 8},
    {"\\\\uD83D", "\\uD83D", 6},
};

START_TEST(escapes_are_decoded)
{
    char text[100], out[100];
    struct json_bytes string;
    size_t len = (size_t)snprintf(text, sizeof text, "\"%s\"", strings[_i].escaped);
    struct json_cursor cursor = {.text = text, .len = len};
    ck_assert(json_cursor_string(&cursor, &string));
    ck_assert_int_eq(string.has_escape, strchr(strings[_i].escaped, '\\') != NULL);
    ck_assert_uint_eq(json_unescape(string, out), strings[_i].len);
    ck_assert_mem_eq(out, strings[_i].plain, strings[_i].len);
}
END_TEST

START_TEST(the_end_of_a_string_is_found_at_any_place)
{
    static const char stops[] = {'"', '\\', '\0', '\x1f', '\n'};
    char text[80];
    for (size_t len = 0; len <= sizeof text; len++) {
        for (size_t at = 0; at <= len; at++) {
            for (size_t i = 0; i < sizeof stops; i++) {
                memset(text, at % 2 ? '\xff' : ' ', sizeof text);
                if (at < len)
                    text[at] = stops[i];
                char *copy = copy_of(text, len);
                ck_assert_uint_eq(bytes_before_quote(copy, len), at);
                free(copy);
            }
        }
    }
}
END_TEST

/* Random bytes, mostly of JSON's syntax: walking and skipping agree on all of them. */
START_TEST(skipping_and_walking_agree_on_random_texts)
{
    static const char alphabet[] = "{}[]\"\",:01.e-\\untrfals \t\n\x01\xff";
    char text[24];
    size_t n_good = 0;
    for (uint64_t i = 0; i < 400000; i++) {
        size_t len = rng_bits(1, i, 99) % sizeof text;
        for (size_t k = 0; k < len; k++)
            text[k] = alphabet[rng_bits(1, i, k) % (sizeof alphabet - 1)];
        n_good += is_json(text, len);
    }
    ck_assert_uint_gt(n_good, 1000);
}
END_TEST

/* Good objects with one byte changed, removed or inserted. */
START_TEST(skipping_and_walking_agree_on_damaged_objects)
{
    static const char whole[] = "{\"a\": 1, \"bc\":\"some text\",\"d\":[1,{\"x\":\"\\u00e9\\n\"}],\"e\":true, "
                                "\"f\":null,\"g\":-1.5e+10,\"h\":false}";
    static const char bytes[] = "{}[]\"\\,:0-.eaEun \n\xc3";
    char text[sizeof whole + 1];
    for (size_t at = 0; at < sizeof whole; at++) {
        for (size_t b = 0; b < sizeof bytes; b++) {
            memcpy(text, whole, sizeof whole);
            text[at < sizeof whole - 1 ? at : 0] = bytes[b];
            (void)is_json(text, sizeof whole - 1);
            memcpy(text, whole, at);
            text[at] = bytes[b];
            memcpy(text + at + 1, whole + at, sizeof whole - at);
            (void)is_json(text, sizeof whole);
        }
        memcpy(text, whole, at);
        memcpy(text + at, whole + at + (at < sizeof whole - 1), sizeof whole - at - (at < sizeof whole - 1));
        (void)is_json(text, sizeof whole - 2);
        ck_assert_int_eq(is_json(whole, at), at == sizeof whole - 1);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json_cursor");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_set_timeout(parts, 60);
    tcase_add_loop_test(parts, only_strict_json_is_accepted, 0, sizeof cases / sizeof *cases);
    tcase_add_test(parts, wanted_members_are_found_among_others);
    tcase_add_test(parts, a_skipped_key_is_found_when_it_is_wanted_later);
    tcase_add_loop_test(parts, keys_and_values_may_have_any_length, 0, sizeof values / sizeof *values);
    tcase_add_test(parts, depth_has_a_limit_and_costs_no_stack);
    tcase_add_loop_test(parts, escapes_are_decoded, 0, sizeof strings / sizeof *strings);
    tcase_add_test(parts, the_end_of_a_string_is_found_at_any_place);
    tcase_add_test(parts, skipping_and_walking_agree_on_random_texts);
    tcase_add_test(parts, skipping_and_walking_agree_on_damaged_objects);
    return suite_run(suite);
}
