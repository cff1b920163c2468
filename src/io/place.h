/* place.h - where a path leads, also where there is nothing yet */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_PLACE_H
#define BAGTAG_IO_PLACE_H

enum place_nesting { PLACE_APART, PLACE_SAME, PLACE_INSIDE };

/* How the place of PATH lies to that of OTHER: apart from it, the same, or inside it. Links are followed. A place that
 * cannot be found, because no folder could hold it or memory is out, is apart. */
enum place_nesting place_compare(const char *path, const char *other);

/* The folder that PATH is in or would be made in, links followed, to be freed; NULL where place_compare finds none. */
char *place_folder(const char *path);

#endif
