/* pages.h - memory straight from the system, on huge pages where it is large */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_PAGES_H
#define BAGTAG_BASE_PAGES_H

#include <stddef.h>

/* BYTES > 0 of memory, zero, that begin on a page. What is not touched costs nothing. From two huge pages on they
 * begin on a huge page, and the system is asked to use huge ones: they cost a seventh of the time to touch first, and
 * looking things up in them misses the processor's page tables less. NULL when memory is out. */
void *pages_take(size_t bytes);

/* OLD, of OLD_BYTES, made BYTES > OLD_BYTES long, the new ones zero. Where the system can, the pages move, not
 * what is in them: nothing is touched. Returns where they are now; NULL, and OLD is still valid, when memory is out. */
void *pages_grow(void *old, size_t old_bytes, size_t bytes);

/* What lies from FROM to END, inside pages taken before, is not needed any more: those huge pages that lie there whole
 * go back to the system at once, and are zero when they are touched again. */
void pages_forget(void *from, const void *end);

/* Back to the system, at once: what is taken next gets the same memory. NULL is allowed. */
void pages_give_back(void *pages, size_t bytes);

#endif
