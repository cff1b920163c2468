/* vectors_file.h - the vectors of words in files of other programs */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_VECTORS_FILE_H
#define BAGTAG_MODEL_VECTORS_FILE_H

#include <stdbool.h>

#include "base/error.h"
#include "model/vectors_list.h"

/* Whether PATH, if it can be read again, may be a list of words with their vectors, as text or in word2vec's binary
 * form: it is none of the other forms below. */
bool vectors_are_listed(const char *path);

/*
 * Reads the vectors WANTED from PATH; if it has several for a word, the first. The contents of PATH tell what it is:
 *
 *     text      of word2vec, fastText (.vec) or GloVe, also compressed: see model/vectors_text.h
 *     binary    of word2vec: see model/vectors_binary.h
 *     a table   .npy or safetensors, with a file of the words beside it: see model/vectors_table.h
 *     a model   a folder or packed file of bagtag, or a .bin or .ftz of fastText
 *
 * Anything else is BAGTAG_INPUT, with the place, and so are vectors of none of the words, where there are words. OUT is
 * all zero before; call vectors_clear also after a failure.
 */
enum bagtag_status vectors_read(struct vectors *out, const char *path, const struct vectors_wanted *wanted,
                                struct bagtag_error *error);
void vectors_clear(struct vectors *vectors); /* an all-zero one is allowed */

#endif
