/* pages.c - memory straight from the system, on huge pages where it is large */
/* SPDX-License-Identifier: MIT */
#include "base/pages.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define HUGE_BYTES ((size_t)2 << 20) /* a huge page on x86-64, and on aarch64 with 4 kB pages */

/* The least number of whole pages that BYTES fit in, in bytes; 0 when there are none. */
static size_t whole_pages(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return bytes > PTRDIFF_MAX - 2 * HUGE_BYTES ? 0 : (bytes + page - 1) / page * page;
}

static bool is_huge(size_t bytes)
{
    return bytes >= 2 * HUGE_BYTES;
}

/* Address space for BYTES (whole pages) that begins on a huge page if it is to lie on them: more than it needs is
 * mapped, and what sticks out at both ends is given back. */
static char *reserve(size_t bytes, int protection)
{
    size_t reserved = is_huge(bytes) ? bytes + HUGE_BYTES : bytes;
    char *base = mmap(NULL, reserved, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED)
        return NULL;
    if (!is_huge(bytes))
        return base;
    size_t before = (HUGE_BYTES - (uintptr_t)base % HUGE_BYTES) % HUGE_BYTES;
    size_t behind = reserved - before - bytes;
    if (before > 0)
        munmap(base, before);
    if (behind > 0)
        munmap(base + before + bytes, behind);
    return base + before;
}

static void ask_for_huge(void *pages, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    if (is_huge(bytes))
        (void)madvise(pages, bytes, MADV_HUGEPAGE); /* a wish: without it all works, a little slower */
#else
    (void)pages;
    (void)bytes;
#endif
}

void *pages_take(size_t bytes)
{
    bytes = whole_pages(bytes);
    char *pages = bytes > 0 ? reserve(bytes, PROT_READ | PROT_WRITE) : NULL;
    if (pages != NULL)
        ask_for_huge(pages, bytes);
    return pages;
}

/* Lets the system move OLD; NULL, and nothing has changed, where it cannot. Both in whole pages. */
static void *move(void *old, size_t old_bytes, size_t bytes)
{
#ifdef MREMAP_FIXED
    char *to = reserve(bytes, PROT_NONE);
    if (to == NULL)
        return NULL;
    /* Where this fails, the address space reserved is lost: some kernels unmap it first, and it may be another thread's
     * by now. */
    if (mremap(old, old_bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, to) != MAP_FAILED)
        return to;
#else
    (void)old;
    (void)old_bytes;
    (void)bytes;
#endif
    return NULL;
}

void *pages_grow(void *old, size_t old_bytes, size_t bytes)
{
    old_bytes = whole_pages(old_bytes);
    bytes = whole_pages(bytes);
    if (bytes == old_bytes)
        return old;
    char *grown = bytes > 0 ? move(old, old_bytes, bytes) : NULL;
    if (grown != NULL) {
        ask_for_huge(grown, bytes);
        return grown;
    }
    grown = bytes > 0 ? pages_take(bytes) : NULL;
    if (grown == NULL)
        return NULL;
    memcpy(grown, old, old_bytes);
    pages_give_back(old, old_bytes);
    return grown;
}

void pages_forget(void *from, const void *end)
{
    size_t before = (HUGE_BYTES - (uintptr_t)from % HUGE_BYTES) % HUGE_BYTES;
    size_t behind = (uintptr_t)end % HUGE_BYTES, bytes = (size_t)((const char *)end - (char *)from);
    if (bytes > before + behind)
        (void)madvise((char *)from + before, bytes - before - behind, MADV_DONTNEED); /* else they stay: no harm */
}

void pages_give_back(void *pages, size_t bytes)
{
    if (pages != NULL)
        munmap(pages, whole_pages(bytes));
}
