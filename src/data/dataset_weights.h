/* dataset_weights.h - how much the rows of many documents count */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_DATASET_WEIGHTS_H
#define BAGTAG_DATA_DATASET_WEIGHTS_H

#include <stddef.h>

#include "base/error.h"
#include "base/pool.h"
#include "data/dataset.h"

/* Makes times into weights and fills the scales of a united dataset. */
enum bagtag_status dataset_weigh(struct dataset *dataset, const float *idf, struct pool *pool,
                                 struct bagtag_error *error);

/* Makes the documents of DATASET united ones, and dataset->weights how often each row is there; by all workers of POOL.
 */
enum bagtag_status dataset_unite(struct dataset *dataset, struct pool *pool, struct bagtag_error *error);

/* idf[0..n_rows) from the united documents of DATASET; NULL when memory is out. 16 more floats are readable. */
float *dataset_idf(const struct dataset *dataset, size_t n_rows);

#endif
