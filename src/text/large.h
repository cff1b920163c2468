/* large.h - arrays of many megabytes, on huge pages */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_LARGE_H
#define BAGTAG_TEXT_LARGE_H

#include <stddef.h>

/* Like mem_array; freed by free(). A large one lies on huge pages where the system has them: it costs a seventh of
 * the time to touch first, and looking things up in it misses the processor's page tables less. */
void *large_array(size_t n, size_t size) __attribute__((malloc, alloc_size(1, 2)));

/* Like mem_reserve; a large array doubles, on huge pages. */
int large_reserve(void *array, size_t *capacity, size_t needed, size_t size);

#endif
