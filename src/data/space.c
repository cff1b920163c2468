/* space.c - white space that ends labels and is stripped around them */
/* SPDX-License-Identifier: MIT */
#include "data/space.h"

#include <stdint.h>

#include "base/utf8.h"
#include "text/unicode.h"

#define ZERO_WIDTH_SPACE 0x200Bu
#define ZERO_WIDTH_NO_BREAK_SPACE 0xFEFFu

static bool is_ascii(char c)
{
    return ((unsigned char)c & 0x80) == 0;
}

size_t space_at(const char *text, size_t len)
{
    if (len == 0)
        return 0;
    if (is_ascii(text[0]))
        return space_is_ascii(text[0]);
    struct utf8_char c = utf8_decode(text, len);
    return unicode_is_space(c.code) || c.code == ZERO_WIDTH_SPACE || c.code == ZERO_WIDTH_NO_BREAK_SPACE ? c.bytes : 0;
}

size_t space_before(const char *text, size_t len)
{
    if (len == 0 || is_ascii(text[len - 1]))
        return len > 0 && space_is_ascii(text[len - 1]);
    for (size_t n = 2; n <= UTF8_MAX_BYTES && n <= len; n++)
        if (space_at(text + len - n, n) == n)
            return n;
    return 0;
}

size_t space_find(const char *text, size_t len, size_t at)
{
    while (at < len && (is_ascii(text[at]) ? !space_is_ascii(text[at]) : space_at(text + at, len - at) == 0))
        at++;
    return at;
}

size_t space_skip(const char *text, size_t len, size_t at)
{
    size_t n;
    while (at < len && (n = space_at(text + at, len - at)) > 0)
        at += n;
    return at;
}
