/* count_code.h - counts in a byte each, on a logarithmic scale */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_COUNT_CODE_H
#define BAGTAG_WORDS_COUNT_CODE_H

#include <stdint.h>

/* Code c stands for the count c if c < 12, otherwise for (6 + c % 6) * 2^(c / 6 - 1): exact up to 12, then six values
 * per doubling, so that a count is off by at most a thirteenth, up to 9 * 2^41. Part of a model's format:
 * ngram.counts. */
enum { COUNT_CODE_STEPS = 6 };

/* The code whose count is nearest to COUNT, the larger one on a tie; saturates at the last code. */
uint8_t count_code(uint64_t count);

/* The count that CODE stands for. */
static inline uint64_t count_of_code(uint8_t code)
{
    const unsigned steps = COUNT_CODE_STEPS;
    return code < steps ? code : (uint64_t)(steps + code % steps) << (code / steps - 1);
}

#endif
