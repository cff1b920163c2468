/* search.h - settings tried in rounds of successive halving, and the best of them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_SEARCH_H
#define BAGTAG_FIT_SEARCH_H

#include "base/error.h"
#include "fit/search_task.h"

/* Searches until the budget is used up, there is nothing new to try, or the progress function ends it. */
enum bagtag_status search_run(const struct search_task *task, struct search_result *result, struct bagtag_error *error);

/* Trains with SETTINGS on the documents of TASK that are not held out, and scores on those that are: *SCORE. The first
 * sample must have held-out documents of its own. */
enum bagtag_status search_score_again(const struct search_task *task, const struct settings *settings, double *score,
                                      struct bagtag_error *error);

#endif
