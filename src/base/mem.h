/* mem.h - memory with checked sizes */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_MEM_H
#define BAGTAG_BASE_MEM_H

#include <stddef.h>

/* N elements of SIZE bytes, uninitialised; NULL if n * size overflows or out of memory. N = 0 also gives a pointer to
 * free. Freed by free(). */
void *mem_array(size_t n, size_t size) __attribute__((malloc, alloc_size(1, 2)));

/* The same, all bytes zero. */
void *mem_zeroed(size_t n, size_t size) __attribute__((malloc, alloc_size(1, 2)));

/* OLD resized to N elements of SIZE bytes; NULL, and OLD still valid, on failure. */
void *mem_resize(void *old, size_t n, size_t size) __attribute__((alloc_size(2, 3)));

/* Makes room for at least NEEDED elements in *ARRAY of *CAPACITY elements of SIZE bytes; grows by half or more, memory
 * permitting. Returns 0, or -1 with both unchanged if out of memory. ARRAY is the address of the pointer. */
int mem_reserve(void *array, size_t *capacity, size_t needed, size_t size);

#endif
