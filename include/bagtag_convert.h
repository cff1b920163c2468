/* bagtag_convert.h - models of other programs converted to bagtag models, and back */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CONVERT_H
#define BAGTAG_CONVERT_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* To convert a fastText model, open it with bagtag_model_open and save it with bagtag_model_save; the folder answers as
 * the file does. Call bagtag_model_fold in between to make it a folded model. (bagtag_nn.h has bagtag_convert, for
 * tables of vectors.) */

/* Whether PATH is a file that begins like a fastText model. */
BAGTAG_API bool bagtag_file_is_fasttext(const char *path);

/* How many bytes bagtag_model_save will write, except for the labels and a few kilobytes. */
BAGTAG_API uint64_t bagtag_model_saved_bytes(const struct bagtag_model *model);

/* Writes the model as a fastText .bin (format 12) to PATH; a file there is replaced atomically. fastText can only use
 * models with features fasttext, tokenizer whitespace, bag mean and no bias; any other model, and one whose buckets
 * were pruned, is BAGTAG_INPUT with a sentence that names the setting. Rows of zeros become holes in the file.
 * bagtag_fasttext_bytes returns its approximate size. */
BAGTAG_API enum bagtag_status bagtag_fasttext_save(const struct bagtag_model *model, const char *path,
                                                   struct bagtag_error *error);
BAGTAG_API uint64_t bagtag_fasttext_bytes(const struct bagtag_model *model);

#ifdef __cplusplus
}
#endif

#endif
