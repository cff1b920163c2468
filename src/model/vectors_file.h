/* vectors_file.h - the vectors of words in files of other programs */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_VECTORS_FILE_H
#define BAGTAG_MODEL_VECTORS_FILE_H

#include "base/error.h"
#include "net/pretrained.h"
#include "words/feature_kind.h"
#include "words/vocab.h"

/*
 * Reads the vectors of WORDS that PATH has; if it has several for a word, the first. The contents of PATH tell what it
 * is:
 *
 *     text      of word2vec, fastText (.vec) or GloVe, also compressed: see model/vectors_text.h
 *     binary    of word2vec: see model/vectors_binary.h
 *     a table   .npy or safetensors, with a file of the words beside it: see model/vectors_table.h
 *     a model   a folder of bagtag, or a .bin or .ftz of fastText
 *
 * KIND has the hash by which WORDS are found. DIM is the width wanted; 0: any. Anything else is BAGTAG_INPUT, with the
 * place. Call vectors_clear also after a failure.
 */
enum bagtag_status vectors_read(struct pretrained *out, const char *path, const struct vocab *words,
                                const struct feature_kind *kind, size_t dim, struct bagtag_error *error);
void vectors_clear(struct pretrained *vectors); /* an all-zero one is allowed */

#endif
