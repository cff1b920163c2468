/* ngram.c - word n-grams: runs of 2..N words, hashed to rows after those of the words */
/* SPDX-License-Identifier: MIT */
#include "words/ngram.h"

#include <stdbool.h>

#define NARROW 16 /* in so short a stretch, halving is as good as guessing */
#define MAX_GUESSES 6

uint32_t ngram_bucket(uint64_t h, uint32_t n_buckets)
{
    uint64_t mixed = (h ^ h >> 29) * UINT64_C(0xBF58476D1CE4E5B9);
    return (uint32_t)((mixed >> 32) * n_buckets >> 32);
}

size_t ngram_buckets(const struct ngrams *ngrams, const uint64_t *hashes, size_t n_tokens, size_t from, size_t until,
                     uint32_t *buckets)
{
    size_t n = 0;
    for (size_t i = from; i < until; i++) {
        uint64_t h = hashes[i];
        size_t end = i + 1 + ngram_runs(n_tokens, i, ngrams->max_n);
        for (size_t k = i + 1; k < end; k++) {
            h = ngram_extend(h, hashes[k]);
            buckets[n++] = ngram_bucket(h, ngrams->n_buckets);
        }
    }
    return n;
}

uint64_t ngram_count(uint64_t n_words, uint32_t max_n)
{
    uint64_t longest = max_n < n_words ? max_n : n_words;
    return longest < 2 ? 0 : (longest - 1) * (2 * n_words - longest) / 2;
}

/* The part of an ascending array that may hold a value: positions [low, high), where all values are at least
 * low_value and below high_value. */
struct stretch {
    size_t low, high;
    int64_t low_value, high_value;
};

static struct stretch whole(const struct ngrams *ngrams)
{
    size_t n = ngrams->n_ids < INT32_MAX ? ngrams->n_ids : INT32_MAX;
    return (struct stretch){.high = n, .high_value = ngrams->n_buckets};
}

/* Where VALUE (in the stretch) would be if the values were evenly spread. */
static size_t guess(const struct stretch *s, int64_t value)
{
    uint64_t part = (uint64_t)(value - s->low_value) * (uint64_t)(s->high - s->low); /* below 2^62 */
    return s->low + (size_t)(part / (uint64_t)(s->high_value - s->low_value));
}

/* Narrows the stretch by the value at AT; false if it contradicts the stretch, as in a damaged model. */
static bool narrow(struct stretch *s, const int32_t *ids, size_t at, int64_t value)
{
    int64_t found = ids[at];
    if (found < s->low_value || found >= s->high_value)
        return false;
    if (found <= value) {
        s->low = at;
        s->low_value = found;
    } else {
        s->high = at;
        s->high_value = found;
    }
    return true;
}

/* About the square root of N: how far a guess among N evenly spread values is usually off. */
static size_t usual_miss(size_t n)
{
    unsigned bits = 0;
    while (n >> bits != 0)
        bits++;
    return (size_t)1 << (bits + 1) / 2;
}

/* Buckets are hashes, so they are evenly spread and a bucket's position can be guessed from its value (interpolation
 * search). The guess is off by about the square root of the stretch, and a second probe that far beyond it brackets the
 * bucket. Three rounds are enough for millions of buckets, where binary search needs more than twenty probes; binary
 * search then finishes. At most 2 * MAX_GUESSES + 32 probes whatever the array holds. */
static uint32_t find_rank(const struct ngrams *ngrams, uint32_t bucket)
{
    const int32_t *ids = ngrams->ids;
    int64_t value = bucket;
    struct stretch s = whole(ngrams);
    if (value >= s.high_value)
        return NGRAM_NONE;
    for (int round = 0; round < MAX_GUESSES && s.high - s.low > NARROW; round++) {
        size_t miss = usual_miss(s.high - s.low);
        size_t at = guess(&s, value);
        if (!narrow(&s, ids, at, value))
            return NGRAM_NONE;
        if (s.low == at) {
            if (miss < s.high - at && !narrow(&s, ids, at + miss, value))
                return NGRAM_NONE;
        } else if (miss < at - s.low && !narrow(&s, ids, at - miss, value)) {
            return NGRAM_NONE;
        }
    }
    while (s.high - s.low > 1) {
        size_t middle = s.low + (s.high - s.low) / 2;
        if (ids[middle] <= value)
            s.low = middle;
        else
            s.high = middle;
    }
    return s.low < s.high && ids[s.low] == value ? (uint32_t)s.low : NGRAM_NONE;
}

struct ngram_group ngram_group_of(const struct ngrams *ngrams, size_t g, size_t *before)
{
    struct ngram_group group = {.before = *before};
    for (; *before < ngrams->n_ids && (size_t)ngrams->ids[*before] / 64 == g; ++*before)
        group.bits |= UINT64_C(1) << ngrams->ids[*before] % 64;
    return group;
}

static uint32_t find_in_index(const struct ngrams *ngrams, uint32_t bucket)
{
    if (bucket >= ngrams->n_buckets)
        return NGRAM_NONE;
    struct ngram_group group = ngrams->index[bucket / 64];
    uint64_t bit = UINT64_C(1) << bucket % 64;
    uint64_t rank = group.before + (uint64_t)__builtin_popcountll(group.bits & (bit - 1));
    return (group.bits & bit) != 0 && rank < ngrams->n_ids ? (uint32_t)rank : NGRAM_NONE;
}

uint32_t ngram_find(const struct ngrams *ngrams, uint32_t bucket)
{
    if (ngrams->ids == NULL)
        return bucket < ngrams->n_ids ? bucket : NGRAM_NONE;
    uint32_t rank = ngrams->index != NULL ? find_in_index(ngrams, bucket) : find_rank(ngrams, bucket);
    if (rank == NGRAM_NONE)
        return ngrams->has_unseen_row ? (uint32_t)ngrams->n_ids : NGRAM_NONE;
    return ngrams->rows != NULL ? (uint32_t)ngrams->rows[rank] : rank;
}

void ngram_prefetch(const struct ngrams *ngrams, uint32_t bucket)
{
    if (ngrams->index != NULL) {
        __builtin_prefetch(&ngrams->index[bucket / 64]);
        return;
    }
    struct stretch s = whole(ngrams);
    if (ngrams->ids != NULL && bucket < s.high_value)
        __builtin_prefetch(&ngrams->ids[guess(&s, bucket)]);
}
