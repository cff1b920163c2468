/* train_settings.h - the settings of a training run, checked */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_TRAIN_SETTINGS_H
#define BAGTAG_MODEL_TRAIN_SETTINGS_H

#include "bagtag.h"
#include "base/error.h"
#include "model/settings.h"

/* Checks OPTIONS and gives them as SETTINGS, whose strings are borrowed from them; those that are `fixed` are given.
 * BAGTAG_ARGUMENT with a sentence that names the option when one is out of range or not built. */
enum bagtag_status train_settings_of(const struct bagtag_train_options *options, struct settings *settings,
                                     struct bagtag_error *error);

/* The other way: for callers of the library. Nothing is fixed and there is no progress function. */
struct bagtag_train_options train_settings_options(const struct settings *settings);

/* Whether the tokenizer of that KIND folds case, LOWER being -1 (its own habit), 0 or 1. */
bool train_settings_lower(enum tokenizer_kind kind, int lower);

#endif
