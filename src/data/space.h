/* space.h - what ends a label, and what may stand around one */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_SPACE_H
#define BAGTAG_DATA_SPACE_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes at which words end, as in the whitespace tokenizer. */
static inline bool space_is_ascii(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

/* The length of the space that begins TEXT[0..len), or ends it; 0: there is none. Spaces are those of ASCII, those of
 * Unicode (U+00A0, U+3000 ...), and the two that have no width, U+200B and U+FEFF. */
size_t space_at(const char *text, size_t len);
size_t space_before(const char *text, size_t len);

/* The first place at or behind AT where a space begins, or LEN; where none does, or LEN. */
size_t space_find(const char *text, size_t len, size_t at);
size_t space_skip(const char *text, size_t len, size_t at);

#endif
