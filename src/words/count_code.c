/* count_code.c - counts in a byte each, on a logarithmic scale */
/* SPDX-License-Identifier: MIT */
#include "words/count_code.h"

/* A floating-point number: 6 to 11 times 2^shift has that plus 6 * shift as its code. 12 times 2^shift, which rounding
 * up can give, is 6 times 2^(shift + 1), and its code follows from either. */
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
