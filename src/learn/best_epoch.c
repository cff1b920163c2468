/* best_epoch.c - the parameters of the best epoch so far */
/* SPDX-License-Identifier: MIT */
#include "base/large.h"
#include "learn/best_epoch.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum bagtag_status best_epoch_init(struct best_epoch *best, const struct params *params, struct bagtag_error *error)
{
    best->copies = mem_zeroed(params->n_shares, sizeof *best->copies);
    if (!best->copies)
        return error_memory(error);
    for (size_t s = 0; s < params->n_shares; s++) {
        best->copies[s] = large_floats(params->shares[s].n_floats);
        if (!best->copies[s])
            return error_memory(error);
    }
    return BAGTAG_OK;
}

void best_epoch_clear(struct best_epoch *best, const struct params *params)
{
    for (size_t s = 0; best->copies && s < params->n_shares; s++)
        large_free(best->copies[s]);
    free(best->copies);
    *best = (struct best_epoch){0};
}

void best_epoch_keep(struct best_epoch *best, const struct params *params, int worker)
{
    const struct share *share = &params->shares[worker];
    memcpy(best->copies[worker], share->block, share->n_floats * sizeof *share->block);
}

void best_epoch_restore(const struct best_epoch *best, struct params *params, int worker)
{
    struct share *share = &params->shares[worker];
    memcpy(share->block, best->copies[worker], share->n_floats * sizeof *share->block);
}
