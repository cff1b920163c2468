/* place.h - where a path leads, even if nothing is there yet */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_PLACE_H
#define BAGTAG_IO_PLACE_H

#include <stdbool.h>

enum place_nesting { PLACE_APART, PLACE_SAME, PLACE_INSIDE };

/* Whether PATH leads to the same place as OTHER, to one inside it, or elsewhere (PLACE_APART). Links are followed. A
 * place that cannot be resolved, because no folder could hold it or memory is out, is apart. */
enum place_nesting place_compare(const char *path, const char *other);

/* The folder that PATH is in or would be created in, links followed; the caller frees it. NULL if it cannot be
 * resolved. */
char *place_folder(const char *path);

/* Whether PATH, links followed, is a mount point, which cannot be renamed or replaced. False if the system cannot tell
 * (before Linux 5.8). */
bool place_is_mount(const char *path);

#endif
