/* train_settings.h - the settings of a training run, checked */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_TRAIN_SETTINGS_H
#define BAGTAG_MODEL_TRAIN_SETTINGS_H

#include "bagtag.h"
#include "base/error.h"
#include "data/corpus_contents.h"

/* Whether every option is in range and built; BAGTAG_ARGUMENT with a sentence that names the option otherwise. */
enum bagtag_status train_settings_check(const struct bagtag_train_options *options, struct bagtag_error *error);

/* How the files are to be read; OPTIONS was checked. Strings are borrowed from it. */
struct corpus_options train_settings_corpus(const struct bagtag_train_options *options);

/* The documents of a step: as asked, or, for 0, as many as the learning rate allows. */
uint32_t train_settings_batch(const struct bagtag_train_options *options);

/* Whether the tokenizer NAME (a name that is one) folds case, LOWER being -1 (its own habit), 0 or 1. */
bool train_settings_lower(const char *tokenizer, int lower);

#endif
