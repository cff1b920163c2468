/* new_file.c - a file that is written completely or not at all */
/* SPDX-License-Identifier: MIT */
#include "io/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/beside.h"
#include "io/place.h"
#include "io/write_all.h"

enum { SENT_AHEAD = 8 << 20 };

struct new_file {
    char *path;       /* as the caller wrote it, for messages */
    char *target;     /* symbolic links resolved */
    const char *name; /* the last component of `target`, pointing into it */
    int folder;
    int descriptor;
    bool is_made;         /* the temporary file exists */
    off_t begun, written; /* bytes sent to the disk, and bytes written to the file */
    char temporary[BESIDE_BYTES];
};

static void free_file(struct new_file *file)
{
    if (file->descriptor >= 0)
        close(file->descriptor);
    if (file->folder >= 0)
        close(file->folder);
    free(file->path);
    free(file->target);
    free(file);
}

void new_file_abort(struct new_file *file)
{
    if (file == NULL)
        return;
    if (file->is_made)
        (void)unlinkat(file->folder, file->temporary, 0);
    free_file(file);
}

/* Resolves the path. *HAS_OLD says whether there is a file, and *ABOUT describes it. */
static enum bagtag_status resolve(struct new_file *file, struct stat *about, bool *has_old, struct bagtag_error *error)
{
    *has_old = stat(file->path, about) == 0;
    if (!*has_old && errno != ENOENT)
        return error_errno(error, errno, "%s", file->path);
    if (*has_old && !S_ISREG(about->st_mode))
        return error_set(error, BAGTAG_SYSTEM, "%s: expected the name of a file; found a %s", file->path,
                         S_ISDIR(about->st_mode) ? "folder" : "device or pipe");
    if (!*has_old && lstat(file->path, about) == 0)
        return error_set(error, BAGTAG_SYSTEM, "%s: is a dangling symbolic link", file->path);
    if (*has_old && place_is_mount(file->path))
        return error_set(error, BAGTAG_SYSTEM, "%s: is a mount point, which cannot be replaced; choose another name",
                         file->path);
    file->target = *has_old ? realpath(file->path, NULL) : strdup(file->path);
    if (file->target == NULL)
        return errno == ENOMEM ? error_memory(error) : error_errno(error, errno, "%s", file->path);
    return BAGTAG_OK;
}

static enum bagtag_status open_folder(struct new_file *file, struct bagtag_error *error)
{
    file->name = beside_last_part(file->target);
    if (file->name[0] == '\0')
        return error_set(error, BAGTAG_SYSTEM, "%s: expected the name of a file", error_file_name(file->path));
    return beside_open(&file->folder, file->target, file->path, error);
}

static enum bagtag_status make_temporary(struct new_file *file, const struct stat *old, bool has_old,
                                         struct bagtag_error *error)
{
    int failure = EEXIST;
    for (uint64_t attempt = 0; attempt < BESIDE_ATTEMPTS && failure == EEXIST; attempt++) {
        beside_name(file->temporary, file->name, "new", beside_number(attempt));
        file->descriptor =
            openat(file->folder, file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, has_old ? 0600 : 0666);
        failure = file->descriptor >= 0 ? 0 : errno;
    }
    if (failure != 0)
        return error_errno(error, failure, "%s: cannot create a temporary file next to it", file->path);
    file->is_made = true;
    if (has_old)
        beside_keep_mode(file->descriptor, old);
    return BAGTAG_OK;
}

enum bagtag_status new_file_begin(struct new_file **out, const char *path, struct bagtag_error *error)
{
    struct stat old;
    bool has_old = false;
    struct new_file *file = mem_zeroed(1, sizeof *file);
    if (file == NULL)
        return error_memory(error);
    file->folder = file->descriptor = -1;
    file->path = strdup(path);
    enum bagtag_status status = file->path != NULL ? resolve(file, &old, &has_old, error) : error_memory(error);
    if (status == BAGTAG_OK)
        status = open_folder(file, error);
    if (status == BAGTAG_OK)
        status = make_temporary(file, &old, has_old, error);
    if (status == BAGTAG_OK)
        *out = file;
    else
        new_file_abort(file);
    return status;
}

enum bagtag_status new_file_can_begin(const char *path, struct bagtag_error *error)
{
    struct new_file *file = NULL;
    enum bagtag_status status = new_file_begin(&file, path, error);
    new_file_abort(file);
    return status;
}

static enum bagtag_status error_write(const struct new_file *file, int failure, struct bagtag_error *error)
{
    return error_errno(error, failure, "%s: cannot write", file->path);
}

/* Starts writing to the disk while more is produced, so that little is left to sync at the end. */
static void send_ahead(struct new_file *file)
{
#ifdef SYNC_FILE_RANGE_WRITE
    if (file->written - file->begun < SENT_AHEAD)
        return;
    (void)sync_file_range(file->descriptor, file->begun, file->written - file->begun, SYNC_FILE_RANGE_WRITE);
    file->begun = file->written;
#else
    (void)file;
#endif
}

enum bagtag_status new_file_write(struct new_file *file, const void *bytes, size_t len, struct bagtag_error *error)
{
    int failure = write_all(file->descriptor, bytes, len);
    if (failure != 0)
        return error_write(file, failure, error);
    file->written += (off_t)len;
    send_ahead(file);
    return BAGTAG_OK;
}

enum bagtag_status new_file_skip(struct new_file *file, uint64_t n, struct bagtag_error *error)
{
    if (n > INT64_MAX)
        return error_write(file, EFBIG, error);
    off_t end = lseek(file->descriptor, (off_t)n, SEEK_CUR);
    if (end < 0 || ftruncate(file->descriptor, end) != 0)
        return error_write(file, errno, error);
    file->written = end;
    return BAGTAG_OK;
}

enum bagtag_status new_file_commit(struct new_file *file, struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    int failure = beside_sync(file->descriptor);
    if (failure != 0) {
        error_write(file, failure, error);
        new_file_abort(file);
        return BAGTAG_SYSTEM;
    }
    if (renameat(file->folder, file->temporary, file->folder, file->name) == 0)
        (void)beside_sync(file->folder); /* the file is in place; some file systems cannot do more */
    else
        status = beside_keep(file->folder, file->temporary, file->target, file->path, errno, error);
    free_file(file);
    return status;
}
