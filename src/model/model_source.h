/* model_source.h - where the files of a model are: in a folder, or in one packed file */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_MODEL_SOURCE_H
#define BAGTAG_MODEL_MODEL_SOURCE_H

#include <stdbool.h>

#include "base/error.h"
#include "io/mapping.h"
#include "io/zip.h"

struct model_source {
    const char *path;      /* for messages, borrowed */
    int folder;            /* -1: packed */
    struct mapping packed; /* all zero for a folder, or for bytes of the caller */
    struct zip zip;
};

/* Whether the file PATH begins like a packed model. */
bool model_source_is_packed(const char *path);

/* Opens the folder or the packed file PATH; or the packed model BYTES[0..len), borrowed, which PATH names in messages.
 * Call model_source_close also after a failure. */
enum bagtag_status model_source_open_folder(struct model_source *source, const char *path, struct bagtag_error *error);
enum bagtag_status model_source_open_packed(struct model_source *source, const char *path, struct bagtag_error *error);
enum bagtag_status model_source_open_bytes(struct model_source *source, const char *path, const unsigned char *bytes,
                                           size_t len, struct bagtag_error *error);
void model_source_close(struct model_source *source);

/* Maps the file NAME. In a packed model the mapping is part of the packed bytes, which must outlive it. */
enum bagtag_status model_source_map(const struct model_source *source, const char *name, struct mapping *mapping,
                                    struct bagtag_error *error);

/* Whether the folder at `path` is no longer the one that was opened, because a save has replaced it. */
bool model_source_was_replaced(const struct model_source *source);

#endif
