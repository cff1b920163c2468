/* plural.h - the plural ending of nouns in messages */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_PLURAL_H
#define BAGTAG_BASE_PLURAL_H

#include <stdint.h>

/* The plural suffix for a count of N: "%zu row%s". */
static inline const char *plural_s(uint64_t n)
{
    return n == 1 ? "" : "s";
}

#endif
