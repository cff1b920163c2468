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
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/rng.h"
#include "io/write_all.h"

enum { N_ATTEMPTS = 100, NAME_KEPT = 200 };

struct new_file {
    char *path;       /* as it was given, for messages */
    char *target;     /* with its links followed */
    const char *name; /* in the folder, within `target` */
    int folder;
    int descriptor;
    bool is_made; /* the temporary file is there */
    char temporary[NAME_KEPT + 32];
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

/* Finds the place that the path means. *ABOUT is what is there; *HAS_OLD says whether anything is. */
static enum bagtag_status resolve(struct new_file *file, struct stat *about, bool *has_old, struct bagtag_error *error)
{
    *has_old = stat(file->path, about) == 0;
    if (!*has_old && errno != ENOENT)
        return error_errno(error, errno, "%s", file->path);
    if (*has_old && !S_ISREG(about->st_mode))
        return error_set(error, BAGTAG_SYSTEM, "%s: expected the name of a file; found a %s", file->path,
                         S_ISDIR(about->st_mode) ? "folder" : "device or pipe");
    if (!*has_old && lstat(file->path, about) == 0)
        return error_set(error, BAGTAG_SYSTEM, "%s: is a symbolic link to nothing", file->path);
    file->target = *has_old ? realpath(file->path, NULL) : strdup(file->path);
    if (file->target == NULL)
        return errno == ENOMEM ? error_memory(error) : error_errno(error, errno, "%s", file->path);
    return BAGTAG_OK;
}

static enum bagtag_status open_folder(struct new_file *file, struct bagtag_error *error)
{
    char *slash = strrchr(file->target, '/');
    file->name = slash != NULL ? slash + 1 : file->target;
    if (file->name[0] == '\0')
        return error_set(error, BAGTAG_SYSTEM, "%s: expected the name of a file", file->path);
    char *folder = slash == NULL           ? strdup(".")
                   : slash == file->target ? strdup("/")
                                           : strndup(file->target, (size_t)(slash - file->target));
    if (folder == NULL)
        return error_memory(error);
    file->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum bagtag_status status = BAGTAG_OK;
    if (file->folder < 0)
        status = error_errno(error, errno, "%s: cannot be created in %s", file->path, folder);
    free(folder);
    return status;
}

/* The name tells a person what was being written, the number keeps two writers of the same name apart. */
static enum bagtag_status make_temporary(struct new_file *file, const struct stat *old, bool has_old,
                                         struct bagtag_error *error)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t seed = (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
    int failure = EEXIST;
    for (uint64_t attempt = 0; attempt < N_ATTEMPTS && failure == EEXIST; attempt++) {
        unsigned long long number = rng_bits(seed, (uint64_t)getpid(), attempt);
        (void)snprintf(file->temporary, sizeof file->temporary, ".%.*s.new-%016llx", NAME_KEPT, file->name, number);
        file->descriptor =
            openat(file->folder, file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, has_old ? 0600 : 0666);
        failure = file->descriptor >= 0 ? 0 : errno;
    }
    if (failure != 0)
        return error_errno(error, failure, "%s: cannot create a file beside it", file->path);
    file->is_made = true;
    if (has_old) {
        (void)!fchown(file->descriptor, old->st_uid, old->st_gid);
        (void)fchmod(file->descriptor, old->st_mode & 07777);
    }
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

static enum bagtag_status error_write(const struct new_file *file, int failure, struct bagtag_error *error)
{
    return error_errno(error, failure, "%s: cannot write", file->path);
}

enum bagtag_status new_file_write(struct new_file *file, const void *bytes, size_t len, struct bagtag_error *error)
{
    int failure = write_all(file->descriptor, bytes, len);
    return failure == 0 ? BAGTAG_OK : error_write(file, failure, error);
}

enum bagtag_status new_file_skip(struct new_file *file, uint64_t n, struct bagtag_error *error)
{
    if (n > INT64_MAX)
        return error_write(file, EFBIG, error);
    off_t end = lseek(file->descriptor, (off_t)n, SEEK_CUR);
    if (end < 0 || ftruncate(file->descriptor, end) != 0)
        return error_write(file, errno, error);
    return BAGTAG_OK;
}

enum bagtag_status new_file_commit(struct new_file *file, struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    if (fsync(file->descriptor) != 0)
        status = error_write(file, errno, error);
    else if (renameat(file->folder, file->temporary, file->folder, file->name) != 0)
        status = error_errno(error, errno, "%s: cannot be replaced", file->path);
    if (status != BAGTAG_OK) {
        new_file_abort(file);
        return status;
    }
    (void)fsync(file->folder); /* the file is there; some file systems cannot do more */
    free_file(file);
    return BAGTAG_OK;
}
