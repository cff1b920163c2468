/* links.c - finds web addresses and mentions: a vectorised search for candidates, which are then checked */
/* SPDX-License-Identifier: MIT */
#include "text/links.h"

#include <stdint.h>
#include <string.h>

#include "base/simd.h"
#include "text/ascii.h"

enum { BLOCK = 16 };

static bool is_word(char c)
{
    return ascii_is_letter_or_digit(c) || c == '_';
}

static bool is_after_word(const char *text, size_t at)
{
    return at > 0 && is_word(text[at - 1]);
}

/* Whether TEXT[at..len) begins with WANTED, which is lower-case, ignoring case. */
static bool begins_with(const char *text, size_t at, size_t len, const char *wanted)
{
    size_t n = strlen(wanted);
    if (len - at < n)
        return false;
    for (size_t i = 0; i < n; i++)
        if ((ascii_is_letter(text[at + i]) ? text[at + i] | 0x20 : text[at + i]) != wanted[i])
            return false;
    return true;
}

static bool is_of_address(char c)
{
    return c > ' ' && c < 0x7F && c != '<' && c != '>' && c != '"';
}

/* The end of an address whose first letter or digit after "://" or "www." is at REST. */
static size_t end_of_address(const char *text, size_t rest, size_t len)
{
    size_t end = rest;
    while (end < len && is_of_address(text[end]))
        end++;
    while (end > rest && !is_word(text[end - 1]) && strchr("/#&=%+-$@", text[end - 1]) == NULL)
        end--;
    return end;
}

static bool is_address(const char *text, size_t begin, size_t rest, size_t len, struct link *out)
{
    if (is_after_word(text, begin) || rest >= len || !ascii_is_letter_or_digit(text[rest]))
        return false;
    *out = (struct link){begin, end_of_address(text, rest, len), "\xF0\x9F\x94\x97", 4};
    return true;
}

/* Looks for an address whose scheme is before the "://" at AT and does not begin before FROM. */
static bool has_scheme(const char *text, size_t from, size_t at, size_t len, struct link *out)
{
    static const char *const schemes[] = {"https", "http", "ftp"};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        size_t n = strlen(schemes[i]);
        if (at - from >= n && begins_with(text, at - n, len, schemes[i]))
            return is_address(text, at - n, at + 3, len, out);
    }
    return false;
}

static bool is_mention(const char *text, size_t at, size_t len, struct link *out)
{
    size_t end = at + 1;
    if (is_after_word(text, at) || end >= len || !(ascii_is_letter(text[end]) || text[end] == '_'))
        return false;
    while (end < len && is_word(text[end]))
        end++;
    *out = (struct link){at, end, "@", 1};
    return true;
}

static bool is_link(const char *text, size_t from, size_t at, size_t len, struct link *out)
{
    if (text[at] == '@')
        return is_mention(text, at, len, out);
    if (text[at] == ':')
        return begins_with(text, at, len, "://") && has_scheme(text, from, at, len, out);
    return begins_with(text, at, len, "www.") && is_address(text, at, at + 4, len, out);
}

/* Bit i: byte i is '@', or ":/" or "ww" begins there. */
static uint32_t candidates(const char *text)
{
    const simde__m128i lower = simde_mm_set1_epi8(0x20), w = simde_mm_set1_epi8('w');
    simde__m128i here = simde_mm_loadu_si128((const simde__m128i *)text);
    simde__m128i next = simde_mm_loadu_si128((const simde__m128i *)(text + 1));
    simde__m128i at = simde_mm_cmpeq_epi8(here, simde_mm_set1_epi8('@'));
    simde__m128i colon = simde_mm_and_si128(simde_mm_cmpeq_epi8(here, simde_mm_set1_epi8(':')),
                                            simde_mm_cmpeq_epi8(next, simde_mm_set1_epi8('/')));
    simde__m128i www = simde_mm_and_si128(simde_mm_cmpeq_epi8(simde_mm_or_si128(here, lower), w),
                                          simde_mm_cmpeq_epi8(simde_mm_or_si128(next, lower), w));
    return (uint32_t)simde_mm_movemask_epi8(simde_mm_or_si128(simde_mm_or_si128(at, colon), www));
}

bool link_find(const char *text, size_t from, size_t len, struct link *out)
{
    for (size_t i = from; i < len; i += BLOCK)
        for (uint32_t bits = candidates(text + i); bits != 0; bits &= bits - 1) {
            size_t at = i + (size_t)__builtin_ctz(bits);
            if (at < len && is_link(text, from, at, len, out))
                return true;
        }
    return false;
}
