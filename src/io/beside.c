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
