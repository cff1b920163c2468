/* search_task.h - the input and the result of a search */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_SEARCH_TASK_H
#define BAGTAG_FIT_SEARCH_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bagtag_tune.h"
#include "base/pool.h"
#include "learn/metric.h"
#include "learn/sample.h"
#include "math/kernel.h"
#include "model/settings.h"

/* The documents, read with n-grams of up to MAX_NGRAM words. */
struct search_sample {
    uint32_t max_ngram;
    struct sample sample;
};

/* The input of a search; all borrowed. The samples have the same documents in the same order, one for each length of
 * n-grams; settings with single words use the first. */
struct search_task {
    const struct bagtag_tune_options *options;
    const struct settings *first; /* the first settings tried */
    const struct metric *metric;
    const struct kernel *kernel;
    struct pool *pool;
    const struct search_sample *samples;
    size_t n_samples;
};

/* The chosen settings and their scores. */
struct search_result {
    struct settings best;
    uint32_t chosen; /* their number, from 1 */
    uint32_t trials;
    uint64_t trainings;
    double score, first_score; /* -1: not scored */
    uint64_t n_scored;
    bool is_rescored;
    bool has_ended; /* by the progress function */
};

#endif
