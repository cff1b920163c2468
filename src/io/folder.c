/* folder.c - a folder of files written completely or not at all */
/* SPDX-License-Identifier: MIT */
#include "io/folder.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/beside.h"
#include "io/holes.h"

enum { PUT_ATTEMPTS = 16 }; /* to move it into place while others create and remove the target */
#define LEFTOVER_SECONDS 3600

/* All operations are relative to `parent`, the folder that holds PATH and the temporary folder. */
struct folder {
    char *path;       /* as the caller wrote it, for messages */
    char *target;     /* its final path: symbolic links resolved, no trailing slash */
    const char *name; /* the last component of `target`, pointing into it */
    char temporary[BESIDE_BYTES];
    char aside[BESIDE_BYTES]; /* for the old folder, if two folders cannot be exchanged in one step */
    int parent;               /* descriptors, -1 when not open */
    int inside;               /* the temporary folder */
    int old;                  /* the folder to be replaced; -1 if none */
    int file;                 /* the file being written, the last of `names` */
    char **names;             /* of the files in the temporary folder */
    size_t n_names, names_room;
    const char *absent; /* from folder_leave_out, borrowed; NULL if none */
};

static void free_folder(struct folder *folder)
{
    if (folder->file >= 0)
        close(folder->file);
    if (folder->inside >= 0)
        close(folder->inside);
    if (folder->old >= 0)
        close(folder->old);
    if (folder->parent >= 0)
        close(folder->parent);
    for (size_t i = 0; i < folder->n_names; i++)
        free(folder->names[i]);
    free(folder->names);
    free(folder->target);
    free(folder->path);
    free(folder);
}

/* Unlinks the files in the folder DESCRIPTOR, from its current read position to the end; returns how many. Reads with
 * getdents64, which, unlike opendir, needs no memory that could run out. */
static size_t unlink_files(int descriptor)
{
    char entries[4096];
    size_t n_unlinked = 0;
    ssize_t len;
    while ((len = getdents64(descriptor, entries, sizeof entries)) > 0) {
        unsigned short entry_len;
        for (const char *entry = entries; entry < entries + len; entry += entry_len) {
            memcpy(&entry_len, entry + offsetof(struct dirent64, d_reclen), sizeof entry_len);
            n_unlinked += unlinkat(descriptor, entry + offsetof(struct dirent64, d_name), 0) == 0;
        }
    }
    return n_unlinked;
}

/* Removes the folder NAME of PARENT, which is open as DESCRIPTOR, and the files in it. Opens no descriptor, as there
 * may be none left. Does not descend into subfolders: they stay, and so does the folder, so that nothing is deleted
 * that this file did not write or its caller did not look at. */
static void remove_folder(int parent, const char *name, int descriptor)
{
    /* Reading a folder while entries vanish may miss some, so repeat until there is nothing left to unlink. */
    while (lseek(descriptor, 0, SEEK_SET) == 0 && unlink_files(descriptor) > 0)
        continue;
    (void)unlinkat(parent, name, AT_REMOVEDIR);
}

/* Whether NAME is one of the names that FOLDER has or could have. Does not look at the disk: once the folder is in
 * place, another writer can replace it and empty it. */
static bool has_name(const struct folder *folder, const char *name)
{
    bool is_known = folder->absent != NULL && strcmp(name, folder->absent) == 0;
    for (size_t i = 0; i < folder->n_names && !is_known; i++)
        is_known = strcmp(name, folder->names[i]) == 0;
    return is_known;
}

/* Empties the folder DESCRIPTOR, from its current read position to the end: files with names that FOLDER has are
 * unlinked, anything else moves to FOLDER. Returns how many entries are gone. */
static size_t empty_out(const struct folder *folder, int descriptor)
{
    char entries[4096];
    size_t n_gone = 0;
    ssize_t len;
    while ((len = getdents64(descriptor, entries, sizeof entries)) > 0) {
        unsigned short entry_len;
        for (const char *entry = entries; entry < entries + len; entry += entry_len) {
            memcpy(&entry_len, entry + offsetof(struct dirent64, d_reclen), sizeof entry_len);
            const char *name = entry + offsetof(struct dirent64, d_name);
            if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
                continue;
            n_gone += has_name(folder, name) ? unlinkat(descriptor, name, 0) == 0
                                             : renameat(descriptor, name, folder->inside, name) == 0;
        }
    }
    return n_gone;
}

