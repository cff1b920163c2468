/* new_file.h - a file that is written completely or not at all */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_NEW_FILE_H
#define BAGTAG_IO_NEW_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct new_file;

/* Creates a temporary file next to PATH (same folder, hidden name). PATH must be a regular file, a link to one, which
 * is followed, or not exist. A file that is a mount point is refused. The new file gets the mode, owner and group of
 * one that it replaces, as far as the system allows. */
enum bagtag_status new_file_begin(struct new_file **out, const char *path, struct bagtag_error *error);

/* Checks that new_file_begin would succeed now, before the work that goes into the file; leaves nothing behind. */
enum bagtag_status new_file_can_begin(const char *path, struct bagtag_error *error);

/* Appends LEN bytes. A full disk, or a file size limit if SIGXFSZ is ignored, is reported as an error. */
enum bagtag_status new_file_write(struct new_file *file, const void *bytes, size_t len, struct bagtag_error *error);

/* Appends N zeros, as a hole if the file system supports them. */
enum bagtag_status new_file_skip(struct new_file *file, uint64_t n, struct bagtag_error *error);

/* fsyncs the file and renames it to PATH: a reader sees the old or the new one. Always frees FILE. On failure
 * PATH is unchanged; the temporary file is gone if it cannot be synced, and kept next to PATH under a visible name,
 * which the error sentence tells, if it cannot be renamed (beside_keep). */
enum bagtag_status new_file_commit(struct new_file *file, struct bagtag_error *error);

/* Removes the temporary file and frees FILE; NULL is allowed. */
void new_file_abort(struct new_file *file);

#endif
