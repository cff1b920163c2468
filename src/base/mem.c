/* mem.c - memory with checked sizes, and rows of floats that begin on cache lines */
/* SPDX-License-Identifier: MIT */
#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LINE_BYTES ((size_t)64)
#define HUGE_BYTES ((size_t)2 << 20)     /* a huge page on x86-64 and on aarch64 with 4 kB pages */
#define MAPPED_BYTES ((size_t)256 << 10) /* from here on a block is worth a mapping of its own */

/* Puts N * SIZE into *BYTES; false when it does not fit the address space. */
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
    if (grown == NULL && wanted > needed) { /* half more may not be there where a little more is */
        wanted = needed;
        grown = mem_resize(old, wanted, size);
    }
    if (grown == NULL)
        return -1;
    memcpy(array, &grown, sizeof grown);
    *capacity = wanted;
    return 0;
}

/* What a block of N_FLOATS takes: the floats and one readable line behind them, in whole lines. */
static bool floats_bytes(size_t n_floats, size_t *bytes)
{
    if (!product(n_floats, sizeof(float), bytes) || *bytes > PTRDIFF_MAX - 2 * HUGE_BYTES)
        return false;
    *bytes = (*bytes + 2 * LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
    return true;
}

static size_t whole_pages(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (bytes + page - 1) / page * page;
}

/* A fresh mapping of BYTES (whole pages), or NULL. One that holds several huge pages begins at the address of
 * one: more than it needs is mapped, and what sticks out at both ends is given back. */
static void *map_zeroed(size_t bytes)
{
    bool is_huge = bytes >= 2 * HUGE_BYTES;
    size_t reserved = is_huge ? bytes + HUGE_BYTES : bytes;
    char *base = mmap(NULL, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED)
        return NULL;
    if (!is_huge)
        return base;

    size_t before = (HUGE_BYTES - (uintptr_t)base % HUGE_BYTES) % HUGE_BYTES;
    size_t behind = reserved - before - bytes;
    if (before > 0)
        munmap(base, before);
    if (behind > 0)
        munmap(base + before + bytes, behind);
#ifdef MADV_HUGEPAGE
    (void)madvise(base + before, bytes, MADV_HUGEPAGE); /* a wish: without it all works, a little slower */
#endif
    return base + before;
}

float *mem_floats(size_t n_floats)
{
    size_t bytes;
    if (!floats_bytes(n_floats, &bytes))
        return NULL;
    if (bytes >= MAPPED_BYTES)
        return map_zeroed(whole_pages(bytes));
    float *floats = aligned_alloc(LINE_BYTES, bytes);
    if (floats != NULL)
        memset(floats, 0, bytes);
    return floats;
}

void mem_floats_free(float *floats, size_t n_floats)
{
    size_t bytes;
    if (floats == NULL || !floats_bytes(n_floats, &bytes))
        return;
    if (bytes >= MAPPED_BYTES)
        munmap(floats, whole_pages(bytes));
    else
        free(floats);
}
