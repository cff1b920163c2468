/* subword_cache.c - a thread's cache of the character n-grams of tokens */
/* SPDX-License-Identifier: MIT */
#include "words/subword_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { PLACE_BITS = 18, N_PLACES = 1 << PLACE_BITS, MAX_NUMBERS = 1 << 22 };
enum { N_ROWS, N_BUCKETS, N_BYTES, N_HEAD }; /* what an entry begins with */

/* Mixes the bits: the high or low bits of some kinds of hashes take few values. */
static size_t place_of(uint64_t hash)
{
    return (size_t)((hash ^ hash >> 32) * UINT64_C(0x9E3779B97F4A7C15) >> (64 - PLACE_BITS));
}

/* In numbers of 32 bits, rounded up. */
static size_t text_length(size_t n_bytes)
{
    return (n_bytes + sizeof(uint32_t) - 1) / sizeof(uint32_t);
}

void subword_cache_prefetch(const struct subword_cache *memory, const uint64_t *hashes, size_t n)
{
    if (memory->places == NULL)
        return;
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(&memory->places[place_of(hashes[i])]);
    for (size_t i = 0; i < n; i++) {
        uint32_t place = memory->places[place_of(hashes[i])];
        __builtin_prefetch(&memory->entries[place > 0 ? place - 1 : 0]);
    }
}

bool subword_cache_find(const struct subword_cache *memory, struct token token, uint64_t hash,
                        struct subword_rows *rows)
{
    uint32_t place = memory->places != NULL ? memory->places[place_of(hash)] : 0;
    if (place == 0)
        return false;
    const uint32_t *entry = memory->entries + place - 1, *text = entry + N_HEAD;
    if (entry[N_BYTES] != token.len || memcmp(text, token.text, token.len) != 0)
        return false;
    *rows = (struct subword_rows){text + text_length(token.len), entry[N_ROWS], entry[N_BUCKETS]};
    return true;
}

void subword_cache_put(struct subword_cache *memory, struct token token, uint64_t hash, const struct subword_rows *rows)
{
    size_t n = N_HEAD + text_length(token.len) + rows->n;
    if (n > MAX_NUMBERS || rows->n_buckets > UINT32_MAX)
        return;
    if (memory->places == NULL)
        memory->places = mem_zeroed(N_PLACES, sizeof *memory->places);
    if (memory->entries == NULL)
        memory->entries = mem_array(MAX_NUMBERS, sizeof *memory->entries);
    if (memory->places == NULL || memory->entries == NULL)
        return;
    if (n > MAX_NUMBERS - memory->n) {
        memset(memory->places, 0, N_PLACES * sizeof *memory->places);
        memory->n = 0;
    }
    uint32_t *entry = memory->entries + memory->n;
    entry[N_ROWS] = (uint32_t)rows->n;
    entry[N_BUCKETS] = (uint32_t)rows->n_buckets;
    entry[N_BYTES] = token.len;
    memcpy(entry + N_HEAD, token.text, token.len);
    if (rows->n > 0)
        memcpy(entry + N_HEAD + text_length(token.len), rows->rows, rows->n * sizeof *rows->rows);
    memory->places[place_of(hash)] = (uint32_t)memory->n + 1;
    memory->n += n;
}

void subword_cache_clear(struct subword_cache *memory)
{
    free(memory->places);
    free(memory->entries);
    *memory = (struct subword_cache){0};
}
