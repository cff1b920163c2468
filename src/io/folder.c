/* folder.c - a folder of files written whole or not at all */
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

enum { PUT_ATTEMPTS = 16 }; /* to put it in place while others make and remove the target */
#define LEFTOVER_SECONDS 3600

/* Everything is done relative to `parent`, the folder in which PATH and the temporary folder lie. */
struct folder {
    char *path;       /* as the caller wrote it, for messages */
    char *target;     /* where it will lie: symbolic links followed, no slash at the end */
    const char *name; /* its last part, in `target` */
    char temporary[BESIDE_BYTES];
    char aside[BESIDE_BYTES]; /* used where two folders cannot be exchanged in one step */
    int parent;               /* descriptors, -1 when not open */
    int inside;               /* the temporary folder */
    int old;                  /* what it is to replace; -1: nothing */
    int file;                 /* the file being written, the last of the names */
    char **names;             /* of its files */
    size_t n_names, names_room;
    const char *absent; /* a name of its kind that it has no file of, borrowed; NULL: none */
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

/* Unlinks the files of the folder that DESCRIPTOR is, from where its list of entries stands to the end; returns
 * how many. The list is read with getdents64, which, unlike opendir, needs no memory that could be out. */
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

/* Removes the folder NAME of PARENT, which DESCRIPTOR is, and the files in it: no descriptor is opened, as there may be
 * none left. A folder inside it is not gone into, and then stays with the one around it: nothing is ever deleted that
 * this file did not write or its caller did not look at. */
static void remove_folder(int parent, const char *name, int descriptor)
{
    /* A list read while entries vanish may miss some: it is read until it gives nothing more to unlink. */
    while (lseek(descriptor, 0, SEEK_SET) == 0 && unlink_files(descriptor) > 0)
        continue;
    (void)unlinkat(parent, name, AT_REMOVEDIR);
}

/* Whether NAME is one of the names that FOLDER has or could have. The folder itself is not asked: once it is in place,
 * another writer can replace it and empty it. */
static bool has_name(const struct folder *folder, const char *name)
{
    bool is_known = folder->absent != NULL && strcmp(name, folder->absent) == 0;
    for (size_t i = 0; i < folder->n_names && !is_known; i++)
        is_known = strcmp(name, folder->names[i]) == 0;
    return is_known;
}

/* Takes what the folder that DESCRIPTOR is holds, from where its list of entries stands to the end, out of it: files
 * of the names that FOLDER has are unlinked, all else moves to FOLDER. Returns how many went. */
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

/* Removes the old folder, which lies in the temporary place. What came into it since the caller looked goes along to
 * the new one; what cannot stays where it is, and so does the folder around it. */
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

/* Whether the folder LEFT was made by a writer of this user that no longer lives: nobody holds the lock that a writer
 * holds as long as it lives, nothing has happened to the folder for an hour (which covers the instant before the
 * writer has its lock, and file systems where it has none), and there is nothing in it but files of the names that
 * FOLDER has. From then on the lock is LEFT's. */
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

/* The folder NAME of PARENT as a list of entries; NULL when it cannot be had. */
static DIR *open_list(int parent, const char *name)
{
    int descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *list = descriptor >= 0 ? fdopendir(descriptor) : NULL;
    if (list == NULL && descriptor >= 0)
        close(descriptor);
    return list;
}

/* Removes the temporary folders that killed writers of the same target have left. An old folder renamed aside stays:
 * it may be the only whole one. */
static void remove_leftovers(const struct folder *folder)
{
    DIR *list = open_list(folder->parent, ".");
    if (list == NULL)
        return;
    size_t len = strlen(folder->temporary) - BESIDE_DIGITS; /* all but the number is the same in each of them */
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

/* Puts into *TARGET the place that PATH means: an existing folder by its real path; else PATH itself. */
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
        return error_set(error, BAGTAG_SYSTEM, "%s: is a symbolic link to nothing", path);
    *target = strdup(path);
    if (*target == NULL)
        return error_memory(error);
    size_t len = strlen(*target);
    while (len > 1 && (*target)[len - 1] == '/')
        (*target)[--len] = '\0';
    return BAGTAG_OK;
}

/* Opens the folder around the target and finds the target's name in it. */
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

/* Makes the temporary folder: mkdir, unlike mkdtemp, leaves the mode to the umask. */
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
        return error_errno(error, failure, "%s: cannot create a folder beside it", folder->path);
    folder->inside = openat(folder->parent, folder->temporary, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder->inside < 0) {
        failure = errno;
        (void)unlinkat(folder->parent, folder->temporary, AT_REMOVEDIR);
        return error_errno(error, failure, "%s: cannot open the folder created beside it", folder->path);
    }
    struct stat about;
    if (folder->old >= 0 && fstat(folder->old, &about) == 0)
        beside_keep_mode(folder->inside, &about);
    /* Held until the folder is closed, by a kill too. Where it cannot be had (NFS), leftovers are not removed either.
     */
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
        failure = errno; /* a network file system may tell only now */
    folder->file = -1;
    return failure == 0 ? BAGTAG_OK : file_errno(folder, failure, error);
}

