/* vectors_list.h - vectors of words as they are read */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_VECTORS_LIST_H
#define BAGTAG_MODEL_VECTORS_LIST_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "net/pretrained.h"
#include "words/feature_kind.h"
#include "words/strtab.h"
#include "words/vocab.h"

/* Which vectors are wanted; all borrowed. */
struct vectors_wanted {
    const struct vocab *words;
    const struct feature_kind *kind;   /* its hash finds WORDS */
    const struct tokenizer *tokenizer; /* other words that it writes are wanted, too; NULL: none are, or */
    bool takes_all;                    /* all other words */
    size_t dim;                        /* the width; 0: any */
};

/* The vectors of words, and those of other words. */
struct vectors {
    struct pretrained known;
    struct strtab others;
    float *other_vectors; /* [others.n, known.dim], from large_reserve */
};

/* Vectors as they are read. */
struct vectors_list {
    struct vectors *out; /* borrowed */
    struct vectors_wanted wanted;
    size_t capacity, other_capacity;
    struct tokens tokens;
    struct buffer text; /* of a word, padded for the tokenizer */
};

/* Begins with *OUT, which is all zero. Call vectors_list_clear also after a failure. */
enum bagtag_status vectors_list_init(struct vectors_list *list, struct vectors *out,
                                     const struct vectors_wanted *wanted, struct bagtag_error *error);
void vectors_list_clear(struct vectors_list *list);

/* Call it before the first vector: FILE has vectors of the width DIM, as its line NUMBER says (0: no line does). */
enum bagtag_status vectors_list_begin(struct vectors_list *list, const char *file, uint64_t number, uint64_t dim,
                                      struct bagtag_error *error);

/* The caller fills in *ROW [dim] before the next call. NULL: the vector is not wanted, because WORD is not one of the
 * words, or has one already. */
enum bagtag_status vectors_list_add(struct vectors_list *list, const char *word, size_t len, float **row,
                                    struct bagtag_error *error);

#endif
