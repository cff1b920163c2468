/* model_fold.c - a model made to score by folded rows */
/* SPDX-License-Identifier: MIT */
#include "model/model.h"

#include "base/large.h"
#include "base/pool.h"
#include "net/loss.h"
#include "net/rows_scores.h"

enum { BEHIND = 16, STRETCH_BYTES = 16 << 20 };

/* Where scores are no sums over the rows, or hang on the last bit, or folding would not pay. */
static enum bagtag_status check(const struct bagtag_model *model, struct bagtag_error *error)
{
    const char *path = model->path ? model->path : "the model";
    enum loss_kind loss = model->settings.loss;
    if (model->settings.bag == BAG_MAX)
        return error_set(error, BAGTAG_INPUT, "%s cannot be folded: with --bag max, scores are not sums over words",
                         path);
    if (loss_get(loss)->is_tree)
        return error_set(error, BAGTAG_INPUT, "%s cannot be folded: its labels form a tree (hierarchical softmax)",
                         path);
    if (loss == LOSS_FASTTEXT_OVA)
        return error_set(error, BAGTAG_INPUT,
                         "%s cannot be folded: fastText's losses ova and ns round scores to steps, so a last bit can "
                         "change a probability by 0.01",
                         path);
    if (model->n_labels > model->settings.dim / 2)
        return error_set(error, BAGTAG_INPUT,
                         "%s cannot be folded: expected at most half as many labels as dimensions (%u); found %zu",
                         path, model->settings.dim, model->n_labels);
    return BAGTAG_OK;
}

/* A stretch at a time, so that of a large file that is mapped little is in memory at once. */
static enum bagtag_status fold_rows(float *table, const struct bagtag_model *model, struct pool *pool,
                                    struct bagtag_error *error)
{
    const struct scores_source source = {&model->rows, model->weight, model->factor, model->n_labels};
    size_t row_bytes = model->rows.stride * sizeof(float), at_once = row_bytes > 0 ? STRETCH_BYTES / row_bytes + 1 : 0;
    const struct kernel *kernel;
    const struct mapping *file = model->packed_file.bytes != NULL ? &model->packed_file : &model->model_file;
    enum bagtag_status status = kernel_choose(&kernel, error);
    if (at_once == 0 || at_once > model->rows.n)
        at_once = model->rows.n;
    for (size_t first = 0; status == BAGTAG_OK && first < model->rows.n; first += at_once) {
        size_t left = model->rows.n - first, n = left < at_once ? left : at_once;
        status = scores_fold(table, &source, first, n, kernel, pool, error);
        mapping_release(file, (const char *)model->rows.data + first * row_bytes, n * row_bytes);
    }
    return status;
}

static enum bagtag_status fold(struct bagtag_model *model, struct pool *pool, struct bagtag_error *error)
{
    size_t n_floats;
    if (__builtin_mul_overflow(model->rows.n, model->n_labels, &n_floats) || n_floats > SIZE_MAX - BEHIND)
        return error_memory(error);
    float *table = large_floats(n_floats + BEHIND);
    if (table == NULL)
        return error_memory(error);
    enum bagtag_status status = fold_rows(table, model, pool, error);
    if (status != BAGTAG_OK) {
        large_free(table);
        return status;
    }
    model->owned_scores = table;
    model->scores = rows_of_floats(table, model->rows.n, model->n_labels, model->n_labels);
    return BAGTAG_OK;
}

enum bagtag_status bagtag_model_fold(struct bagtag_model *model, int threads, struct bagtag_error *error)
{
    struct pool *pool = NULL;
    enum bagtag_status status = model_need_labels(model, error);
    if (status != BAGTAG_OK || model->scores.kind != NULL)
        return status;
    status = check(model, error);
    if (status != BAGTAG_OK)
        return status;
    status = pool_open(&pool, threads > 0 ? threads : pool_available(), error);
    if (status == BAGTAG_OK)
        status = fold(model, pool, error);
    pool_close(pool);
    return status;
}
