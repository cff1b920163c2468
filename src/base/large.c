/* large.c - arrays of up to many megabytes, whose memory returns to the system when freed */
/* SPDX-License-Identifier: MIT */
#include "base/large.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LINE_BYTES ((size_t)64)
#define MAPPED_BYTES ((size_t)256 << 10) /* arrays from this size on get a mapping of their own */
#define HUGE_BYTES ((size_t)2 << 20)     /* a huge page on x86-64, and on aarch64 with 4 kB pages */

/* A cache line in front of each array. */
struct header {
    _Alignas(64) size_t bytes; /* header, array and the padding line after it, in whole pages or cache lines */
    bool is_mapped;
};

/* ---- pages ------------------------------------------------------------------------------------------------ */

static bool is_huge(size_t bytes)
{
    return bytes >= 2 * HUGE_BYTES;
}

/* Address space for BYTES (whole pages), aligned to a huge page if large enough for them: too much is mapped, and the
 * excess at both ends is unmapped. */
static char *reserve(size_t bytes, int protection)
{
    size_t reserved = is_huge(bytes) ? bytes + HUGE_BYTES : bytes;
    char *base = mmap(NULL, reserved, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED)
        return NULL;
    if (!is_huge(bytes))
        return base;
    size_t before = (HUGE_BYTES - (uintptr_t)base % HUGE_BYTES) % HUGE_BYTES;
    size_t after = reserved - before - bytes;
    if (before > 0)
        munmap(base, before);
    if (after > 0)
        munmap(base + before + bytes, after);
    return base + before;
}

static void ask_for_huge(void *pages, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    if (is_huge(bytes))
        (void)madvise(pages, bytes, MADV_HUGEPAGE); /* only a hint: failure costs some speed */
#else
    (void)pages;
    (void)bytes;
#endif
}

static void *take_pages(size_t bytes)
{
    char *pages = reserve(bytes, PROT_READ | PROT_WRITE);
    if (pages != NULL)
        ask_for_huge(pages, bytes);
    return pages;
}

/* Moves the pages of OLD without copying; NULL, and OLD unchanged, if the system cannot. */
static void *move_pages(struct header *old, size_t bytes)
{
#ifdef MREMAP_FIXED
    char *to = reserve(bytes, PROT_NONE);
    if (to == NULL)
        return NULL;
    /* On failure the reserved address space is deliberately leaked: some kernels unmap it first, and by now it may
     * belong to another thread. */
    if (mremap(old, old->bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, to) != MAP_FAILED) {
        ask_for_huge(to, bytes);
        return to;
    }
#else
    (void)old;
    (void)bytes;
#endif
    return NULL;
}

/* ---- arrays ----------------------------------------------------------------------------------------------- */

/* Sets *BYTES to what an array of N elements of SIZE bytes takes in total; false if that exceeds the address space. */
static bool measure(size_t n, size_t size, size_t *bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (__builtin_mul_overflow(n, size, bytes) || *bytes > PTRDIFF_MAX - 2 * HUGE_BYTES)
        return false;
    *bytes += sizeof(struct header) + LINE_BYTES;
    size_t whole = *bytes >= MAPPED_BYTES ? page : LINE_BYTES;
    *bytes = (*bytes + whole - 1) / whole * whole;
    return true;
}

static struct header *header_of(void *array)
{
    return (struct header *)array - 1;
}

static void *array_of(struct header *header)
{
    return header == NULL ? NULL : header + 1;
}

/* Fills in HEADER, unless it is NULL, and returns it. */
static struct header *begin(struct header *header, size_t bytes)
{
    if (header != NULL)
        *header = (struct header){.bytes = bytes, .is_mapped = bytes >= MAPPED_BYTES};
    return header;
}

static struct header *take(size_t bytes)
{
    return begin(bytes >= MAPPED_BYTES ? take_pages(bytes) : aligned_alloc(LINE_BYTES, bytes), bytes);
}

void *large_array(size_t n, size_t size)
{
    size_t bytes;
    return measure(n, size, &bytes) ? array_of(take(bytes)) : NULL;
}

void *large_zeroed(size_t n, size_t size)
{
    size_t bytes;
    struct header *header = measure(n, size, &bytes) ? take(bytes) : NULL;
    if (header != NULL && !header->is_mapped)
        memset(header + 1, 0, bytes - sizeof *header);
    return array_of(header);
}

float *large_floats(size_t n)
{
    return large_zeroed(n, sizeof(float));
}

void large_fault_in(void *array)
{
    struct header *header = header_of(array);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (header->is_mapped)
        for (size_t at = sizeof *header; at < header->bytes; at += page)
            ((volatile char *)header)[at] = 0;
}

/* Resizes OLD (or NULL) to at least N elements; NULL, and OLD still valid, on failure. */
static void *grow(void *old, size_t n, size_t size)
{
    size_t bytes;
    if (!measure(n, size, &bytes))
        return NULL;
    if (old == NULL)
        return array_of(take(bytes));
    struct header *header = header_of(old);
    if (bytes <= header->bytes)
        return old;
    struct header *grown = header->is_mapped ? begin(move_pages(header, bytes), bytes) : NULL;
    if (grown != NULL)
        return array_of(grown);
    grown = take(bytes);
    if (grown != NULL) {
        memcpy(grown + 1, old, header->bytes - sizeof *header);
        large_free(old);
    }
    return array_of(grown);
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
    if (grown == NULL && wanted > needed) { /* doubling may fail where a little more would fit */
        wanted = needed;
        grown = grow(old, wanted, size);
    }
    if (grown == NULL)
        return -1;
    memcpy(array, &grown, sizeof grown);
    *capacity = wanted;
    return 0;
}

void large_discard(void *from, const void *end)
{
    size_t before = (HUGE_BYTES - (uintptr_t)from % HUGE_BYTES) % HUGE_BYTES;
    size_t after = (uintptr_t)end % HUGE_BYTES, bytes = (size_t)((const char *)end - (char *)from);
    if (bytes > before + after)
        (void)madvise((char *)from + before, bytes - before - after, MADV_DONTNEED); /* on failure they just stay */
}

void large_free(void *array)
{
    if (array == NULL)
        return;
    struct header *header = header_of(array);
    if (header->is_mapped)
        munmap(header, header->bytes);
    else
        free(header);
}
