/* race_calibrate.h - the last round of a race: how sure the best may be */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_RACE_CALIBRATE_H
#define BAGTAG_MODEL_RACE_CALIBRATE_H

#include <stdbool.h>

#include "model/race.h"

/* Trains the best of RESULT once more on a part of the documents, as it will be trained in the end, and fits the
 * temperature, and where documents have several labels the threshold, on those held out. */
enum status race_calibrate(const struct corpus_contents *contents, const struct bagtag_train_options *options,
                           const struct kernel *kernel, struct pool *pool, bool has_several, struct race_result *result,
                           struct error *error);

#endif
