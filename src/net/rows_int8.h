/* rows_int8.h - rows stored as 8-bit integers and a scale */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_ROWS_INT8_H
#define BAGTAG_NET_ROWS_INT8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/rows.h"

/* Column d of row i is codes[i, d] * its scale. With ARE_OPPOSITE the rows have two columns: only the second is stored,
 * the first is its negative. All arrays are borrowed; sums read up to 15 bytes past the codes. */
struct rows_int8 {
    const int8_t *codes; /* [V, columns stored] */
    const float *scales; /* [V], or [1]: the same for all */
    bool has_row_scales; /* scales are [V] */
    bool are_opposite;
};

/* The N rows of WIDTH columns (2 if they are opposite) that INT8, borrowed, stores. */
struct rows rows_of_int8(const struct rows_int8 *int8, size_t n, size_t width);

/* CODES[i] = NUMBERS[i] / SCALE, rounded to the nearest integer and clamped to +-127. */
void rows_int8_round(int8_t *codes, const float *numbers, size_t n, float scale);

/* The scale at which LARGEST has the code 127; 1 if LARGEST is 0. */
float rows_int8_scale(float largest);

#endif
