/* gain.h - how informative each row is about the labels */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_GAIN_H
#define BAGTAG_DATA_GAIN_H

#include <stddef.h>

#include "base/pool.h"
#include "data/dataset.h"

/* --weight gain: a row that occurs tf times in a document, and in df of N training documents, has the weight
 *     w = (1 + ln tf) * (1/4 + KL) * sqrt(ln((1 + N) / (1 + df)) + 1)
 * scaled as with idf. KL is the Kullback-Leibler divergence, in nats, of the labels of the documents with the row from
 * the labels of all documents, P:
 *     KL = sum over c of p[c] ln(p[c] / P[c])
 *     p[c] = (n[c] + P[c]) / (n + 1)             n[c] of the row's n labels are c
 * p is smoothed by one additional document with the label distribution P, so that rare rows do not seem to be perfectly
 * informative. */

/* Computes the weights [0..n_rows) of the rows from the united, labelled documents of DATASET, whose labels are below
 * N_LABELS; NULL if out of memory. 16 more floats are readable. The caller frees it. The result does not depend on
 * POOL, which may be NULL. */
float *gain_of_rows(const struct dataset *dataset, size_t n_rows, size_t n_labels, struct pool *pool);

/* The weight of a row that occurs in none of N documents. */
float gain_of_unseen(uint64_t n);

#endif
