/* subword_cache.h - a thread's cache of the character n-grams of tokens */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_SUBWORD_CACHE_H
#define BAGTAG_WORDS_SUBWORD_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/tokenizer.h"

/* A cache of the rows of the character n-grams of tokens, for a single model: looking them up takes longer than
 * everything else done with a token. Its key is the bytes of a token, not its word, because the words of a small model
 * are hashes that several tokens share. Zero-initialise; subword_cache_clear frees. */
struct subword_cache {
    uint32_t *places;  /* [262,144], by hash: 1 + where an entry begins; 0 if none */
    uint32_t *entries; /* [n]; an entry: how many rows, n-grams and bytes a token has, its bytes, its rows */
    size_t n;
};

/* The rows of a token, borrowed, and the number of its n-grams, known or not. */
struct subword_rows {
    const uint32_t *rows;
    size_t n, n_buckets;
};

/* Prefetches what subword_cache_find will read for tokens with HASHES[0..n). */
void subword_cache_prefetch(const struct subword_cache *memory, const uint64_t *hashes, size_t n);

/* Finds the rows of TOKEN, whose hash is HASH; valid until the next subword_cache_put. False if they are not
 * cached. */
bool subword_cache_find(const struct subword_cache *memory, struct token token, uint64_t hash,
                        struct subword_rows *rows);

/* Caches ROWS, which must not be from this cache. It has room for 16 MiB and is emptied when full. If out of memory,
 * does nothing. */
void subword_cache_put(struct subword_cache *memory, struct token token, uint64_t hash,
                       const struct subword_rows *rows);
void subword_cache_clear(struct subword_cache *memory);

#endif
