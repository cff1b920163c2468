/* dataset_weights.h - how much the rows of many documents count */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_DATASET_WEIGHTS_H
#define BAGTAG_DATA_DATASET_WEIGHTS_H

#include <stddef.h>

#include "base/error.h"
#include "base/pool.h"
#include "data/dataset.h"
#include "net/bag.h"

/* Change what accompanies the ids of a data set. Each function expects one state (asserted) and leaves another. After a
 * failure the data set can only be cleared.
 *
 *     DATASET_NOTHING --unite--> DATASET_COUNTS --weigh, weigh_alike--> DATASET_WEIGHTS
 *                     <-forget--
 */

/* Merges equal ids of each document: from now on each occurs once, ascending, with its count. Uses all workers of POOL.
 */
enum bagtag_status dataset_unite(struct dataset *dataset, struct pool *pool, struct bagtag_error *error);

/* Drops the counts: each id counts once. */
void dataset_forget(struct dataset *dataset);

/* Turns counts into weights by IDF, one number per row (words/weight.h). Uses all workers of POOL. */
enum bagtag_status dataset_weigh(struct dataset *dataset, const float *idf, struct pool *pool,
                                 struct bagtag_error *error);

/* Uses the counts as weights: the bags BAG_MEAN or BAG_SUM of documents without weights, in the arithmetic of weights.
 */
enum bagtag_status dataset_weigh_alike(struct dataset *dataset, enum bag bag, struct bagtag_error *error);

/* The idf of a row that DF of N documents have. */
float dataset_idf_of(uint64_t df, uint64_t n);

/* idf[0..n_rows) from the counts of DATASET; NULL if out of memory. 16 more floats are readable. */
float *dataset_idf(const struct dataset *dataset, size_t n_rows);

#endif
