/* bytes.h - vectorised scans over bytes */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_BYTES_H
#define BAGTAG_BASE_BYTES_H

#include <stddef.h>

/* The first place in TEXT[0..len) where NEEDLE[0..needle_len) lies whole, or NULL; an empty needle is found at
 * TEXT. The 64 bytes behind the text must be readable (their contents never matter). */
const char *bytes_find(const char *text, size_t len, const char *needle, size_t needle_len);

/* How many of TEXT[0..len) are C. Reads nothing behind the text. */
size_t bytes_count(const char *text, size_t len, char c);

/* How many bytes of TEXT[0..len) come before the first quote, backslash or control character (below 0x20): what stands
 * between the quotes of a string. Reads nothing behind the text. */
size_t bytes_before_quote(const char *text, size_t len);

#endif
