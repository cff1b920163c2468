/* vocab_room.h - memory for the arrays of a vocabulary */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_VOCAB_ROOM_H
#define BAGTAG_WORDS_VOCAB_ROOM_H

#include <stdbool.h>

#include "words/vocab.h"

/* The arrays of a vocabulary while they are filled. */
struct vocab_room {
    struct word_head *heads; /* [n_words] */
    int64_t *offsets;        /* [n_words + 1] */
    int64_t *counts;         /* [n_words] */
    int32_t *index;          /* [n_index], a power of two, at least twice as many as words */
    char *bytes;             /* [n_bytes], and as many behind as padded words need */
};

/* *VOCAB becomes one of N_WORDS words of N_BYTES in all, whose arrays are those of ROOM, yet to be filled, in one
 * allocation. False if out of memory or the words are too many. */
bool vocab_room(struct vocab_room *room, struct vocab *vocab, size_t n_words, size_t n_bytes);

#endif
