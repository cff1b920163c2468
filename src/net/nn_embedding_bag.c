/* nn_embedding_bag.c - nn.EmbeddingBag over a caller's table: the mean, sum or maximum of bags of rows */
/* SPDX-License-Identifier: MIT */
#include "bagtag_nn.h"

#include <stdlib.h>

#include "math/row_kernel.h"
#include "base/plural.h"
#include "net/nn_check.h"
#include "net/nn_count.h"
#include "net/nn_renorm.h"

/* The checks that every function here starts with. */
static enum bagtag_status check(const struct bagtag_table *table, const char *name, const struct bagtag_bags *bags,
                                const struct bagtag_embedding_options *options, const struct row_kernel **rows,
                                struct bagtag_error *error)
{
    enum bagtag_status status = nn_check_table(table, name, error);
    if (status == BAGTAG_OK)
        status = nn_check_options(options, table->n_rows, error);
    if (status == BAGTAG_OK)
        status = nn_check_vectors(bags->n_bags, table->dim, error);
    if (status == BAGTAG_OK)
        status = nn_check_bags(bags, options, table->n_rows, error);
    return status == BAGTAG_OK ? row_kernel_choose(rows, error) : status;
}

static struct row_list list_of(const struct bagtag_table *table, const struct bagtag_bags *bags,
                               const struct bagtag_embedding_options *options)
{
    struct row_list list = nn_row_list(table, bags->type, bags->indices, bags->n_indices, options);
    list.weights = bags->per_sample_weights;
    return list;
}

enum bagtag_status bagtag_embedding_bag_forward(const struct bagtag_table *table, const struct bagtag_bags *bags,
                                                const struct bagtag_embedding_options *options, float *out,
                                                int64_t *argmax, struct bagtag_error *error)
{
    const struct row_kernel *rows = NULL;
    enum bagtag_status status = check(table, "the table", bags, options, &rows, error);
    if (status != BAGTAG_OK || table->dim == 0 || bags->n_bags == 0)
        return status;
    nn_renorm(table, bags->type, bags->indices, bags->n_indices, options);
    struct row_list list = list_of(table, bags, options);
    for (size_t b = 0; b < bags->n_bags; b++) {
        struct nn_range range = nn_bag_range(bags, options, b);
        size_t at = b * table->dim;
        if (options->mode == BAGTAG_BAG_MAX)
            rows->max(out + at, argmax ? argmax + at : NULL, table->weight, &list, range.first, range.end);
        else
            rows->sum(out + at, table->weight, &list, range.first, range.end, options->mode == BAGTAG_BAG_MEAN);
    }
    return BAGTAG_OK;
}

/* Column d of a max bag's gradient belongs to the row that the column's value came from. */
static void add_max(const struct bagtag_table *table, size_t n_bags, const int64_t *argmax, const float *grad_output,
                    float factor)
{
    for (size_t b = 0; b < n_bags; b++)
        for (size_t d = 0; d < table->dim; d++) {
            int64_t index = argmax[b * table->dim + d];
            float product = factor * grad_output[b * table->dim + d];
            if (index >= 0)
                table->weight[(size_t)index * table->stride + d] += product;
        }
}

/* table[v] += FACTOR * (gradient of v) / divisors[v], for bags of mode mean or sum; DIVISORS NULL: all 1. */
static void add_bags(const struct row_kernel *rows, const struct bagtag_table *table, const struct bagtag_bags *bags,
                     const struct bagtag_embedding_options *options, const float *grad_output, const float *divisors,
                     float factor)
{
    struct row_list list = list_of(table, bags, options);
    for (size_t b = 0; b < bags->n_bags; b++) {
        struct nn_range range = nn_bag_range(bags, options, b);
        const float *step = grad_output + b * table->dim;
        size_t count = options->mode == BAGTAG_BAG_MEAN ? nn_range_count(&list, range) : 1;
        float share = count > 1 ? factor / (float)count : factor;
        if (!divisors)
            rows->add(table->weight, &list, range.first, range.end, step, share);
        else
            for (size_t k = range.first; k < range.end; k++)
                rows->add(table->weight, &list, k, k + 1, step,
                          share / divisors[row_index(list.indices, list.is_wide, k)]);
    }
}

