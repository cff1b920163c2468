/* bytes.c - vectorised scans over bytes */
/* SPDX-License-Identifier: MIT */
#include "base/bytes.h"

#include <string.h>

/* Tests sixteen positions at a time: a position is a candidate if the needle's first and last bytes match there, and
 * only candidates are compared in full. Both bytes rarely match by chance, even if the first one is common. */
const char *bytes_find(const char *text, size_t len, const char *needle, size_t needle_len)
{
    if (needle_len == 0)
        return text;
    if (needle_len > len)
        return NULL;
    size_t n_places = len - needle_len + 1;
    simde__m128i first = simde_mm_set1_epi8(needle[0]);
    simde__m128i last = simde_mm_set1_epi8(needle[needle_len - 1]);
    for (size_t i = 0; i < n_places; i += 16) {
        simde__m128i firsts = simde_mm_loadu_si128(text + i);
        simde__m128i lasts = simde_mm_loadu_si128(text + i + needle_len - 1);
        simde__m128i both = simde_mm_and_si128(simde_mm_cmpeq_epi8(firsts, first), simde_mm_cmpeq_epi8(lasts, last));
        unsigned candidates = (unsigned)simde_mm_movemask_epi8(both);
        if (n_places - i < 16)
            candidates &= (1U << (n_places - i)) - 1; /* none past the end */
        while (candidates != 0) {
            size_t place = i + (size_t)__builtin_ctz(candidates);
            if (memcmp(text + place, needle, needle_len) == 0)
                return text + place;
            candidates &= candidates - 1;
        }
    }
    return NULL;
}

/* A comparison yields -1 for each byte equal to C, so subtracting it counts per byte lane; a lane counts up to 255
 * before the sixteen lanes are summed. Four counters keep the subtractions independent. */
size_t bytes_count(const char *text, size_t len, char c)
{
    simde__m128i wanted = simde_mm_set1_epi8(c);
    simde__m128i zero = simde_mm_setzero_si128();
    size_t count = 0;
    size_t i = 0;
    while (len - i >= 64) {
        size_t n_steps = (len - i) / 64;
        if (n_steps > 255)
            n_steps = 255;
        simde__m128i n0 = zero, n1 = zero, n2 = zero, n3 = zero;
        for (size_t step = 0; step < n_steps; step++, i += 64) {
            n0 = simde_mm_sub_epi8(n0, simde_mm_cmpeq_epi8(simde_mm_loadu_si128(text + i), wanted));
            n1 = simde_mm_sub_epi8(n1, simde_mm_cmpeq_epi8(simde_mm_loadu_si128(text + i + 16), wanted));
            n2 = simde_mm_sub_epi8(n2, simde_mm_cmpeq_epi8(simde_mm_loadu_si128(text + i + 32), wanted));
            n3 = simde_mm_sub_epi8(n3, simde_mm_cmpeq_epi8(simde_mm_loadu_si128(text + i + 48), wanted));
        }
        simde__m128i low = simde_mm_add_epi64(simde_mm_sad_epu8(n0, zero), simde_mm_sad_epu8(n1, zero));
        simde__m128i high = simde_mm_add_epi64(simde_mm_sad_epu8(n2, zero), simde_mm_sad_epu8(n3, zero));
        int64_t sums[2];
        simde_mm_storeu_si128(sums, simde_mm_add_epi64(low, high));
        count += (size_t)(sums[0] + sums[1]);
    }
    for (; i < len; i++)
        count += text[i] == c;
    return count;
}
