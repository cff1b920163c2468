/* folder.h - a folder of files written completely or not at all */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_FOLDER_H
#define BAGTAG_IO_FOLDER_H

#include <stddef.h>

#include "base/error.h"

struct folder;

/* Begins a temporary folder beside PATH (same parent, hidden name). It and its files have the modes, owner and group of
 * what they replace, as far as the system lets us; where there is nothing yet, those of umask. The caller has decided
 * that PATH may be replaced. Symbolic links: when PATH is a link to a folder, the folder it names is replaced. */
enum bagtag_status folder_begin(struct folder **out, const char *path, struct bagtag_error *error);

/* Writes one file of the folder: folder_write may be called any number of times between folder_create and
 * folder_finish (which fsyncs and closes); pages of zeros become holes. A full disk is an error with a sentence. So is
 * a file size limit (RLIMIT_FSIZE), provided that the program ignores SIGXFSZ: a library leaves signals alone, the
 * command line ignores it. */
enum bagtag_status folder_create(struct folder *folder, const char *name, struct bagtag_error *error);
enum bagtag_status folder_write(struct folder *folder, const void *bytes, size_t len, struct bagtag_error *error);
enum bagtag_status folder_finish(struct folder *folder, struct bagtag_error *error);

/* FOLDER has no file NAME (a constant), though others of its kind have one: folder_commit treats it as one of the names
 * that FOLDER has. */
void folder_leave_out(struct folder *folder, const char *name);

/* fsyncs the folder and puts it at PATH: by exchange (renameat2) when something is there, so that a reader sees
 * the old or the new one and a kill at any moment leaves one that loads; then removes the old one: files of the names
 * that FOLDER has; all else that is in it, which came there meanwhile, goes along to PATH (what cannot, stays beside it
 * under the hidden name). Where the file
 * system cannot exchange (NFS, some FUSE), the old one is renamed aside first: for an instant PATH is missing,
 * and a kill just then leaves the old one beside it as ".NAME.old-NUMBER". Then the temporary
 * folders are removed that killed writers of the same PATH have left: those that no living process has locked, that
 * are an hour old, and that hold nothing but files of the names FOLDER has. Frees FOLDER in every case; on failure the
 * temporary folder is gone and PATH is what it was. */
enum bagtag_status folder_commit(struct folder *folder, struct bagtag_error *error);

/* Removes the temporary folder and frees FOLDER; NULL is allowed. */
void folder_abort(struct folder *folder);

#endif
