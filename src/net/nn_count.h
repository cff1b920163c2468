/* nn_count.h - scale_grad_by_freq: the count of each row among the indices */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_NN_COUNT_H
#define BAGTAG_NET_NN_COUNT_H

#include "bagtag_nn.h"
#include "base/error.h"

/* *OUT[v] is the count of row v among the N indices, which must be valid; freed by the caller with free(). */
enum bagtag_status nn_count_rows(size_t **out, size_t n_rows, enum bagtag_index_type type, const void *indices,
                                 size_t n, struct bagtag_error *error);

/* *OUT[v] is what torch 1.13.1's EmbeddingBag divides the gradient of row v by (1 if v is not among the indices); freed
 * by the caller with free(). See bagtag_embedding_bag_backward. */
enum bagtag_status nn_count_divisors(float **out, size_t n_rows, enum bagtag_index_type type, const void *indices,
                                     size_t n, struct bagtag_error *error);

#endif
