/* logit_sum.h - logits summed over the columns of all workers, and the way back */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_LOGIT_SUM_H
#define BAGTAG_NET_LOGIT_SUM_H

#include <stddef.h>

#include "base/error.h"
#include "base/pool.h"
#include "math/kernel.h"
#include "net/group.h"
#include "net/params.h"

/* The nodes of the tree over all slices (kernel.h) in one worker's share, readable by all workers. A node is O + 1
 * lines: W h of its columns, and their |h|^2; it is stored at the place of its first slice. There is room for two
 * groups, used in turn, so one barrier per group is enough: no worker is ever more than one group ahead. */
struct logit_sum {
    const struct params *params;
    size_t n_slices;
    size_t node_floats;
    float *nodes;      /* [2][n_slices][O + 1][16]; NULL if one worker has all columns */
    float *sums;       /* [n_shares][depth][O + 1][16]: nodes above, of each worker for itself */
    size_t sum_floats; /* of one worker */
    float *code_lines; /* [n_shares][2 S][16]: scratch of each worker for codes; NULL where W is not codes */
};

/* PARAMS is borrowed. Where it has a code_size, products with W are fast transforms; code_size stays as it is. */
enum bagtag_status logit_sum_init(struct logit_sum *sum, const struct params *params, struct bagtag_error *error);
void logit_sum_clear(struct logit_sum *sum); /* an all-zero one is allowed */

/* group->z [O + 1][16] = W h + b, and |h|^2 after the outputs, of the bags whose columns in the share of worker W are
 * group->columns. All workers of POOL call this with the same TURN, alternately 0 and 1, and wait for each other. */
void logit_sum_run(struct logit_sum *sum, const struct kernel *kernel, struct pool *pool, int w, unsigned turn,
                   struct group *group);

/* back [16, w] = scale * g W, kept within +-limit, in the columns of worker W's share: rows of group->padded_width
 * floats for the documents of GROUP, whose z is the gradient g by now. SCALE and LIMIT have a number for each document.
 * Needs no other worker. */
void logit_sum_back(const struct logit_sum *sum, const struct kernel *kernel, int w, const struct group *group,
                    float *back, const float *scale, const float *limit);

#endif
