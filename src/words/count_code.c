/* count_code.c - counts in a byte each, on a logarithmic scale */
/* SPDX-License-Identifier: MIT */
#include "words/count_code.h"

/* A floating-point number: m * 2^shift, with m from 6 to 11, has the code m + 6 * shift. Rounding up can give m = 12,
 * but 12 * 2^shift is 6 * 2^(shift + 1), whose code is the same by either formula. */
uint8_t count_code(uint64_t count)
{
    const uint64_t steps = COUNT_CODE_STEPS;
    unsigned shift = 0;
    if (count >= count_of_code(UINT8_MAX))
        return UINT8_MAX;
    while (count >> shift >= 2 * steps)
        shift++;
    uint64_t half = shift > 0 ? UINT64_C(1) << (shift - 1) : 0;
    return (uint8_t)(steps * shift + ((count + half) >> shift));
}
