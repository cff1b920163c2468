/* gain.c - how much each row tells about the labels */
/* SPDX-License-Identifier: MIT */
#include "data/gain.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/large.h"
#include "base/logarithm.h"
#include "base/mem.h"
#include "data/dataset_weights.h"

static const double LEAST = 0.25; /* what a row that tells nothing counts */

/* The documents of each label, one label after the other. */
struct by_label {
    uint32_t *documents;
    uint64_t *ends; /* [C]: of each label's documents */
};

/* What is gathered of a row, in one place: rows are met in no order that memory likes. The documents come label after
 * label, so that what a label adds to the sum is known when the row meets the next one. */
struct tally {
    double sum;     /* of (n[c] + P[c]) ln((n[c] + P[c]) / P[c]) over the labels before the last */
    uint32_t label; /* the last label that it was met with */
    uint32_t count; /* documents of that label that have it */
    uint32_t total; /* n: labels of the documents that have it */
    uint32_t df;    /* the documents that have it */
};

enum { TABLED = 16 }; /* most counts are small */

/* The labels, and logarithms that were taken before. */
struct labels {
    size_t n;
    double *priors;          /* [n]: P */
    double (*terms)[TABLED]; /* [n]: what counts below TABLED add to a sum; 0: not known yet */
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

static int make_labels(struct labels *labels, const struct by_label *sorted, size_t n_labels, uint64_t n)
{
    *labels = (struct labels){n_labels, mem_array(n_labels, sizeof *labels->priors),
                              mem_zeroed(n_labels, sizeof *labels->terms)};
    uint64_t first = 0;
    for (size_t c = 0; labels->priors && c < n_labels; c++) {
        labels->priors[c] = (double)(sorted->ends[c] - first) / (double)n;
        first = sorted->ends[c];
    }
    return labels->priors && labels->terms ? 0 : -1;
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

/* Adds what the last label of ROW says. */
static void settle(struct tally *row, const struct labels *labels)
{
    if (row->count > 0)
        row->sum += term(labels, row->label, row->count);
    row->count = 0;
}

/* Counts the rows of document I for label C, and in df if the document IS_NEW: no label before had it. */
static void add_document(const struct dataset *dataset, size_t i, uint32_t c, bool is_new, const struct labels *labels,
                         struct tally *rows)
{
    enum { AHEAD = 16 };
    uint64_t end = dataset->offsets[i + 1];
    for (uint64_t k = dataset->offsets[i]; k < end; k++) {
        struct tally *row = &rows[dataset->ids[k]];
        if (k + AHEAD < end)
            __builtin_prefetch(&rows[dataset->ids[k + AHEAD]], 1);
        if (row->label != c) {
            settle(row, labels);
            row->label = c;
        }
        row->count++;
        row->total++;
        row->df += is_new;
    }
}

static bool is_first_label(const struct dataset *dataset, size_t i, uint32_t c)
{
    return dataset->labels[dataset->label_offsets[i]] == c;
}

static void count_documents(const struct dataset *dataset, const struct by_label *sorted, const struct labels *labels,
                            struct tally *rows)
{
    uint64_t k = 0;
    for (uint32_t c = 0; c < labels->n; c++)
        for (uint64_t first = k; k < sorted->ends[c]; k++) {
            uint32_t i = sorted->documents[k];
            bool is_repeated = k > first && sorted->documents[k - 1] == i;
            add_document(dataset, i, c, !is_repeated && is_first_label(dataset, i, c), labels, rows);
        }
}

/* From the gain of a row and its idf. */
static float weight_of(double gain, float idf)
{
    return (float)((LEAST + (gain > 0.0 ? gain : 0.0)) * sqrt((double)idf));
}

float gain_of_unseen(uint64_t n)
{
    return weight_of(0.0, dataset_idf_of(0, n));
}

/* As the p of a row add up to 1, KL = sum / (n + 1) - ln(n + 1). Most rows are of few documents, and logarithms of few
 * numbers are taken for them once. */
static void finish(struct tally *rows, size_t n_rows, const struct labels *labels, uint64_t n_documents, float *weights)
{
    enum { FEW = 256 };
    double logarithms[FEW];
    float idf[FEW];
    for (uint32_t few = 0; few < FEW; few++) {
        logarithms[few] = logarithm((double)few + 1.0);
        idf[few] = dataset_idf_of(few, n_documents);
    }
    for (size_t r = 0; r < n_rows; r++) {
        struct tally *row = &rows[r];
        settle(row, labels);
        double total = (double)row->total + 1.0;
        double gain = row->sum / total - (row->total < FEW ? logarithms[row->total] : logarithm(total));
        weights[r] = weight_of(gain, row->df < FEW ? idf[row->df] : dataset_idf_of(row->df, n_documents));
    }
}

float *gain_of_rows(const struct dataset *dataset, size_t n_rows, size_t n_labels)
{
    enum { READABLE_BEHIND = 16 };
    assert(dataset->beside == DATASET_COUNTS && !dataset->has_others);
    struct by_label sorted = {0};
    struct labels labels = {0};
    struct tally *rows = large_zeroed(n_rows, sizeof *rows);
    float *weights = mem_zeroed(n_rows + READABLE_BEHIND, sizeof *weights);
    if (rows && weights && sort_by_label(dataset, n_labels, &sorted) == 0 &&
        make_labels(&labels, &sorted, n_labels, dataset->label_offsets[dataset->n_documents]) == 0) {
        large_touch(rows);
        count_documents(dataset, &sorted, &labels, rows);
        finish(rows, n_rows, &labels, dataset->n_documents, weights);
    } else {
        free(weights);
        weights = NULL;
    }
    free(labels.priors);
    free(labels.terms);
    free(sorted.documents);
    free(sorted.ends);
    large_free(rows);
    return weights;
}
