/* rng.h - random numbers that depend only on a seed and a position */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_RNG_H
#define BAGTAG_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

#define RNG_STEP UINT64_C(0x9e3779b97f4a7c15) /* 2^64 divided by the golden ratio: SplitMix64's step */

/* SplitMix64's finaliser: a bijection in which every input bit flips about half of the output bits. */
static inline uint64_t rng_mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* The first round turns (seed, stream) into a key; the second gives any position of SplitMix64's sequence from that
 * key. */
static inline uint64_t rng_key(uint64_t seed, uint64_t stream)
{
    return rng_mix(seed + RNG_STEP * (stream + 1));
}

static inline uint64_t rng_at(uint64_t key, uint64_t position)
{
    return rng_mix(key + RNG_STEP * (position + 1));
}

/* 64 well-mixed bits for (seed, stream, position): a counter-based generator, so any thread can compute any number, in
 * any order. Method: two rounds of the SplitMix64 finaliser (Steele, Lea, Flood 2014). */
static inline uint64_t rng_bits(uint64_t seed, uint64_t stream, uint64_t position)
{
    return rng_at(rng_key(seed, stream), position);
}

/* The same as a float in [0, 1), from 24 bits: the same on every machine. */
float rng_unit(uint64_t seed, uint64_t stream, uint64_t position);

/* Fills ORDER[0..n) with a random permutation of 0..n-1 drawn from (seed, stream): Fisher-Yates, unbiased.
 * N is at most UINT32_MAX. */
void rng_permutation(uint64_t seed, uint64_t stream, uint32_t *order, size_t n);

#endif
