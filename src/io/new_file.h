/* new_file.h - a file that is written completely or not at all */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_NEW_FILE_H
#define BAGTAG_IO_NEW_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct new_file;

/* Begins a temporary file beside PATH (same folder, hidden name), which nothing or a regular file is at; a link to a
 * file is followed. A file that is replaced gives the new one its mode, owner and group, as far as the system lets
 * us. */
enum bagtag_status new_file_begin(struct new_file **out, const char *path, struct bagtag_error *error);

/* Whether new_file_begin works now, before the work that goes into the file; leaves nothing behind. */
enum bagtag_status new_file_can_begin(const char *path, struct bagtag_error *error);

/* Appends LEN bytes. A full disk, or a file size limit where SIGXFSZ is ignored, is an error with a sentence. */
enum bagtag_status new_file_write(struct new_file *file, const void *bytes, size_t len, struct bagtag_error *error);

/* Appends N zeros: a hole, where the file system has them. */
enum bagtag_status new_file_skip(struct new_file *file, uint64_t n, struct bagtag_error *error);

/* fsyncs the file and puts it at PATH by rename: a reader sees the old or the new one. Frees FILE in every case; on
 * failure the temporary file is gone and PATH is what it was. */
enum bagtag_status new_file_commit(struct new_file *file, struct bagtag_error *error);

/* Removes the temporary file and frees FILE; NULL is allowed. */
void new_file_abort(struct new_file *file);

#endif
