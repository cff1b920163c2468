/* arena.h - many small byte strings that live and die together */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_ARENA_H
#define BAGTAG_BASE_ARENA_H

#include <stddef.h>

/* Zero-initialise; arena_clear frees everything at once. Strings never move once added. */
struct arena {
    struct arena_block *blocks;
    char *next;
    size_t left;
};

/* A NUL-terminated copy of TEXT[0..len), valid until arena_clear; NULL if out of memory. */
const char *arena_copy(struct arena *arena, const char *text, size_t len);
void arena_clear(struct arena *arena);

#endif