/* Removes the old folder, which now has the temporary name. Files added since the caller looked move to the new folder;
 * what cannot be moved stays, and so does the old folder around it. */
static void remove_old(const struct folder *folder)
{
    int descriptor = openat(folder->parent, folder->temporary, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0)
        return;
    while (empty_out(folder, descriptor) > 0 && lseek(descriptor, 0, SEEK_SET) == 0)
        continue;
    close(descriptor);
    (void)unlinkat(folder->parent, folder->temporary, AT_REMOVEDIR);
}

/* Whether the folder LEFT was created by a writer of this user that is dead: nobody holds the lock that a living writer
 * holds, the folder has not changed for an hour (which covers the instant before a writer has its lock, and file
 * systems without locks), and it holds only files with names that FOLDER has. From then on LEFT holds the lock. */
static bool is_abandoned(const struct folder *folder, DIR *left)
{
    struct stat about;
    struct timespec now;
    const struct dirent *entry;
    clock_gettime(CLOCK_REALTIME, &now);
    if (flock(dirfd(left), LOCK_EX | LOCK_NB) != 0 || fstat(dirfd(left), &about) != 0 || about.st_uid != geteuid() ||
        now.tv_sec - about.st_ctim.tv_sec < LEFTOVER_SECONDS)
        return false;
    errno = 0;
    while ((entry = readdir(left)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (fstatat(dirfd(left), entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(about.st_mode) ||
            !has_name(folder, entry->d_name))
            return false;
    }
    return errno == 0;
}

/* Opens the folder NAME of PARENT for readdir; NULL on failure. */
static DIR *open_list(int parent, const char *name)
{
    int descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *list = descriptor >= 0 ? fdopendir(descriptor) : NULL;
    if (list == NULL && descriptor >= 0)
        close(descriptor);
    return list;
}

/* Removes the temporary folders left by killed writers of the same target. An old folder that was renamed aside stays:
 * it may be the only complete one. */
static void remove_leftovers(const struct folder *folder)
{
    DIR *list = open_list(folder->parent, ".");
    if (list == NULL)
        return;
    size_t len = strlen(folder->temporary) - BESIDE_DIGITS; /* without the number, the only part that differs */
    const struct dirent *entry;
    while ((entry = readdir(list)) != NULL) {
        const char *name = entry->d_name;
        if (strncmp(name, folder->temporary, len) != 0 || strlen(name) != len + BESIDE_DIGITS ||
            strspn(name + len, "0123456789abcdef") != BESIDE_DIGITS)
            continue;
        DIR *left = open_list(folder->parent, name);
        if (left != NULL && is_abandoned(folder, left))
            remove_folder(folder->parent, name, dirfd(left));
        if (left != NULL)
            closedir(left);
    }
    closedir(list);
}

/* Sets *TARGET to the real path of PATH if it is an existing folder, otherwise to PATH without trailing slashes. */
static enum bagtag_status resolve(char **target, const char *path, struct bagtag_error *error)
{
    struct stat about;
    if (stat(path, &about) == 0) {
        if (!S_ISDIR(about.st_mode))
            return error_set(error, BAGTAG_SYSTEM, "%s: expected a folder; found a file", path);
        *target = realpath(path, NULL);
        return *target != NULL ? BAGTAG_OK : error_errno(error, errno, "%s", path);
    }
    if (errno != ENOENT)
        return error_errno(error, errno, "%s", path);
    if (lstat(path, &about) == 0)
        return error_set(error, BAGTAG_SYSTEM, "%s: is a dangling symbolic link", path);
    *target = strdup(path);
    if (*target == NULL)
        return error_memory(error);
    size_t len = strlen(*target);
    while (len > 1 && (*target)[len - 1] == '/')
        (*target)[--len] = '\0';
    return BAGTAG_OK;
}

/* Opens the parent of the target and, if it exists, the target itself, and finds the target's name. */
static enum bagtag_status open_parent(struct folder *folder, struct bagtag_error *error)
{
    folder->name = beside_last_part(folder->target);
    if (folder->name[0] == '\0' || strcmp(folder->name, ".") == 0 || strcmp(folder->name, "..") == 0)
        return error_set(error, BAGTAG_SYSTEM, "%s: expected the name of a folder", error_file_name(folder->path));
    enum bagtag_status status = beside_open(&folder->parent, folder->target, folder->path, error);
    if (status == BAGTAG_OK)
        folder->old = openat(folder->parent, folder->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return status;
}

/* Creates the temporary folder with mkdir, which, unlike mkdtemp, leaves the mode to the umask. */
static enum bagtag_status make_temporary(struct folder *folder, struct bagtag_error *error)
{
    int failure = EEXIST;
    for (uint64_t attempt = 0; attempt < BESIDE_ATTEMPTS && failure == EEXIST; attempt++) {
        uint64_t number = beside_number(attempt);
        beside_name(folder->temporary, folder->name, "new", number);
        beside_name(folder->aside, folder->name, "old", number);
        failure = mkdirat(folder->parent, folder->temporary, folder->old < 0 ? 0777 : 0700) == 0 ? 0 : errno;
    }
    if (failure != 0)
        return error_errno(error, failure, "%s: cannot create a temporary folder next to it", folder->path);
    folder->inside = openat(folder->parent, folder->temporary, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder->inside < 0) {
        failure = errno;
        (void)unlinkat(folder->parent, folder->temporary, AT_REMOVEDIR);
        return error_errno(error, failure, "%s: cannot open the temporary folder next to it", folder->path);
    }
    struct stat about;
    if (folder->old >= 0 && fstat(folder->old, &about) == 0)
        beside_keep_mode(folder->inside, &about);
    /* Released when the folder is closed, also by a kill. Without locks (NFS), leftovers are not removed. */
    (void)flock(folder->inside, LOCK_EX | LOCK_NB);
    return BAGTAG_OK;
}

enum bagtag_status folder_begin(struct folder **out, const char *path, struct bagtag_error *error)
{
    struct folder *folder = mem_zeroed(1, sizeof *folder);
    if (folder == NULL)
        return error_memory(error);
    folder->parent = folder->inside = folder->old = folder->file = -1;
    folder->path = strdup(path);
    enum bagtag_status status = folder->path != NULL ? BAGTAG_OK : error_memory(error);
    if (status == BAGTAG_OK)
        status = resolve(&folder->target, path, error);
    if (status == BAGTAG_OK)
        status = open_parent(folder, error);
    if (status == BAGTAG_OK)
        status = make_temporary(folder, error);
    if (status != BAGTAG_OK) {
        free_folder(folder);
        return status;
    }
    *out = folder;
    return BAGTAG_OK;
}

static enum bagtag_status file_errno(const struct folder *folder, int errnum, struct bagtag_error *error)
{
    return error_errno(error, errnum, "%s/%s: cannot write", folder->path, folder->names[folder->n_names - 1]);
}

enum bagtag_status folder_create(struct folder *folder, const char *name, struct bagtag_error *error)
{
    assert(folder->file < 0);
    char *copy = strdup(name);
    if (copy == NULL ||
        mem_reserve(&folder->names, &folder->names_room, folder->n_names + 1, sizeof *folder->names) != 0) {
        free(copy);
        return error_memory(error);
    }
    folder->names[folder->n_names++] = copy;
    struct stat about;
    bool has_old = folder->old >= 0 && fstatat(folder->old, name, &about, 0) == 0 && S_ISREG(about.st_mode);
    folder->file = openat(folder->inside, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, has_old ? 0600 : 0666);
    if (folder->file < 0)
        return file_errno(folder, errno, error);
    if (has_old)
        beside_keep_mode(folder->file, &about);
    return BAGTAG_OK;
}

void folder_leave_out(struct folder *folder, const char *name)
{
    folder->absent = name;
}

enum bagtag_status folder_write(struct folder *folder, const void *bytes, size_t len, struct bagtag_error *error)
{
    assert(folder->file >= 0);
    int failure = holes_write(folder->file, bytes, len);
    return failure == 0 ? BAGTAG_OK : file_errno(folder, failure, error);
}

enum bagtag_status folder_finish(struct folder *folder, struct bagtag_error *error)
{
    assert(folder->file >= 0);
    int failure = holes_end(folder->file);
    if (failure == 0)
        failure = beside_sync(folder->file);
    if (close(folder->file) != 0 && failure == 0 && errno != EINTR)
        failure = errno; /* a network file system may report it only now */
    folder->file = -1;
    return failure == 0 ? BAGTAG_OK : file_errno(folder, failure, error);
}

/* Swaps A and B in the parent folder; 0, or an errno number, in which case nothing has changed. If the file system
 * cannot exchange (NFS and FUSE, among others), uses three renames: for an instant between them there is no B, and a
 * kill just then leaves the old one under its ".old-" name; a failure puts everything back. */
static int exchange(struct folder *folder, const char *a, const char *b)
{
    int parent = folder->parent;
    if (renameat2(parent, a, parent, b, RENAME_EXCHANGE) == 0)
        return 0;
    if (!beside_is_unsupported(errno))
        return errno;
    if (renameat(parent, b, parent, folder->aside) != 0)
        return errno;
    if (renameat(parent, a, parent, b) != 0) {
        int failure = errno;
        (void)renameat(parent, folder->aside, parent, b);
        return failure;
    }
    if (renameat(parent, folder->aside, parent, a) != 0) {
        int failure = errno;
        (void)renameat(parent, b, parent, a);
        (void)renameat(parent, folder->aside, parent, b);
        return failure;
    }
    return 0;
}

/* Moves the temporary folder into place. *HAS_OLD says whether the old folder now has the temporary name. If somebody
 * creates or removes the target between two steps, the other way is tried. A folder from a lower layer of an overlay
 * cannot be renamed (EXDEV), so not exchanged either, but a plain rename replaces it if it is empty. */
static int put_in_place(struct folder *folder, bool *has_old)
{
    int failure = ENOENT;
    for (int attempt = 0; attempt < PUT_ATTEMPTS; attempt++) {
        *has_old = true;
        failure = exchange(folder, folder->temporary, folder->name);
        if (failure == 0)
            return 0;
        *has_old = false;
        if (failure == EXDEV && renameat(folder->parent, folder->temporary, folder->parent, folder->name) == 0)
            return 0;
        if (failure != ENOENT)
            return failure;
        failure = beside_move_new(folder->parent, folder->temporary, folder->name);
        if (failure != EEXIST)
            return failure;
    }
    return failure;
}

enum bagtag_status folder_commit(struct folder *folder, struct bagtag_error *error)
{
    assert(folder->file < 0);
    bool has_old = false;
    int failure = beside_sync(folder->inside);
    if (failure != 0) {
        error_errno(error, failure, "%s: cannot put the new folder in place", folder->path);
        folder_abort(folder);
        return BAGTAG_SYSTEM;
    }
    failure = put_in_place(folder, &has_old);
    if (failure != 0)
        goto failed;

    failure = beside_sync(folder->parent);
    if (failure != 0) { /* the disk may have either: go back to what the caller had */
        int stuck = has_old ? exchange(folder, folder->temporary, folder->name)
                            : beside_move_new(folder->parent, folder->name, folder->temporary);
        if (stuck == 0)
            goto failed;
        error_errno(error, failure, "%s: cannot confirm that the new folder is on the disk", folder->path);
        free_folder(folder); /* both stay: the old one has the temporary name */
        return BAGTAG_SYSTEM;
    }
    if (has_old)
        remove_old(folder);
    remove_leftovers(folder);
    free_folder(folder);
    return BAGTAG_OK;

failed: /* complete, and perhaps the work of hours: it is not removed */
    beside_keep(folder->parent, folder->temporary, folder->target, folder->path, failure, error);
    free_folder(folder);
    return BAGTAG_SYSTEM;
}

void folder_abort(struct folder *folder)
{
    if (folder == NULL)
        return;
    remove_folder(folder->parent, folder->temporary, folder->inside);
    free_folder(folder);
}
