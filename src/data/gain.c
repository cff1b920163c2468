/* gain.c - how informative each row is about the labels */
/* SPDX-License-Identifier: MIT */
#include "data/gain.h"

#include <assert.h>
#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/large.h"
#include "base/logarithm.h"
#include "base/mem.h"
#include "base/sort.h"
#include "data/dataset_weights.h"

static const double MIN_FACTOR = 0.25; /* the factor of a row that is not informative */

/* The documents grouped by label (a counting sort). */
struct by_label {
    uint32_t *documents;
    uint64_t *ends; /* [C]: the end of each label's documents */
};

/* The statistics of a row, kept together because rows are accessed in random order. Documents are visited label by
 * label, so that a label's contribution to the sum is known when the row first occurs with the next label. */
struct tally {
    double sum;     /* of (n[c] + P[c]) ln((n[c] + P[c]) / P[c]) over the labels before the last */
    uint32_t label; /* the last label it occurred with */
    uint32_t count; /* documents of that label with the row */
    uint32_t total; /* n: labels of all documents with the row */
    uint32_t df;    /* documents with the row */
};

enum { TABLED = 16 }; /* most counts are small */

/* Shared by the workers. Each has a range of rows with about as many occurrences as the others'. */
struct tallying {
    const struct dataset *dataset;
    size_t n_rows, n_labels;
    struct by_label sorted;
    double *priors;     /* [C]: P */
    struct tally *rows; /* [V] */
    float *weights;     /* [V] */
    uint64_t *borders;  /* [n_workers + 1]: worker w has the rows [borders[w], borders[w + 1]) */
    atomic_bool has_failed;
};

/* The labels, and one worker's cache of logarithms. */
struct labels {
    size_t n;
    const double *priors;    /* [n]: P */
    double (*terms)[TABLED]; /* [n]: the terms of counts below TABLED; 0: not computed yet */
};

static int sort_by_label(const struct dataset *dataset, size_t n_labels, struct by_label *sorted)
{
    uint64_t n = dataset->label_offsets[dataset->n_documents], start = 0;
    sorted->documents = mem_array((size_t)n, sizeof *sorted->documents);
    sorted->ends = mem_zeroed(n_labels, sizeof *sorted->ends);
    if (!sorted->documents || !sorted->ends)
        return -1;
    for (uint64_t l = 0; l < n; l++)
        sorted->ends[dataset->labels[l]]++;
    for (size_t c = 0; c < n_labels; c++) {
        uint64_t count = sorted->ends[c];
        sorted->ends[c] = start;
        start += count;
    }
    for (size_t i = 0; i < dataset->n_documents; i++)
        for (uint64_t l = dataset->label_offsets[i]; l < dataset->label_offsets[i + 1]; l++)
            sorted->documents[sorted->ends[dataset->labels[l]]++] = (uint32_t)i;
    return 0;
}

static double *priors_of(const struct by_label *sorted, size_t n_labels, uint64_t n)
{
    double *priors = mem_array(n_labels, sizeof *priors);
    uint64_t first = 0;
    for (size_t c = 0; priors && c < n_labels; c++) {
        priors[c] = (double)(sorted->ends[c] - first) / (double)n;
        first = sorted->ends[c];
    }
    return priors;
}

static double term(const struct labels *labels, uint32_t c, uint32_t count)
{
    double prior = labels->priors[c], *known = count < TABLED ? &labels->terms[c][count] : NULL;
    if (known != NULL && *known > 0.0)
        return *known;
    double sum = ((double)count + prior) * logarithm(1.0 + (double)count / prior);
    if (known != NULL)
        *known = sum;
    return sum;
}

/* Adds the term of ROW's last label. */
static void settle(struct tally *row, const struct labels *labels)
{
    if (row->count > 0)
        row->sum += term(labels, row->label, row->count);
    row->count = 0;
}

/* Counts the rows IDS[0..n) of a document for label C. IS_NEW: the document has not been visited for another label, and
 * counts in df. */
static void add_rows(const uint32_t *ids, size_t n, uint32_t c, bool is_new, const struct labels *labels,
                     struct tally *rows)
{
    enum { AHEAD = 16 };
    for (size_t k = 0; k < n; k++) {
        struct tally *row = &rows[ids[k]];
        if (k + AHEAD < n)
            __builtin_prefetch(&rows[ids[k + AHEAD]], 1);
        if (row->label != c) {
            settle(row, labels);
            row->label = c;
        }
        row->count++;
        row->total++;
        row->df += is_new;
    }
}

/* How many of N ascending ids are below BORDER. */
static size_t count_below(const uint32_t *ids, size_t n, uint64_t border)
{
    size_t from = 0;
    while (n > 0) {
        size_t half = n / 2;
        bool is_below = ids[from + half] < border;
        from = is_below ? from + half + 1 : from;
        n = is_below ? n - half - 1 : half;
    }
    return from;
}

static bool is_first_label(const struct dataset *dataset, size_t i, uint32_t c)
{
    return dataset->labels[dataset->label_offsets[i]] == c;
}

