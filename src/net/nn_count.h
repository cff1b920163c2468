/* nn_count.h - scale_grad_by_freq: how often each row is among the indices */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_NN_COUNT_H
#define BAGTAG_NET_NN_COUNT_H

#include "bagtag_nn.h"
#include "base/error.h"

/* *OUT[v] is how often row v is among the N indices, which are known to be rows; the caller's, freed by free(). */
enum bagtag_status nn_count_rows(size_t **out, size_t n_rows, enum bagtag_index_type type, const void *indices,
                                 size_t n, struct bagtag_error *error);

/* *OUT[v] is what torch 1.13.1's EmbeddingBag divides the gradient of row v by (1 where v is not among the indices);
 * the caller's, freed by free(). See bagtag_embedding_bag_backward. */
enum bagtag_status nn_count_divisors(float **out, size_t n_rows, enum bagtag_index_type type, const void *indices,
                                     size_t n, struct bagtag_error *error);

#endif
