/* nn_embedding.c - nn.Embedding over a caller's table: rows by their indices, and the gradient */
/* SPDX-License-Identifier: MIT */
#include "bagtag_nn.h"

#include <stdlib.h>
#include <string.h>

#include "math/row_kernel.h"
#include "net/nn_check.h"
#include "net/nn_count.h"
#include "net/nn_renorm.h"

static void copy_rows(float *out, const struct bagtag_table *table, enum bagtag_index_type type, const void *indices,
                      size_t n)
{
    bool is_wide = type == BAGTAG_INT64;
    size_t ahead = row_kernel_ahead(table->dim);
    for (size_t k = 0; k < n; k++) {
        if (n - k > ahead)
            row_prefetch(table->weight + (size_t)row_index(indices, is_wide, k + ahead) * table->stride, table->dim);
        memcpy(out + k * table->dim, table->weight + (size_t)row_index(indices, is_wide, k) * table->stride,
               table->dim * sizeof *out);
    }
}

enum bagtag_status bagtag_embedding_forward(const struct bagtag_table *table, enum bagtag_index_type type,
                                            const void *indices, size_t n,
                                            const struct bagtag_embedding_options *options, float *out,
                                            struct bagtag_error *error)
{
    enum bagtag_status status = nn_check_table(table, "the table", error);
    if (status == BAGTAG_OK)
        status = nn_check_options(options, table->n_rows, error);
    if (status == BAGTAG_OK)
        status = nn_check_vectors(n, table->dim, error);
    if (status == BAGTAG_OK)
        status = nn_check_indices(type, indices, n, table->n_rows, error);
    if (status == BAGTAG_OK && table->dim > 0) {
        nn_renorm(table, type, indices, n, options);
        copy_rows(out, table, type, indices, n);
    }
    return status;
}

enum bagtag_status bagtag_embedding_backward(const struct bagtag_table *gradient, enum bagtag_index_type type,
                                             const void *indices, size_t n,
                                             const struct bagtag_embedding_options *options, const float *grad_output,
                                             struct bagtag_error *error)
{
    const struct row_kernel *rows = NULL;
    size_t *counts = NULL;
    enum bagtag_status status = nn_check_table(gradient, "the gradient", error);
    if (status == BAGTAG_OK)
        status = nn_check_options(options, gradient->n_rows, error);
    if (status == BAGTAG_OK)
        status = nn_check_vectors(n, gradient->dim, error);
    if (status == BAGTAG_OK)
        status = nn_check_indices(type, indices, n, gradient->n_rows, error);
    if (status == BAGTAG_OK)
        status = row_kernel_choose(&rows, error);
    if (status == BAGTAG_OK && options->scale_grad_by_freq)
        status = nn_count_rows(&counts, gradient->n_rows, type, indices, n, error);
    if (status == BAGTAG_OK) {
        struct row_list list = nn_row_list(gradient, type, indices, n, options);
        for (size_t k = 0; k < n; k++) {
            float factor = counts ? 1.0f / (float)counts[row_index(indices, list.is_wide, k)] : 1.0f;
            rows->add(gradient->weight, &list, k, k + 1, grad_output + k * gradient->dim, factor);
        }
    }
    free(counts);
    return status;
}
