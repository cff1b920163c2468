/* beside.c - hidden temporary names next to a file or folder, for unfinished output */
/* SPDX-License-Identifier: MIT */
#include "io/beside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/rng.h"

enum { NAME_KEPT = 200 }; /* bytes of the name kept in the hidden name; a name has at most 255 */

const char *beside_last_part(const char *target)
{
    const char *slash = strrchr(target, '/');
    return slash != NULL ? slash + 1 : target;
}

enum bagtag_status beside_open(int *parent, const char *target, const char *path, struct bagtag_error *error)
{
    const char *slash = strrchr(target, '/');
    char *folder = slash == NULL     ? strdup(".")
                   : slash == target ? strdup("/")
                                     : strndup(target, (size_t)(slash - target));
    if (folder == NULL)
        return error_memory(error);
    *parent = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum bagtag_status status = BAGTAG_OK;
    if (*parent < 0)
        status = error_errno(error, errno, "%s: cannot be created in %s", path, folder);
    free(folder);
    return status;
}

uint64_t beside_number(uint64_t attempt)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t seed = (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
    return rng_bits(seed, (uint64_t)getpid(), attempt);
}

void beside_name(char out[BESIDE_BYTES], const char *name, const char *kind, uint64_t number)
{
    (void)snprintf(out, BESIDE_BYTES, ".%.*s.%s-%0*llx", NAME_KEPT, name, kind, BESIDE_DIGITS,
                   (unsigned long long)number);
}

void beside_keep_mode(int descriptor, const struct stat *about)
{
    struct stat now;
    mode_t mode = about->st_mode & 07777;
    bool has_both = fchown(descriptor, about->st_uid, about->st_gid) == 0;
    bool has_group = has_both || fchown(descriptor, (uid_t)-1, about->st_gid) == 0;
    if (fstat(descriptor, &now) != 0)
        return;
    if (!has_group && now.st_gid != about->st_gid)
        mode &= ~(mode_t)070;
    (void)fchmod(descriptor, mode);
}

int beside_sync(int descriptor)
{
    int failure;
    do
        failure = fsync(descriptor) == 0 ? 0 : errno;
    while (failure == EINTR);
    return failure == EINVAL || failure == ENOTSUP ? 0 : failure;
}

bool beside_is_unsupported(int failure)
{
    return failure == EINVAL || failure == ENOSYS || failure == ENOTSUP;
}

static bool exists(int parent, const char *name)
{
    struct stat about;
    return fstatat(parent, name, &about, AT_SYMLINK_NOFOLLOW) == 0;
}

int beside_move_new(int parent, const char *a, const char *b)
{
    if (renameat2(parent, a, parent, b, RENAME_NOREPLACE) == 0)
        return 0;
    if (!beside_is_unsupported(errno))
        return errno;
    if (exists(parent, b))
        return EEXIST;
    return renameat(parent, a, parent, b) == 0 ? 0 : errno;
}

enum bagtag_status beside_keep(int parent, const char *temporary, const char *target, const char *path, int failure,
                               struct bagtag_error *error)
{
    char visible[BESIDE_BYTES];
    struct bagtag_error why;
    const char *name = beside_last_part(target);
    error_errno(&why, failure, "%s: cannot be %s", path, exists(parent, name) ? "replaced" : "created");
    int stuck = EEXIST;
    for (int i = 1; i <= BESIDE_ATTEMPTS && stuck == EEXIST; i++) {
        int len = snprintf(visible, sizeof visible, "%.*s.new", NAME_KEPT, name);
        if (i > 1)
            (void)snprintf(visible + len, sizeof visible - (size_t)len, "-%d", i);
        stuck = beside_move_new(parent, temporary, visible);
    }
    (void)beside_sync(parent);
    const char *kept = stuck == 0 ? visible : temporary;
    if (!exists(parent, kept)) /* somebody has removed it */
        return error_forward(error, BAGTAG_SYSTEM, &why);
    return error_set(error, BAGTAG_SYSTEM, "%s; the new one is in %.*s%s", why.sentence, (int)(name - target), target,
                     kept);
}
