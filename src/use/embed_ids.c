/* embed_ids.c - the vectors of rows by number, one by one and in bags */
/* SPDX-License-Identifier: MIT */
#include "bagtag_nn.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/model.h"
#include "net/bag.h"
#include "use/vectors.h"

/* All are checked before the first is written. */
static enum bagtag_status check_ids(const struct bagtag_model *model, const int64_t *ids, size_t n_ids,
                                    struct bagtag_error *error)
{
    size_t n_rows = model_n_rows(model);
    for (size_t i = 0; i < n_ids; i++)
        if (ids[i] < 0 || (uint64_t)ids[i] >= n_rows)
            return error_set(error, BAGTAG_ARGUMENT,
                             "expected a row from 0 to %zu, as the model has %zu; found the %sid %" PRId64, n_rows - 1,
                             n_rows, ids[i] < 0 ? "negative " : "", ids[i]);
    return BAGTAG_OK;
}

static enum bagtag_status put_ids(const struct bagtag_model *model, const int64_t *ids, size_t n_ids,
                                  enum bagtag_vectors output, const struct bagtag_sink *sink,
                                  struct bagtag_error *error)
{
    struct buffer out = {0};
    size_t width = model->settings.dim;
    enum bagtag_status status = BAGTAG_OK;
    for (size_t i = 0; status == BAGTAG_OK && i < n_ids; i++) {
        vectors_put_id(&out, output, (uint64_t)ids[i], model->embedding + (size_t)ids[i] * width, width);
        if (out.len >= VECTORS_PIECE_BYTES || out.failed || i + 1 == n_ids)
            status = vectors_flush(&out, sink, error);
    }
    buffer_clear(&out);
    return status;
}

enum bagtag_status bagtag_embed_ids(const struct bagtag_model *model, const int64_t *ids, size_t n_ids,
                                    const struct bagtag_embed_options *options, const struct bagtag_sink *sink,
                                    struct bagtag_embed_counts *counts, struct bagtag_error *error)
{
    enum bagtag_status status = check_ids(model, ids, n_ids, error);
    if (status == BAGTAG_OK)
        status = put_ids(model, ids, n_ids, options->output, sink, error);
    if (status == BAGTAG_OK && counts)
        *counts = (struct bagtag_embed_counts){.vectors = n_ids};
    return status;
}

/* A table has a pointer to numbers that max_norm changes; here nothing does. */
static float *unchanged(const float *numbers)
{
    float *p;
    memcpy(&p, &numbers, sizeof p);
    return p;
}

/* The bags [n_bags, D], freed by free(). Their failures are told in the words of bagtag_nn.h. */
static enum bagtag_status make_bags(const struct bagtag_model *model, const struct bagtag_bags *bags,
                                    enum bagtag_bag_mode mode, float **out, struct bagtag_error *error)
{
    size_t dim = model->settings.dim, n_floats;
    float *vectors = __builtin_mul_overflow(bags->n_bags, dim, &n_floats) ? NULL : mem_array(n_floats, sizeof *vectors);
    if (vectors == NULL)
        return error_memory(error);
    struct bagtag_table table = {
        .weight = unchanged(model->embedding), .n_rows = model_n_rows(model), .dim = dim, .stride = dim};
    struct bagtag_embedding_options how;
    bagtag_embedding_options_init(&how);
    how.mode = mode;
    enum bagtag_status status = bagtag_embedding_bag_forward(&table, bags, &how, vectors, NULL, error);
    if (status == BAGTAG_OK)
        *out = vectors;
    else
        free(vectors);
    return status;
}

static enum bagtag_status put_bags(const float *vectors, size_t n_bags, size_t dim, enum bagtag_vectors output,
                                   const struct bagtag_sink *sink, struct bagtag_error *error)
{
    struct buffer out = {0};
    enum bagtag_status status = BAGTAG_OK;
    for (size_t b = 0; status == BAGTAG_OK && b < n_bags; b++) {
        vectors_put_document(&out, output, NULL, vectors + b * dim, dim);
        if (out.len >= VECTORS_PIECE_BYTES || out.failed || b + 1 == n_bags)
            status = vectors_flush(&out, sink, error);
    }
    buffer_clear(&out);
    return status;
}

enum bagtag_status bagtag_embed_bags(const struct bagtag_model *model, const int64_t *ids, size_t n_ids,
                                     const int64_t *offsets, size_t n_offsets, const char *bag,
                                     const struct bagtag_embed_options *options, const struct bagtag_sink *sink,
                                     struct bagtag_embed_counts *counts, struct bagtag_error *error)
{
    static const enum bagtag_bag_mode modes[] = {
        [BAG_MEAN] = BAGTAG_BAG_MEAN, [BAG_SUM] = BAGTAG_BAG_SUM, [BAG_MAX] = BAGTAG_BAG_MAX};
    float *vectors = NULL;
    int mode = bag ? bag_of(bag) : (int)model->settings.bag;
    if (mode < 0)
        return error_set(error, BAGTAG_ARGUMENT, "bag: expected mean, sum or max; found '%s'", bag);
    if (n_offsets == 0)
        return error_set(error, BAGTAG_ARGUMENT, "offsets: expected where each bag begins, the first at 0; found none");
    struct bagtag_bags bags = {
        .type = BAGTAG_INT64, .indices = ids, .n_indices = n_ids, .offsets = offsets, .n_bags = n_offsets};
    enum bagtag_status status = make_bags(model, &bags, modes[mode], &vectors, error);
    if (status != BAGTAG_OK)
        return status;
    enum bagtag_status put = put_bags(vectors, n_offsets, model->settings.dim, options->output, sink, error);
    free(vectors);
    if (put == BAGTAG_OK && counts)
        *counts = (struct bagtag_embed_counts){.vectors = n_offsets};
    return put;
}
