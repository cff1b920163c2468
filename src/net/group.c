/* group.c - takes up to sixteen documents from rows to outputs at once, one in each lane */
/* SPDX-License-Identifier: MIT */
#include "base/large.h"
#include "net/group.h"

#include <stdlib.h>

#include "base/mem.h"

enum { LANES = KERNEL_LANES };

static enum bagtag_status init_extra(struct loss_extra *extra, size_t n_labels, struct bagtag_error *error)
{
    extra->heap = mem_array(n_labels + 1, sizeof *extra->heap);
    extra->visits = mem_array(n_labels + 1, sizeof *extra->visits);
    extra->sigmoids = mem_array(LOSS_SIGMOID_CELLS + 1, sizeof *extra->sigmoids);
    if (!extra->heap || !extra->visits || !extra->sigmoids)
        return error_memory(error);
    loss_sigmoid_cells(extra->sigmoids);
    return BAGTAG_OK;
}

enum bagtag_status group_init(struct group *group, enum bag bag, const struct loss *loss, bool has_winners,
                              size_t width, size_t n_labels, struct bagtag_error *error)
{
    size_t padded = (width + LANES - 1) / LANES * LANES, n_outputs = loss->n_outputs(n_labels);
    size_t n_lines = 3 * padded + 3, n_floats;
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
    group->lines = group->columns + padded * LANES;
    group->largest = group->lines + padded * LANES;
    group->log_sum = group->largest + LANES;
    group->z = group->log_sum + LANES;
    enum bagtag_status status = loss->best ? init_extra(&group->extra, n_labels, error) : BAGTAG_OK;
    if (status != BAGTAG_OK)
        group_clear(group);
    return status;
}

void group_clear(struct group *group)
{
    large_free(group->bags);
    free(group->winners);
    free(group->extra.heap);
    free(group->extra.visits);
    free(group->extra.sigmoids);
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
    if (layer.code_size > 0) {
        struct kernel_codes codes = {.w = layer.weight,
                                     .stride = rows->width,
                                     .width = rows->width,
                                     .size = layer.code_size,
                                     .n_labels = group->n_outputs,
                                     .lines = group->lines};
        kernel->code_logits(group->z, group->columns, &codes, layer.bias);
    } else if (group->loss->is_in_order) {
        kernel->logits_in_order(group->z, group->columns, layer.weight, rows->width, rows->width, group->n_outputs,
                                layer.factor, layer.bias);
    } else {
        kernel->logits(group->z, group->columns, layer.weight, rows->width, rows->width, group->n_outputs, layer.bias);
    }
}

struct loss_lanes group_lanes(const struct group *group, const struct kernel *kernel)
{
    return (struct loss_lanes){.kernel = kernel,
                               .n_labels = group->n_labels,
                               .n_documents = group->n_documents,
                               .z = group->z,
                               .largest = group->largest,
                               .log_sum = group->log_sum,
                               .extra = &group->extra};
}

void group_logits_folded(struct group *group, const struct kernel *kernel, const struct rows *scores, const float *bias,
                         const struct document *documents, size_t n)
{
    group_gather(group, kernel, scores, documents, n, 0);
    for (size_t c = 0; c < group->n_labels; c++)
        for (size_t lane = 0; lane < LANES; lane++)
            group->z[c * LANES + lane] = group->columns[c * LANES + lane] + (bias != NULL ? bias[c] : 0.0f);
}

void group_probabilities(struct group *group, const struct kernel *kernel)
{
    struct loss_lanes lanes = group_lanes(group, kernel);
    group->loss->probabilities(&lanes);
}
