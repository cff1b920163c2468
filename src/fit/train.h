/* train.h - a training run, from files to a model */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_TRAIN_H
#define BAGTAG_FIT_TRAIN_H

#include <stddef.h>

#include "bagtag.h"
#include "base/error.h"
#include "model/settings.h"

/* bagtag_train with SETTINGS, which were checked. PROGRESS and SUMMARY may be NULL. */
enum bagtag_status train_files(const char *const *files, size_t n_files, const struct settings *settings,
                               bagtag_progress_function *progress, void *context, struct bagtag_model **out,
                               struct bagtag_train_summary *summary, struct bagtag_error *error);

#endif
