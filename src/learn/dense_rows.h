/* dense_rows.h - the rows of some documents, renumbered without unused rows */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_DENSE_ROWS_H
#define BAGTAG_LEARN_DENSE_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "learn/sample.h"

/* The renumbered rows: words, n-grams, character n-grams, in the order of the sample. */
struct dense_rows {
    size_t n_rows;
    size_t n_char_rows;
    struct pretrained_rows pretrained; /* their initial vectors; borrowed from the sample, except for `words` */
    uint32_t *words;                   /* those of `pretrained`, owned; NULL if they are the sample's */
};

/* Renumbers the rows of TRAIN and HELD_OUT, which sample_split made from SAMPLE and VIEW, keeping their order, if at
 * least a quarter of the rows are unused; a trial then spends no time on rows that it does not learn. The rows of a
 * sample with its own held-out documents are always renumbered: a model trained on its documents has exactly these rows
 * in this order, and the random initial values of a row depend on its position. All rows of HELD_OUT must also occur in
 * TRAIN. Call dense_rows_clear also after a failure. */
enum bagtag_status dense_rows_make(struct dense_rows *dense, const struct sample *sample,
                                   const struct sample_view *view, struct dataset *train, struct dataset *held_out,
                                   struct bagtag_error *error);
void dense_rows_clear(struct dense_rows *dense); /* an all-zero one is allowed */

#endif
