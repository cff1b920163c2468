/* vectors_table.h - word vectors in a table of numbers, with the words in a file beside it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_VECTORS_TABLE_H
#define BAGTAG_MODEL_VECTORS_TABLE_H

#include <stdbool.h>

#include "model/vectors_list.h"

/*
 * The words of a table NAME.npy or NAME.safetensors are in the first of these files that exists, one per line, the word
 * of row i in line i + 1:
 *
 *     NAME.words  NAME.txt  NAME.vocab
 *
 * A word ends at a tab. If none of them exists, vocab.safetensors in the same folder (a model's words) has the words of
 * the first rows.
 */

/* Whether BYTES[0..len), the beginning of a file, are those of a NumPy array. */
bool vectors_npy_detect(const unsigned char *bytes, size_t len);

/* Reads the array [words, dim] in the file PATH, which may be compressed. BAGTAG_INPUT if it is malformed. */
enum bagtag_status vectors_npy_read(struct vectors_list *list, const char *path, struct bagtag_error *error);

/* Reads "embedding.weight", or else the one tensor [words, dim] of F32, F16 or BF16, in the file PATH. */
enum bagtag_status vectors_safetensors_read(struct vectors_list *list, const char *path, struct bagtag_error *error);

#endif
