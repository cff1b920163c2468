/* space.h - white space that ends labels and is stripped around them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_SPACE_H
#define BAGTAG_DATA_SPACE_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes that end words, as in the whitespace tokenizer. */
static inline bool space_is_ascii(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

/* The length of the space character at the start, or the end, of TEXT[0..len); 0: none. Spaces are those of ASCII (and
 * NUL), those of Unicode (U+00A0, U+3000 ...), and the zero-width U+200B and U+FEFF. */
size_t space_at(const char *text, size_t len);
size_t space_before(const char *text, size_t len);

/* The first position at or after AT with a space, or without one; LEN if there is none. */
size_t space_find(const char *text, size_t len, size_t at);
size_t space_skip(const char *text, size_t len, size_t at);

#endif
