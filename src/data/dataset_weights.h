/* dataset_weights.h - counts and weights of the rows in a data set */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_DATASET_WEIGHTS_H
#define BAGTAG_DATA_DATASET_WEIGHTS_H

#include <stddef.h>

#include "base/error.h"
#include "base/pool.h"
#include "data/dataset.h"
#include "net/bag.h"

/* These functions change `values`. Each expects one state (asserted) and leaves another. After a failure the data set
 * can only be cleared.
 *
 *     DATASET_UNWEIGHTED --unite--> DATASET_COUNTS --weigh, weigh_alike--> DATASET_WEIGHTS
 *                     <-forget--
 */

/* Merges equal ids within each document: each then occurs once, in ascending order, with its count. Uses all workers of
 * POOL. */
enum bagtag_status dataset_merge_equal(struct dataset *dataset, struct pool *pool, struct bagtag_error *error);

/* Drops the counts: each id then counts once. */
void dataset_drop_counts(struct dataset *dataset);

/* Turns counts into weights, with IDF, one number per row (words/weight.h). Uses all workers of POOL. */
enum bagtag_status dataset_weigh(struct dataset *dataset, const float *idf, struct pool *pool,
                                 struct bagtag_error *error);

/* Uses the counts as weights: gives the BAG_MEAN or BAG_SUM of unweighted documents, computed by the weighted code. */
enum bagtag_status dataset_weigh_by_count(struct dataset *dataset, enum bag bag, struct bagtag_error *error);

/* The idf of a row that occurs in DF of N documents. */
float dataset_idf_of(uint64_t df, uint64_t n);

/* Computes idf[0..n_rows) from the counts of DATASET; NULL if out of memory. 16 more floats are readable. Free with
 * free(). */
float *dataset_idf(const struct dataset *dataset, size_t n_rows);

#endif
