/* json_scan.c - whether a text is strict JSON, before cJSON sees it */
/* SPDX-License-Identifier: MIT */
#include "io/json_scan.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#define MAX_NUMBER_CHARS 63 /* what cJSON 1.7 reads of a number */

struct scan {
    const char *file;
    const char *text;
    size_t len;
    size_t at;
    struct json_numbers *numbers;
    struct bagtag_error *error;
};

/* "expected EXPECTED; found" what stands at the place reached. */
static enum bagtag_status unexpected(const struct scan *scan, const char *expected)
{
    char found[32] = "the end of the text";
    if (scan->at < scan->len) {
        unsigned char c = (unsigned char)scan->text[scan->at];
        (void)snprintf(found, sizeof found, c > ' ' && c < 0x7f ? "'%c'" : "the byte 0x%02x", c);
    }
    return error_set(scan->error, BAGTAG_INPUT, "%s: byte %zu of the JSON text: expected %s; found %s", scan->file,
                     scan->at, expected, found);
}

static bool is_next(const struct scan *scan, char c)
{
    return scan->at < scan->len && scan->text[scan->at] == c;
}

static bool is_digit_next(const struct scan *scan)
{
    return scan->at < scan->len && scan->text[scan->at] >= '0' && scan->text[scan->at] <= '9';
}

static void skip_space(struct scan *scan)
{
    while (is_next(scan, ' ') || is_next(scan, '\n') || is_next(scan, '\t') || is_next(scan, '\r'))
        scan->at++;
}

/* Four hexadecimal digits, into *UNIT. */
static enum bagtag_status scan_unit(struct scan *scan, unsigned *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++, scan->at++) {
        char c = scan->at < scan->len ? scan->text[scan->at] : '\0';
        if (c >= '0' && c <= '9')
            *unit = *unit << 4 | (unsigned)(c - '0');
        else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
            *unit = *unit << 4 | (unsigned)((c | 0x20) - 'a' + 10);
        else
            return unexpected(scan, "four hexadecimal digits behind \\u");
    }
    return BAGTAG_OK;
}

/* The rest of an escape behind "\u". */
static enum bagtag_status scan_unicode_escape(struct scan *scan)
{
    unsigned unit;
    enum bagtag_status status = scan_unit(scan, &unit);
    if (status != BAGTAG_OK)
        return status;
    if (unit == 0)
        return error_set(scan->error, BAGTAG_INPUT, "%s: byte %zu of the JSON text: expected no \\u0000; found one",
                         scan->file, scan->at - 6);
    if (unit < 0xd800 || unit > 0xdfff)
        return BAGTAG_OK;

    unsigned low = 0;
    if (unit < 0xdc00 && scan->len - scan->at >= 6 && memcmp(scan->text + scan->at, "\\u", 2) == 0) {
        scan->at += 2;
        status = scan_unit(scan, &low);
        if (status != BAGTAG_OK)
            return status;
    }
    if (low < 0xdc00 || low > 0xdfff)
        return unexpected(scan, "both halves of a surrogate pair");
    return BAGTAG_OK;
}

static enum bagtag_status scan_string(struct scan *scan)
{
    if (!is_next(scan, '"'))
        return unexpected(scan, "a string");
    scan->at++;
    while (!is_next(scan, '"')) {
        if (scan->at == scan->len || (unsigned char)scan->text[scan->at] < 0x20)
            return unexpected(scan, "a character of a string or its closing quote");
        bool is_escape = is_next(scan, '\\');
        scan->at++;
        if (!is_escape)
            continue;
        if (is_next(scan, 'u')) {
            scan->at++;
            enum bagtag_status status = scan_unicode_escape(scan);
            if (status != BAGTAG_OK)
                return status;
            continue;
        }
        if (scan->at == scan->len || scan->text[scan->at] == '\0' || strchr("\"\\/bfnrt", scan->text[scan->at]) == NULL)
            return unexpected(scan, "one of \" \\ / b f n r t u behind a backslash");
        scan->at++;
    }
    scan->at++;
    return BAGTAG_OK;
}

static enum bagtag_status scan_digits(struct scan *scan)
{
    if (!is_digit_next(scan))
        return unexpected(scan, "a digit");
    while (is_digit_next(scan))
        scan->at++;
    return BAGTAG_OK;
}

