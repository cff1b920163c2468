/* dataset.c - documents as ids: what the trainer sees */
/* SPDX-License-Identifier: MIT */
#include "data/dataset.h"

#include <stdlib.h>

#include "base/large.h"

void dataset_drop(struct dataset *dataset, size_t n_words, unsigned dropped)
{
    assert(dataset->beside == DATASET_NOTHING);
    uint64_t at = 0, from = 0;
    for (size_t i = 0; i < dataset->n_documents; i++) {
        uint64_t end = dataset->offsets[i + 1];
        for (; from < end; from++)
            if ((dropped & dataset_id_of(dataset->ids[from], n_words)) == 0)
                dataset->ids[at++] = dataset->ids[from];
        dataset->offsets[i + 1] = at;
    }
    if ((dropped & DATASET_NO_ROW) != 0)
        dataset->has_others = false;
}

bool dataset_has_several_labels(const struct dataset *dataset)
{
    enum { RARE_DIVISOR = 20 }; /* not rare: one in so many */
    size_t n = 0;
    for (size_t i = 0; i < dataset->n_documents; i++)
        n += dataset->label_offsets[i + 1] - dataset->label_offsets[i] > 1;
    return n * RARE_DIVISOR >= dataset->n_documents;
}

void dataset_clear(struct dataset *dataset)
{
    large_free(dataset->ids);
    free(dataset->weights);
    free(dataset->scales);
    free(dataset->offsets);
    free(dataset->labels);
    free(dataset->label_offsets);
    *dataset = (struct dataset){0};
}
