/* vectors_list.h - vectors of words as they are read */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_VECTORS_LIST_H
#define BAGTAG_MODEL_VECTORS_LIST_H

#include "base/error.h"
#include "net/pretrained.h"
#include "words/feature_kind.h"
#include "words/vocab.h"

/* Room for the vectors of WORDS; all borrowed. */
struct vectors_list {
    struct pretrained *out;
    const struct vocab *words;
    const struct feature_kind *kind;
    size_t dim; /* the width wanted; 0: any */
    size_t capacity;
};

enum bagtag_status vectors_list_init(struct vectors_list *list, struct pretrained *out, const struct vocab *words,
                                     const struct feature_kind *kind, size_t dim, struct bagtag_error *error);

/* Call it before the first vector: FILE has vectors of the width DIM, as its line NUMBER says (0: no line does). */
enum bagtag_status vectors_list_begin(struct vectors_list *list, const char *file, uint64_t number, uint64_t dim,
                                      struct bagtag_error *error);

/* The caller fills in *ROW [dim] before the next call. NULL: the vector is not needed, because WORD is not one of the
 * words, or has one already. */
enum bagtag_status vectors_list_add(struct vectors_list *list, const char *word, size_t len, float **row,
                                    struct bagtag_error *error);

#endif
