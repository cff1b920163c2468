/* nn_check.h - checks of a caller's arrays before the layers compute */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_NN_CHECK_H
#define BAGTAG_NET_NN_CHECK_H

#include "bagtag_nn.h"
#include "base/error.h"
#include "math/row_kernel.h"

/* Every failure here is BAGTAG_ARGUMENT, and its sentence says what was expected and found; NAME is the array in it. */
enum bagtag_status nn_check_table(const struct bagtag_table *table, const char *name, struct bagtag_error *error);
enum bagtag_status nn_check_options(const struct bagtag_embedding_options *options, size_t n_rows,
                                    struct bagtag_error *error);
enum bagtag_status nn_check_indices(enum bagtag_index_type type, const void *indices, size_t n, size_t n_rows,
                                    struct bagtag_error *error);

/* Memory can hold N vectors of DIM floats, and of DIM int64. */
enum bagtag_status nn_check_vectors(size_t n, size_t dim, struct bagtag_error *error);

/* Checks everything about bags: indices, offsets, and what the mode forbids. */
enum bagtag_status nn_check_bags(const struct bagtag_bags *bags, const struct bagtag_embedding_options *options,
                                 size_t n_rows, struct bagtag_error *error);

/* For max: every element of ARGMAX [B, D] is a row or -1. */
enum bagtag_status nn_check_argmax(const int64_t *argmax, size_t n_bags, size_t dim, size_t n_rows,
                                   struct bagtag_error *error);

/* Bag B has the indices [first, end). */
struct nn_range {
    size_t first, end;
};
struct nn_range nn_bag_range(const struct bagtag_bags *bags, const struct bagtag_embedding_options *options, size_t b);

/* The N indices as a list for the row kernels. */
struct row_list nn_row_list(const struct bagtag_table *table, enum bagtag_index_type type, const void *indices,
                            size_t n, const struct bagtag_embedding_options *options);

/* The number of indices in RANGE that are not padding. */
size_t nn_range_count(const struct row_list *list, struct nn_range range);

#endif
