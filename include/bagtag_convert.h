/* bagtag_convert.h - models of other programs as models of bagtag */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CONVERT_H
#define BAGTAG_CONVERT_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A model of fastText, opened with bagtag_model_open and saved with bagtag_model_save, becomes a folder that answers
 * as the file does. (bagtag_nn.h has bagtag_convert, for tables of vectors.) */

/* Whether PATH is a file that begins as the models of fastText do. */
BAGTAG_API bool bagtag_file_is_fasttext(const char *path);

/* How many bytes bagtag_model_save will write, but for a few kilobytes and the labels. */
BAGTAG_API uint64_t bagtag_model_saved_bytes(const struct bagtag_model *model);

#ifdef __cplusplus
}
#endif

#endif
