/* nn_check.c - checks of a caller's arrays before the layers compute */
/* SPDX-License-Identifier: MIT */
#include "net/nn_check.h"

#include <inttypes.h>
#include <math.h>

#include "base/number.h"
#include "base/plural.h"

void bagtag_embedding_options_init(struct bagtag_embedding_options *options)
{
    *options = (struct bagtag_embedding_options){.mode = BAGTAG_BAG_MEAN, .padding_idx = -1, .norm_type = 2};
}

enum bagtag_status nn_check_table(const struct bagtag_table *table, const char *name, struct bagtag_error *error)
{
    if (table->n_rows > INT64_MAX)
        return error_set(error, BAGTAG_ARGUMENT, "%s: expected at most 2^63 - 1 rows; found %zu", name, table->n_rows);
    if (table->stride < table->dim)
        return error_set(error, BAGTAG_ARGUMENT, "%s: expected a stride of at least its %zu column%s; found %zu", name,
                         table->dim, plural_s(table->dim), table->stride);
    if (table->stride > 0 && table->n_rows > SIZE_MAX / sizeof(float) / table->stride)
        return error_set(error, BAGTAG_ARGUMENT, "%s: %zu row%s of %zu float%s: too large for memory", name,
                         table->n_rows, plural_s(table->n_rows), table->stride, plural_s(table->stride));
    if (!table->weight && table->n_rows > 0 && table->dim > 0)
        return error_set(error, BAGTAG_ARGUMENT, "%s: expected %zu row%s; found NULL", name, table->n_rows,
                         plural_s(table->n_rows));
    return BAGTAG_OK;
}

enum bagtag_status nn_check_vectors(size_t n, size_t dim, struct bagtag_error *error)
{
    if (dim > 0 && n > PTRDIFF_MAX / sizeof(int64_t) / dim)
        return error_set(error, BAGTAG_ARGUMENT, "%zu vector%s of %zu dimension%s: too large for memory", n,
                         plural_s(n), dim, plural_s(dim));
    return BAGTAG_OK;
}

static enum bagtag_status check_weights(const struct bagtag_table *table, struct bagtag_error *error)
{
    for (size_t v = 0; v < table->n_rows; v++)
        for (size_t d = 0; d < table->dim; d++) {
            float weight = table->weight[v * table->stride + d];
            if (!isfinite(weight))
                return error_set(error, BAGTAG_ARGUMENT,
                                 "row %zu, column %zu of the table: expected a number; found %s", v, d,
                                 isnan(weight) ? "NaN"
                                 : weight < 0  ? "-infinity"
                                               : "infinity");
        }
    return BAGTAG_OK;
}

enum bagtag_status bagtag_table_check(const struct bagtag_table *table, struct bagtag_error *error)
{
    enum bagtag_status status = nn_check_table(table, "the table", error);
    if (status == BAGTAG_OK)
        status = check_weights(table, error);
    return status;
}

enum bagtag_status nn_check_options(const struct bagtag_embedding_options *options, size_t n_rows,
                                    struct bagtag_error *error)
{
    if (options->padding_idx < -1 || (options->padding_idx >= 0 && (uint64_t)options->padding_idx >= n_rows))
        return error_set(error, BAGTAG_ARGUMENT,
                         "padding_idx: expected -1 for none, or a row of the table, which has %zu; found %" PRId64,
                         n_rows, options->padding_idx);
    if (!(options->max_norm >= 0.0))
        return error_set(error, BAGTAG_ARGUMENT, "max_norm: expected 0 for none, or a positive number; found %g",
                         number_shown(options->max_norm));
    if (options->max_norm > 0.0 && !(options->norm_type > 0.0))
        return error_set(error, BAGTAG_ARGUMENT, "norm_type: expected a positive number; found %g",
                         number_shown(options->norm_type));
    return BAGTAG_OK;
}

static enum bagtag_status check_type(enum bagtag_index_type type, struct bagtag_error *error)
{
    if (type != BAGTAG_INT32 && type != BAGTAG_INT64)
        return error_set(error, BAGTAG_ARGUMENT, "indices: expected BAGTAG_INT32 or BAGTAG_INT64; found type %d",
                         (int)type);
    return BAGTAG_OK;
}

/* Whether all indices are valid rows: one is exactly when neither it nor n_rows - 1 - index is negative, so the sign
 * bit of all these values ORed together answers for all, without a branch in the loop. */
