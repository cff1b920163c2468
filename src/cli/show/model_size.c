/* model_size.c - the size of a model on disk */
/* SPDX-License-Identifier: MIT */
#include "cli/show/model_size.h"

#include <dirent.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>

uint64_t model_size(const char *path)
{
    struct stat about;
    DIR *folder = opendir(path);
    if (folder == NULL)
        return stat(path, &about) == 0 && S_ISREG(about.st_mode) ? (uint64_t)about.st_size : 0;
    uint64_t n_bytes = 0;
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        struct stat status;
        if (fstatat(dirfd(folder), entry->d_name, &status, 0) == 0 && S_ISREG(status.st_mode))
            n_bytes += (uint64_t)status.st_size;
    }
    (void)closedir(folder);
    return n_bytes;
}