static enum bagtag_status scan_number(struct scan *scan)
{
    size_t begin = scan->at;
    if (is_next(scan, '-'))
        scan->at++;
    bool is_zero = is_next(scan, '0');
    if (is_zero)
        scan->at++;
    enum bagtag_status status = is_zero ? BAGTAG_OK : scan_digits(scan);
    if (status == BAGTAG_OK && is_next(scan, '.')) {
        scan->at++;
        status = scan_digits(scan);
    }
    if (status == BAGTAG_OK && (is_next(scan, 'e') || is_next(scan, 'E'))) {
        scan->at++;
        if (is_next(scan, '+') || is_next(scan, '-'))
            scan->at++;
        status = scan_digits(scan);
    }
    if (status != BAGTAG_OK)
        return status;
    if (scan->at - begin > MAX_NUMBER_CHARS)
        return error_set(scan->error, BAGTAG_INPUT,
                         "%s: byte %zu of the JSON text: expected a number of at most %d characters; found %zu",
                         scan->file, begin, MAX_NUMBER_CHARS, scan->at - begin);

    struct json_numbers *numbers = scan->numbers;
    if (mem_reserve(&numbers->list, &numbers->capacity, numbers->n + 1, sizeof *numbers->list) != 0)
        return error_memory(scan->error);
    numbers->list[numbers->n++] = (struct json_span){.begin = begin, .len = scan->at - begin};
    return BAGTAG_OK;
}

static enum bagtag_status scan_word(struct scan *scan, const char *word)
{
    size_t len = strlen(word);
    if (scan->len - scan->at < len || memcmp(scan->text + scan->at, word, len) != 0)
        return unexpected(scan, "a JSON value");
    scan->at += len;
    return BAGTAG_OK;
}

static enum bagtag_status scan_value(struct scan *scan, int depth);

/* The members of an object or the values of an array, from its opening to its closing bracket. */
static enum bagtag_status scan_container(struct scan *scan, int depth)
{
    if (depth > JSON_MAX_DEPTH)
        return error_set(scan->error, BAGTAG_INPUT,
                         "%s: byte %zu of the JSON text: expected at most %d arrays and objects in each other; "
                         "found more",
                         scan->file, scan->at, JSON_MAX_DEPTH);
    bool is_object = is_next(scan, '{');
    char closing = is_object ? '}' : ']';
    scan->at++;
    skip_space(scan);
    if (is_next(scan, closing)) {
        scan->at++;
        return BAGTAG_OK;
    }
    for (;;) {
        enum bagtag_status status = BAGTAG_OK;
        if (is_object) {
            skip_space(scan);
            status = scan_string(scan);
            if (status != BAGTAG_OK)
                return status;
            skip_space(scan);
            if (!is_next(scan, ':'))
                return unexpected(scan, "a colon");
            scan->at++;
        }
        status = scan_value(scan, depth);
        if (status != BAGTAG_OK)
            return status;
        skip_space(scan);
        if (is_next(scan, closing)) {
            scan->at++;
            return BAGTAG_OK;
        }
        if (!is_next(scan, ','))
            return unexpected(scan, is_object ? "a comma or '}'" : "a comma or ']'");
        scan->at++;
    }
}

/* A value that lies in DEPTH arrays and objects. */
static enum bagtag_status scan_value(struct scan *scan, int depth)
{
    skip_space(scan);
    if (is_next(scan, '{') || is_next(scan, '['))
        return scan_container(scan, depth + 1);
    if (is_next(scan, '"'))
        return scan_string(scan);
    if (is_next(scan, '-') || is_digit_next(scan))
        return scan_number(scan);
    if (is_next(scan, 't'))
        return scan_word(scan, "true");
    if (is_next(scan, 'f'))
        return scan_word(scan, "false");
    return is_next(scan, 'n') ? scan_word(scan, "null") : unexpected(scan, "a JSON value");
}

enum bagtag_status json_scan(const char *file, const char *text, size_t len, struct json_numbers *numbers,
                             struct bagtag_error *error)
{
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        return error_set(error, BAGTAG_INPUT, "%s: expected JSON; found a byte order mark before it", file);
    struct scan scan = {.file = file, .text = text, .len = len, .numbers = numbers, .error = error};
    if (!utf8_is_valid(text, len)) {
        struct utf8_char c;
        while (c = utf8_decode(text + scan.at, len - scan.at), c.is_valid)
            scan.at += c.bytes;
        return unexpected(&scan, "valid UTF-8");
    }
    enum bagtag_status status = scan_value(&scan, 0);
    if (status != BAGTAG_OK)
        return status;
    skip_space(&scan);
    return scan.at == len ? BAGTAG_OK : unexpected(&scan, "nothing behind the JSON value");
}
