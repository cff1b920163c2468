/* loss_in_doubles.h - documents, and a model's loss on them with its gradient, independent of the library */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_LOSS_IN_DOUBLES_H
#define BAGTAG_TESTS_SUPPORT_LOSS_IN_DOUBLES_H

#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "data/dataset.h"
#include "net/bag.h"
#include "net/loss.h"

enum { ROWS = 13, LABELS = 7, DOCUMENTS_MAX = 37, IDS_MAX = 400, DIM_MAX = 40 };
enum { NUMBERS_MAX = ROWS * DIM_MAX + LABELS * DIM_MAX + LABELS };

/* Documents of 0 to 9 rows, with repeats now and then unless they are weighted; one label each, or up to three. */
struct documents {
    struct dataset data;
    float weights[IDS_MAX], scales[DOCUMENTS_MAX];
    uint32_t ids[IDS_MAX], labels[3 * DOCUMENTS_MAX];
    uint64_t offsets[DOCUMENTS_MAX + 1], label_offsets[DOCUMENTS_MAX + 1];
};

static inline void make_documents(struct documents *d, size_t n, size_t labels_max, uint64_t stream)
{
    size_t n_ids = 0, n_labels = 0;
    memset(d, 0, sizeof *d);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = (i * 7 + 3) % 10; k > 0; k--, n_ids++)
            d->ids[n_ids] = (uint32_t)(rng_bits(3, stream, n_ids) % ROWS);
        d->scales[i] = 0.25f + rng_unit(6, stream, i);
        size_t first = rng_bits(4, stream, i) % LABELS;
        for (size_t k = 0; k < 1 + i % labels_max; k++)
            d->labels[n_labels++] = (uint32_t)((first + 2 * k) % LABELS);
        d->offsets[i + 1] = n_ids;
        d->label_offsets[i + 1] = n_labels;
    }
    ck_assert_uint_le(n_ids, IDS_MAX);
    d->data = (struct dataset){
        .ids = d->ids, .offsets = d->offsets, .labels = d->labels, .label_offsets = d->label_offsets, .n_documents = n};
}

/* Gives the rows of each document weights, and makes them distinct. */
static inline void weigh(struct documents *d)
{
    for (size_t i = 0; i < d->data.n_documents; i++)
        for (uint64_t t = d->offsets[i]; t < d->offsets[i + 1]; t++) {
            d->ids[t] = (uint32_t)((d->ids[d->offsets[i]] + t - d->offsets[i]) % ROWS);
            d->weights[t] = 0.5f + rng_unit(5, 0, t);
        }
    d->data.values = DATASET_WEIGHTS;
    d->data.weights = d->weights;
    d->data.scales = d->scales;
}

/* E [ROWS, dim], W [LABELS, dim], b [LABELS] end to end. */
struct numbers {
    enum bag bag;
    enum loss_kind loss;
    size_t dim, n;
    double x[NUMBERS_MAX];
};

/* h of one document. */
static inline void bag_of_rows(const struct numbers *numbers, const struct dataset *data, size_t i, double h[DIM_MAX])
{
    uint64_t first = data->offsets[i], end = data->offsets[i + 1];
    for (size_t d = 0; d < numbers->dim; d++) {
        h[d] = 0;
        for (uint64_t t = first; t < end; t++) {
            double value = numbers->x[data->ids[t] * numbers->dim + d];
            if (data->weights)
                h[d] += value * (double)data->weights[t] * (double)data->scales[i];
            else if (numbers->bag == BAG_MAX)
                h[d] = t == first || value > h[d] ? value : h[d];
            else
                h[d] += numbers->bag == BAG_MEAN ? value / (double)(end - first) : value;
        }
    }
}

/* p of one document; returns its loss: the mean of -log p over its known labels; for ova, the sum over all labels.
 * *N_KNOWN is the number of known labels. */
static inline double forward(const struct numbers *numbers, const struct dataset *data, size_t i, double p[LABELS],
                             size_t *n_known)
{
    size_t dim = numbers->dim;
    const double *w = numbers->x + ROWS * dim, *b = w + LABELS * dim;
    double h[DIM_MAX], total = 0, loss = 0;
    bool is_ova = numbers->loss == LOSS_OVA;
    bag_of_rows(numbers, data, i, h);
    for (size_t c = 0; c < LABELS; c++) {
        p[c] = b[c];
        for (size_t d = 0; d < dim; d++)
            p[c] += w[c * dim + d] * h[d];
        p[c] = exp(p[c]);
        total += p[c];
    }
    for (size_t c = 0; c < LABELS; c++)
        p[c] /= is_ova ? 1 + p[c] : total;
    *n_known = 0;
    for (uint64_t l = data->label_offsets[i]; l < data->label_offsets[i + 1]; l++)
        if (data->labels[l] != DATASET_UNKNOWN_LABEL) {
            loss -= log(p[data->labels[l]]) - (is_ova ? log(1 - p[data->labels[l]]) : 0);
            ++*n_known;
        }
    for (size_t c = 0; is_ova && c < LABELS; c++)
        loss -= log(1 - p[c]);
    return *n_known == 0 ? 0 : is_ova ? loss : loss / (double)*n_known;
}

static inline double total_loss(const struct numbers *numbers, const struct dataset *data)
{
    double loss = 0, p[LABELS];
    size_t n_known;
    for (size_t i = 0; i < data->n_documents; i++)
        loss += forward(numbers, data, i, p, &n_known);
    return loss;
}

/* The gradient of the summed loss by central differences. */
static inline void finite_differences(double *gradient, const struct numbers *numbers, const struct dataset *data)
{
    struct numbers *moved = malloc(sizeof *moved);
    ck_assert_ptr_nonnull(moved);
    *moved = *numbers;
    for (size_t i = 0; i < numbers->n; i++) {
        static const double h = 1e-5;
        moved->x[i] = numbers->x[i] + h;
        double above = total_loss(moved, data);
        moved->x[i] = numbers->x[i] - h;
        gradient[i] = (above - total_loss(moved, data)) / (2 * h);
        moved->x[i] = numbers->x[i];
    }
    free(moved);
}

#endif
