/* bytes.h - vectorised scans over bytes */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_BYTES_H
#define BAGTAG_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "base/simd.h"

/* The first occurrence of NEEDLE[0..needle_len) in TEXT[0..len), or NULL; an empty needle is found at TEXT. The 64
 * bytes after the text must be readable (their contents never matter). */
const char *bytes_find(const char *text, size_t len, const char *needle, size_t needle_len);

/* How many bytes of TEXT[0..len) are C. Reads nothing past the text. */
size_t bytes_count(const char *text, size_t len, char c);

/* The number of bytes of TEXT[0..len) before the first A, B or C. Reads nothing past the text. */
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

/* A bit mask of the 16 bytes at TEXT, lowest bit first: set for '"', '\\' and control characters (below 0x20), the
 * bytes that a JSON string cannot contain literally. */
static inline uint32_t bytes_quotes_16(const char *text)
{
    simde__m128i bytes = simde_mm_loadu_si128(text);
    simde__m128i controls = simde_mm_cmpeq_epi8(simde_mm_min_epu8(bytes, simde_mm_set1_epi8(0x1f)), bytes);
    simde__m128i quotes = simde_mm_or_si128(simde_mm_cmpeq_epi8(bytes, simde_mm_set1_epi8('"')),
                                            simde_mm_cmpeq_epi8(bytes, simde_mm_set1_epi8('\\')));
    return (uint32_t)simde_mm_movemask_epi8(simde_mm_or_si128(controls, quotes));
}

static inline uint64_t bytes_quotes_64(const char *text)
{
    uint64_t low = bytes_quotes_16(text) | bytes_quotes_16(text + 16) << 16;
    uint64_t high = bytes_quotes_16(text + 32) | bytes_quotes_16(text + 48) << 16;
    return low | high << 32;
}

/* The same for the digits 0 to 9. */
static inline uint32_t bytes_digits_16(const char *text)
{
    simde__m128i values = simde_mm_sub_epi8(simde_mm_loadu_si128(text), simde_mm_set1_epi8('0'));
    return (uint32_t)simde_mm_movemask_epi8(
        simde_mm_cmpeq_epi8(simde_mm_min_epu8(values, simde_mm_set1_epi8(9)), values));
}

/* The same for bytes that are equal in A and B. */
static inline uint32_t bytes_same_16(const char *a, const char *b)
{
    return (uint32_t)simde_mm_movemask_epi8(simde_mm_cmpeq_epi8(simde_mm_loadu_si128(a), simde_mm_loadu_si128(b)));
}

/* The number of bytes of TEXT[0..len) before the first one that bytes_quotes_16 marks: string contents that can be
 * copied as they are. Reads nothing past the text. */
static inline size_t bytes_before_quote(const char *text, size_t len)
{
    size_t i = 0;
    for (; len - i >= 64; i += 64) {
        uint64_t found = bytes_quotes_64(text + i);
        if (found != 0)
            return i + (size_t)__builtin_ctzll(found);
    }
    for (; len - i >= 16; i += 16) {
        uint32_t found = bytes_quotes_16(text + i);
        if (found != 0)
            return i + (size_t)__builtin_ctz(found);
    }
    while (i < len && text[i] != '"' && text[i] != '\\' && (unsigned char)text[i] >= 0x20)
        i++;
    return i;
}

#endif
