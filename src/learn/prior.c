/* prior.c - the label frequencies as the bias of a model */
/* SPDX-License-Identifier: MIT */
#include "learn/prior.h"

#include <stdlib.h>

#include "base/mem.h"

/* Ignores the names of labels, which do not reflect frequencies. Sums in the order of the documents, so that the result
 * is the same on every machine. */
static void count_labels(double *counts, const struct dataset *train, const struct loss *loss)
{
    for (size_t i = 0; i < dataset_documents_read(train); i++) {
        uint64_t first = train->label_offsets[i], end = train->label_offsets[i + 1];
        for (uint64_t l = first; l < end; l++)
            counts[train->labels[l]] += loss->label_share((size_t)(end - first));
    }
}

enum bagtag_status prior_set_bias(struct params *params, const struct dataset *train, const struct loss *loss,
                                  size_t n_labels, double temperature, struct bagtag_error *error)
{
    double *counts = mem_zeroed(n_labels, sizeof *counts);
    double *outputs = mem_zeroed(params->n_outputs, sizeof *outputs);
    double scale = temperature < 1.0 ? temperature : 1.0;
    enum bagtag_status status = counts && outputs ? BAGTAG_OK : error_memory(error);
    if (status == BAGTAG_OK) {
        count_labels(counts, train, loss);
        loss->prior(outputs, counts, n_labels, (double)dataset_documents_read(train));
    }
    for (size_t s = 0; status == BAGTAG_OK && s < params->n_shares; s++)
        for (size_t o = 0; o < params->n_outputs; o++)
            params->shares[s].bias[o] = (float)(scale * outputs[o]);
    free(counts);
    free(outputs);
    return status;
}
