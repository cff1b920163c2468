/* utf8.h - UTF-8: decoding, encoding, validation */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_UTF8_H
#define BAGTAG_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT 0xFFFDu
#define UTF8_MAX_BYTES 4

/* One decoded position of a text. */
struct utf8_char {
    uint32_t code;  /* the code point; UTF8_REPLACEMENT if the bytes are invalid */
    uint32_t bytes; /* how many bytes it took, at least 1 */
    bool is_valid;
};

/* Decodes the code point at TEXT[0..len), LEN >= 1. Invalid bytes give one U+FFFD for each maximal subpart (Unicode 15,
 * section 3.9; Python's errors='replace' does the same). */
struct utf8_char utf8_decode(const char *text, size_t len);

/* Writes CODE (a scalar value) to OUT[0..4); returns the number of bytes. */
size_t utf8_encode(uint32_t code, char *out);

/* Whether all LEN bytes are valid UTF-8. ASCII runs are skipped 16 bytes at a time. */
bool utf8_is_valid(const char *text, size_t len);

/* Whether CODE acts instead of showing: control characters, line and paragraph separators, and characters that change
 * the direction of the text. */
bool utf8_is_control(uint32_t code);

#endif
