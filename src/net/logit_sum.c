/* logit_sum.c - logits summed over the columns of all workers, and the backward pass */
/* SPDX-License-Identifier: MIT */
#include "base/large.h"
#include "net/logit_sum.h"

#include <stdbool.h>

enum { LANES = KERNEL_LANES };

/* The number of floats of one worker's scratch for codes. */
static size_t code_floats(const struct params *params)
{
    return 2 * params->code_size * LANES;
}

enum bagtag_status logit_sum_init(struct logit_sum *sum, const struct params *params, struct bagtag_error *error)
{
    size_t n_slices = (params->dim + KERNEL_SLICE - 1) / KERNEL_SLICE, depth = 1, n_floats;
    *sum = (struct logit_sum){.params = params, .n_slices = n_slices, .node_floats = (params->n_outputs + 1) * LANES};
    if (params->code_size > 0 && !(sum->code_lines = large_floats(params->n_shares * code_floats(params))))
        return error_memory(error);
    if (params->n_shares == 1)
        return BAGTAG_OK;
    while (((size_t)1 << depth) < n_slices)
        depth++;
    sum->sum_floats = depth * sum->node_floats; /* a model has far too few outputs to overflow this */
    if (__builtin_mul_overflow(sum->node_floats, 2 * n_slices, &n_floats) || !(sum->nodes = large_floats(n_floats)) ||
        !(sum->sums = large_floats(params->n_shares * sum->sum_floats)))
        return error_memory(error);
    return BAGTAG_OK;
}

void logit_sum_clear(struct logit_sum *sum)
{
    large_free(sum->nodes);
    large_free(sum->sums);
    large_free(sum->code_lines);
    *sum = (struct logit_sum){0};
}

/* The slices of a share are [first, end). */
static size_t first_slice(const struct share *share)
{
    return share->first_column / KERNEL_SLICE;
}

static size_t end_slice(const struct share *share)
{
    return (share->first_column + share->width) / KERNEL_SLICE;
}

/* The codes in WIDTH columns of the share of worker W, from its column FIRST on. */
static struct kernel_codes codes_of(const struct logit_sum *sum, int w, size_t first, size_t width)
{
    const struct params *params = sum->params;
    const struct share *share = &params->shares[w];
    return (struct kernel_codes){.w = share->weight + first,
                                 .stride = share->width,
                                 .first_column = share->first_column + first,
                                 .width = width,
                                 .size = params->code_size,
                                 .n_labels = params->n_outputs,
                                 .lines = sum->code_lines + (size_t)w * code_floats(params)};
}

/* NODE = the node over WIDTH columns of the share, from its column FIRST on; COLUMNS are the group's. BIAS can be
 * NULL. */
static void multiply(const struct logit_sum *sum, const struct kernel *kernel, int w, float *node, const float *columns,
                     size_t first, size_t width, const float *bias)
{
    const struct share *share = &sum->params->shares[w];
    size_t n_outputs = sum->params->n_outputs;
    if (sum->params->code_size > 0) {
        struct kernel_codes codes = codes_of(sum, w, first, width);
        kernel->code_logits(node, columns, &codes, bias);
    } else {
        kernel->logits(node, columns, share->weight + first, share->width, width, n_outputs, bias);
    }
    kernel->squares(node + n_outputs * LANES, columns, width);
}

/* The work of one worker on one group. */
struct turn {
    const struct logit_sum *sum;
    const struct kernel *kernel;
    int w;
    const struct share *share;
    struct group *group;
    float *nodes; /* of this turn */
    float *sums;  /* of this worker */
};

/* Computes the largest nodes within slices FROM..END that lie in the worker's share. */
static void compute_nodes(const struct turn *turn, size_t from, size_t end)
{
    const struct share *share = turn->share;
    if (end <= first_slice(share) || from >= end_slice(share))
        return;
    if (from < first_slice(share) || end > end_slice(share)) {
        size_t middle = from + (end - from) / 2;
        compute_nodes(turn, from, middle);
        compute_nodes(turn, middle, end);
        return;
    }
    float *node = turn->nodes + from * turn->sum->node_floats;
    size_t column = (from - first_slice(share)) * KERNEL_SLICE, width = (end - from) * KERNEL_SLICE;
    const float *columns = turn->group->columns + column * LANES;
    multiply(turn->sum, turn->kernel, turn->w, node, columns, column, width, NULL);
}

static bool is_in_one_share(const struct params *params, size_t from, size_t end)
{
    for (size_t s = 0; s < params->n_shares; s++)
        if (from >= first_slice(&params->shares[s]) && end <= end_slice(&params->shares[s]))
            return true;
    return false;
}

/* Returns the node over slices FROM..END: one that a worker computed, or the sum of two nodes, written to OUT. Right
 * children are summed in SUMS, which has one node per level. */
static const float *join_nodes(const struct turn *turn, size_t from, size_t end, float *out, float *sums)
{
    const struct logit_sum *sum = turn->sum;
    if (is_in_one_share(sum->params, from, end))
        return turn->nodes + from * sum->node_floats;
    size_t middle = from + (end - from) / 2;
    const float *left = join_nodes(turn, from, middle, out, sums);
    const float *right = join_nodes(turn, middle, end, sums, sums + sum->node_floats);
    turn->kernel->add_lines(out, left, right, sum->node_floats / LANES);
    return out;
}

void logit_sum_run(struct logit_sum *sum, const struct kernel *kernel, struct pool *pool, int w, unsigned turn,
                   struct group *group)
{
    const struct share *share = &sum->params->shares[w];
    size_t n_outputs = group->n_outputs;
    if (sum->params->n_shares == 1) {
        multiply(sum, kernel, w, group->z, group->columns, 0, share->width, share->bias);
        return;
    }
    struct turn now = {.sum = sum,
                       .kernel = kernel,
                       .w = w,
                       .share = share,
                       .group = group,
                       .nodes = sum->nodes + (turn & 1) * sum->n_slices * sum->node_floats,
                       .sums = sum->sums + (size_t)w * sum->sum_floats};
    compute_nodes(&now, 0, sum->n_slices);
    pool_barrier(pool);
    join_nodes(&now, 0, sum->n_slices, group->z, now.sums);
    for (size_t c = 0; c < n_outputs; c++)
        for (size_t lane = 0; lane < LANES; lane++)
            group->z[c * LANES + lane] += share->bias[c];
}

void logit_sum_back(const struct logit_sum *sum, const struct kernel *kernel, int w, const struct group *group,
                    float *back, const float *scale, const float *limit)
{
    const struct share *share = &sum->params->shares[w];
    size_t padded = group->padded_width, n = group->n_documents;
    if (sum->params->code_size > 0) {
        struct kernel_codes codes = codes_of(sum, w, 0, share->width);
        kernel->code_backward(back, padded, group->z, &codes, n, scale, limit);
    } else {
        kernel->backward(back, padded, group->z, share->weight, share->width, share->width, group->n_outputs, n, scale,
                         limit);
    }
}
