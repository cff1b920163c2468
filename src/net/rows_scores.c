/* rows_scores.c - the rows of an embedding folded with the output layer: a score for each label */
/* SPDX-License-Identifier: MIT */
#include "net/rows_scores.h"

#include <string.h>

#include "base/large.h"

enum { LANES = KERNEL_LANES, BLOCK = 64 }; /* rows that stay in the cache while all labels are computed */

struct folding {
    float *table; /* from row `first` on */
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
            folding->table[(first - folding->first + i) * folding->n_labels + c] = dots[i];
    }
}

/* Each worker folds a run of blocks. */
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

/* W with its factors, its rows padded with zeros; NULL if out of memory. */
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
