/* rows_codes.h - rows stored as codes of a product quantiser */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_ROWS_CODES_H
#define BAGTAG_NET_ROWS_CODES_H

#include "net/rows.h"

enum { ROWS_CENTROIDS = 256 }; /* of each part */

/* A row has N_PARTS parts of PART_WIDTH columns (the last of LAST_WIDTH, at most as many), and each part is one of 256
 * centroids; row i is multiplied by norms[norm_codes[i]]. Product quantisation (Jegou, Douze, Schmid 2011), as in
 * fastText. All arrays are borrowed. */
struct rows_codes {
    size_t n_parts, part_width, last_width;
    const uint8_t *codes;      /* [V, n_parts] */
    const float *centroids;    /* of part p: [256, width of p], at p * 256 * part_width */
    const uint8_t *norm_codes; /* [V]; NULL: no row is multiplied */
    const float *norms;        /* [256] */
};

/* The N rows of WIDTH columns that CODES, borrowed, stores. */
struct rows rows_of_codes(const struct rows_codes *codes, size_t n, size_t width);

#endif
