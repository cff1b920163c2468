/* folder.h - a folder of files written completely or not at all */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_FOLDER_H
#define BAGTAG_IO_FOLDER_H

#include <stddef.h>

#include "base/error.h"

struct folder;

/* Creates a temporary folder next to PATH (same parent, hidden name). It and its files get the mode, owner and group of
 * what they replace, as far as the system allows; new ones follow the umask. The caller has decided that PATH may be
 * replaced. If PATH is a symbolic link to a folder, that folder is replaced. */
enum bagtag_status folder_begin(struct folder **out, const char *path, struct bagtag_error *error);

/* Write one file of the folder: call folder_write any number of times between folder_create and folder_finish (which
 * fsyncs and closes). Pages of zeros become holes. A full disk is reported as an error. So is a file size limit
 * (RLIMIT_FSIZE) if the program ignores SIGXFSZ: a library leaves signals alone, the command line ignores it. */
enum bagtag_status folder_create(struct folder *folder, const char *name, struct bagtag_error *error);
enum bagtag_status folder_write(struct folder *folder, const void *bytes, size_t len, struct bagtag_error *error);
enum bagtag_status folder_finish(struct folder *folder, struct bagtag_error *error);

/* FOLDER has no file NAME (a constant, borrowed), although other folders of its kind do: folder_commit treats NAME as
 * one of FOLDER's names. */
void folder_leave_out(struct folder *folder, const char *name);

/* fsyncs the folder and moves it to PATH. If something is there, the two are exchanged (renameat2), so that a reader
 * sees the old or the new folder, and a kill at any moment leaves one that loads. Then the old folder is removed: files
 * with names that FOLDER has are deleted, and anything else, added in the meantime, moves to PATH (what cannot be moved
 * stays next to it under the hidden name). Where the file system cannot exchange (NFS, some FUSE), the old folder is
 * renamed aside first: for an instant PATH is missing, and a kill just then leaves the old folder next to it as
 * ".NAME.old-NUMBER".
 *
 * Finally removes temporary folders left by killed writers of the same PATH: those that no living process has locked,
 * that are an hour old, and that hold only files with names that FOLDER has. Always frees FOLDER. On failure PATH is
 * unchanged. The temporary folder is then gone if it is not known to be complete, because it cannot be synced;
 * otherwise it is kept next to PATH under a visible name, which the error sentence tells (beside_keep). Both folders
 * stay if the exchange cannot be undone after the parent cannot be synced. */
enum bagtag_status folder_commit(struct folder *folder, struct bagtag_error *error);

/* Removes the temporary folder and frees FOLDER; NULL is allowed. */
void folder_abort(struct folder *folder);

#endif
