/* rng.c - random numbers that depend only on a seed and a position */
/* SPDX-License-Identifier: MIT */
#include "base/rng.h"

#include <assert.h>

float rng_unit(uint64_t seed, uint64_t stream, uint64_t position)
{
    return (float)(rng_bits(seed, stream, position) >> 40) * 0x1p-24f;
}

/* A uniform number in 0..BOUND-1 by one multiplication (Lemire 2019): the rare draws that would bias it are rejected.
 * *POSITION counts the draws. */
static uint32_t draw_below(uint64_t key, uint64_t *position, uint32_t bound)
{
    uint32_t uneven = (uint32_t)(0u - bound) % bound; /* 2^32 mod bound */
    for (;;) {
        uint64_t scaled = (rng_at(key, (*position)++) >> 32) * bound;
        if ((uint32_t)scaled >= uneven)
            return (uint32_t)(scaled >> 32);
    }
}

void rng_permutation(uint64_t seed, uint64_t stream, uint32_t *order, size_t n)
{
    assert(n <= UINT32_MAX);
    uint64_t key = rng_key(seed, stream);
    uint64_t position = 0;
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    for (size_t left = n; left > 1; left--) {
        uint32_t chosen = draw_below(key, &position, (uint32_t)left);
        uint32_t last = order[left - 1];
        order[left - 1] = order[chosen];
        order[chosen] = last;
    }
}
