/* race_calibrate.h - the last round of a race: how long to train the best, and how sure it may be */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_RACE_CALIBRATE_H
#define BAGTAG_FIT_RACE_CALIBRATE_H

#include <stdbool.h>

#include "fit/race.h"

/* Trains the best of RESULT once more on a part of the documents, as it will be trained in the end, and for a quarter
 * of the epochs, too, unless those are fixed: with labels that contradict each other a model learns them by heart after
 * a while. So few are chosen when they do better on the documents held out by more than chance does. On those the
 * temperature is fitted, and where documents have several labels the threshold. */
enum bagtag_status race_calibrate(const struct corpus_contents *contents, const struct settings *settings,
                                  const struct kernel *kernel, struct pool *pool, bool has_several,
                                  struct race_result *result, struct bagtag_error *error);

#endif
