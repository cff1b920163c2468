/* corpus_held_out.h - a share of the training lines held out, equal texts on one side */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CORPUS_HELD_OUT_H
#define BAGTAG_DATA_CORPUS_HELD_OUT_H

#include "base/error.h"
#include "data/corpus_state.h"

/* Once all files are read, for a corpus of which a share of the lines is held out (its words and labels are not counted
 * while they are read): a document with words goes where the first one with the same text was drawn, for what is
 * trained on one says nothing about texts that are new. Then the words and labels of training documents are counted.
 * The result is the same for any number of workers. */
enum bagtag_status corpus_held_out_settle(struct corpus *corpus, struct bagtag_error *error);

#endif
