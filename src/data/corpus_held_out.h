/* corpus_held_out.h - texts that occur in both training and held-out documents */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CORPUS_HELD_OUT_H
#define BAGTAG_DATA_CORPUS_HELD_OUT_H

#include "base/error.h"
#include "data/corpus_state.h"

/* Called after all files are read, if a share of the lines is held out; words and labels were then not counted while
 * reading. Moves each document with words to the side of the first document with the same text, because a text seen in
 * training does not measure how well new ones are classified. Then counts the words and labels of training documents.
 * The result does not depend on the number of workers. */
enum bagtag_status corpus_held_out_settle(struct corpus *corpus, struct bagtag_error *error);

/* Sets *N to the number of held-out documents with words whose text is also a training document. Requires
 * options.finds_copies. */
enum bagtag_status corpus_held_out_copies(const struct corpus *corpus, uint64_t *n, struct bagtag_error *error);

#endif
