/* folder.h - a folder of files, replaced atomically */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_FOLDER_H
#define BAGTAG_IO_FOLDER_H

#include <stddef.h>

#include "base/error.h"

struct folder;

/* Creates a temporary folder next to PATH (same parent, hidden name). It and its files get the modes, owner and group
 * of what they replace, as far as the system allows, otherwise those of umask. The caller has checked that PATH may be
 * replaced. If PATH is a symbolic link to a folder, that folder is replaced. */
enum bagtag_status folder_begin(struct folder **out, const char *path, struct bagtag_error *error);

/* Writes one file of the folder: any number of calls of folder_write between folder_create and folder_finish (which
 * fsyncs and closes). A full disk is an error with a sentence. So is a file size limit (RLIMIT_FSIZE), if the program
 * ignores SIGXFSZ. (The library does not change signals; the command-line program ignores this one.) */
enum bagtag_status folder_create(struct folder *folder, const char *name, struct bagtag_error *error);
enum bagtag_status folder_write(struct folder *folder, const void *bytes, size_t len, struct bagtag_error *error);
enum bagtag_status folder_finish(struct folder *folder, struct bagtag_error *error);

/* fsyncs the folder and moves it to PATH. An existing folder is exchanged (renameat2), so readers see the old or the
 * new one, and a kill at any moment leaves a complete one. Then the old folder is removed: files with the names in
 * FOLDER are deleted, and any others that came meanwhile move to PATH (or stay under the hidden name if they cannot).
 * On file systems without exchange (NFS, some FUSE), the old folder is renamed first: PATH is missing for an instant,
 * and a kill at that moment leaves the old folder next to it as ".NAME.old-NUMBER". Finally, temporary folders of the
 * same PATH left by killed writers are removed: those that no living process has locked, that are an hour old, and that
 * contain only files with the names in FOLDER. Frees FOLDER in every case; on failure the temporary folder is gone and
 * PATH is unchanged. */
enum bagtag_status folder_commit(struct folder *folder, struct bagtag_error *error);

/* Removes the temporary folder and frees FOLDER; NULL is allowed. */
void folder_abort(struct folder *folder);

#endif
