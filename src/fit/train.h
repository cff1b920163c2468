/* train.h - a training run, from files to a model */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_TRAIN_H
#define BAGTAG_FIT_TRAIN_H

#include <stddef.h>

#include "bagtag.h"
#include "base/error.h"
#include "model/settings.h"

/* What is chosen before training. */
enum train_choice {
    TRAIN_AS_GIVEN,   /* nothing */
    TRAIN_CALIBRATED, /* epochs, temperature and threshold, unless given */
    TRAIN_CHOSEN      /* all settings, unless given */
};

/* Whether the model has the scores of each word for each label (bagtag_model_fold), which make its answers fast. */
enum train_scores { TRAIN_WITH_SCORES, TRAIN_WITHOUT_SCORES };

/* The input of a run; all borrowed. */
struct train_task {
    const char *const *files;
    size_t n_files;
    const struct settings *settings;
    enum train_choice choice;
    enum train_scores scores;
    bagtag_progress_function *progress; /* NULL: none */
    void *progress_context;
};

/* As bagtag_train. SUMMARY can be NULL. */
enum bagtag_status train_files(const struct train_task *task, struct bagtag_model **out,
                               struct bagtag_train_summary *summary, struct bagtag_error *error);

#endif
