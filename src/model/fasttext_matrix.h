/* fasttext_matrix.h - the matrices of a fastText model: floats, or codes of a product quantiser */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_FASTTEXT_MATRIX_H
#define BAGTAG_MODEL_FASTTEXT_MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/fasttext_cursor.h"

enum { FASTTEXT_CENTROIDS = 256 }; /* of each part of a quantiser */

/* A row has parts of part_width columns, the last of last_width (at most as many, even if it is the only one); each
 * part is one of 256 centroids. Centroid k of part p begins p * 256 * part_width + k * (width of part p) floats after
 * `centroids`. */
struct fasttext_quantiser {
    size_t n_parts, part_width, last_width;
    const unsigned char *centroids; /* float32, at any address */
};

struct fasttext_matrix {
    size_t n_rows, n_columns;
    bool is_quantised;
    const unsigned char *values; /* [n_rows, n_columns] float32, at any address; NULL if quantised */
    const uint8_t *codes;        /* [n_rows, quantiser.n_parts] */
    struct fasttext_quantiser quantiser;
    const uint8_t *norm_codes;           /* [n_rows], the centroid that a row is multiplied by; NULL: none */
    const unsigned char *norm_centroids; /* [256] float32, at any address */
};

/* The expected properties of a matrix. */
struct fasttext_shape {
    const char *name;
    int64_t min_rows, max_rows;
    int32_t columns;
};

/* Finds the parts of the matrix that begins at the cursor. MATRIX must be all zero, except is_quantised, which says how
 * it is stored. */
enum bagtag_status fasttext_matrix_read(struct fasttext_cursor *cursor, const struct fasttext_shape *expected,
                                        struct fasttext_matrix *matrix);

#endif
