/* large.h - arrays of up to many megabytes, whose memory returns to the system when freed */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_LARGE_H
#define BAGTAG_BASE_LARGE_H

#include <stddef.h>

/* Like mem_array, but aligned to 64 bytes, with 64 readable bytes after the end, and freed by large_free. From 256 kB
 * on the memory is mapped directly, from 4 MB on with huge pages: first touching those takes a seventh of the time, and
 * lookups in them cause fewer TLB misses. Freed memory is available for the next array at once, so a run never holds
 * more memory than it needs at a time. (malloc stops returning such blocks to the system once some have been freed; and
 * first touching fresh memory is most of its cost.) */
void *large_array(size_t n, size_t size) __attribute__((alloc_size(1, 2)));

/* The same with all bytes zero, including those after the end; a large array costs nothing until it is touched. */
void *large_zeroed(size_t n, size_t size) __attribute__((alloc_size(1, 2)));
float *large_floats(size_t n); /* N zeros */

/* Faults in the pages of ARRAY, which must be all zeros and stays so. For arrays that are read before they are written:
 * a page that is read first faults twice, and the second fault interrupts all other threads. */
void large_fault_in(void *array);

/* Like mem_reserve, but the capacity doubles; pages of a large array are moved instead of copied where the system
 * can. */
int large_reserve(void *array, size_t *capacity, size_t needed, size_t size);

/* Discards FROM..END of an array of 4 MB or more: huge pages entirely inside it return to the system at once, and read
 * as zeros when touched again. */
void large_discard(void *from, const void *end);

void large_free(void *array); /* NULL is allowed */

#endif
