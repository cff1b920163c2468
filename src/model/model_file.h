/* model_file.h - a model as a folder: config.json, model.safetensors, vocab.safetensors, scores.safetensors */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_MODEL_FILE_H
#define BAGTAG_MODEL_MODEL_FILE_H

#include "base/error.h"
#include "model/model.h"
#include "model/model_source.h"

/* Opens PATH, a folder, a packed model or a fastText file: see bagtag_model_open. Of the first two, reads only
 * config.json and the headers of the other files, not their values. If another process replaces the model meanwhile,
 * either the old or the new one is opened. */
enum bagtag_status model_file_open(const char *path, struct bagtag_model **out, struct bagtag_error *error);

/* Opens the model in SOURCE and takes over its mappings: SOURCE can be closed at once. */
enum bagtag_status model_file_take(struct model_source *source, struct bagtag_model **out, struct bagtag_error *error);

/* Checks every byte of MODEL, opened from PATH: checksums and values. */
enum bagtag_status model_file_check(const char *path, const struct bagtag_model *model, struct bagtag_error *error);

/* Opens PATH and checks every byte: see bagtag_model_verify. */
enum bagtag_status model_file_verify(const char *path, struct bagtag_error *error);

/* Checks that a model can be written to PATH: it does not exist (but its parent does and is writable), or is an empty
 * folder, or a folder with the files of a model and nothing else. */
enum bagtag_status model_file_can_save(const char *path, struct bagtag_error *error);

/* Writes MODEL to PATH, completely or not at all: see bagtag_model_save. */
enum bagtag_status model_file_save(const struct bagtag_model *model, const char *path, struct bagtag_error *error);

/* The sizes and checksums of the files that a save of MODEL would write. */
enum bagtag_status model_file_sums(const struct bagtag_model *model, struct model_sums *out,
                                   struct bagtag_error *error);

/* The total size in bytes of the files, with config.json, that a save of MODEL would write. */
enum bagtag_status model_file_bytes(const struct bagtag_model *model, uint64_t *out, struct bagtag_error *error);

/* A copy of PATH without trailing slashes, for messages; freed by free(), NULL if out of memory. */
char *model_file_name(const char *path);

/* Refuses if a file that the model is mapped from was written to meanwhile: what is read from it then is not that
 * model. */
enum bagtag_status model_file_check_unchanged(const struct bagtag_model *model, struct bagtag_error *error);

#endif
