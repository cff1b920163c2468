/* sort.h - sorting numbers */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_SORT_H
#define BAGTAG_BASE_SORT_H

#include <stdint.h>
#include <stdlib.h>

static inline int sort_compare_u32(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Sorts NUMBERS[0..n) in ascending order. */
static inline void sort_u32(uint32_t *numbers, size_t n)
{
    qsort(numbers, n, sizeof *numbers, sort_compare_u32);
}

#endif
