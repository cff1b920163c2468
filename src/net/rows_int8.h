/* rows_int8.h - rows stored as whole numbers of one byte and a scale */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_ROWS_INT8_H
#define BAGTAG_NET_ROWS_INT8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/rows.h"

/* Column d of row i is codes[i, d] * its scale. With ARE_OPPOSITE the rows have two columns of which only the second is
 * stored, and the first is its negative. All arrays are borrowed; sums read up to 15 bytes after the codes. */
struct rows_int8 {
    const int8_t *codes; /* [V, columns stored] */
    const float *scales; /* [V], or [1]: the same for all */
    bool has_row_scales; /* which of these */
    bool are_opposite;
};

/* The N rows of WIDTH columns (2 if they are opposite) that INT8, borrowed, stands for. */
struct rows rows_of_int8(const struct rows_int8 *int8, size_t n, size_t width);

/* NUMBERS[0..n) as codes of SCALE: the nearest, at most 127 away from 0. */
void rows_int8_round(int8_t *codes, const float *numbers, size_t n, float scale);

/* The scale whose codes reach the LARGEST magnitude; 1 if that is 0. */
float rows_int8_scale(float largest);

#endif
