/* subword_memory.c - the character n-grams of frequent words, remembered by a thread */
/* SPDX-License-Identifier: MIT */
#include "words/subword_memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define N_WORDS ((uint32_t)1 << 18)
#define MOST_ROWS ((size_t)1 << 22)

const uint32_t *subword_memory_find(const struct subword_memory *memory, uint32_t word, size_t *n)
{
    uint32_t place = memory->places != NULL && word < N_WORDS ? memory->places[word] : 0;
    if (place == 0)
        return NULL;
    *n = memory->rows[place - 1];
    return memory->rows + place;
}

void subword_memory_keep(struct subword_memory *memory, uint32_t word, const uint32_t *rows, size_t n)
{
    if (word >= N_WORDS || n >= MOST_ROWS - memory->n)
        return;
    if (memory->places == NULL)
        memory->places = mem_zeroed(N_WORDS, sizeof *memory->places);
    if (memory->rows == NULL)
        memory->rows = mem_array(MOST_ROWS, sizeof *memory->rows);
    if (memory->places == NULL || memory->rows == NULL)
        return;
    memory->rows[memory->n++] = (uint32_t)n;
    memory->places[word] = (uint32_t)memory->n;
    if (n > 0)
        memcpy(memory->rows + memory->n, rows, n * sizeof *rows);
    memory->n += n;
}

void subword_memory_clear(struct subword_memory *memory)
{
    free(memory->places);
    free(memory->rows);
    *memory = (struct subword_memory){0};
}
