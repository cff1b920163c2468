/* large.h - arrays that may be of many megabytes, whose memory goes back to the system when they are freed */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_LARGE_H
#define BAGTAG_BASE_LARGE_H

#include <stddef.h>

/* Like mem_array, but freed by large_free. A large one lies on huge pages of its own; the memory of one that is freed
 * is used for the next one, so that a run touches no more memory than it needs at a time. (malloc keeps what is freed
 * for itself once it has seen such blocks come and go, and the first touch of fresh memory is most of what it costs.)
 */
void *large_array(size_t n, size_t size) __attribute__((alloc_size(1, 2)));

/* The same, all bytes zero: a large one costs nothing until it is touched. */
void *large_zeroed(size_t n, size_t size) __attribute__((alloc_size(1, 2)));

/* Like mem_reserve; a large array doubles, and nothing is copied. */
int large_reserve(void *array, size_t *capacity, size_t needed, size_t size);

void large_free(void *array); /* NULL is allowed */

#endif
