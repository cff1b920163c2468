/* bytes.h - vectorised scans over bytes */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_BYTES_H
#define BAGTAG_BASE_BYTES_H

#include <stddef.h>

#include "base/simd.h"

/* The first place in TEXT[0..len) where NEEDLE[0..needle_len) lies whole, or NULL; an empty needle is found at
 * TEXT. The 64 bytes after the text must be readable (their contents never matter). */
const char *bytes_find(const char *text, size_t len, const char *needle, size_t needle_len);

/* How many of TEXT[0..len) are C. Reads nothing after the text. */
size_t bytes_count(const char *text, size_t len, char c);

/* How many bytes of TEXT[0..len) come before the first that is A, B or C. Reads nothing behind the text. */
static inline size_t bytes_before_any(const char *text, size_t len, char a, char b, char c)
{
    const simde__m128i as = simde_mm_set1_epi8(a), bs = simde_mm_set1_epi8(b), cs = simde_mm_set1_epi8(c);
    size_t i = 0;
    for (; len - i >= 16; i += 16) {
        simde__m128i bytes = simde_mm_loadu_si128(text + i);
        simde__m128i first = simde_mm_or_si128(simde_mm_cmpeq_epi8(bytes, as), simde_mm_cmpeq_epi8(bytes, bs));
        unsigned found = (unsigned)simde_mm_movemask_epi8(simde_mm_or_si128(first, simde_mm_cmpeq_epi8(bytes, cs)));
        if (found != 0)
            return i + (size_t)__builtin_ctz(found);
    }
    while (i < len && text[i] != a && text[i] != b && text[i] != c)
        i++;
    return i;
}

/* How many bytes of TEXT[0..len) come before the first quote, backslash or control character (below 0x20): what stands
 * between the quotes of a string. Reads nothing after the text. */
static inline size_t bytes_before_quote(const char *text, size_t len)
{
    const simde__m128i quote = simde_mm_set1_epi8('"'), backslash = simde_mm_set1_epi8('\\');
    const simde__m128i last_control = simde_mm_set1_epi8(0x1f);
    size_t i = 0;
    for (; len - i >= 16; i += 16) {
        simde__m128i bytes = simde_mm_loadu_si128(text + i);
        simde__m128i controls = simde_mm_cmpeq_epi8(simde_mm_min_epu8(bytes, last_control), bytes);
        simde__m128i quotes =
            simde_mm_or_si128(simde_mm_cmpeq_epi8(bytes, quote), simde_mm_cmpeq_epi8(bytes, backslash));
        unsigned found = (unsigned)simde_mm_movemask_epi8(simde_mm_or_si128(controls, quotes));
        if (found != 0)
            return i + (size_t)__builtin_ctz(found);
    }
    while (i < len && text[i] != '"' && text[i] != '\\' && (unsigned char)text[i] >= 0x20)
        i++;
    return i;
}

#endif
