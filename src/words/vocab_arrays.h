/* vocab_arrays.h - memory for the arrays of a vocabulary */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_VOCAB_ARRAYS_H
#define BAGTAG_WORDS_VOCAB_ARRAYS_H

#include <stdbool.h>

#include "words/vocab.h"

/* The arrays of a vocabulary while they are filled. */
struct vocab_arrays {
    struct word_head *heads; /* [n_words] */
    int64_t *offsets;        /* [n_words + 1] */
    int64_t *counts;         /* [n_words] */
    int32_t *index;          /* [n_index], a power of two, at least twice n_words */
    char *bytes;             /* [n_bytes], and SAME_PADDED_BYTES of padding */
};

/* Makes *VOCAB a vocabulary of N_WORDS words with N_BYTES in total, whose arrays are in one allocation and are to be
 * filled through ROOM. False if out of memory or there are too many words. */
bool vocab_arrays(struct vocab_arrays *room, struct vocab *vocab, size_t n_words, size_t n_bytes);

#endif
