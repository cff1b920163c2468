/* params.h - the numbers that training changes, in shares of columns */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_PARAMS_H
#define BAGTAG_MODEL_PARAMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pool.h"

/* The columns [first_column, first_column + width) of the embedding E [V, D] and the output layer W [C, D], in memory
 * that only one worker writes: no cache line is shared between workers, and the hot rows of a narrow share fit its
 * cache better. Rows are `width` floats apart (a multiple of KERNEL_SLICE); columns from D on are zero. Each share has
 * the whole bias b [C]; all copies stay equal. */
struct share {
    size_t first_column;
    size_t width;
    float *embedding; /* [V, width] */
    float *weight;    /* [C, width] */
    float *bias;      /* [C] */
};

struct params {
    size_t n_rows;   /* V */
    size_t n_labels; /* C */
    size_t dim;      /* D */
    size_t n_shares;
    struct share *shares;
};

/* How many of N_WORKERS workers gain anything from sharing D columns; at least 1. */
size_t params_useful_shares(size_t dim, size_t n_workers);

/* Shares of about equal width for the workers of POOL, one each, each initialised by its worker: E uniform in +-1/D, a
 * function of (seed, row, column) alone; W and b zero. */
enum status params_init(struct params *params, size_t n_rows, size_t n_labels, size_t dim, uint64_t seed,
                        struct pool *pool, struct error *error);
void params_clear(struct params *params); /* an all-zero params is allowed */

/* Copies the shares together: embedding [V, D], weight [C, D], bias [C], rows without padding. */
void params_join(const struct params *params, float *embedding, float *weight, float *bias);

#endif
