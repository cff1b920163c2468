/* place.c - where a path leads, even if nothing is there yet */
/* SPDX-License-Identifier: MIT */
#include "io/place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* FOLDER[0..len), which is empty or ends in a slash, joined with NAME[0..name_len); the caller frees it. NULL if out of
 * memory. */
static char *path_in(const char *folder, size_t len, const char *name, size_t name_len)
{
    char *path = NULL;
    return asprintf(&path, "%.*s%.*s", (int)len, folder, (int)name_len, name) < 0 ? NULL : path;
}

/* The place of something that does not exist: its folder's place, and its name. */
static char *place_of_new(const char *path, size_t begin, size_t len)
{
    char *place = NULL, *folder = path_in(path, begin, "./", 2);
    char *around = folder != NULL ? realpath(folder, NULL) : NULL;
    if (around != NULL && asprintf(&place, "%s/%.*s", around, (int)(len - begin), path + begin) < 0)
        place = NULL;
    free(around);
    free(folder);
    return place;
}

/* Where PATH is or would be created, links followed; the caller frees it. NULL if nowhere. */
static char *place_of(const char *path)
{
    char target[PATH_MAX], *place = realpath(path, NULL);
    if (place != NULL || errno != ENOENT)
        return place;
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    size_t begin = len; /* of the name */
    while (begin > 0 && path[begin - 1] != '/')
        begin--;
    ssize_t target_len = readlink(path, target, sizeof target);
    if (target_len <= 0)
        return place_of_new(path, begin, len);
    char *linked = path_in(path, target[0] == '/' ? 0 : begin, target, (size_t)target_len);
    if (linked != NULL)
        place = place_of(linked); /* not a cycle: realpath would have failed with ELOOP */
    free(linked);
    return place;
}

enum place_nesting place_compare(const char *path, const char *other)
{
    char *place = place_of(path), *around = place_of(other);
    size_t len = around != NULL ? strlen(around) : 0;
    bool is_begun = place != NULL && around != NULL && strncmp(place, around, len) == 0;
    enum place_nesting nesting = !is_begun            ? PLACE_APART
                                 : place[len] == '\0' ? PLACE_SAME
                                 : place[len] == '/'  ? PLACE_INSIDE
                                                      : PLACE_APART;
    free(place);
    free(around);
    return nesting;
}

char *place_folder(const char *path)
{
    char *place = place_of(path), *slash = place != NULL ? strrchr(place, '/') : NULL;
    if (slash != NULL)
        slash[slash == place] = '\0'; /* the root keeps its slash */
    return place;
}

/* Devices cannot tell: a bind mount has the device of what is around it, and a file of an overlay can have another. */
bool place_is_mount(const char *path)
{
#ifdef STATX_ATTR_MOUNT_ROOT
    struct statx about;
    return statx(AT_FDCWD, path, 0, 0, &about) == 0 && (about.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
#else
    (void)path;
    return false;
#endif
}
