/* rows_scores.c - the rows of an embedding folded with the output layer: a score for each label */
/* SPDX-License-Identifier: MIT */
#include "net/rows_scores.h"

#include <string.h>

#include "base/large.h"

/* ---- folding -------------------------------------------------------------------------------------------------- */

enum { LANES = KERNEL_LANES, BLOCK = 64 }; /* rows that stay in the cache while all labels pass by */

struct folding {
    float *table;
    const struct rows *rows;
    const float *queries; /* [C][whole lines of D] */
    size_t padded;
    size_t n_labels;
    size_t first, n; /* rows */
    const struct kernel *kernel;
    int n_workers;
};

static void fold_block(const struct folding *folding, size_t first, size_t n)
{
    float dots[BLOCK];
    for (size_t c = 0; c < folding->n_labels; c++) {
        rows_dots(folding->rows, folding->kernel, dots, folding->queries + c * folding->padded, first, n);
        for (size_t i = 0; i < n; i++)
            folding->table[(first + i) * folding->n_labels + c] = dots[i];
    }
}

/* Each worker has a run of blocks. */
static void fold(void *context, int worker)
{
    const struct folding *folding = context;
    size_t n_blocks = (folding->n + BLOCK - 1) / BLOCK, n_workers = (size_t)folding->n_workers;
    size_t share = (n_blocks + n_workers - 1) / n_workers, first = (size_t)worker * share;
    for (size_t block = first; block < first + share && block < n_blocks; block++) {
        size_t at = block * BLOCK, left = folding->n - at;
        fold_block(folding, folding->first + at, left < BLOCK ? left : BLOCK);
    }
}

/* W with its factors, its rows padded with zeros; NULL when memory is out. */
static float *make_queries(const struct scores_source *source, size_t padded)
{
    size_t D = source->rows->width, n_floats;
    float *queries = __builtin_mul_overflow(padded, source->n_labels, &n_floats) ? NULL : large_floats(n_floats);
    if (queries == NULL)
        return NULL;
    memset(queries, 0, n_floats * sizeof *queries);
    for (size_t c = 0; c < source->n_labels; c++)
        for (size_t d = 0; d < D; d++)
            queries[c * padded + d] = source->weight[c * D + d] * (source->factor != NULL ? source->factor[c] : 1.0f);
    return queries;
}

enum bagtag_status scores_fold(float *table, const struct scores_source *source, size_t first, size_t n,
                               const struct kernel *kernel, struct pool *pool, struct bagtag_error *error)
{
    size_t padded = (source->rows->width + LANES - 1) / LANES * LANES;
    float *queries = make_queries(source, padded);
    if (queries == NULL)
        return error_memory(error);
    struct folding folding = {.table = table,
                              .rows = source->rows,
                              .queries = queries,
                              .padded = padded,
                              .n_labels = source->n_labels,
                              .first = first,
                              .n = n,
                              .kernel = kernel,
                              .n_workers = pool != NULL ? pool_n_workers(pool) : 1};
    if (pool != NULL)
        pool_run(pool, fold, &folding);
    else
        fold(&folding, 0);
    large_free(queries);
    return BAGTAG_OK;
}

/* ---- sums of a few columns ------------------------------------------------------------------------------------ */

enum { FEW = 4 };

static inline const float *row_at(const struct rows *rows, uint32_t id, size_t width)
{
    return (const float *)rows->data + id * width;
}

/* WIDTH is a constant where this is called; the sums are those of the kernels, a column in a lane. */
static inline void sum_few(const struct rows *rows, float *out, const struct document *document, float scale,
                           struct document ahead, size_t width)
{
    float sums[FEW] = {0.0f};
    for (size_t k = 0; k < document->n; k++) {
        const float *row = row_at(rows, document->ids[k], width);
        if (k < ahead.n)
            __builtin_prefetch(row_at(rows, ahead.ids[k], width));
        for (size_t c = 0; c < width; c++)
            sums[c] += document->weights != NULL ? document->weights[k] * row[c] : row[c];
    }
    for (size_t k = document->n; k < ahead.n; k++)
        __builtin_prefetch(row_at(rows, ahead.ids[k], width));
    for (size_t c = 0; c < width; c++)
        out[c] = sums[c] * scale;
}

static void scores_sum(const struct rows *rows, const struct kernel *kernel, float *out,
                       const struct document *document, float scale, struct document ahead)
{
    switch (rows->width) {
    case 1:
        sum_few(rows, out, document, scale, ahead, 1);
        return;
    case 2:
        sum_few(rows, out, document, scale, ahead, 2);
        return;
    case 3:
        sum_few(rows, out, document, scale, ahead, 3);
        return;
    case 4:
        sum_few(rows, out, document, scale, ahead, 4);
        return;
    default:
        break;
    }
    const struct rows floats = rows_of_floats(rows->data, rows->n, rows->width, rows->stride);
    floats.kind->sum(&floats, kernel, out, document, scale, ahead);
}

/* The other functions are those of floats: they see the same data. */
static void scores_max(const struct rows *rows, float *out, uint32_t *winners, const struct document *document)
{
    const struct rows floats = rows_of_floats(rows->data, rows->n, rows->width, rows->stride);
    floats.kind->max(&floats, out, winners, document);
}

static void scores_read(const struct rows *rows, size_t i, float *out)
{
    memcpy(out, (const float *)rows->data + i * rows->width, rows->width * sizeof *out);
}

static void scores_dots(const struct rows *rows, const struct kernel *kernel, float *dots, const float *query,
                        size_t first, size_t n)
{
    kernel->dots(dots, query, (const float *)rows->data + first * rows->width, rows->width, n);
}

static const float *scores_borrow(const struct rows *rows, size_t i)
{
    return (const float *)rows->data + i * rows->width;
}

struct rows rows_of_scores(const float *table, size_t n, size_t n_labels)
{
    static const struct rows_kind scores = {scores_sum, scores_max, scores_read, scores_dots, scores_borrow};
    return (struct rows){.kind = &scores, .data = table, .n = n, .width = n_labels, .stride = n_labels};
}
