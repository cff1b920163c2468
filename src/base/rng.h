/* rng.h - numbers that depend only on a seed and a position */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_RNG_H
#define BAGTAG_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

/* 64 well mixed bits for (seed, stream, position): a counter-based generator, so any number can be had in any
 * order by any thread. Method: two rounds of the SplitMix64 finaliser (Steele, Lea, Flood 2014). */
uint64_t rng_bits(uint64_t seed, uint64_t stream, uint64_t position);

/* The same as a float in [0, 1), from 24 bits: exact on every machine. */
float rng_unit(uint64_t seed, uint64_t stream, uint64_t position);

/* Fills ORDER[0..n) with a random permutation of 0..n-1 drawn from (seed, stream): Fisher-Yates, unbiased.
 * N is at most UINT32_MAX. */
void rng_permutation(uint64_t seed, uint64_t stream, uint32_t *order, size_t n);

#endif
