/* vectors_file.h - the vectors of words in files of other programs */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_VECTORS_FILE_H
#define BAGTAG_MODEL_VECTORS_FILE_H

#include "base/error.h"
#include "net/pretrained.h"
#include "words/feature_kind.h"
#include "words/vocab.h"

/* Reads from PATH the vectors of those of WORDS that it has, the first of each. PATH is told by its contents:
 *   text     word2vec, fastText (.vec) or GloVe: a line "WORDS DIMENSIONS" (GloVe: none), then on each line a word and
 * its numbers, separated by blanks; gzip and zstd are decompressed. In GloVe words may contain blanks binary word2vec:
 * the same first line, then a word, a blank and its numbers as float32, little-endian a model  a folder of bagtag, or a
 * .bin or .ftz of fastText KIND hashes what WORDS are found by. DIM is the width that is wanted; 0: any. Whatever else
 * PATH is, BAGTAG_INPUT says where. Call vectors_clear also after a failure. */
enum bagtag_status vectors_read(struct pretrained *out, const char *path, const struct vocab *words,
                                const struct feature_kind *kind, size_t dim, struct bagtag_error *error);
void vectors_clear(struct pretrained *vectors); /* an all-zero one is allowed */

#endif
