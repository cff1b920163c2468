/* plural.h - one thing, several things */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_PLURAL_H
#define BAGTAG_BASE_PLURAL_H

#include <stdint.h>

/* What follows a noun of which there are N: "%zu row%s". */
static inline const char *plural_s(uint64_t n)
{
    return n == 1 ? "" : "s";
}

#endif
