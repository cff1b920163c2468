/* arena.c - many small byte strings that live and die together */
/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define BLOCK_BYTES ((size_t)64 << 10)

struct arena_block {
    struct arena_block *older;
    char bytes[];
};

/* Adds a block of BYTES and returns its first byte; NULL if out of memory. */
static char *add_block(struct arena *arena, size_t bytes)
{
    size_t total;
    if (__builtin_add_overflow(bytes, sizeof(struct arena_block), &total))
        return NULL;
    struct arena_block *block = mem_array(total, 1);
    if (block == NULL)
        return NULL;
    block->older = arena->blocks;
    arena->blocks = block;
    return block->bytes;
}

/* Takes BYTES from the current block. If they do not fit, a large string gets a block of its own, so that the current
 * block can still be filled; a small one starts a new block. */
static char *take(struct arena *arena, size_t bytes)
{
    if (bytes > arena->left) {
        if (bytes > BLOCK_BYTES / 4)
            return add_block(arena, bytes);
        char *fresh = add_block(arena, BLOCK_BYTES);
        if (fresh == NULL)
            return NULL;
        arena->next = fresh;
        arena->left = BLOCK_BYTES;
    }
    char *taken = arena->next;
    arena->next += bytes;
    arena->left -= bytes;
    return taken;
}

const char *arena_copy(struct arena *arena, const char *text, size_t len)
{
    if (len == SIZE_MAX)
        return NULL;
    char *copy = take(arena, len + 1);
    if (copy == NULL)
        return NULL;
    if (len > 0)
        memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

void arena_clear(struct arena *arena)
{
    while (arena->blocks != NULL) {
        struct arena_block *older = arena->blocks->older;
        free(arena->blocks);
        arena->blocks = older;
    }
    arena->next = NULL;
    arena->left = 0;
}
