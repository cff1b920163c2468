/* vocab.h - the words a model knows, sorted by count */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_VOCAB_H
#define BAGTAG_WORDS_VOCAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pool.h"
#include "text/tokenizer.h"
#include "words/ngram.h"
#include "words/strtab.h"
#include "words/word_head.h"

#define VOCAB_UNKNOWN UINT32_MAX
#define VOCAB_MAX_WORDS ((size_t)INT32_MAX)

/* Word i has the bytes [offsets[i], offsets[i + 1]) and was seen counts[i] times in training; words are sorted by
 * count, most frequent first, then by first appearance. `index` is an open-addressing table over hash_bytes(word) &
 * (n_index - 1), linear probing, -1 empty; an entry is the number of a word and, in the bits of tag_mask, those bits of
 * its hash, so that hardly any other word is compared. The arrays are the tensors of vocab.safetensors: borrowed from a
 * mapped model, or from `owned`. */
struct vocab {
    const char *bytes;             /* at least 16 more are readable after them */
    const int64_t *offsets;        /* [n_words + 1] */
    const int64_t *counts;         /* [n_words] */
    const int32_t *index;          /* [n_index], a power of two > n_words */
    const struct word_head *heads; /* [n_words]; NULL in older models, which have only offsets and bytes */
    uint32_t tag_mask;             /* vocab_tag_mask of a vocabulary with heads, otherwise 0 */
    size_t n_words;
    size_t n_index;
    size_t n_bytes;              /* length of `bytes` */
    struct vocab_detour *detour; /* owned; NULL: none */
    struct ngrams tags;          /* in `ids`, if words are known by tag only; then the arrays above are absent */
    void *owned;                 /* from large_array, freed by vocab_clear; NULL if borrowed */
};

/* The bits of a 32-bit number that N_WORDS word numbers leave free for tags. No word number has all other bits set. */
static inline uint32_t vocab_tag_mask(size_t n_words)
{
    uint32_t mask = UINT32_MAX;
    while (mask != 0 && ~mask < n_words)
        mask <<= 1;
    return mask;
}

/* The word of an index entry; n_words or more if the entry is empty or damaged. */
static inline uint32_t vocab_entry_word(const struct vocab *vocab, int32_t entry)
{
    return (uint32_t)entry & ~vocab->tag_mask;
}

/* The tag of a word, one of 2^31 - 1: with 100,000 words, an unknown word is mistaken for one of them with a
 * probability of 0.00005. */
enum { VOCAB_TAGS = INT32_MAX };
static inline uint32_t vocab_tag(uint64_t hash)
{
    return ngram_bucket(hash, VOCAB_TAGS);
}

/* Builds the vocabulary of the strings of TABLES[0..n_tables), n_tables >= 1: counts are added up, first appearances
 * are the earliest (of tables where the count is not 0), and strings with fewer than MIN_COUNT (>= 1) occurrences are
 * left out. Sets ID_MAPS[t][i] to the word of string i of table t, or VOCAB_UNKNOWN; for a single table ID_MAPS can be
 * NULL. The strings of all other tables are appended to the first table, and all tables are closed; the others are
 * forgotten unless KEEPS_STRINGS, and the caller clears them. The result does not depend on how the text was divided
 * among the tables. At most 2^31 - 1 words. */
enum bagtag_status vocab_build(struct vocab *out, struct strtab *const *tables, size_t n_tables, uint64_t min_count,
                               bool keeps_strings, uint32_t *const *id_maps, struct pool *pool,
                               struct bagtag_error *error);

/* Builds the vocabulary of N words (at most 2^31 - 1) in a given order: WORD returns word i, its length and count, and
 * HASH the hash for the index. Of equal words, the last is found. On failure OUT is untouched. */
struct vocab_source {
    size_t n;
    const char *(*word)(const void *context, size_t i, size_t *len, int64_t *count);
    const void *context;
    uint64_t (*hash)(const void *context, const char *text, uint32_t len);
};
enum bagtag_status vocab_from_words(struct vocab *out, const struct vocab_source *source, struct bagtag_error *error);

/* Words can be chosen so that they all collide, far from their home slots. A vocabulary with a detour notices this and
 * from then on finds them by another hash, with a secret key; the answers are the same. Several threads may look words
 * up at any time. Returns 0, or -1 if out of memory. */
int vocab_prepare_detour(struct vocab *vocab);

void vocab_clear(struct vocab *vocab); /* an all-zero vocab is allowed */

/* The word of TEXT[0..len), or VOCAB_UNKNOWN. Bounded even if the arrays are hostile (any content of `index`, `heads`
 * and `offsets`): never reads outside them and always ends. */
uint32_t vocab_find(const struct vocab *vocab, const char *text, uint32_t len, uint64_t hash);

/* The same, faster, for a token from tokens_split: 16 bytes from its beginning are readable. */
uint32_t vocab_find_token(const struct vocab *vocab, struct token token, uint64_t hash);

/* Prefetches what looking up the words with HASHES[0..n) will read. A lookup waits for three memories in turn: the
 * index, which has the word; its head or offset, which says where its bytes are; and the bytes, unless they are in the
 * head. Prefetching one reads the one before, so prefetch them in order. VOCAB_PLACES writes the words from the index
 * to CANDIDATES [n], VOCAB_BYTES reads them. */
enum vocab_memory { VOCAB_INDEX, VOCAB_PLACES, VOCAB_BYTES };
void vocab_prefetch(const struct vocab *vocab, enum vocab_memory memory, const uint64_t *hashes, size_t n,
                    uint32_t *candidates);

/* vocab_find_token for a token whose CANDIDATE vocab_prefetch has found. */
uint32_t vocab_find_candidate(const struct vocab *vocab, struct token token, uint64_t hash, uint32_t candidate);

/* The bytes of word ID < n_words of a vocabulary without tags. */
const char *vocab_word(const struct vocab *vocab, uint32_t id, size_t *len);

#endif
