/* json_cursor.c - a pull parser for JSON in place: no tree, no copies */
/* SPDX-License-Identifier: MIT */
#include "io/json_cursor.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/utf8.h"

const char *const json_kind_names[] = {
    [JSON_NOTHING] = "nothing", [JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array", [JSON_STRING] = "a string",
    [JSON_NUMBER] = "a number", [JSON_TRUE] = "true",        [JSON_FALSE] = "false",    [JSON_NULL] = "null"};

static bool fail(struct json_cursor *cursor, const char *expected)
{
    cursor->expected = expected;
    return false;
}

static inline bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static inline void skip_space(struct json_cursor *cursor)
{
    while (cursor->at < cursor->len && is_space(cursor->text[cursor->at]))
        cursor->at++;
}

static inline bool is_next(const struct json_cursor *cursor, char c)
{
    return cursor->at < cursor->len && cursor->text[cursor->at] == c;
}

static inline bool is_digit_next(const struct json_cursor *cursor)
{
    return cursor->at < cursor->len && cursor->text[cursor->at] >= '0' && cursor->text[cursor->at] <= '9';
}

static enum json_kind kind_at(const struct json_cursor *cursor)
{
    static const unsigned char kinds[256] = {
        ['{'] = JSON_OBJECT, ['['] = JSON_ARRAY,  ['"'] = JSON_STRING, ['-'] = JSON_NUMBER, ['0'] = JSON_NUMBER,
        ['1'] = JSON_NUMBER, ['2'] = JSON_NUMBER, ['3'] = JSON_NUMBER, ['4'] = JSON_NUMBER, ['5'] = JSON_NUMBER,
        ['6'] = JSON_NUMBER, ['7'] = JSON_NUMBER, ['8'] = JSON_NUMBER, ['9'] = JSON_NUMBER, ['t'] = JSON_TRUE,
        ['f'] = JSON_FALSE,  ['n'] = JSON_NULL};
    return cursor->at < cursor->len ? (enum json_kind)kinds[(unsigned char)cursor->text[cursor->at]] : JSON_NOTHING;
}

enum json_kind json_cursor_kind(struct json_cursor *cursor)
{
    skip_space(cursor);
    return kind_at(cursor);
}

/* ---- scalars ----------------------------------------------------------------------------------------------- */

static int hexadecimal(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
        return (c | 0x20) - 'a' + 10;
    return -1;
}

/* Skips a backslash and what it escapes. */
static bool skip_escape(struct json_cursor *cursor)
{
    cursor->at++;
    char c = cursor->at < cursor->len ? cursor->text[cursor->at] : '\0';
    if (c == '\0' || strchr("\"\\/bfnrtu", c) == NULL)
        return fail(cursor, "one of \" \\ / b f n r t u after a backslash");
    cursor->at++;
    for (int i = 0; c == 'u' && i < 4; i++, cursor->at++)
        if (cursor->at >= cursor->len || hexadecimal(cursor->text[cursor->at]) < 0)
            return fail(cursor, "four hexadecimal digits after \\u");
    return true;
}

bool json_cursor_string(struct json_cursor *cursor, struct json_bytes *string)
{
    if (!is_next(cursor, '"'))
        return fail(cursor, "a string");
    size_t begin = ++cursor->at;
    bool has_escape = false;
    for (;;) {
        cursor->at += bytes_before_quote(cursor->text + cursor->at, cursor->len - cursor->at);
        if (is_next(cursor, '"'))
            break;
        if (!is_next(cursor, '\\'))
            return fail(cursor, "a character of a string or its closing quote");
        has_escape = true;
        if (!skip_escape(cursor))
            return false;
    }
    *string = (struct json_bytes){cursor->text + begin, cursor->at - begin, has_escape};
    cursor->at++;
    return true;
}

static bool skip_digits(struct json_cursor *cursor)
{
    if (!is_digit_next(cursor))
        return fail(cursor, "a digit");
    while (is_digit_next(cursor))
        cursor->at++;
    return true;
}

bool json_cursor_number(struct json_cursor *cursor, struct json_bytes *number)
{
    size_t begin = cursor->at;
    cursor->at += is_next(cursor, '-');
    if (is_next(cursor, '0'))
        cursor->at++;
    else if (!skip_digits(cursor))
        return false;
    if (is_next(cursor, '.')) {
        cursor->at++;
        if (!skip_digits(cursor))
            return false;
    }
    if (is_next(cursor, 'e') || is_next(cursor, 'E')) {
        cursor->at++;
        cursor->at += is_next(cursor, '+') || is_next(cursor, '-');
        if (!skip_digits(cursor))
            return false;
    }
    *number = (struct json_bytes){cursor->text + begin, cursor->at - begin, false};
    return true;
}

bool json_cursor_word(struct json_cursor *cursor, const char *word)
{
    size_t len = strlen(word);
    if (cursor->len - cursor->at < len || memcmp(cursor->text + cursor->at, word, len) != 0)
        return fail(cursor, "a JSON value");
    cursor->at += len;
    return true;
}

static bool skip_scalar(struct json_cursor *cursor, enum json_kind kind)
{
    struct json_bytes skipped;
    switch (kind) {
    case JSON_STRING:
        return json_cursor_string(cursor, &skipped);
    case JSON_NUMBER:
        return json_cursor_number(cursor, &skipped);
    case JSON_TRUE:
        return json_cursor_word(cursor, "true");
    case JSON_FALSE:
        return json_cursor_word(cursor, "false");
    case JSON_NULL:
        return json_cursor_word(cursor, "null");
    case JSON_NOTHING:
    case JSON_OBJECT:
    case JSON_ARRAY:
        break;
    }
    return fail(cursor, "a JSON value");
}

/* ---- objects and arrays ------------------------------------------------------------------------------------ */

void json_cursor_enter(struct json_cursor *cursor)
{
    cursor->at++;
}

static enum json_step next_key(struct json_cursor *cursor, struct json_bytes *key)
{
    skip_space(cursor);
    if (!json_cursor_string(cursor, key))
        return JSON_STEP_FAILED;
    skip_space(cursor);
    if (!is_next(cursor, ':')) {
        (void)fail(cursor, "a colon");
        return JSON_STEP_FAILED;
    }
    cursor->at++;
    return JSON_STEP_NEXT;
}

/* After a value or, if IS_FIRST, after the opening bracket: skips the comma or the closing bracket. */
static enum json_step step(struct json_cursor *cursor, bool is_first, char closing)
{
    skip_space(cursor);
    if (is_next(cursor, closing)) {
        cursor->at++;
        return JSON_STEP_END;
    }
    if (is_first)
        return JSON_STEP_NEXT;
    if (!is_next(cursor, ',')) {
        (void)fail(cursor, closing == '}' ? "a comma or '}'" : "a comma or ']'");
        return JSON_STEP_FAILED;
    }
    cursor->at++;
    return JSON_STEP_NEXT;
}

enum json_step json_cursor_member(struct json_cursor *cursor, bool is_first, struct json_bytes *key)
{
    enum json_step result = step(cursor, is_first, '}');
    return result == JSON_STEP_NEXT ? next_key(cursor, key) : result;
}

enum json_step json_cursor_member_of(struct json_cursor *cursor, bool is_first, uint64_t wanted,
                                     struct json_shape *shape, struct json_bytes *key)
{
    for (;; is_first = false) {
        enum json_step result = step(cursor, is_first, '}');
        if (result != JSON_STEP_NEXT)
            return result;
        const char *at = cursor->text + cursor->at, *end = cursor->text + cursor->len;
        cursor->at += (size_t)(json_skip_members(at, end, wanted, shape) - at);
        result = next_key(cursor, key);
        if (result != JSON_STEP_NEXT || key->has_escape || (json_key_bit(key->text, key->len) & wanted) != 0)
            return result;
        if (!json_cursor_skip(cursor, json_cursor_kind(cursor)))
            return JSON_STEP_FAILED;
    }
}

enum json_step json_cursor_item(struct json_cursor *cursor, bool is_first)
{
    return step(cursor, is_first, ']');
}

/* The containers around the cursor: a bit for each, set for objects. */
struct nesting {
    uint64_t are_objects[JSON_CURSOR_DEPTH / 64 + 1];
    size_t depth;
};

static bool is_in_object(const struct nesting *nesting)
{
    size_t i = nesting->depth - 1;
    return nesting->are_objects[i / 64] >> i % 64 & 1;
}

static bool push(struct nesting *nesting, bool is_object)
{
    size_t i = nesting->depth;
    if (i == JSON_CURSOR_DEPTH)
        return false;
    nesting->are_objects[i / 64] &= ~(UINT64_C(1) << i % 64);
    nesting->are_objects[i / 64] |= (uint64_t)is_object << i % 64;
    nesting->depth++;
    return true;
}

/* Not recursive: a nesting of a thousand levels costs no stack. */
static bool skip_container(struct json_cursor *cursor)
{
    struct nesting nesting = {.depth = 0};
    struct json_bytes key;
    bool is_first = push(&nesting, is_next(cursor, '{'));
    cursor->at++;
    while (nesting.depth > 0) {
        enum json_step next =
            is_in_object(&nesting) ? json_cursor_member(cursor, is_first, &key) : json_cursor_item(cursor, is_first);
        if (next == JSON_STEP_FAILED)
            return false;
        is_first = false;
        if (next == JSON_STEP_END) {
            nesting.depth--;
            continue;
        }
        enum json_kind kind = json_cursor_kind(cursor);
        if (kind != JSON_OBJECT && kind != JSON_ARRAY) {
            if (!skip_scalar(cursor, kind))
                return false;
            continue;
        }
        if (!push(&nesting, kind == JSON_OBJECT))
            return fail(cursor, "at most 1,000 nested arrays and objects");
        cursor->at++;
        is_first = true;
    }
    return true;
}

bool json_cursor_skip(struct json_cursor *cursor, enum json_kind kind)
{
    return kind == JSON_OBJECT || kind == JSON_ARRAY ? skip_container(cursor) : skip_scalar(cursor, kind);
}

bool json_cursor_finish(struct json_cursor *cursor)
{
    skip_space(cursor);
    return cursor->at == cursor->len || fail(cursor, "nothing after the JSON value");
}

/* ---- messages and escapes ---------------------------------------------------------------------------------- */

const char *json_cursor_found(const struct json_cursor *cursor, const char *end, char out[JSON_FOUND_BYTES])
{
    if (cursor->at >= cursor->len)
        return end;
    unsigned char c = (unsigned char)cursor->text[cursor->at];
    (void)snprintf(out, JSON_FOUND_BYTES, c > ' ' && c < 0x7f ? "'%c'" : "the byte 0x%02x", c);
    return out;
}

static uint32_t unit_of(const char *digits)
{
    uint32_t unit = 0;
    for (int i = 0; i < 4; i++)
        unit = unit << 4 | (uint32_t)hexadecimal(digits[i]);
    return unit;
}

static bool is_half(uint32_t code)
{
    return code >= 0xd800 && code <= 0xdfff;
}

size_t json_escape(struct json_bytes string, size_t at, uint32_t *code)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    const char *text = string.text + at;
    if (text[1] != 'u') {
        *code = (unsigned char)meanings[strchr(letters, text[1]) - letters];
        return 2;
    }
    *code = unit_of(text + 2);
    if (*code < 0xd800 || *code > 0xdbff || string.len - at < 12 || text[6] != '\\' || text[7] != 'u')
        return 6;
    uint32_t low = unit_of(text + 8);
    if (low < 0xdc00 || low > 0xdfff)
        return 6;
    *code = 0x10000 + ((*code - 0xd800) << 10 | (low - 0xdc00));
    return 12;
}

size_t json_unescape(struct json_bytes string, char *out)
{
    size_t n = 0;
    for (size_t at = 0; at < string.len;) {
        const char *backslash = memchr(string.text + at, '\\', string.len - at);
        size_t plain = backslash != NULL ? (size_t)(backslash - string.text) - at : string.len - at;
        memcpy(out + n, string.text + at, plain);
        n += plain;
        at += plain;
        if (backslash == NULL)
            break;
        uint32_t code;
        at += json_escape(string, at, &code);
        n += utf8_encode(is_half(code) ? UTF8_REPLACEMENT : code, out + n); /* never longer than its escape */
    }
    return n;
}
