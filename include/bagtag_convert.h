/* bagtag_convert.h - models of other programs as models of bagtag, and back */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CONVERT_H
#define BAGTAG_CONVERT_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A model of fastText, opened with bagtag_model_open and saved with bagtag_model_save, becomes a folder that answers
 * as the file does; call bagtag_model_fold in between for one that is folded. (bagtag_nn.h has bagtag_convert, for
 * tables of vectors.) */

/* Whether PATH is a file that begins as the models of fastText do. */
BAGTAG_API bool bagtag_file_is_fasttext(const char *path);

/* How many bytes bagtag_model_save will write, not counting the labels and a few kilobytes. */
BAGTAG_API uint64_t bagtag_model_saved_bytes(const struct bagtag_model *model);

/* Writes the model as a .bin of fastText (format 12) to PATH; a file there is replaced atomically. fastText
 * computes the scores of a model with its own features, tokenizer whitespace, bag mean and no bias;
 * any other, and one whose buckets were pruned, is BAGTAG_INPUT with a sentence that names the setting. Rows of zeros
 * become holes in the file. bagtag_fasttext_bytes is about how long it will be. */
BAGTAG_API enum bagtag_status bagtag_fasttext_save(const struct bagtag_model *model, const char *path,
                                                   struct bagtag_error *error);
BAGTAG_API uint64_t bagtag_fasttext_bytes(const struct bagtag_model *model);

#ifdef __cplusplus
}
#endif

#endif