/* Whether FAILURE of renameat2 means that the kernel or the file system does not know its flags. */
static bool is_unsupported(int failure)
{
    return failure == EINVAL || failure == ENOSYS || failure == ENOTSUP;
}

/* Swaps A and B of PARENT; 0 or an errno number, and then nothing has changed. Where the file system lacks the
 * exchange (NFS and FUSE, among others), by three renames: for an instant between them there is no B, and a kill
 * just then leaves the old one under its ".old-" name; a failure puts everything back. */
static int exchange(struct folder *folder, const char *a, const char *b)
{
    int parent = folder->parent;
    if (renameat2(parent, a, parent, b, RENAME_EXCHANGE) == 0)
        return 0;
    if (!is_unsupported(errno))
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

/* Renames A to B, where there must be nothing; 0 or an errno number. Plain rename would do the same but for an
 * empty folder that somebody makes meanwhile, which it replaces. */
static int move_new(const struct folder *folder, const char *a, const char *b)
{
    if (renameat2(folder->parent, a, folder->parent, b, RENAME_NOREPLACE) == 0)
        return 0;
    if (is_unsupported(errno) && renameat(folder->parent, a, folder->parent, b) == 0)
        return 0;
    return errno;
}

/* Puts the temporary folder at its place. *HAS_OLD says whether another one now lies in the temporary place.
 * Somebody may make or remove the target between two steps: then the other way is tried. */
static int put_in_place(struct folder *folder, bool *has_old)
{
    int failure = ENOENT;
    for (int attempt = 0; attempt < PUT_ATTEMPTS; attempt++) {
        *has_old = true;
        failure = exchange(folder, folder->temporary, folder->name);
        if (failure != ENOENT)
            return failure;
        *has_old = false;
        failure = move_new(folder, folder->temporary, folder->name);
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
    if (failure == 0)
        failure = put_in_place(folder, &has_old);
    if (failure != 0)
        goto failed;

    failure = beside_sync(folder->parent);
    if (failure != 0) { /* the disk may have the old one or the new one: go back to what the caller had */
        int stuck = has_old ? exchange(folder, folder->temporary, folder->name)
                            : move_new(folder, folder->name, folder->temporary);
        if (stuck == 0)
            goto failed;
        error_errno(error, failure, "%s: cannot confirm that the new folder is on the disk", folder->path);
        free_folder(folder); /* both stay: the temporary place holds the old one */
        return BAGTAG_SYSTEM;
    }
    if (has_old)
        remove_old(folder);
    remove_leftovers(folder);
    free_folder(folder);
    return BAGTAG_OK;

failed:
    error_errno(error, failure, "%s: cannot put the new folder in place", folder->path);
    folder_abort(folder);
    return BAGTAG_SYSTEM;
}

void folder_abort(struct folder *folder)
{
    if (folder == NULL)
        return;
    remove_folder(folder->parent, folder->temporary, folder->inside);
    free_folder(folder);
}
