/* links.h - web addresses and mentions in a text */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_LINKS_H
#define BAGTAG_TEXT_LINKS_H

#include <stdbool.h>
#include <stddef.h>

/* The presence of a link is informative, but its parts would be misleading words and n-grams: most occur in no other
 * text. A link never begins right after an ASCII letter, digit or '_'; case does not matter.
 *     an address  "http://", "https://", "ftp://" or "www.", then a letter or digit, then visible ASCII except < > ";
 *                 punctuation at the end is not part of it
 *     a mention   '@', a letter or '_', and all letters, digits and '_' after it (ASCII) */
struct link {
    size_t begin, end;
    const char *token; /* what replaces it: U+1F517, the link symbol, or "@" */
    size_t token_len;
};

/* Finds the first link from FROM on in TEXT[0..len); false if there is none. At least 64 bytes after the text must be
 * readable. */
bool link_find(const char *text, size_t from, size_t len, struct link *out);

#endif
