/* large.h - arrays that may be of many megabytes, whose memory goes back to the system when they are freed */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_LARGE_H
#define BAGTAG_BASE_LARGE_H

#include <stddef.h>

/* Like mem_array, but aligned to 64 bytes, with 64 readable bytes after the end, and freed by large_free. From 256 kB
 * on the memory comes straight from the system, on huge pages from 4 MB on: they cost a seventh of the time to touch
 * first, and looking things up in them misses the processor's page tables less. What is freed is used for the next
 * array, so that a run touches no more memory than it needs at a time. (malloc keeps what is freed for itself once it
 * has seen such blocks come and go, and the first touch of fresh memory is most of what it costs.) */
void *large_array(size_t n, size_t size) __attribute__((alloc_size(1, 2)));

/* The same, all bytes zero, those after the end too: a large one costs nothing until it is touched. */
void *large_zeroed(size_t n, size_t size) __attribute__((alloc_size(1, 2)));
float *large_floats(size_t n); /* N zeros */

/* Gives ARRAY, which is zero and stays so, its pages now: for one that is read before it is written. The system gives a
 * page twice if it is read first, and the second time interrupts all other threads. */
void large_touch(void *array);

/* Like mem_reserve; a large array doubles, and where the system can, its pages move and nothing is copied. */
int large_reserve(void *array, size_t *capacity, size_t needed, size_t size);

/* What lies from FROM to END, in an array of 4 MB or more, is not needed any more: those huge pages that lie there
 * whole go back to the system at once, and are zero when they are touched again. */
void large_forget(void *from, const void *end);

void large_free(void *array); /* NULL is allowed */

#endif
