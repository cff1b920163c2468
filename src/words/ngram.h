/* ngram.h - word n-grams: runs of 2..N words, hashed to rows after those of the words */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_NGRAM_H
#define BAGTAG_WORDS_NGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NGRAM_NONE UINT32_MAX
#define NGRAM_LONGEST 100u /* the largest max_n; a loader refuses more */

/* The word n-grams of a model, hashed to buckets, some of which have rows. `ids` lists those buckets in ascending
 * order: ids[r] has the place rows[r] among the rows or, without `rows`, the place r. Without `ids`, the place of each
 * bucket below n_ids is its own number. Training produces the list of buckets it touched, in order, and an index. In
 * what bagtag trains, a run of n words with hashes x1..xn (hash_bytes of each token, known or not) has
 *     h = x1;  h = h * 0x9E3779B97F4A7C15 + x_k  for k = 2..n
 *     bucket = (high 32 bits of ((h ^ h >> 29) * 0xBF58476D1CE4E5B9)) * n_buckets >> 32
 * all modulo 2^64.
 *
 * The rows of a document, in the order in which they are summed: for each token i the row of the word, if it is known,
 * then the rows of the runs of 2, 3, .. N tokens that begin with token i and end in the document, if they are known. */
struct ngrams {
    uint32_t max_n;      /* 1 .. NGRAM_LONGEST; 1: no n-grams */
    uint32_t n_buckets;  /* 1 .. 2^31 - 1 */
    const int32_t *ids;  /* [n_ids], borrowed; or NULL */
    const int32_t *rows; /* [n_ids], borrowed, places below the number of rows; or NULL */
    size_t n_ids;
    bool has_unseen_row;             /* all buckets not in `ids` share the place n_ids; otherwise they have none */
    const struct ngram_group *index; /* [ngram_groups(n_buckets)], borrowed; or NULL: ids are searched */
};

/* A group of 64 buckets: bit b of `bits` is set if bucket 64 * (number of the group) + b is in `ids`; `before` is the
 * number of ids in earlier groups. */
struct ngram_group {
    uint64_t bits;
    uint64_t before;
};

static inline size_t ngram_groups(uint32_t n_buckets)
{
    return ((size_t)n_buckets + 63) / 64;
}

/* Whether an index of `ids` is worth its space in a file, at most 16 bytes per id. */
static inline bool ngram_has_index(const struct ngrams *ngrams)
{
    return ngrams->n_buckets / 64 < ngrams->n_ids;
}

/* Computes group G of the index of `ids`, which must be valid. *BEFORE is the number of ids in earlier groups; those of
 * this group are added to it. */
struct ngram_group ngram_group_of(const struct ngrams *ngrams, size_t g, size_t *before);

/* The bucket of the n-gram whose running hash is H. */
uint32_t ngram_bucket(uint64_t h, uint32_t n_buckets);

/* The ngram_buckets of struct feature_kind. */
size_t ngram_buckets(const struct ngrams *ngrams, const uint64_t *hashes, size_t n_tokens, size_t from, size_t until,
                     uint32_t *buckets);

/* How many runs of 2 to MAX_N tokens begin with token I of N_TOKENS. */
static inline size_t ngram_runs(size_t n_tokens, size_t i, uint32_t max_n)
{
    return (n_tokens - i < max_n ? n_tokens - i : max_n) - 1;
}

/* The place of BUCKET among the rows, or NGRAM_NONE. Bounded even if `ids` or `index` is hostile. */
uint32_t ngram_find(const struct ngrams *ngrams, uint32_t bucket);

/* Prefetches the memory where ngram_find will look first. */
void ngram_prefetch(const struct ngrams *ngrams, uint32_t bucket);

/* The number of runs of 2..MAX_N words in a text of N_WORDS (below 2^32) words. */
uint64_t ngram_count(uint64_t n_words, uint32_t max_n);

/* The running hash of an n-gram with one more word. */
static inline uint64_t ngram_extend(uint64_t h, uint64_t word_hash)
{
    return h * UINT64_C(0x9E3779B97F4A7C15) + word_hash;
}

#endif
