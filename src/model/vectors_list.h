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
    size_t dim; /* that is wanted; 0: any */
    size_t capacity;
};

enum bagtag_status vectors_list_init(struct vectors_list *list, struct pretrained *out, const struct vocab *words,
                                     const struct feature_kind *kind, size_t dim, struct bagtag_error *error);

/* The width that FILE has in line NUMBER (0: in no line), before the first vector. */
enum bagtag_status vectors_list_begin(struct vectors_list *list, const char *file, uint64_t number, uint64_t dim,
                                      struct bagtag_error *error);

/* *ROW [dim] is for the caller to fill in, until the next call; NULL: WORD is not asked for, or was there before. */
enum bagtag_status vectors_list_add(struct vectors_list *list, const char *word, size_t len, float **row,
                                    struct bagtag_error *error);

#endif
