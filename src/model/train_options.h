/* train_options.h - the options of a training run, as a caller of the library sets them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_TRAIN_OPTIONS_H
#define BAGTAG_MODEL_TRAIN_OPTIONS_H

#include "bagtag.h"
#include "base/arena.h"
#include "model/settings.h"

struct bagtag_train_options {
    struct settings settings; /* each in range; strings in arena */
    bagtag_progress_function *progress;
    void *progress_context;
    struct arena strings;
};

#endif