static bool are_rows_32(const int32_t *indices, size_t n, size_t n_rows)
{
    int32_t last = n_rows > INT32_MAX ? INT32_MAX : (int32_t)n_rows - 1;
    uint32_t signs = 0;
    for (size_t k = 0; k < n; k++)
        signs |= (uint32_t)indices[k] | ((uint32_t)last - (uint32_t)indices[k]);
    return signs >> 31 == 0;
}

static bool are_rows_64(const int64_t *indices, size_t n, size_t n_rows)
{
    uint64_t last = (uint64_t)n_rows - 1, signs = 0;
    for (size_t k = 0; k < n; k++)
        signs |= (uint64_t)indices[k] | (last - (uint64_t)indices[k]);
    return signs >> 63 == 0;
}

enum bagtag_status nn_check_indices(enum bagtag_index_type type, const void *indices, size_t n, size_t n_rows,
                                    struct bagtag_error *error)
{
    enum bagtag_status status = check_type(type, error);
    if (status != BAGTAG_OK || n == 0)
        return status;
    if (!indices)
        return error_set(error, BAGTAG_ARGUMENT, "indices: expected %zu of them; found NULL", n);
    bool is_wide = type == BAGTAG_INT64;
    if (n_rows > 0 && (is_wide ? are_rows_64(indices, n, n_rows) : are_rows_32(indices, n, n_rows)))
        return BAGTAG_OK;
    for (size_t k = 0; k < n; k++) {
        int64_t index = row_index(indices, is_wide, k);
        if (index < 0)
            return error_set(error, BAGTAG_ARGUMENT,
                             "indices[%zu]: expected a row of the table, which has %zu; found %" PRId64, k, n_rows,
                             index);
        if ((uint64_t)index >= n_rows)
            return error_set(error, BAGTAG_ARGUMENT,
                             "indices[%zu]: expected a row of the table, which has %zu; found %" PRId64
                             ", out of range",
                             k, n_rows, index);
    }
    return BAGTAG_OK;
}

/* Offsets begin with 0, never decrease, are at most the number of indices, and end with it if the end is given. */
static enum bagtag_status check_offsets(const struct bagtag_bags *bags, bool include_last_offset,
                                        struct bagtag_error *error)
{
    bool is_wide = bags->type == BAGTAG_INT64;
    size_t n_offsets = bags->n_bags + (include_last_offset ? 1 : 0);
    int64_t before = 0;
    for (size_t b = 0; b < n_offsets; b++) {
        int64_t offset = row_index(bags->offsets, is_wide, b);
        if (b == 0 && offset != 0)
            return error_set(error, BAGTAG_ARGUMENT, "offsets[0]: expected 0; found %" PRId64, offset);
        if (offset < before)
            return error_set(error, BAGTAG_ARGUMENT,
                             "offsets[%zu]: expected at least the offset before it, %" PRId64 "; found %" PRId64, b,
                             before, offset);
        if ((uint64_t)offset > bags->n_indices)
            return error_set(error, BAGTAG_ARGUMENT,
                             "offsets[%zu]: expected at most %zu, the number of indices; found %" PRId64, b,
                             bags->n_indices, offset);
        before = offset;
    }
    if (include_last_offset && (uint64_t)before != bags->n_indices)
        return error_set(error, BAGTAG_ARGUMENT,
                         "offsets[%zu], the last with include_last_offset: expected %zu, the number of indices; found "
                         "%" PRId64,
                         bags->n_bags, bags->n_indices, before);
    return BAGTAG_OK;
}

static enum bagtag_status check_mode(const struct bagtag_bags *bags, const struct bagtag_embedding_options *options,
                                     struct bagtag_error *error)
{
    if (options->mode != BAGTAG_BAG_MEAN && options->mode != BAGTAG_BAG_SUM && options->mode != BAGTAG_BAG_MAX)
        return error_set(error, BAGTAG_ARGUMENT, "mode: expected mean, sum or max; found number %d",
                         (int)options->mode);
    if (bags->per_sample_weights && options->mode != BAGTAG_BAG_SUM)
        return error_set(error, BAGTAG_ARGUMENT, "per_sample_weights: expected mode sum; found mode %s",
                         options->mode == BAGTAG_BAG_MEAN ? "mean" : "max");
    if (options->scale_grad_by_freq && options->mode == BAGTAG_BAG_MAX)
        return error_set(error, BAGTAG_ARGUMENT, "scale_grad_by_freq: expected mode mean or sum; found mode max");
    return BAGTAG_OK;
}

