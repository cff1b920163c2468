/* links.h - web addresses and mentions in a text */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_LINKS_H
#define BAGTAG_TEXT_LINKS_H

#include <stdbool.h>
#include <stddef.h>

/* That a text has one says something, but its parts are words and n-grams that mislead: most are in no other text. Both
 * begin where no ASCII letter, digit or '_' stands before them; upper and lower case are the same.
 *     an address  "http://", "https://" or "ftp://" and a letter or digit, or "www." and one; it goes on over visible
 *                 ASCII except < > ", and punctuation at its end is not part of it
 *     a mention   '@', a letter or '_', and all letters, digits and '_' after it (ASCII) */
struct link {
    size_t begin, end;
    const char *token; /* what stands for it: U+1F517, the link symbol, or "@" */
    size_t token_len;
};

/* The first one from FROM on in TEXT[0..len). At least 64 bytes after the text must be readable. */
bool link_find(const char *text, size_t from, size_t len, struct link *out);

#endif
