/* same.h - whether two byte strings are equal, optimised for words */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_SAME_H
#define BAGTAG_TEXT_SAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/simd.h"

/* At least this many bytes from the start of a padded string are readable, however short it is. */
#define SAME_PADDED_BYTES 16

/* Whether A[0..len) and B[0..len) are equal; both must be padded. Processors mispredict the lengths of words, so up to
 * 16 bytes take no branch on the length: 16 bytes are compared, and the result is masked. */
static inline bool same_padded(const char *a, const char *b, size_t len)
{
    if (len > SAME_PADDED_BYTES)
        return memcmp(a, b, len) == 0;
    simde__m128i x = simde_mm_loadu_si128((const void *)a);
    simde__m128i y = simde_mm_loadu_si128((const void *)b);
    uint32_t differing = ~(uint32_t)simde_mm_movemask_epi8(simde_mm_cmpeq_epi8(x, y));
    return (differing & ((UINT32_C(1) << len) - 1)) == 0;
}

/* The same for any two strings. */
static inline bool same_bytes(const char *a, const char *b, size_t len)
{
    return memcmp(a, b, len) == 0;
}

#endif
