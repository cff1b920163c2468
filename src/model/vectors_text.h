/* vectors_text.h - the vectors of words in a text: word2vec's, fastText's and GloVe's */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_VECTORS_TEXT_H
#define BAGTAG_MODEL_VECTORS_TEXT_H

#include <stdbool.h>

#include "model/vectors_list.h"

/* Whether TEXT[0..len) is the number of words and of dimensions, "2000000 300". */
bool vectors_text_sizes(const char *text, size_t len, uint64_t *n, uint64_t *dim);

/* Reads the text PATH, which may be compressed: a line with these sizes (GloVe has none), then on each line a word and
 * its numbers with blanks between them; GloVe's words may contain blanks. BAGTAG_INPUT names the line that is not so.
 */
enum bagtag_status vectors_text_read(struct vectors_list *list, const char *path, struct bagtag_error *error);

#endif
