/* subword_memory.h - the character n-grams of tokens that have come up, remembered by a thread */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_SUBWORD_MEMORY_H
#define BAGTAG_WORDS_SUBWORD_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/tokenizer.h"

/* The rows of the character n-grams of tokens, for a single model: looking them up takes longer than all else that
 * becomes of a token. A token is known by its bytes, not by its word, for the words of a small model are hashes that
 * several tokens share. Zero-initialise; subword_memory_clear frees. */
struct subword_memory {
    uint32_t *places;  /* [262,144], by hash: 1 + where an entry begins; 0: none */
    uint32_t *entries; /* [n]: the numbers of rows, n-grams and bytes of a token, its bytes, its rows */
    size_t n;
};

/* The rows of a token, borrowed, and of how many n-grams. */
struct subword_rows {
    const uint32_t *rows;
    size_t n, n_buckets;
};

/* Asks for the memory that is looked at for tokens of HASHES[0..n). */
void subword_memory_ask(const struct subword_memory *memory, const uint64_t *hashes, size_t n);

/* What is remembered of TOKEN, whose hash is HASH; it is valid until the next subword_memory_keep. False: nothing. */
bool subword_memory_find(const struct subword_memory *memory, struct token token, uint64_t hash,
                         struct subword_rows *rows);

/* Remembers ROWS, which are not from this memory. It has room for 16 MiB; when that is full, it begins anew. Out of
 * memory, nothing happens. */
void subword_memory_keep(struct subword_memory *memory, struct token token, uint64_t hash,
                         const struct subword_rows *rows);
void subword_memory_clear(struct subword_memory *memory);

#endif