/* d out[b] / d weight[k] is the row of index k. */
static void add_weight_gradients(const struct row_kernel *rows, const struct bagtag_table *table,
                                 const struct bagtag_bags *bags, const struct bagtag_embedding_options *options,
                                 const float *grad_output, float *grad_per_sample_weights)
{
    struct row_list list = list_of(table, bags, options);
    for (size_t b = 0; b < bags->n_bags; b++) {
        struct nn_range range = nn_bag_range(bags, options, b);
        rows->dot(grad_per_sample_weights, table->weight, &list, range.first, range.end, grad_output + b * table->dim);
    }
}

static enum bagtag_status check_backward(const struct bagtag_table *table, const struct bagtag_bags *bags,
                                         const struct bagtag_embedding_options *options, const int64_t *argmax,
                                         const struct bagtag_table *gradient, const float *grad_per_sample_weights,
                                         const struct row_kernel **rows, struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    if (gradient)
        status = check(gradient, "the gradient", bags, options, rows, error);
    if (status == BAGTAG_OK && gradient && options->mode == BAGTAG_BAG_MAX)
        status = nn_check_argmax(argmax, bags->n_bags, gradient->dim, gradient->n_rows, error);
    if (status != BAGTAG_OK || !grad_per_sample_weights)
        return status;
    if (options->mode != BAGTAG_BAG_SUM)
        return error_set(error, BAGTAG_ARGUMENT,
                         "the gradient of per_sample_weights: expected mode sum; found another");
    if (!table)
        return error_set(error, BAGTAG_ARGUMENT, "the gradient of per_sample_weights: expected the table; found NULL");
    status = check(table, "the table", bags, options, rows, error);
    if (status == BAGTAG_OK && gradient && (gradient->dim != table->dim || gradient->n_rows != table->n_rows))
        return error_set(error, BAGTAG_ARGUMENT, "the gradient: expected %zu row%s of %zu column%s; found %zu of %zu",
                         table->n_rows, plural_s(table->n_rows), table->dim, plural_s(table->dim), gradient->n_rows,
                         gradient->dim);
    return status;
}

enum bagtag_status bagtag_embedding_bag_backward(const struct bagtag_table *table, const struct bagtag_bags *bags,
                                                 const struct bagtag_embedding_options *options, const int64_t *argmax,
                                                 const float *grad_output, const struct bagtag_table *gradient,
                                                 float *grad_per_sample_weights, struct bagtag_error *error)
{
    const struct row_kernel *rows = NULL;
    float *divisors = NULL;
    enum bagtag_status status =
        check_backward(table, bags, options, argmax, gradient, grad_per_sample_weights, &rows, error);
    if (status == BAGTAG_OK && gradient && options->scale_grad_by_freq)
        status = nn_count_divisors(&divisors, gradient->n_rows, bags->type, bags->indices, bags->n_indices, error);
    if (status == BAGTAG_OK && gradient && options->mode == BAGTAG_BAG_MAX)
        add_max(gradient, bags->n_bags, argmax, grad_output, 1.0f);
    else if (status == BAGTAG_OK && gradient)
        add_bags(rows, gradient, bags, options, grad_output, divisors, 1.0f);
    if (status == BAGTAG_OK && grad_per_sample_weights)
        add_weight_gradients(rows, table, bags, options, grad_output, grad_per_sample_weights);
    free(divisors);
    return status;
}

enum bagtag_status bagtag_embedding_bag_sgd_step(const struct bagtag_table *table, const struct bagtag_bags *bags,
                                                 const struct bagtag_embedding_options *options, const int64_t *argmax,
                                                 const float *grad_output, float learning_rate,
                                                 struct bagtag_error *error)
{
    const struct row_kernel *rows = NULL;
    enum bagtag_status status = check(table, "the table", bags, options, &rows, error);
    if (status == BAGTAG_OK && options->scale_grad_by_freq)
        status = error_set(error, BAGTAG_ARGUMENT,
                           "scale_grad_by_freq: not supported by the sparse step; use bagtag_embedding_bag_backward");
    if (status == BAGTAG_OK && options->mode == BAGTAG_BAG_MAX)
        status = nn_check_argmax(argmax, bags->n_bags, table->dim, table->n_rows, error);
    if (status == BAGTAG_OK && options->mode == BAGTAG_BAG_MAX)
        add_max(table, bags->n_bags, argmax, grad_output, -learning_rate);
    else if (status == BAGTAG_OK)
        add_bags(rows, table, bags, options, grad_output, NULL, -learning_rate);
    return status;
}
