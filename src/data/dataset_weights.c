/* dataset_weights.c - counts and weights of the rows in a data set */
/* SPDX-License-Identifier: MIT */
#include "data/dataset_weights.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/logarithm.h"
#include "base/mem.h"
#include "words/weight.h"

/* Each worker unites one run of documents in place, closing the gaps inside the run. */
struct uniting {
    struct dataset *dataset;
    size_t n_runs;
    uint64_t *ends;   /* [n_documents]: end of each document, relative to the start of its run */
    bool *has_failed; /* [n_runs] */
};

static void unite_run(void *context, int worker)
{
    struct uniting *u = context;
    struct dataset *dataset = u->dataset;
    size_t first = dataset->n_documents * (size_t)worker / u->n_runs;
    size_t end = dataset->n_documents * ((size_t)worker + 1) / u->n_runs;
    uint32_t *scratch = NULL;
    size_t capacity = 0;
    uint64_t start = dataset->offsets[first], at = start;
    for (size_t i = first; i < end; i++) {
        uint64_t from = dataset->offsets[i];
        size_t n = (size_t)(dataset->offsets[i + 1] - from);
        if (mem_reserve(&scratch, &capacity, n, sizeof *scratch) != 0) {
            u->has_failed[worker] = true;
            break;
        }
        memmove(dataset->ids + at, dataset->ids + from, n * sizeof *dataset->ids);
        at += weight_merge_equal(dataset->ids + at, n, dataset->weights + at, scratch);
        u->ends[i] = at - start;
    }
    free(scratch);
}

enum bagtag_status dataset_merge_equal(struct dataset *dataset, struct pool *pool, struct bagtag_error *error)
{
    assert(dataset->values == DATASET_UNWEIGHTED);
    size_t n = dataset->n_documents;
    struct uniting u = {.dataset = dataset, .n_runs = (size_t)pool_n_workers(pool)};
    u.ends = mem_array(n, sizeof *u.ends);
    u.has_failed = mem_zeroed(u.n_runs, sizeof *u.has_failed);
    dataset->values = DATASET_COUNTS;
    dataset->weights = mem_array((size_t)dataset->offsets[n], sizeof *dataset->weights);
    enum bagtag_status status = u.ends && u.has_failed && dataset->weights ? BAGTAG_OK : error_memory(error);
    if (status == BAGTAG_OK)
        pool_run(pool, unite_run, &u);
    for (size_t run = 0; status == BAGTAG_OK && run < u.n_runs; run++)
        if (u.has_failed[run])
            status = error_memory(error);
    uint64_t at = 0;
    for (size_t run = 0; status == BAGTAG_OK && run < u.n_runs; run++) {
        size_t first = n * run / u.n_runs, end = n * (run + 1) / u.n_runs;
        uint64_t start = dataset->offsets[first], left = end > first ? u.ends[end - 1] : 0;
        memmove(dataset->ids + at, dataset->ids + start, (size_t)left * sizeof *dataset->ids);
        memmove(dataset->weights + at, dataset->weights + start, (size_t)left * sizeof *dataset->weights);
        for (size_t i = first; i < end; i++)
            u.ends[i] += at;
        at += left;
    }
    for (size_t i = 0; status == BAGTAG_OK && i < n; i++)
        dataset->offsets[i + 1] = u.ends[i];
    free(u.ends);
    free(u.has_failed);
    return status;
}

void dataset_drop_counts(struct dataset *dataset)
{
    assert(dataset->values == DATASET_COUNTS);
    free(dataset->weights);
    dataset->weights = NULL;
    dataset->values = DATASET_UNWEIGHTED;
}

float dataset_idf_of(uint64_t df, uint64_t n)
{
    return (float)(1.0 + logarithm((double)(1 + n) / (double)(1 + df)));
}

float *dataset_idf(const struct dataset *dataset, size_t n_rows)
{
    enum { READ_PADDING = 16 };
    assert(dataset->values == DATASET_COUNTS && !dataset->has_others);
    uint64_t n = dataset->n_documents;
    uint32_t *df = mem_zeroed(n_rows, sizeof *df);
    float *idf = mem_zeroed(n_rows + READ_PADDING, sizeof *idf);
    if (!df || !idf) {
        free(df);
        free(idf);
        return NULL;
    }
    for (uint64_t k = 0; k < dataset->offsets[n]; k++)
        df[dataset->ids[k]]++;
    for (size_t r = 0; r < n_rows; r++)
        idf[r] = dataset_idf_of(df[r], n);
    free(df);
    return idf;
}

/* Makes room for the scales of a data set with counts. */
static bool begin_weights(struct dataset *dataset)
{
    assert(dataset->values == DATASET_COUNTS && !dataset->has_others);
    dataset->values = DATASET_WEIGHTS;
    dataset->scales = mem_array(dataset->n_documents, sizeof *dataset->scales);
    return dataset->scales != NULL;
}

struct weighing {
    struct dataset *dataset;
    const float *idf;
    size_t n_runs;
};

static void weigh_run(void *context, int worker)
{
    struct weighing *w = context;
    struct dataset *dataset = w->dataset;
    size_t first = dataset->n_documents * (size_t)worker / w->n_runs;
    size_t end = dataset->n_documents * ((size_t)worker + 1) / w->n_runs;
    for (size_t i = first; i < end; i++) {
        uint64_t at = dataset->offsets[i];
        size_t n = (size_t)(dataset->offsets[i + 1] - at);
        weight_terms(dataset->ids + at, n, w->idf, dataset->weights + at);
        dataset->scales[i] = weight_scale(dataset->weights + at, n);
    }
}

enum bagtag_status dataset_weigh(struct dataset *dataset, const float *idf, struct pool *pool,
                                 struct bagtag_error *error)
{
    if (!begin_weights(dataset))
        return error_memory(error);
    struct weighing weighing = {dataset, idf, (size_t)pool_n_workers(pool)};
    pool_run(pool, weigh_run, &weighing);
    return BAGTAG_OK;
}

enum bagtag_status dataset_weigh_by_count(struct dataset *dataset, enum bag bag, struct bagtag_error *error)
{
    assert(bag != BAG_MAX);
    if (!begin_weights(dataset))
        return error_memory(error);
    for (size_t i = 0; i < dataset->n_documents; i++) {
        double sum = 0.0;
        for (uint64_t k = dataset->offsets[i]; k < dataset->offsets[i + 1]; k++)
            sum += (double)dataset->weights[k];
        dataset->scales[i] = bag == BAG_SUM ? 1.0f : sum > 0.0 ? (float)(1.0 / sum) : 0.0f;
    }
    return BAGTAG_OK;
}
