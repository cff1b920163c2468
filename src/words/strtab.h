/* strtab.h - strings and dense ids, for words and for labels */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_STRTAB_H
#define BAGTAG_WORDS_STRTAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "text/tokenizer.h"

#define STRTAB_NONE UINT32_MAX

/* Where a string was first seen: the position of its block among all blocks, and its place inside the block.
 * Comparing (block, place) compares file order, whichever thread read the block. */
struct strtab_first {
    uint32_t block;
    uint32_t place;
};

#define STRTAB_HEAD_BYTES 16

/* One string; strtab_text returns its text. `head` has the text of a string of up to 16 bytes, so that most strings are
 * compared without waiting for memory again; of a longer one, its first 8 bytes and its offset in the table's text. */
struct strtab_entry {
    uint64_t count;
    uint32_t len;
    uint32_t hash; /* low 32 bits of hash_bytes of the string */
    char head[STRTAB_HEAD_BYTES];
    struct strtab_first first;
};

/* A growing table: id i is the i-th different string added. Zero-initialise; strtab_clear frees. */
struct strtab {
    struct strtab_entry *entries;
    size_t n;
    size_t capacity;
    char *text; /* of the strings longer than STRTAB_HEAD_BYTES */
    size_t text_len;
    size_t text_capacity;
    uint64_t *slots; /* open addressing: hash in the upper, id + 1 in the lower 32 bits; 0 is empty */
    size_t n_slots;  /* a power of two, at most three quarters full */
    /* 0: the slots have the hash of the entry. Otherwise too many strings fell on the same slots, which happens only if
     * they were chosen to, and the slots have a hash with this secret key. Ids do not depend on it. */
    uint64_t key;
};

/* The bytes of string ID: entries[id].len of them, and at least 16 are readable. Valid until the next string is
 * added. */
const char *strtab_text(const struct strtab *table, uint32_t id);

/* The id of TEXT[0..len), added with count 0 and FIRST when new; STRTAB_NONE if out of memory (the table is
 * unchanged) or it is full (2^32 - 2 strings). HASH is hash_bytes(text, len). */
uint32_t strtab_add(struct strtab *table, const char *text, uint32_t len, uint64_t hash, struct strtab_first first);

/* The id of a string, or STRTAB_NONE. */
uint32_t strtab_find(const struct strtab *table, const char *text, uint32_t len, uint64_t hash);

/* Adds a text of N tokens (fewer than 2^32 - FIRST.place), the first of which is at FIRST; sets IDS[0..n) to their ids.
 * If IS_COUNTED, each adds 1 to the count of its string, and the first appearance of a string is where it was first
 * counted; otherwise strings are only given ids. False if out of memory or the table is full: the tokens before that
 * were added. The tokens are those of tokens_split: 16 bytes from the beginning of each are readable. */
bool strtab_add_tokens(struct strtab *table, const struct token *tokens, size_t n, struct strtab_first first,
                       bool is_counted, uint32_t *ids);

/* Adds all strings of FROM to INTO, with their counts; the first appearance of a string is the earlier of those that
 * were counted. Sets MAP[0..from->n) to their ids in INTO. The workers of POOL share what they can; the result is the
 * same for any number of them. False if out of memory or INTO is full: INTO then holds some of the strings. */
bool strtab_merge(struct strtab *into, const struct strtab *from, uint32_t *map, struct pool *pool);

/* Frees the memory for adding and looking up strings, when neither is needed any more. Strings and counts stay. */
void strtab_free_slots(struct strtab *table);

/* The same, and frees the strings and counts, too; only their number stays. */
void strtab_free_strings(struct strtab *table);

void strtab_clear(struct strtab *table);

#endif
