/* sample_order.h - which documents of a training set make a sample, and in what order */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_SAMPLE_ORDER_H
#define BAGTAG_LEARN_SAMPLE_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "data/corpus_contents.h"
#include "data/dataset.h"

/* How many of the first N_DOCUMENTS of FROM, taken in ORDER (NULL: their own), are enough for MAX_ROWS rows; all, if
 * they have fewer. */
size_t sample_enough(const struct dataset *from, size_t n_documents, const uint32_t *order, uint64_t max_rows);

/* Lists documents of contents->train in an order drawn from SEED until they have MAX_ROWS rows or there are
 * MAX_DOCUMENTS of them; then all names of labels. *N becomes their number. A small sample is sorted by label, in the
 * drawn order within each label: folds take every SAMPLE_FOLDS-th document, and so get an equal part of each label.
 * (Otherwise, if a label has eight documents, nearly all may by chance be held out together: the accuracy expected on
 * new text was up to 10 points too low.) Free with free(); NULL if out of memory. */
uint32_t *sample_order(const struct corpus_contents *contents, uint64_t max_rows, size_t max_documents, uint64_t seed,
                       size_t *n);

#endif
