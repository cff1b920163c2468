/* json_scan.h - checks that a text is strict JSON before cJSON parses it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_JSON_SCAN_H
#define BAGTAG_IO_JSON_SCAN_H

#include <stddef.h>

#include "base/error.h"

/* The most nested arrays and objects. */
#define JSON_MAX_DEPTH 32

/* The numbers of a text, in order: bytes [begin, begin + len). Zero-initialise; `list` is freed with free(). */
struct json_span {
    size_t begin;
    size_t len;
};
struct json_numbers {
    struct json_span *list;
    size_t n;
    size_t capacity;
};

/* Checks that TEXT[0..len) is exactly one JSON value (RFC 8259): valid UTF-8 without a byte order mark, no \u0000, no
 * unpaired surrogate, no control character in a string, numbers of at most 63 characters, at most JSON_MAX_DEPTH deep.
 * cJSON parses whatever passes unless memory runs out. Does not look for duplicate keys. FILE is the name of the text
 * in messages. On failure NUMBERS has those found so far. */
enum bagtag_status json_scan(const char *file, const char *text, size_t len, struct json_numbers *numbers,
                             struct bagtag_error *error);

#endif
