/* buckets.h - which of the n-gram buckets training touched, and the rank of each */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_BUCKETS_H
#define BAGTAG_WORDS_BUCKETS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A bitmap over all buckets. Zero-initialise; buckets_clear frees. Threads may touch buckets concurrently. Ranks are
 * valid after buckets_rank_all, after which no bucket may be touched. */
struct buckets {
    _Atomic uint64_t *bits; /* [n_words] */
    uint32_t *ranks;        /* [n_words]: touched buckets before the 64 of this word */
    size_t n_words;
    size_t n_touched;
};

/* Allocates N_BUCKETS, none touched. Returns 0, or -1 if out of memory. */
int buckets_init(struct buckets *buckets, uint32_t n_buckets);
void buckets_clear(struct buckets *buckets);

/* Counts the touched buckets and ranks them. Returns 0, or -1 if out of memory. */
int buckets_rank_all(struct buckets *buckets);

/* Writes the touched buckets, ascending, to IDS[0..n_touched). */
void buckets_list(const struct buckets *buckets, int32_t *ids);

static inline bool buckets_is_touched(const struct buckets *buckets, uint32_t bucket)
{
    return (atomic_load_explicit(&buckets->bits[bucket / 64], memory_order_relaxed) >> bucket % 64 & 1) != 0;
}

/* Most buckets are touched already: looking first keeps the cache line shared between the threads. */
static inline void buckets_touch(struct buckets *buckets, uint32_t bucket)
{
    if (!buckets_is_touched(buckets, bucket))
        atomic_fetch_or_explicit(&buckets->bits[bucket / 64], UINT64_C(1) << bucket % 64, memory_order_relaxed);
}

/* How many touched buckets are below BUCKET. */
static inline uint32_t buckets_rank(const struct buckets *buckets, uint32_t bucket)
{
    uint64_t below =
        atomic_load_explicit(&buckets->bits[bucket / 64], memory_order_relaxed) & ((UINT64_C(1) << bucket % 64) - 1);
    return buckets->ranks[bucket / 64] + (uint32_t)__builtin_popcountll(below);
}

#endif
