/* params.h - the trained parameters, in shares of columns */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_PARAMS_H
#define BAGTAG_NET_PARAMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pool.h"
#include "net/pretrained.h"
#include "net/rows.h"

/* The columns [first_column, first_column + width) of the embedding E [V, D] and the output layer W [O, D], in memory
 * that only one worker writes. No cache line is shared between workers, and the hot rows of a narrow share fit its
 * cache better. Rows are `width` floats apart (a multiple of KERNEL_SLICE); columns from D on are zero. Each share has
 * the whole bias b [O]; all copies stay equal. O is the number of outputs the loss needs for C labels (loss.h). */
struct share {
    size_t first_column;
    size_t width;
    float *block; /* [n_floats]: embedding, weight and bias, end to end */
    size_t n_floats;
    struct rows rows; /* the embedding, for reading */
    float *embedding; /* [V, width]: the embedding, for writing */
    float *weight;    /* [O, width] */
    float *bias;      /* [O] */
};

struct params {
    size_t n_rows;    /* V */
    size_t n_outputs; /* O */
    size_t dim;       /* D */
    size_t code_size; /* S, if W consists of codes and S = D >= KERNEL_SLICE; otherwise 0 */
    size_t n_shares;
    struct share *shares;
};

/* How many of N_WORKERS workers are worth using for D columns and documents of ROWS_A_DOCUMENT rows on average; at
 * least 1. */
size_t params_useful_shares(size_t dim, size_t rows_a_document, size_t n_workers);

/* N_SHARES shares of about equal width, one for each worker, initialised by the workers of POOL, which has at least
 * N_SHARES. E is uniform in +-1/D and depends only on (seed, number of the row, column); row I has the number
 * NUMBERS[I], or I if NUMBERS is NULL. W and b are zero. */
enum bagtag_status params_init(struct params *params, size_t n_rows, size_t n_outputs, size_t dim, size_t n_shares,
                               uint64_t seed, const uint32_t *numbers, struct pool *pool, struct bagtag_error *error);

/* The same with E and b zero, and W the identity; O is at most D. */
enum bagtag_status params_init_identity(struct params *params, size_t n_rows, size_t n_outputs, size_t dim,
                                        size_t n_shares, struct bagtag_error *error);

/* Sets each row of W to the code of a label: D numbers of equal magnitude and different signs, whose squares add up to
 * SQUARE. Labels come in blocks of S, the smallest power of two that is at least D. The codes of a block are rows of a
 * Hadamard matrix of S rows, so any two of them differ in about half of their signs; if D is S, in exactly half, and
 * they are orthogonal. The columns of each block are negated at random, drawn from (seed, block, column). Sets
 * code_size, which is valid until W learns: products with W can be fast transforms. Method: output codes (Dietterich,
 * Bakiri 1995) from Sylvester's Hadamard matrix. */
void params_set_codes(struct params *params, uint64_t seed, double square);

/* The code_size of a layer WEIGHT [O, D] of any origin: S if the rows of each block are its first row times the rows of
 * the Hadamard matrix, element by element, and S = D >= KERNEL_SLICE; otherwise 0. */
size_t params_code_size(const float *weight, size_t n_outputs, size_t dim);

/* Copies each vector in ROWS, of D numbers, to its row. */
void params_copy_pretrained(struct params *params, const struct pretrained_rows *rows);

/* Sets a row to zeros. */
void params_zero_row(struct params *params, size_t row);

/* As params_copy_pretrained, for the rows IDS[0..n) of one share. */
void share_copy_pretrained(struct share *share, size_t dim, const struct pretrained_rows *rows, const uint32_t *ids,
                           size_t n);
void params_clear(struct params *params); /* an all-zero params is allowed */

/* Permutes the rows of E in place: row PLACES[i] becomes row i. PLACES has each number below V once; POOL has at least
 * one worker per share. Takes one byte of memory per row and share. */
enum bagtag_status params_permute_rows(struct params *params, const uint32_t *places, struct pool *pool,
                                       struct bagtag_error *error);

/* Multiplies W and b by FACTOR. */
void params_scale_output(struct params *params, double factor);

/* Joins the shares with the workers of POOL, and clears PARAMS: embedding [V, D], weight [O, D], bias [O], end to end,
 * rows without padding. Owned by the caller (large_free); NULL if out of memory. */
float *params_join(struct params *params, struct pool *pool, size_t *n_floats);

#endif
