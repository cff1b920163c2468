/* model_file.h - a model as a folder: config.json, model.safetensors, vocab.safetensors */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_MODEL_FILE_H
#define BAGTAG_MODEL_MODEL_FILE_H

#include "base/error.h"
#include "model/model.h"

/* Opens the folder PATH: see bagtag_model_open. Only headers, sizes, shapes and config.json are read, never all
 * values. While another process replaces the model, the old or the new one is opened. */
enum bagtag_status model_file_open(const char *path, struct bagtag_model **out, struct bagtag_error *error);

/* Opens PATH and reads every byte: see bagtag_model_verify. */
enum bagtag_status model_file_verify(const char *path, struct bagtag_error *error);

/* Whether PATH may become a model: it is free (and its parent is there and can be written), an empty folder, or a
 * folder that holds the three files of a model and nothing else. */
enum bagtag_status model_file_can_save(const char *path, struct bagtag_error *error);

/* Writes MODEL to PATH, completely or not at all: see bagtag_model_save. */
enum bagtag_status model_file_save(const struct bagtag_model *model, const char *path, struct bagtag_error *error);

/* The sizes and checksums that the files of MODEL have, or would have when it were saved. */
enum bagtag_status model_file_sums(const struct bagtag_model *model, struct model_sums *out,
                                   struct bagtag_error *error);

/* PATH without the slashes at its end, as messages name it; freed by free(), NULL if out of memory. */
char *model_file_name(const char *path);

#endif
