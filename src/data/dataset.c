/* dataset.c - documents as ids: what the trainer sees */
/* SPDX-License-Identifier: MIT */
#include "data/dataset.h"

#include <stdlib.h>

#include "base/large.h"

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
