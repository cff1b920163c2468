/* ngram.h - runs of 2..N words, hashed to rows behind the words */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_NGRAM_H
#define BAGTAG_WORDS_NGRAM_H

#include <stddef.h>
#include <stdint.h>

#define NGRAM_NONE UINT32_MAX
#define NGRAM_LONGEST 100u /* the largest max_n; a loader refuses more */

/* The word n-grams of a model. A run of n words with hashes x1..xn (hash_bytes of each token, known or not) has
 *     h = x1;  h = h * 0x9E3779B97F4A7C15 + x_k  for k = 2..n
 *     bucket = (high 32 bits of ((h ^ h >> 29) * 0xBF58476D1CE4E5B9)) * n_buckets >> 32
 * all modulo 2^64. `ids` are the buckets that training touched, ascending; the row of ids[r] is n_words + r.
 *
 * The rows of a document, in the order in which they are summed: for each token i of the text the row of the word,
 * if it is known, then the rows of the runs of 2, 3, .. N tokens that begin with token i and end in the document,
 * those that are known. */
struct ngrams {
    uint32_t max_n;     /* 1 .. NGRAM_LONGEST; 1: no n-grams */
    uint32_t n_buckets; /* 1 .. 2^31 - 1 */
    const int32_t *ids; /* [n_ids], borrowed */
    size_t n_ids;
};

/* The bucket of the n-gram whose running hash is H. */
uint32_t ngram_bucket(uint64_t h, uint32_t n_buckets);

/* The position of BUCKET in `ids`, or NGRAM_NONE. Bounded also when `ids` is hostile. */
uint32_t ngram_find(const struct ngrams *ngrams, uint32_t bucket);

/* Asks the processor for the place where ngram_find will look first. */
void ngram_prefetch(const struct ngrams *ngrams, uint32_t bucket);

/* The number of runs of 2..MAX_N words in a text of N_WORDS (below 2^32) words. */
uint64_t ngram_count(uint64_t n_words, uint32_t max_n);

/* The running hash of an n-gram with one more word. */
static inline uint64_t ngram_extend(uint64_t h, uint64_t word_hash)
{
    return h * UINT64_C(0x9E3779B97F4A7C15) + word_hash;
}

#endif
