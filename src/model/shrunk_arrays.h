/* shrunk_arrays.h - the arrays of a model that was shrunk, as in its two safetensors files */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_SHRUNK_ARRAYS_H
#define BAGTAG_MODEL_SHRUNK_ARRAYS_H

#include <stddef.h>

#include "base/error.h"
#include "io/safetensors.h"
#include "model/model.h"

/* In place of what a plain model has:
 *
 *     model.safetensors   rows.scales F32 [V] or [1], fc.weight F32 [C, D] where rows are not scores, fc.bias F32 [C],
 *                         rows.codes I8 [V, D], of scores [V, C], of leads [V, 1]: a number is its code times a scale;
 *                         of --layer codes fc.size F32 [1] and fc.signs U8 [C, D / 8, rounded up] for fc.weight, whose
 *                         numbers have that size, and are negative where the bit is set; the first column's bit is
 *                         the lowest
 *     vocab.safetensors   word.tags I32 [words], ascending: row i is that of the word with tag i (words/vocab.h);
 *                         ngram.ids and char.ids as ever; of a weighted bag idf.codes U8 [V], above 0: the weights of
 *                         rows, of which only the proportion matters */
enum { SHRUNK_MOST_ARRAYS = 5 };

/* The arrays of model.safetensors, in their order; returns how many, at most SHRUNK_MOST_ARRAYS. */
size_t shrunk_list_weights(const struct bagtag_model *model, struct safetensors_tensor *arrays);

/* Two of the other file. */
struct safetensors_tensor shrunk_tags(const struct bagtag_model *model);
struct safetensors_tensor shrunk_idf_codes(const struct bagtag_model *model);

/* They are taken from FILE into MODEL, which has its settings, labels and storage and, for the latter two, its words
 * and n-grams. */
enum bagtag_status shrunk_use_tags(struct bagtag_model *model, const struct safetensors *file,
                                   struct bagtag_error *error);
enum bagtag_status shrunk_use_idf(struct bagtag_model *model, const struct safetensors *file,
                                  struct bagtag_error *error);
enum bagtag_status shrunk_use_weights(struct bagtag_model *model, const struct safetensors *file,
                                      struct bagtag_error *error);

/* MODEL has what INT8, of which all is there, stands for: N rows or scores, as its storage says. */
void shrunk_set_rows(struct bagtag_model *model, size_t n);

/* The weights that the N idf_codes stand for; fails if out of memory. */
enum bagtag_status shrunk_set_idf(struct bagtag_model *model, size_t n, struct bagtag_error *error);

#endif