static enum bagtag_status check_lengths(const struct bagtag_bags *bags, const struct bagtag_embedding_options *options,
                                        struct bagtag_error *error)
{
    if (bags->offsets)
        return check_offsets(bags, options->include_last_offset, error);
    if (options->include_last_offset)
        return error_set(error, BAGTAG_ARGUMENT, "include_last_offset: expected offsets; found NULL");
    if (bags->n_bags == 0 ? bags->n_indices > 0 : bags->n_indices % bags->n_bags != 0)
        return error_set(error, BAGTAG_ARGUMENT,
                         "bags without offsets: expected a multiple of %zu indices, the number of bags; found %zu",
                         bags->n_bags, bags->n_indices);
    return BAGTAG_OK;
}

/* The kernel for max has int32 positions within a bag. */
static enum bagtag_status check_bag_sizes(const struct bagtag_bags *bags,
                                          const struct bagtag_embedding_options *options, struct bagtag_error *error)
{
    if (options->mode != BAGTAG_BAG_MAX || bags->n_indices <= INT32_MAX)
        return BAGTAG_OK;
    for (size_t b = 0; b < bags->n_bags; b++) {
        struct nn_range range = nn_bag_range(bags, options, b);
        if (range.end - range.first > INT32_MAX)
            return error_set(error, BAGTAG_ARGUMENT, "bag %zu: expected fewer than 2^31 indices for max; found %zu", b,
                             range.end - range.first);
    }
    return BAGTAG_OK;
}

enum bagtag_status nn_check_bags(const struct bagtag_bags *bags, const struct bagtag_embedding_options *options,
                                 size_t n_rows, struct bagtag_error *error)
{
    enum bagtag_status status = check_type(bags->type, error);
    if (status == BAGTAG_OK)
        status = check_mode(bags, options, error);
    if (status == BAGTAG_OK)
        status = check_lengths(bags, options, error);
    if (status == BAGTAG_OK)
        status = check_bag_sizes(bags, options, error);
    return status == BAGTAG_OK ? nn_check_indices(bags->type, bags->indices, bags->n_indices, n_rows, error) : status;
}

enum bagtag_status nn_check_argmax(const int64_t *argmax, size_t n_bags, size_t dim, size_t n_rows,
                                   struct bagtag_error *error)
{
    if (!argmax)
        return error_set(error, BAGTAG_ARGUMENT,
                         "argmax: expected the array that the forward of max wrote; found NULL");
    for (size_t b = 0; b < n_bags; b++)
        for (size_t d = 0; d < dim; d++) {
            int64_t index = argmax[b * dim + d];
            if (index < -1 || (index >= 0 && (uint64_t)index >= n_rows))
                return error_set(error, BAGTAG_ARGUMENT,
                                 "argmax[%zu][%zu]: expected -1 or a row of the table, which has %zu; found %" PRId64,
                                 b, d, n_rows, index);
        }
    return BAGTAG_OK;
}

struct nn_range nn_bag_range(const struct bagtag_bags *bags, const struct bagtag_embedding_options *options, size_t b)
{
    if (!bags->offsets) {
        size_t length = bags->n_indices / bags->n_bags;
        return (struct nn_range){b * length, (b + 1) * length};
    }
    bool is_wide = bags->type == BAGTAG_INT64;
    bool has_end = options->include_last_offset || b + 1 < bags->n_bags;
    return (struct nn_range){(size_t)row_index(bags->offsets, is_wide, b),
                             has_end ? (size_t)row_index(bags->offsets, is_wide, b + 1) : bags->n_indices};
}

struct row_list nn_row_list(const struct bagtag_table *table, enum bagtag_index_type type, const void *indices,
                            size_t n, const struct bagtag_embedding_options *options)
{
    return (struct row_list){.stride = table->stride,
                             .width = table->dim,
                             .indices = indices,
                             .is_wide = type == BAGTAG_INT64,
                             .n_indices = n,
                             .skip = options->padding_idx};
}

size_t nn_range_count(const struct row_list *list, struct nn_range range)
{
    if (list->skip < 0)
        return range.end - range.first;
    size_t count = 0;
    for (size_t k = range.first; k < range.end; k++)
        count += row_index(list->indices, list->is_wide, k) != list->skip;
    return count;
}
