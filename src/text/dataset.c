/* dataset.c - documents as ids: what the trainer sees */
/* SPDX-License-Identifier: MIT */
#include "text/dataset.h"

#include <stdlib.h>

#include "text/large.h"

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
