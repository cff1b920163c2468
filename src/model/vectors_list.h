/* vectors_list.h - collects word vectors while a file is read */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_VECTORS_LIST_H
#define BAGTAG_MODEL_VECTORS_LIST_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "model/invalid_words.h"
#include "net/pretrained.h"
#include "words/feature_kind.h"
#include "words/strtab.h"
#include "words/vocab.h"

/* Which vectors are wanted; all borrowed. */
struct vectors_wanted {
    const struct vocab *words;
    const struct feature_kind *kind;   /* whose hash WORDS are indexed by */
    const struct tokenizer *tokenizer; /* if not NULL, other words that are one of its tokens are wanted, too */
    bool takes_all;                    /* any other word is wanted */
    size_t dim;                        /* required width; 0: any */
};

/* The vectors of the wanted words, and of other words. */
struct vectors {
    struct pretrained known;
    struct strtab others;
    float *other_vectors;         /* [others.n, known.dim], from large_reserve */
    struct invalid_words invalid; /* of those that are on lines of text */
};

/* Vectors being read. */
struct vectors_list {
    struct vectors *out; /* borrowed */
    struct vectors_wanted wanted;
    size_t capacity, other_capacity;
    struct tokens tokens;
    struct buffer text; /* of a word, padded for the tokenizer */
};

/* Starts collecting into *OUT, which is all zero. Call vectors_list_clear also after a failure. */
enum bagtag_status vectors_list_init(struct vectors_list *list, struct vectors *out,
                                     const struct vectors_wanted *wanted, struct bagtag_error *error);
void vectors_list_clear(struct vectors_list *list);

/* Call before the first vector: FILE has vectors of width DIM, according to its line NUMBER (0: not from a line). */
enum bagtag_status vectors_list_begin(struct vectors_list *list, const char *file, uint64_t number, uint64_t dim,
                                      struct bagtag_error *error);

/* Adds WORD; the caller fills in *ROW [dim] before the next call. *ROW is NULL if the vector is not wanted, or WORD
 * already has one. */
enum bagtag_status vectors_list_add(struct vectors_list *list, const char *word, size_t len, float **row,
                                    struct bagtag_error *error);

#endif
