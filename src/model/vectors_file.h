/* vectors_file.h - word vectors in files of other programs */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_VECTORS_FILE_H
#define BAGTAG_MODEL_VECTORS_FILE_H

#include <stdbool.h>

#include "base/error.h"
#include "model/vectors_list.h"

/* *ARE_LISTED: whether PATH seems to be a list of words with their vectors, as text or word2vec's binary format,
 * because it is none of the other formats below. False if it cannot be read, or only once. BAGTAG_MEMORY is the only
 * failure. */
enum bagtag_status vectors_are_listed(const char *path, bool *are_listed, struct bagtag_error *error);

/*
 * Reads the vectors WANTED from PATH; for a word that has several, the first. The format is detected from the contents:
 *
 *     text      of word2vec, fastText (.vec) or GloVe, also compressed: see model/vectors_text.h
 *     binary    of word2vec: see model/vectors_binary.h
 *     a table   .npy or safetensors, with a file of the words beside it: see model/vectors_table.h
 *     a model   a folder or packed file of bagtag, or a .bin or .ftz of fastText
 *
 * Anything else is BAGTAG_INPUT, with the place, and so is a file without a vector for any of WANTED->words, unless
 * there are no such words. OUT must be all zero; call vectors_clear also after a failure.
 */
enum bagtag_status vectors_read(struct vectors *out, const char *path, const struct vectors_wanted *wanted,
                                struct bagtag_error *error);
void vectors_clear(struct vectors *vectors); /* an all-zero one is allowed */

#endif
