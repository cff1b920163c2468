/* best_epoch.h - the parameters of the best epoch so far */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_BEST_EPOCH_H
#define BAGTAG_LEARN_BEST_EPOCH_H

#include "base/error.h"
#include "net/params.h"

/* Copies of the shares of the parameters. Each worker keeps and restores its own share. */
struct best_epoch {
    float **copies; /* [n_shares] */
};

/* Does not retain PARAMS. Call best_epoch_clear, with the same PARAMS, also after a failure. */
enum bagtag_status best_epoch_init(struct best_epoch *best, const struct params *params, struct bagtag_error *error);
void best_epoch_clear(struct best_epoch *best, const struct params *params); /* an all-zero one is allowed */

void best_epoch_keep(struct best_epoch *best, const struct params *params, int worker);
void best_epoch_restore(const struct best_epoch *best, struct params *params, int worker);

#endif
