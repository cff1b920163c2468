/* embed_ids.c - the vectors of rows by number, one by one and in bags */
/* SPDX-License-Identifier: MIT */
#include "bagtag_nn.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/large.h"
#include "base/mem.h"
#include "math/kernel.h"
#include "model/model_file.h"
#include "model/settings_text.h"
#include "net/bag.h"
#include "net/nn_check.h"
#include "net/rows.h"
#include "use/vectors.h"

/* All ids are checked before any vector is written. */
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
    float *scratch = mem_array(width, sizeof *scratch);
    enum bagtag_status status = scratch ? BAGTAG_OK : error_memory(error);
    for (size_t i = 0; status == BAGTAG_OK && i < n_ids; i++) {
        const float *row = rows_get(&model->rows, (size_t)ids[i], scratch);
        vectors_put_id(&out, output, (uint64_t)ids[i], row, width);
        if (out.len >= VECTORS_PIECE_BYTES || out.failed || i + 1 == n_ids)
            status = vectors_flush(&out, sink, error);
    }
    buffer_clear(&out);
    free(scratch);
    return status;
}

enum bagtag_status bagtag_embed_ids(const struct bagtag_model *model, const int64_t *ids, size_t n_ids,
                                    const struct bagtag_embed_options *options, const struct bagtag_sink *sink,
                                    struct bagtag_embed_counts *counts, struct bagtag_error *error)
{
    enum bagtag_status status = vectors_check(options, error);
    if (status == BAGTAG_OK)
        status = model_require_vectors(model, error);
    if (status == BAGTAG_OK)
        status = check_ids(model, ids, n_ids, error);
    if (status == BAGTAG_OK)
        status = put_ids(model, ids, n_ids, options->output, sink, error);
    if (status == BAGTAG_OK)
        status = model_file_check_unchanged(model, error);
    if (status == BAGTAG_OK && counts)
        *counts = (struct bagtag_embed_counts){.vectors = n_ids};
    return status;
}

/* The making of bags. */
struct making {
    const struct rows *rows;
    const struct kernel *kernel;
    const struct bagtag_bags *bags;
    const struct bagtag_embedding_options *how;
    uint32_t *ids; /* [n_indices] */
    float *bag;    /* [D], padded to a whole line */
};

static enum bagtag_status making_init(struct making *making, const int64_t *ids, struct bagtag_error *error)
{
    size_t n = making->bags->n_indices, width = making->rows->width;
    enum bagtag_status status = kernel_choose(&making->kernel, error);
    if (status != BAGTAG_OK)
        return status;
    making->ids = mem_array(n, sizeof *making->ids);
    making->bag = large_floats((width + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES);
    if (making->ids == NULL || making->bag == NULL)
        return error_memory(error);
    for (size_t k = 0; k < n; k++)
        making->ids[k] = (uint32_t)ids[k];
    return BAGTAG_OK;
}

static void making_clear(struct making *making)
{
    free(making->ids);
    large_free(making->bag);
}

/* The ids of bag B; empty after the last bag. */
static struct document document_of(const struct making *making, size_t b)
{
    if (b >= making->bags->n_bags)
        return (struct document){.n = 0};
    struct nn_range range = nn_bag_range(making->bags, making->how, b);
    return (struct document){.ids = making->ids + range.first, .n = range.end - range.first};
}

/* Bag B as in PyTorch: a mean is the sum divided by n. That may differ by rounding from the sum times 1 / n, which is
 * what the bags of texts are. */
static void make_bag(const struct making *making, size_t b)
{
    const struct rows *rows = making->rows;
    struct document document = document_of(making, b);
    if (making->how->mode == BAGTAG_BAG_MAX)
        rows->kind->max(rows, making->bag, NULL, &document);
    else
        rows->kind->sum(rows, making->kernel, making->bag, &document, 1.0f, document_of(making, b + 1));
    if (making->how->mode == BAGTAG_BAG_MEAN && document.n > 1)
        for (size_t d = 0; d < rows->width; d++)
            making->bag[d] /= (float)document.n;
}

static enum bagtag_status put_bags(const struct making *making, enum bagtag_vectors output,
                                   const struct bagtag_sink *sink, struct bagtag_error *error)
{
    struct buffer out = {0};
    size_t n_bags = making->bags->n_bags;
    enum bagtag_status status = BAGTAG_OK;
    for (size_t b = 0; status == BAGTAG_OK && b < n_bags; b++) {
        make_bag(making, b);
        vectors_put_document(&out, output, NULL, NULL, making->bag, making->rows->width);
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
    struct settings settings = model->settings;
    if (bag && settings_set(&settings, SETTING_BAG, bag, error) != BAGTAG_OK)
        return BAGTAG_ARGUMENT;
    if (n_offsets == 0)
        return error_set(error, BAGTAG_ARGUMENT, "offsets: expected the start of each bag, the first 0; found none");
    struct bagtag_bags bags = {
        .type = BAGTAG_INT64, .indices = ids, .n_indices = n_ids, .offsets = offsets, .n_bags = n_offsets};
    struct bagtag_embedding_options how;
    bagtag_embedding_options_init(&how);
    how.mode = modes[settings.bag];
    enum bagtag_status status = vectors_check(options, error);
    if (status == BAGTAG_OK)
        status = model_require_vectors(model, error);
    if (status == BAGTAG_OK)
        status = nn_check_bags(&bags, &how, model_n_rows(model), error);
    if (status != BAGTAG_OK)
        return status;
    struct making making = {.rows = &model->rows, .bags = &bags, .how = &how};
    status = making_init(&making, ids, error);
    if (status == BAGTAG_OK)
        status = put_bags(&making, options->output, sink, error);
    if (status == BAGTAG_OK)
        status = model_file_check_unchanged(model, error);
    making_clear(&making);
    if (status == BAGTAG_OK && counts)
        *counts = (struct bagtag_embed_counts){.vectors = n_offsets};
    return status;
}
