/* pretrained.h - pretrained vectors that rows start with instead of random numbers */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_PRETRAINED_H
#define BAGTAG_NET_PRETRAINED_H

#include <stddef.h>
#include <stdint.h>

#define PRETRAINED_NONE UINT32_MAX

/* Word vectors. */
struct pretrained {
    float *vectors;   /* [n, dim] */
    uint32_t *places; /* [n_words]: the vector of each word, or PRETRAINED_NONE */
    size_t n;
    size_t n_words;
    size_t dim;
};

/* The vectors of rows: the first N rows are words and may have one, the others have none. All borrowed. */
struct pretrained_rows {
    const struct pretrained *from; /* NULL: no row has one */
    const uint32_t *words;         /* [n]: the word of row i; NULL: row i is word i */
    size_t n;
};

/* The vector [dim] that row I starts with, or NULL. */
static inline const float *pretrained_row(const struct pretrained_rows *rows, size_t i)
{
    if (rows->from == NULL || i >= rows->n)
        return NULL;
    uint32_t place = rows->from->places[rows->words != NULL ? rows->words[i] : i];
    return place == PRETRAINED_NONE ? NULL : rows->from->vectors + place * rows->from->dim;
}

#endif
