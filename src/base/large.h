/* large.h - arrays of many megabytes, whose memory is returned to the system when they are freed */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_LARGE_H
#define BAGTAG_BASE_LARGE_H

#include <stddef.h>

/* Like mem_array, but aligned to 64 bytes, with 64 readable bytes after the end, and freed by large_free. From 256 kB
 * on, the memory comes directly from the system, and from 4 MB on, on huge pages: the first touch takes a seventh of
 * the time, and look-ups have fewer misses in the page tables. Freed memory is reused for the next array, so a run
 * touches only as much memory as it needs at a time. (malloc would keep such memory once it has seen large blocks
 * freed, and the first touch of fresh memory is most of its cost.) */
void *large_array(size_t n, size_t size) __attribute__((alloc_size(1, 2)));

/* The same, with all bytes zero, also those after the end. A large array costs nothing until it is touched. */
void *large_zeroed(size_t n, size_t size) __attribute__((alloc_size(1, 2)));
float *large_floats(size_t n); /* N zeros */

/* Like mem_reserve, but a large array doubles, and its pages are moved instead of copied if the system can. */
int large_reserve(void *array, size_t *capacity, size_t needed, size_t size);

/* Gives up the contents from FROM to END in an array of 4 MB or more: the huge pages inside are returned to the system
 * at once, and are zero if touched again. */
void large_forget(void *from, const void *end);

void large_free(void *array); /* NULL is allowed */

#endif
