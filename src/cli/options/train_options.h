/* train_options.h - the options of `bagtag train` */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_TRAIN_OPTIONS_H
#define BAGTAG_CLI_OPTIONS_TRAIN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "bagtag.h"
#include "cli/options/options.h"

/* What the options fill in; strings are borrowed from argv. */
struct train_arguments {
    struct bagtag_train_options options;
    const char *model;
    const char *valid; /* a file, or a share: "10%" */
    const char *chars; /* "1-4", "3", "none" */
    const char *log;
    bool is_quiet;
    bool is_verbose;
    bool is_raced;      /* --race */
    const char *recipe; /* NULL, "fasttext" */
    uint32_t marks;     /* enum train_mark: what was given */
};

/* Options that shape a model or its training: without any of them the settings are raced for. Those that a race may
 * choose are the bits of bagtag_train_options.fixed. */
enum train_mark {
    TRAIN_MARK_WEIGHT = BAGTAG_FIXED_WEIGHT,
    TRAIN_MARK_NGRAMS = BAGTAG_FIXED_NGRAMS,
    TRAIN_MARK_DECAY = BAGTAG_FIXED_DECAY,
    TRAIN_MARK_DIM = BAGTAG_FIXED_DIM,
    TRAIN_MARK_CHARS = BAGTAG_FIXED_CHARS,
    TRAIN_MARK_EPOCHS = BAGTAG_FIXED_EPOCHS,
    TRAIN_MARK_BIAS = BAGTAG_FIXED_BIAS,
    TRAIN_MARK_LOSS = BAGTAG_FIXED_LOSS,
    TRAIN_MARK_TEMPERATURE = BAGTAG_FIXED_TEMPERATURE,
    TRAIN_MARK_THRESHOLD = BAGTAG_FIXED_THRESHOLD,
    TRAIN_MARK_LR = 1024,
    TRAIN_MARK_TOKENIZER = 2048,
    TRAIN_MARK_OTHER = 4096
};

enum { TRAIN_N_OPTIONS = 43 };
extern const struct option_spec train_options[TRAIN_N_OPTIONS];

/* --valid is a file, or a share when it is a number and a percent sign; NULL: neither. False: a share out of range. */
bool train_options_read_valid(const char *valid, struct bagtag_train_options *options);

/* --chars is "MIN-MAX", a single length, or "none"; NULL: none. False: something else. */
bool train_options_read_chars(const char *chars, struct bagtag_train_options *options);

#endif
