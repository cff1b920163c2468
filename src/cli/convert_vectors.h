/* convert_vectors.h - writes the vectors of a model's words as files of other programs */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_CONVERT_VECTORS_H
#define BAGTAG_CLI_CONVERT_VECTORS_H

#include <stdbool.h>

#include "bagtag.h"
#include "base/buffer.h"

/* Writes the vectors of all words of MODEL, in their order, to PATH, in a FORM:
 *   vec   the text of word2vec and fastText
 *   npy   an array of NumPy, and the words in the file NAME.words, for PATH NAME.npy
 *   tsv   numbers separated by tabs, and the words in NAME.metadata.tsv, for PATH NAME.tsv
 * Both files are written whole before one is replaced: first the numbers, then the words. BAGTAG_INPUT, with
 * NAME_OF_MODEL, if the model has no words. */
enum bagtag_status convert_vectors(const struct bagtag_model *model, const char *name_of_model, const char *form,
                                   const char *path, struct bagtag_error *error);

/* Warns of the words of MODEL that a FORM has to write otherwise, because they contain spaces or control characters:
 * how many, and the first of them. FILE has the words. */
void convert_vectors_warn(const struct bagtag_model *model, const char *form, const char *file);

/* Appends the path of the words file that belongs to PATH, and a NUL; returns false if FORM has none. */
bool convert_vectors_name_words(struct buffer *out, const char *form, const char *path);

#endif
