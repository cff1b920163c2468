/* large.c - arrays of many megabytes, on huge pages */
/* SPDX-License-Identifier: MIT */
#include "text/large.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/mem.h"

#define HUGE_BYTES ((size_t)2 << 20) /* a huge page on x86-64, and on aarch64 with 4 kB pages */

/* Whether N * SIZE bytes are worth it; if so *BYTES is that number, up to a whole huge page. */
static bool is_large(size_t n, size_t size, size_t *bytes)
{
    if (__builtin_mul_overflow(n, size, bytes) || *bytes < 2 * HUGE_BYTES || *bytes > PTRDIFF_MAX - HUGE_BYTES)
        return false;
    *bytes = (*bytes + HUGE_BYTES - 1) / HUGE_BYTES * HUGE_BYTES;
    return true;
}

void *large_array(size_t n, size_t size)
{
    size_t bytes;
    if (!is_large(n, size, &bytes))
        return mem_array(n, size);
    void *array = aligned_alloc(HUGE_BYTES, bytes);
#ifdef MADV_HUGEPAGE
    if (array != NULL)
        (void)madvise(array, bytes, MADV_HUGEPAGE); /* a wish: without it all works, a little slower */
#endif
    return array;
}

int large_reserve(void *array, size_t *capacity, size_t needed, size_t size)
{
    size_t wanted, bytes;
    if (needed <= *capacity)
        return 0;
    if (__builtin_mul_overflow(*capacity, (size_t)2, &wanted) || wanted < needed)
        wanted = needed;
    if (!is_large(wanted, size, &bytes))
        return mem_reserve(array, capacity, needed, size);
    void *old, *grown = large_array(wanted, size);
    if (grown == NULL) /* twice the size may not be there where a little more is */
        return mem_reserve(array, capacity, needed, size);
    memcpy(&old, array, sizeof old); /* ARRAY may be the address of a pointer of any type */
    if (old != NULL)
        memcpy(grown, old, *capacity * size);
    free(old);
    memcpy(array, &grown, sizeof grown);
    *capacity = wanted;
    return 0;
}
