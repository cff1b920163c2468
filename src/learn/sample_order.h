/* sample_order.h - which documents of a training set make a sample, and in what order */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_SAMPLE_ORDER_H
#define BAGTAG_LEARN_SAMPLE_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "data/corpus_contents.h"
#include "data/dataset.h"

/* How many of the first N_DOCUMENTS of FROM, taken in ORDER (NULL: their own), have MOST_ROWS rows together; all, if
 * they have not. */
size_t sample_enough(const struct dataset *from, size_t n_documents, const uint32_t *order, uint64_t most_rows);

/* Documents of contents->train in an order drawn from SEED, until there are MOST_ROWS rows or MOST_DOCUMENTS documents;
 * then the names of labels, all of them. *N becomes how many there are. Few of them stand label by label, those of one
 * label as they were drawn: folds, which take every so-manieth document, then have an equal part of each label. (Eight
 * documents of a label that chance deals may nearly all be held out together: what was expected of new text was up to
 * 10 points too low.) Freed by free(); NULL when memory is out. */
uint32_t *sample_order(const struct corpus_contents *contents, uint64_t most_rows, size_t most_documents, uint64_t seed,
                       size_t *n);

#endif
