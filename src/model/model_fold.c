/* model_fold.c - folds a model: scores instead of its embedding and output layer */
/* SPDX-License-Identifier: MIT */
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

#include "bagtag_fasttext.h"
#include "base/large.h"
#include "base/mem.h"
#include "base/pool.h"
#include "net/loss.h"
#include "net/rows_scores.h"

enum { BEHIND = 16, STRETCH_BYTES = 16 << 20 };

/* Refuses if scores are not sums over rows, if their last bit matters, or if folding does not pay. */
enum bagtag_status model_check_fold(const struct bagtag_model *model, struct bagtag_error *error)
{
    const char *path = model->path ? model->path : "the model";
    enum loss_kind loss = model->settings.loss;
    enum bagtag_status status = model_require_labels(model, error);
    if (status != BAGTAG_OK)
        return status;
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

static struct scores_source source_of(const struct bagtag_model *model)
{
    return (struct scores_source){&model->rows, model->weight, model->factor, model->n_labels};
}

/* The rows of a stretch: about STRETCH_BYTES of the embedding. */
static size_t stretch_of(const struct bagtag_model *model)
{
    size_t row_bytes = model->rows.stride * sizeof(float), n = row_bytes > 0 ? STRETCH_BYTES / row_bytes + 1 : 0;
    return n == 0 || n > model->rows.n ? model->rows.n : n;
}

/* One stretch at a time, so that little of a large mapped file is in memory at once. */
static enum bagtag_status fold_rows(float *table, const struct bagtag_model *model, struct pool *pool,
                                    struct bagtag_error *error)
{
    const struct scores_source source = source_of(model);
    size_t row_bytes = model->rows.stride * sizeof(float), at_once = stretch_of(model);
    const struct kernel *kernel;
    const struct mapping *file = model->packed_file.bytes != NULL ? &model->packed_file : &model->model_file;
    enum bagtag_status status = kernel_choose(&kernel, error);
    for (size_t first = 0; status == BAGTAG_OK && first < model->rows.n; first += at_once) {
        size_t left = model->rows.n - first, n = left < at_once ? left : at_once;
        status = scores_fold(table + first * model->n_labels, &source, first, n, kernel, pool, error);
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
    size_t n_workers = 1;
    enum bagtag_status status = pool_count(threads, &n_workers, error);
    if (status != BAGTAG_OK || model->scores.kind != NULL)
        return status;
    status = model_check_fold(model, error);
    if (status == BAGTAG_OK)
        status = pool_open(&pool, (int)n_workers, error);
    if (status == BAGTAG_OK)
        status = fold(model, pool, error);
    pool_close(pool);
    return status;
}

enum bagtag_status model_make_scores(struct bagtag_model *model, struct pool *pool, struct bagtag_error *error)
{
    bool can_be_folded = model->scores.kind == NULL && model_check_fold(model, NULL) == BAGTAG_OK;
    return can_be_folded ? fold(model, pool, error) : BAGTAG_OK;
}

bool model_is_folded(const struct bagtag_model *model)
{
    return model->scores.kind != NULL && model->storage == STORAGE_PLAIN;
}

/* Drops scores without freeing them; not those of a shrunk model, which are all it has. */
void bagtag_model_unfold(struct bagtag_model *model)
{
    if (model_is_folded(model))
        model->scores = (struct rows){.kind = NULL};
}

/* The first of N rows of C numbers in which A and B differ; N if there is none. */
static size_t first_other(const float *a, const float *b, size_t n, size_t C)
{
    size_t i = 0;
    while (i < n && memcmp(a + i * C, b + i * C, C * sizeof *a) == 0)
        i++;
    return i;
}

enum bagtag_status model_compare_scores(const struct bagtag_model *model, size_t *row, struct bagtag_error *error)
{
    const struct scores_source source = source_of(model);
    size_t at_once = stretch_of(model), C = model->n_labels, n_rows = model->rows.n;
    const struct kernel *kernel;
    float *expected = mem_array(at_once * C + 1, sizeof *expected);
    float *found = mem_array(at_once * C + 1, sizeof *found);
    enum bagtag_status status = expected != NULL && found != NULL ? kernel_choose(&kernel, error) : error_memory(error);
    for (size_t first = 0; status == BAGTAG_OK && first < n_rows; first += at_once) {
        size_t n = n_rows - first < at_once ? n_rows - first : at_once;
        status = scores_fold(expected, &source, first, n, kernel, NULL, error);
        for (size_t i = 0; i < n; i++)
            rows_read(&model->scores, first + i, found + i * C);
        *row = first + first_other(expected, found, n, C);
        if (status == BAGTAG_OK && *row < first + n)
            status = BAGTAG_INPUT;
    }
    free(expected);
    free(found);
    return status;
}
