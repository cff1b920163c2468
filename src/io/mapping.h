/* mapping.h - a file's bytes in memory, read only */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_MAPPING_H
#define BAGTAG_IO_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#include "base/error.h"

/* BYTES[0..len) is the file; at least 64 bytes after it are readable (zero), so that vector loads may run past the end
 * of the last row. A part of another mapping, or of memory owned elsewhere, has `reserved` = 0: releasing and closing
 * it do nothing. */
struct mapping {
    const unsigned char *bytes;
    size_t len;
    size_t reserved; /* bytes of address space held */
    dev_t device;    /* these three show later whether the file has changed */
    ino_t inode;
    struct timespec modified;
};

/* Opens a folder for openat; the descriptor is closed with close(). */
enum bagtag_status mapping_open_folder(int *folder_fd, const char *path, struct bagtag_error *error);

/* Maps the regular file NAME inside the folder FOLDER_FD; PATH is the folder's name for messages. */
enum bagtag_status mapping_open(struct mapping *mapping, int folder_fd, const char *path, const char *name,
                                struct bagtag_error *error);

/* Maps the regular file PATH. */
enum bagtag_status mapping_open_file(struct mapping *mapping, const char *path, struct bagtag_error *error);

/* Maps the open regular file DESCRIPTOR, which may be closed afterwards; NAME is for messages. */
enum bagtag_status mapping_open_descriptor(struct mapping *mapping, int descriptor, const char *name,
                                           struct bagtag_error *error);

/* What is said of a model whose files are written to while they are mapped. */
#define MAPPING_CHANGED \
    "%s: changed while it was being read; replace a model with bagtag or mv, never overwrite its files"

/* Whether the file, which was opened as PATH, was written to since. If PATH is another file now, as after a rename, or
 * none, the one that is mapped has not changed. */
bool mapping_has_changed(const struct mapping *mapping, const char *path);

/* Says that BYTES[0..len), if they are in MAPPING, are unlikely to be read again and need not stay in memory. */
void mapping_release(const struct mapping *mapping, const void *bytes, size_t len);
void mapping_close(struct mapping *mapping); /* an all-zero mapping is allowed */

#endif
