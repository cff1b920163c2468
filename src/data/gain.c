/* gain.c - how much each row tells about the labels */
/* SPDX-License-Identifier: MIT */
#include "data/gain.h"

#include <math.h>
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

/* What is gathered of a row, in one place: rows are met in no order that memory likes. */
struct tally {
    double sum;     /* of (n[c] + P[c]) ln((n[c] + P[c]) / P[c]) over the labels so far */
    uint32_t count; /* documents of the label at hand that have it; 0 between labels */
    uint32_t total; /* n: labels of the documents that have it */
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

/* Adds the label's part to the sums of the rows of DOCUMENTS[0..n), the documents that have it; PRIOR is P of it. */
static void add_label(const struct dataset *dataset, const uint32_t *documents, size_t n, double prior,
                      struct tally *rows)
{
    for (size_t i = 0; i < n; i++)
        for (uint64_t k = dataset->offsets[documents[i]]; k < dataset->offsets[documents[i] + 1]; k++) {
            rows[dataset->ids[k]].count++;
            rows[dataset->ids[k]].total++;
        }
    enum { TABLED = 64 };
    double terms[TABLED]; /* most counts are small */
    for (size_t count = 1; count < TABLED && count <= n; count++)
        terms[count] = ((double)count + prior) * logarithm(1.0 + (double)count / prior);
    for (size_t i = 0; i < n; i++)
        for (uint64_t k = dataset->offsets[documents[i]]; k < dataset->offsets[documents[i] + 1]; k++) {
            struct tally *row = &rows[dataset->ids[k]];
            uint32_t count = row->count;
            if (count == 0)
                continue;
            row->sum +=
                count < TABLED ? terms[count] : ((double)count + prior) * logarithm(1.0 + (double)count / prior);
            row->count = 0;
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

/* From idf to weights: as the p of a row add up to 1, KL = sum / (n + 1) - ln(n + 1). */
static void finish(const struct tally *rows, size_t n_rows, float *weights)
{
    for (size_t r = 0; r < n_rows; r++) {
        double total = (double)rows[r].total + 1.0;
        double gain = rows[r].sum / total - logarithm(total);
        weights[r] = weight_of(gain, weights[r]);
    }
}

float *gain_of_rows(const struct dataset *dataset, size_t n_rows, size_t n_labels)
{
    uint64_t n = dataset->label_offsets[dataset->n_documents], first = 0;
    struct by_label sorted = {0};
    struct tally *rows = large_zeroed(n_rows, sizeof *rows);
    float *weights = dataset_idf(dataset, n_rows);
    if (!weights || !rows || sort_by_label(dataset, n_labels, &sorted) != 0) {
        free(weights);
        weights = NULL;
    }
    for (size_t c = 0; weights && c < n_labels; c++) {
        size_t n_here = (size_t)(sorted.ends[c] - first);
        add_label(dataset, sorted.documents + first, n_here, (double)n_here / (double)n, rows);
        first = sorted.ends[c];
    }
    if (weights)
        finish(rows, n_rows, weights);
    free(sorted.documents);
    free(sorted.ends);
    large_free(rows);
    return weights;
}
