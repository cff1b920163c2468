/* logit_sum.h - logits summed over the columns of all workers, and the backward pass */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_LOGIT_SUM_H
#define BAGTAG_NET_LOGIT_SUM_H

#include <stddef.h>

#include "base/error.h"
#include "base/pool.h"
#include "math/kernel.h"
#include "net/group.h"
#include "net/params.h"

/* Partial sums of logits: the nodes of the tree over all slices (kernel.h) that lie in one worker's share, written by
 * that worker and read by all. A node is O + 1 lines: W h over its columns, then |h|^2. It is stored at the index of
 * its first slice. Two buffers alternate between groups, so one barrier per group is enough: no worker is ever more
 * than one group ahead. */
struct logit_sum {
    const struct params *params;
    size_t n_slices;
    size_t node_floats;
    float *nodes;      /* [2][n_slices][O + 1][16]; NULL if one worker has all columns */
    float *sums;       /* [n_shares][depth][O + 1][16]: each worker's own copy of the nodes above */
    size_t sum_floats; /* of one worker */
    float *code_lines; /* [n_shares][2 S][16]: scratch of each worker for codes; NULL unless W consists of codes */
};

/* PARAMS is borrowed. If its code_size is not 0, products with W are fast transforms; code_size must not change
 * afterwards. */
enum bagtag_status logit_sum_init(struct logit_sum *sum, const struct params *params, struct bagtag_error *error);
void logit_sum_clear(struct logit_sum *sum); /* an all-zero one is allowed */

/* group->z [O + 1][16] = W h + b, and |h|^2 in the line after the outputs; group->columns has the columns of the bags
 * in the share of worker W. All workers of POOL call this with the same TURN, alternately 0 and 1, and wait for each
 * other. */
void logit_sum_run(struct logit_sum *sum, const struct kernel *kernel, struct pool *pool, int w, unsigned turn,
                   struct group *group);

/* BACK [16, w] = SCALE * g W, clamped to +-LIMIT, in the columns of worker W's share. It has a row of
 * group->padded_width floats for each document of GROUP, whose z must hold the gradient g; SCALE and LIMIT have a
 * number for each document. Does not wait for other workers. */
void logit_sum_back(const struct logit_sum *sum, const struct kernel *kernel, int w, const struct group *group,
                    float *back, const float *scale, const float *limit);

#endif
