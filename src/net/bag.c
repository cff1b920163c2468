/* bag.c - how the rows of a document become one */
/* SPDX-License-Identifier: MIT */
#include "net/bag.h"

#include <string.h>

const char *const bag_names[] = {"mean", "sum", "max", NULL};

int bag_of(const char *name)
{
    for (int i = 0; bag_names[i]; i++)
        if (strcmp(bag_names[i], name) == 0)
            return i;
    return -1;
}

static void max_forward(float *out, uint32_t *winners, const struct share *share, const struct document *document)
{
    size_t width = share->width;
    for (size_t d = 0; d < width; d++)
        out[d] = 0.0f;
    for (size_t k = 0; k < document->n; k++) {
        const float *row = share->embedding + (size_t)document->ids[k] * width;
        for (size_t d = 0; d < width; d++) {
            if (k > 0 && !(row[d] > out[d]))
                continue;
            out[d] = row[d];
            if (winners)
                winners[d] = (uint32_t)k;
        }
    }
}

void bag_forward(enum bag bag, const struct kernel *kernel, float *out, uint32_t *winners, const struct share *share,
                 const struct document *document, struct document ahead)
{
    if (bag == BAG_MAX) {
        max_forward(out, winners, share, document);
        return;
    }
    size_t width = share->width;
    float scale = bag_row_share(bag, document);
    if (document->weights)
        kernel->bag_weigh(out, share->embedding, width, width, document->ids, document->weights, document->n, scale,
                          ahead.ids, ahead.n);
    else
        kernel->bag_sum(out, share->embedding, width, width, document->ids, document->n, scale, ahead.ids, ahead.n);
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
        kernel->bag_move(share->embedding, width, width, document->ids, document->weights, document->n, step, keep);
        return;
    }
    if (bag != BAG_MAX) {
        kernel->bag_add(share->embedding, width, width, document->ids, document->n, step);
        return;
    }
    for (size_t d = 0; document->n && d < width; d++)
        share->embedding[(size_t)document->ids[winners[d]] * width + d] += step[d];
}
