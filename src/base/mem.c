/* mem.c - memory with checked sizes */
/* SPDX-License-Identifier: MIT */
#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Sets *BYTES to N * SIZE; false if that exceeds the address space. */
static bool product(size_t n, size_t size, size_t *bytes)
{
    return !__builtin_mul_overflow(n, size, bytes) && *bytes <= PTRDIFF_MAX;
}

void *mem_array(size_t n, size_t size)
{
    size_t bytes;
    if (!product(n, size, &bytes))
        return NULL;
    return malloc(bytes > 0 ? bytes : 1);
}

void *mem_zeroed(size_t n, size_t size)
{
    size_t bytes;
    if (!product(n, size, &bytes))
        return NULL;
    return calloc(bytes > 0 ? bytes : 1, 1);
}

void *mem_resize(void *old, size_t n, size_t size)
{
    size_t bytes;
    if (!product(n, size, &bytes))
        return NULL;
    return realloc(old, bytes > 0 ? bytes : 1);
}

int mem_reserve(void *array, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity)
        return 0;
    size_t wanted;
    if (__builtin_add_overflow(*capacity, *capacity / 2, &wanted) || wanted < needed)
        wanted = needed;

    void *old;
    memcpy(&old, array, sizeof old); /* ARRAY may be the address of a pointer of any type */
    void *grown = mem_resize(old, wanted, size);
    if (grown == NULL && wanted > needed) { /* growing by half may fail where a little more would fit */
        wanted = needed;
        grown = mem_resize(old, wanted, size);
    }
    if (grown == NULL)
        return -1;
    memcpy(array, &grown, sizeof grown);
    *capacity = wanted;
    return 0;
}
