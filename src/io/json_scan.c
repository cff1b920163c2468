/* json_scan.c - checks that a text is strict JSON before cJSON parses it */
/* SPDX-License-Identifier: MIT */
#include "io/json_scan.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "io/json_cursor.h"

#define MAX_NUMBER_CHARS 63 /* the most that cJSON 1.7 reads */

struct scan {
    const char *file;
    struct json_cursor cursor;
    struct json_numbers *numbers;
    struct bagtag_error *error;
};

/* The error "expected EXPECTED; found ..." with what is at the cursor. */
static enum bagtag_status unexpected(const struct scan *scan, const char *expected)
{
    char found[JSON_FOUND_BYTES];
    return error_set(scan->error, BAGTAG_INPUT, "%s: byte %zu of the JSON text: expected %s; found %s", scan->file,
                     scan->cursor.at, expected, json_cursor_found(&scan->cursor, "the end of the text", found));
}

static enum bagtag_status failed(const struct scan *scan)
{
    return unexpected(scan, scan->cursor.expected);
}

/* Refuses NUL, at which cJSON would end the string, and unpaired surrogates. STRING ends before the cursor. */
static enum bagtag_status check_escapes(struct scan *scan, struct json_bytes string)
{
    size_t after = scan->cursor.at, begin = (size_t)(string.text - scan->cursor.text);
    for (size_t i = 0; string.has_escape && i < string.len; i++) {
        if (string.text[i] != '\\')
            continue;
        uint32_t code;
        scan->cursor.at = begin + i;
        i += json_escape(string, i, &code) - 1;
        if (code == 0)
            return error_set(scan->error, BAGTAG_INPUT, "%s: byte %zu of the JSON text: expected no \\u0000; found one",
                             scan->file, scan->cursor.at);
        if (code >= 0xd800 && code <= 0xdfff)
            return unexpected(scan, "both halves of a surrogate pair");
    }
    scan->cursor.at = after;
    return BAGTAG_OK;
}

static enum bagtag_status scan_string(struct scan *scan)
{
    struct json_bytes string;
    return json_cursor_string(&scan->cursor, &string) ? check_escapes(scan, string) : failed(scan);
}

static enum bagtag_status scan_number(struct scan *scan)
{
    struct json_bytes number;
    if (!json_cursor_number(&scan->cursor, &number))
        return failed(scan);
    size_t begin = (size_t)(number.text - scan->cursor.text);
    if (number.len > MAX_NUMBER_CHARS)
        return error_set(scan->error, BAGTAG_INPUT,
                         "%s: byte %zu of the JSON text: expected a number of at most %d characters; found %zu",
                         scan->file, begin, MAX_NUMBER_CHARS, number.len);
    struct json_numbers *numbers = scan->numbers;
    if (mem_reserve(&numbers->list, &numbers->capacity, numbers->n + 1, sizeof *numbers->list) != 0)
        return error_memory(scan->error);
    numbers->list[numbers->n++] = (struct json_span){.begin = begin, .len = number.len};
    return BAGTAG_OK;
}

static enum bagtag_status scan_value(struct scan *scan, int depth);

/* The members of an object or the values of an array. */
static enum bagtag_status scan_container(struct scan *scan, enum json_kind kind, int depth)
{
    if (depth > JSON_MAX_DEPTH)
        return error_set(scan->error, BAGTAG_INPUT,
                         "%s: byte %zu of the JSON text: expected at most %d nested arrays and objects; found more",
                         scan->file, scan->cursor.at, JSON_MAX_DEPTH);
    json_cursor_enter(&scan->cursor);
    for (bool is_first = true;; is_first = false) {
        struct json_bytes key = {.len = 0};
        enum json_step step = kind == JSON_OBJECT ? json_cursor_member(&scan->cursor, is_first, &key)
                                                  : json_cursor_item(&scan->cursor, is_first);
        if (step != JSON_STEP_NEXT)
            return step == JSON_STEP_END ? BAGTAG_OK : failed(scan);
        enum bagtag_status status = check_escapes(scan, key);
        if (status == BAGTAG_OK)
            status = scan_value(scan, depth);
        if (status != BAGTAG_OK)
            return status;
    }
}

/* A value nested in DEPTH arrays and objects. */
static enum bagtag_status scan_value(struct scan *scan, int depth)
{
    enum json_kind kind = json_cursor_kind(&scan->cursor);
    if (kind == JSON_OBJECT || kind == JSON_ARRAY)
        return scan_container(scan, kind, depth + 1);
    if (kind == JSON_STRING)
        return scan_string(scan);
    if (kind == JSON_NUMBER)
        return scan_number(scan);
    return json_cursor_skip(&scan->cursor, kind) ? BAGTAG_OK : failed(scan);
}

enum bagtag_status json_scan(const char *file, const char *text, size_t len, struct json_numbers *numbers,
                             struct bagtag_error *error)
{
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        return error_set(error, BAGTAG_INPUT, "%s: expected JSON without a byte order mark; found one", file);
    struct scan scan = {.file = file, .cursor = {.text = text, .len = len}, .numbers = numbers, .error = error};
    if (!utf8_is_valid(text, len)) {
        struct utf8_char c;
        while (c = utf8_decode(text + scan.cursor.at, len - scan.cursor.at), c.is_valid)
            scan.cursor.at += c.bytes;
        return unexpected(&scan, "valid UTF-8");
    }
    enum bagtag_status status = scan_value(&scan, 0);
    if (status != BAGTAG_OK)
        return status;
    return json_cursor_finish(&scan.cursor) ? BAGTAG_OK : failed(&scan);
}
