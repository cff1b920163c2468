/* count_code.h - counts in a byte each, on a logarithmic scale */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_COUNT_CODE_H
#define BAGTAG_WORDS_COUNT_CODE_H

#include <stdint.h>

/* The count of code c is c below 12, otherwise (6 + c % 6) * 2^(c / 6 - 1): exact up to 12, then six values to a
 * doubling, so that a count is at most a thirteenth off, up to 9 * 2^41. Part of a model's format: ngram.counts. */
enum { COUNT_CODE_STEPS = 6 };

/* The code whose count is nearest to COUNT, of two the larger one; the last code for all above its count. */
uint8_t count_code(uint64_t count);

/* The count that CODE stands for. */
static inline uint64_t count_of_code(uint8_t code)
{
    const unsigned steps = COUNT_CODE_STEPS;
    return code < steps ? code : (uint64_t)(steps + code % steps) << (code / steps - 1);
}

#endif
