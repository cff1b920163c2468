/* dataset_weights.h - how much the rows of many documents count */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_DATASET_WEIGHTS_H
#define BAGTAG_DATA_DATASET_WEIGHTS_H

#include <stddef.h>

#include "base/error.h"
#include "base/pool.h"
#include "data/dataset.h"
#include "net/bag.h"

/* From what stands beside the ids of a data set to what stands there next; each takes one state and leaves another,
 * asserted. After a failure the data set can only be cleared.
 *
 *     DATASET_NOTHING --unite--> DATASET_COUNTS --weigh, weigh_alike--> DATASET_WEIGHTS
 *                     <-forget--
 */

/* Each document has each id once from now on, ascending, and counts; by all workers of POOL. */
enum bagtag_status dataset_unite(struct dataset *dataset, struct pool *pool, struct bagtag_error *error);

/* The counts go: each id counts once however often it was there. */
void dataset_forget(struct dataset *dataset);

/* From counts to weights by IDF, a number for each row (words/weight.h); by all workers of POOL. */
enum bagtag_status dataset_weigh(struct dataset *dataset, const float *idf, struct pool *pool,
                                 struct bagtag_error *error);

/* The bags of documents whose ids count alike, BAG_MEAN or BAG_SUM, by the arithmetic of weights: the counts are the
 * weights. */
enum bagtag_status dataset_weigh_alike(struct dataset *dataset, enum bag bag, struct bagtag_error *error);

/* idf[0..n_rows) from the counts of DATASET; NULL if out of memory. 16 more floats are readable. */
float *dataset_idf(const struct dataset *dataset, size_t n_rows);

#endif
