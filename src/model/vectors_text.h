/* vectors_text.h - word vectors as text: word2vec, fastText and GloVe */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_VECTORS_TEXT_H
#define BAGTAG_MODEL_VECTORS_TEXT_H

#include <stdbool.h>

#include "model/vectors_list.h"

/* Whether TEXT[0..len) has the numbers of words and dimensions, such as "2000000 300"; reads them to *N and *DIM. */
bool vectors_text_sizes(const char *text, size_t len, uint64_t *n, uint64_t *dim);

/* Reads the text file PATH, which may be compressed: a line with these two numbers (except GloVe), then on each line a
 * word and its numbers, separated by blanks; GloVe's words may contain blanks. BAGTAG_INPUT names the malformed line,
 * or says that the lines have only numbers: there are no sizes, and all words are numbers, some of them not whole. */
enum bagtag_status vectors_text_read(struct vectors_list *list, const char *path, struct bagtag_error *error);

#endif
