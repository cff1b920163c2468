/* rows_scores.h - the rows of an embedding folded with the output layer: a score for each label */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_ROWS_SCORES_H
#define BAGTAG_NET_ROWS_SCORES_H

#include <stddef.h>

#include "base/error.h"
#include "base/pool.h"
#include "math/kernel.h"
#include "net/rows.h"

/* A linear bag and the layer after it are one sum: W (sum of w_t e_t) = sum of w_t (W e_t). So F = E W' [V, C], with
 * the layer's factors, gives the same outputs as E and W except for rounding, with C numbers per row instead of D. */

/* What to fold. */
struct scores_source {
    const struct rows *rows; /* E */
    const float *weight;     /* W [C, D] */
    const float *factor;     /* [C], or NULL */
    size_t n_labels;
};

/* TABLE[0..N) = rows FIRST to FIRST + N of F, computed by all workers of POOL (NULL: by the caller alone); the bits
 * depend neither on their number nor on the kernel. Fails if out of memory. */
enum bagtag_status scores_fold(float *table, const struct scores_source *source, size_t first, size_t n,
                               const struct kernel *kernel, struct pool *pool, struct bagtag_error *error);

#endif