/* Counts the rows [FIRST, END) of all documents. */
static void count_documents(const struct tallying *tallying, uint64_t first, uint64_t end, const struct labels *labels)
{
    const struct dataset *dataset = tallying->dataset;
    const struct by_label *sorted = &tallying->sorted;
    uint64_t k = 0;
    for (uint32_t c = 0; c < labels->n; c++)
        for (uint64_t of_label = k; k < sorted->ends[c]; k++) {
            uint32_t i = sorted->documents[k];
            const uint32_t *ids = dataset->ids + dataset->offsets[i];
            size_t n = (size_t)(dataset->offsets[i + 1] - dataset->offsets[i]);
            size_t from = first > 0 ? count_below(ids, n, first) : 0;
            n = end < tallying->n_rows ? count_below(ids, n, end) : n;
            bool is_repeated = k > of_label && sorted->documents[k - 1] == i;
            add_rows(ids + from, n - from, c, !is_repeated && is_first_label(dataset, i, c), labels, tallying->rows);
        }
}

static float weight_of(double gain, float idf)
{
    return (float)((MIN_FACTOR + (gain > 0.0 ? gain : 0.0)) * sqrt((double)idf));
}

float gain_of_unseen(uint64_t n)
{
    return weight_of(0.0, dataset_idf_of(0, n));
}

/* Computes the weights of the rows [FIRST, END). As the p of a row add up to 1, KL = sum / (n + 1) - ln(n + 1). Most
 * rows occur in few documents, so the logarithms of small numbers are computed once. */
static void finish(const struct tallying *tallying, uint64_t first, uint64_t end, const struct labels *labels)
{
    enum { FEW = 256 };
    double logarithms[FEW];
    float idf[FEW];
    size_t n_documents = tallying->dataset->n_documents;
    for (uint32_t few = 0; few < FEW; few++) {
        logarithms[few] = logarithm((double)few + 1.0);
        idf[few] = dataset_idf_of(few, n_documents);
    }
    for (uint64_t r = first; r < end; r++) {
        struct tally *row = &tallying->rows[r];
        settle(row, labels);
        double total = (double)row->total + 1.0;
        double gain = row->sum / total - (row->total < FEW ? logarithms[row->total] : logarithm(total));
        tallying->weights[r] = weight_of(gain, row->df < FEW ? idf[row->df] : dataset_idf_of(row->df, n_documents));
    }
}

static void tally_some(void *context, int worker)
{
    struct tallying *tallying = context;
    uint64_t first = tallying->borders[worker], end = tallying->borders[worker + 1];
    struct labels labels = {tallying->n_labels, tallying->priors, mem_zeroed(tallying->n_labels, sizeof *labels.terms)};
    if (labels.terms) {
        count_documents(tallying, first, end, &labels);
        finish(tallying, first, end, &labels);
    } else {
        atomic_store(&tallying->has_failed, true);
    }
    free(labels.terms);
}

/* Divides the rows among N_WORKERS, by the quantiles of a sample of the ids. */
static bool find_borders(struct tallying *tallying, size_t n_workers)
{
    enum { SOME = 10000 };
    const struct dataset *dataset = tallying->dataset;
    uint64_t n_ids = dataset->offsets[dataset->n_documents];
    size_t n = n_workers == 1 ? 0 : n_ids < SOME ? (size_t)n_ids : SOME;
    uint32_t *ids = mem_array(n, sizeof *ids);
    tallying->borders = mem_array(n_workers + 1, sizeof *tallying->borders);
    if (ids && tallying->borders) {
        for (size_t i = 0; i < n; i++)
            ids[i] = dataset->ids[n_ids / n * i];
        sort_u32(ids, n);
        for (size_t w = 1; w < n_workers; w++)
            tallying->borders[w] = n > 0 ? ids[n * w / n_workers] : 0;
        tallying->borders[0] = 0;
        tallying->borders[n_workers] = tallying->n_rows;
    }
    free(ids);
    return ids && tallying->borders;
}

float *gain_of_rows(const struct dataset *dataset, size_t n_rows, size_t n_labels, struct pool *pool)
{
    enum { READ_PADDING = 16 };
    assert(dataset->values == DATASET_COUNTS && !dataset->has_others);
    struct tallying tallying = {.dataset = dataset,
                                .n_rows = n_rows,
                                .n_labels = n_labels,
                                .rows = large_zeroed(n_rows, sizeof *tallying.rows),
                                .weights = mem_zeroed(n_rows + READ_PADDING, sizeof *tallying.weights)};
    bool is_ready = tallying.rows && tallying.weights && sort_by_label(dataset, n_labels, &tallying.sorted) == 0 &&
                    find_borders(&tallying, (size_t)pool_n_workers(pool));
    if (is_ready)
        tallying.priors = priors_of(&tallying.sorted, n_labels, dataset->label_offsets[dataset->n_documents]);
    if (tallying.priors) {
        large_fault_in(tallying.rows);
        pool_run(pool, tally_some, &tallying);
    }
    if (!tallying.priors || atomic_load(&tallying.has_failed)) {
        free(tallying.weights);
        tallying.weights = NULL;
    }
    free(tallying.priors);
    free(tallying.borders);
    free(tallying.sorted.documents);
    free(tallying.sorted.ends);
    large_free(tallying.rows);
    return tallying.weights;
}
