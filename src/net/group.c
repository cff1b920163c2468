/* group.c - sixteen documents on their way through a model's columns, one in each lane */
/* SPDX-License-Identifier: MIT */
#include "base/large.h"
#include "net/group.h"

#include <stdlib.h>

#include "base/mem.h"

enum { LANES = KERNEL_LANES };

enum bagtag_status group_init(struct group *group, enum bag bag, const struct loss *loss, bool has_winners,
                              size_t width, size_t n_labels, struct bagtag_error *error)
{
    size_t padded = (width + LANES - 1) / LANES * LANES, n_outputs = loss->n_outputs(n_labels);
    size_t n_lines = 2 * padded + 3, n_floats;
    if (__builtin_add_overflow(n_lines, n_outputs > n_labels ? n_outputs : n_labels, &n_lines) ||
        __builtin_mul_overflow(n_lines, LANES, &n_floats))
        return error_memory(error);
    float *block = large_floats(n_floats);
    if (!block)
        return error_memory(error);
    uint32_t *winners = NULL;
    if (bag == BAG_MAX && has_winners && !(winners = mem_zeroed(padded * LANES, sizeof *winners))) {
        large_free(block);
        return error_memory(error);
    }
    *group =
        (struct group){.bag = bag, .loss = loss, .padded_width = padded, .n_labels = n_labels, .n_outputs = n_outputs};
    group->winners = winners;
    group->bags = block;
    group->columns = group->bags + padded * LANES;
    group->largest = group->columns + padded * LANES;
    group->log_sum = group->largest + LANES;
    group->z = group->log_sum + LANES;
    return BAGTAG_OK;
}

void group_clear(struct group *group)
{
    large_free(group->bags);
    free(group->winners);
    *group = (struct group){0};
}

void group_gather(struct group *group, const struct kernel *kernel, const struct rows *rows,
                  const struct document *documents, size_t n, size_t n_ahead)
{
    for (size_t lane = 0; lane < n; lane++) {
        struct document ahead = lane + 1 < n + n_ahead ? documents[lane + 1] : (struct document){0};
        size_t at = lane * group->padded_width;
        bag_forward(group->bag, kernel, group->bags + at, group->winners ? group->winners + at : NULL, rows,
                    &documents[lane], ahead);
    }
    kernel->to_lanes(group->columns, group->bags, group->padded_width, rows->width, n);
    group->n_documents = n;
}

void group_logits(struct group *group, const struct kernel *kernel, const struct rows *rows, struct output_layer layer,
                  const struct document *documents, size_t n)
{
    group_gather(group, kernel, rows, documents, n, 0);
    kernel->logits(group->z, group->columns, layer.weight, rows->width, rows->width, group->n_outputs, layer.bias);
}

struct loss_lanes group_lanes(const struct group *group, const struct kernel *kernel)
{
    return (struct loss_lanes){.kernel = kernel,
                               .n_labels = group->n_labels,
                               .n_documents = group->n_documents,
                               .z = group->z,
                               .largest = group->largest,
                               .log_sum = group->log_sum};
}

void group_forward(struct group *group, const struct kernel *kernel, const struct rows *rows, struct output_layer layer,
                   const struct document *documents, size_t n)
{
    group_logits(group, kernel, rows, layer, documents, n);
    struct loss_lanes lanes = group_lanes(group, kernel);
    group->loss->probabilities(&lanes);
}
