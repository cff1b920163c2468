/* json_scan.h - whether a text is strict JSON, before cJSON sees it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_JSON_SCAN_H
#define BAGTAG_IO_JSON_SCAN_H

#include <stddef.h>

#include "base/error.h"

/* Arrays and objects may lie this deep in each other. */
#define JSON_MAX_DEPTH 32

/* The numbers of a text, in its order: bytes [begin, begin + len). Zero-initialise; `list` is freed with free(). */
struct json_span {
    size_t begin;
    size_t len;
};
struct json_numbers {
    struct json_span *list;
    size_t n;
    size_t capacity;
};

/* Checks that TEXT[0..len) is one JSON value as RFC 8259 has it and nothing else: valid UTF-8 without a byte order
 * mark, no \u0000, no half of a surrogate pair, no control character in a string, numbers of at most 63 characters, at
 * most JSON_MAX_DEPTH deep. Whatever passes is read by cJSON unless memory runs out. Duplicate keys are not looked
 * for here. FILE is what messages call the text. NUMBERS is filled also on failure. */
enum bagtag_status json_scan(const char *file, const char *text, size_t len, struct json_numbers *numbers,
                             struct bagtag_error *error);

#endif
