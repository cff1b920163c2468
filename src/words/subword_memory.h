/* subword_memory.h - the character n-grams of frequent words, remembered by a thread */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_SUBWORD_MEMORY_H
#define BAGTAG_WORDS_SUBWORD_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* The rows of the character n-grams of the words that have come up, of the most frequent 262,144 of a model: looking
 * them up takes longer than all else that becomes of a word. Zero-initialise; subword_memory_clear frees. */
struct subword_memory {
    uint32_t *places; /* [262,144]: 1 + where in `rows` the number of a word's rows stands, then they; 0: none */
    uint32_t *rows;   /* [n] */
    size_t n;
};

/* The rows of WORD, *N of them, until the next subword_memory_keep; NULL if they are not remembered. */
const uint32_t *subword_memory_find(const struct subword_memory *memory, uint32_t word, size_t *n);

/* Remembers ROWS[0..n) of WORD while there is room, which is 16 MiB; otherwise nothing happens. */
void subword_memory_keep(struct subword_memory *memory, uint32_t word, const uint32_t *rows, size_t n);
void subword_memory_clear(struct subword_memory *memory);

#endif
