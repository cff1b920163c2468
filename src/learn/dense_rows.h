/* dense_rows.h - the rows of some documents, numbered anew without those that none of them has */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_DENSE_ROWS_H
#define BAGTAG_LEARN_DENSE_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "learn/sample.h"

/* What the numbers stand for: words, n-grams, n-grams of characters, as in the sample that they come from. */
struct dense_rows {
    size_t n_rows;
    size_t n_char_rows;
    struct pretrained_rows pretrained; /* the vectors that they begin with, borrowed from the sample, but for words */
    uint32_t *words;                   /* of `pretrained`, unless they are those of the sample */
};

/* Numbers the rows of TRAIN and HELD_OUT, what sample_split made of SAMPLE and VIEW, in the order they had, if at least
 * a quarter of the rows of SAMPLE is in none of them; a trial then makes and moves no row that it does not learn. A
 * parted sample is always numbered so: a model trained on its documents has just these rows in this order, and rows
 * begin with random numbers by their place. All rows of HELD_OUT are also in TRAIN. Call dense_rows_clear also after a
 * failure. */
enum bagtag_status dense_rows_make(struct dense_rows *dense, const struct sample *sample,
                                   const struct sample_view *view, struct dataset *train, struct dataset *held_out,
                                   struct bagtag_error *error);
void dense_rows_clear(struct dense_rows *dense); /* all-zero ones are allowed */

#endif
