/* prior.c - how probable labels are before anything of a document is known */
/* SPDX-License-Identifier: MIT */
#include "learn/prior.h"

#include <stdlib.h>

#include "base/logarithm.h"
#include "base/mem.h"

static const double LEAST = 0.5; /* documents */

/* Adds up in the order of the documents, so the sums are the same on every machine. */
static void count_labels(double *counts, const struct dataset *train, enum loss loss)
{
    for (size_t i = 0; i < train->n_documents; i++) {
        uint64_t first = train->label_offsets[i], end = train->label_offsets[i + 1];
        for (uint64_t l = first; l < end; l++)
            counts[train->labels[l]] += loss == LOSS_OVA ? 1.0 : 1.0 / (double)(end - first);
    }
}

/* log(A / B) of positive numbers. */
static double log_ratio(double a, double b)
{
    return a >= b ? logarithm(a / b) : 0.0 - logarithm(b / a);
}

static double at_least(double x, double least)
{
    return x > least ? x : least;
}

enum bagtag_status prior_set_bias(struct params *params, const struct dataset *train, enum loss loss,
                                  double temperature, struct bagtag_error *error)
{
    double *counts = mem_zeroed(params->n_labels, sizeof *counts), n = (double)train->n_documents;
    if (!counts)
        return error_memory(error);
    count_labels(counts, train, loss);
    for (size_t c = 0; c < params->n_labels; c++) {
        double with = at_least(counts[c], LEAST);
        double bias = temperature * log_ratio(with, loss == LOSS_OVA ? at_least(n - counts[c], LEAST) : n);
        for (size_t s = 0; s < params->n_shares; s++)
            params->shares[s].bias[c] = (float)bias;
    }
    free(counts);
    return BAGTAG_OK;
}
