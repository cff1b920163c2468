/* corpus_held_out.h - equal texts among training and held-out documents */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CORPUS_HELD_OUT_H
#define BAGTAG_DATA_CORPUS_HELD_OUT_H

#include "base/error.h"
#include "data/corpus_state.h"

/* Called once all files are read, if a share of the lines is held out; words and labels are then not counted while
 * reading. Moves each document with words to the side of the first document with the same text, because a text that was
 * trained on says nothing about new ones. Then counts the words and labels of training documents. The result does not
 * depend on the number of workers. */
enum bagtag_status corpus_held_out_settle(struct corpus *corpus, struct bagtag_error *error);

/* Sets *N to the number of held-out documents with words and the text of a training document; they were read with
 * options.finds_copies. */
enum bagtag_status corpus_held_out_copies(const struct corpus *corpus, uint64_t *n, struct bagtag_error *error);

#endif
