/* large.c - arrays that may be of many megabytes, whose memory goes back to the system when they are freed */
/* SPDX-License-Identifier: MIT */
#include "base/large.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pages.h"

#define LARGE_BYTES ((size_t)4 << 20)

/* A cache line in front of each array. */
struct header {
    _Alignas(64) size_t bytes; /* header and array */
    bool is_large;             /* from pages_take, not from malloc */
};

/* Puts into *BYTES what N elements of SIZE bytes and the header take; false when it does not fit the address space. */
static bool measure(size_t n, size_t size, size_t *bytes)
{
    return !__builtin_mul_overflow(n, size, bytes) && *bytes <= PTRDIFF_MAX - sizeof(struct header) &&
           !__builtin_add_overflow(*bytes, sizeof(struct header), bytes);
}

static struct header *header_of(void *array)
{
    return (struct header *)array - 1;
}

static void *begin(struct header *header, size_t bytes)
{
    if (header == NULL)
        return NULL;
    header->bytes = bytes;
    header->is_large = bytes >= LARGE_BYTES;
    return header + 1;
}

static void *take(size_t n, size_t size, bool is_zeroed)
{
    size_t bytes;
    if (!measure(n, size, &bytes))
        return NULL;
    if (bytes >= LARGE_BYTES)
        return begin(pages_take(bytes), bytes);
    struct header *header = aligned_alloc(_Alignof(struct header), (bytes + 63) / 64 * 64);
    if (header != NULL && is_zeroed)
        memset(header, 0, bytes);
    return begin(header, bytes);
}

void *large_array(size_t n, size_t size)
{
    return take(n, size, false);
}

void *large_zeroed(size_t n, size_t size)
{
    return take(n, size, true);
}

/* OLD, or NULL, made N elements long; NULL, and OLD is still valid, when it cannot be. */
static void *grow(void *old, size_t n, size_t size)
{
    size_t bytes;
    if (old != NULL && header_of(old)->is_large)
        return measure(n, size, &bytes) ? begin(pages_grow(header_of(old), header_of(old)->bytes, bytes), bytes) : NULL;
    void *grown = large_array(n, size);
    if (grown != NULL && old != NULL) {
        memcpy(grown, old, header_of(old)->bytes - sizeof(struct header));
        large_free(old);
    }
    return grown;
}

int large_reserve(void *array, size_t *capacity, size_t needed, size_t size)
{
    size_t wanted;
    if (needed <= *capacity)
        return 0;
    if (__builtin_mul_overflow(*capacity, (size_t)2, &wanted) || wanted < needed)
        wanted = needed;
    void *old;
    memcpy(&old, array, sizeof old); /* ARRAY may be the address of a pointer of any type */
    void *grown = grow(old, wanted, size);
    if (grown == NULL && wanted > needed) { /* twice the size may not be there where a little more is */
        wanted = needed;
        grown = grow(old, wanted, size);
    }
    if (grown == NULL)
        return -1;
    memcpy(array, &grown, sizeof grown);
    *capacity = wanted;
    return 0;
}

void large_free(void *array)
{
    if (array == NULL)
        return;
    struct header *header = header_of(array);
    if (header->is_large)
        pages_give_back(header, header->bytes);
    else
        free(header);
}
