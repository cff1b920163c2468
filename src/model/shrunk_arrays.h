/* shrunk_arrays.h - the arrays of a shrunk model, in its two safetensors files */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_SHRUNK_ARRAYS_H
#define BAGTAG_MODEL_SHRUNK_ARRAYS_H

#include <stddef.h>

#include "base/error.h"
#include "io/safetensors.h"
#include "model/model.h"

/* These replace the arrays of a plain model:
 *
 *     model.safetensors   rows.scales F32 [V] or [1], fc.weight F32 [C, D] unless folded, fc.bias F32 [C],
 *                         rows.codes I8 [V, D], for scores [V, C], for leads [V, 1]: a value is its code times a scale.
 *                         With --layer codes, instead of fc.weight, fc.size F32 [1], the magnitude of all weights, and
 *                         fc.signs U8 [C, D / 8, rounded up]: a weight is negative if its bit is set; the lowest bit
 *                         is that of the first column
 *     vocab.safetensors   word.tags I32 [words], ascending: row i is that of the word with the tag word.tags[i]
 *                         (words/vocab.h); ngram.ids and char.ids as in a plain model; with a weighted bag idf.codes
 *                         U8 [V], above 0: the weights of rows, of which only the ratios matter */
enum { SHRUNK_MAX_ARRAYS = 5 };

/* Lists the arrays of model.safetensors in file order; returns their number, at most SHRUNK_MAX_ARRAYS. */
size_t shrunk_list_weights(const struct bagtag_model *model, struct safetensors_tensor *arrays);

/* Two arrays of vocab.safetensors. */
struct safetensors_tensor shrunk_tags(const struct bagtag_model *model);
struct safetensors_tensor shrunk_idf_codes(const struct bagtag_model *model);

/* Take arrays from FILE into MODEL, which has its settings, labels and storage and, for the latter two, its words and
 * n-grams. */
enum bagtag_status shrunk_use_tags(struct bagtag_model *model, const struct safetensors *file,
                                   struct bagtag_error *error);
enum bagtag_status shrunk_use_idf(struct bagtag_model *model, const struct safetensors *file,
                                  struct bagtag_error *error);
enum bagtag_status shrunk_use_weights(struct bagtag_model *model, const struct safetensors *file,
                                      struct bagtag_error *error);

/* Sets the N rows or scores of MODEL, depending on its storage, to those of its member int8, which is complete. */
void shrunk_set_rows(struct bagtag_model *model, size_t n);

/* Decodes the N idf_codes to `idf`; fails if out of memory. */
enum bagtag_status shrunk_set_idf(struct bagtag_model *model, size_t n, struct bagtag_error *error);

#endif
