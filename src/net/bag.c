/* bag.c - combines the rows of a document into one */
/* SPDX-License-Identifier: MIT */
#include "net/bag.h"

const char *const bag_names[] = {"mean", "sum", "max", NULL};

bool bag_takes_weights(enum bag bag)
{
    return bag != BAG_MAX;
}

void bag_forward(enum bag bag, const struct kernel *kernel, float *out, uint32_t *winners, const struct rows *rows,
                 const struct document *document, struct document ahead)
{
    if (bag == BAG_MAX)
        rows->kind->max(rows, out, winners, document);
    else
        rows->kind->sum(rows, kernel, out, document, bag_row_share(bag, document), ahead);
}

float bag_row_share(enum bag bag, const struct document *document)
{
    if (document->weights)
        return document->scale;
    return bag == BAG_MEAN && document->n > 0 ? 1.0f / (float)document->n : 1.0f;
}

void bag_add(enum bag bag, const struct kernel *kernel, const struct share *share, const struct document *document,
             const uint32_t *winners, const float *step, float keep)
{
    size_t width = share->width;
    if (document->weights) {
        kernel->bag_decay_add(share->embedding, width, width, document->ids, document->weights, document->n, step,
                              keep);
        return;
    }
    if (bag != BAG_MAX) {
        kernel->bag_add(share->embedding, width, width, document->ids, document->n, step);
        return;
    }
    for (size_t d = 0; document->n && d < width; d++)
        share->embedding[(size_t)document->ids[winners[d]] * width + d] += step[d];
}
