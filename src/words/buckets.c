/* buckets.c - which of the n-gram buckets training touched, and the rank of each */
/* SPDX-License-Identifier: MIT */
#include "words/buckets.h"

#include <stdlib.h>

#include "base/mem.h"

int buckets_init(struct buckets *buckets, uint32_t n_buckets)
{
    size_t n_words = (size_t)n_buckets / 64 + 1;
    _Atomic uint64_t *bits = mem_array(n_words, sizeof *bits);
    if (bits == NULL)
        return -1;
    for (size_t i = 0; i < n_words; i++)
        atomic_init(&bits[i], 0);
    *buckets = (struct buckets){.bits = bits, .n_words = n_words};
    return 0;
}

void buckets_clear(struct buckets *buckets)
{
    free(buckets->bits);
    free(buckets->ranks);
    *buckets = (struct buckets){0};
}

int buckets_rank_all(struct buckets *buckets)
{
    free(buckets->ranks);
    buckets->ranks = mem_array(buckets->n_words, sizeof *buckets->ranks);
    if (buckets->ranks == NULL)
        return -1;
    size_t n = 0;
    for (size_t i = 0; i < buckets->n_words; i++) {
        buckets->ranks[i] = (uint32_t)n;
        n += (size_t)__builtin_popcountll(atomic_load_explicit(&buckets->bits[i], memory_order_relaxed));
    }
    buckets->n_touched = n;
    return 0;
}

void buckets_list(const struct buckets *buckets, int32_t *ids)
{
    size_t n = 0;
    for (size_t i = 0; i < buckets->n_words; i++) {
        uint64_t left = atomic_load_explicit(&buckets->bits[i], memory_order_relaxed);
        for (; left != 0; left &= left - 1)
            ids[n++] = (int32_t)(i * 64 + (size_t)__builtin_ctzll(left));
    }
}
