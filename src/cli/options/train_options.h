/* train_options.h - the options of `bagtag train` */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_TRAIN_OPTIONS_H
#define BAGTAG_CLI_OPTIONS_TRAIN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "bagtag.h"
#include "cli/options/options.h"

/* The values of the options; strings are borrowed from argv. */
struct train_arguments {
    struct bagtag_train_options *options; /* owned; NULL if out of memory */
    const char *model;
    const char *log;
    bool is_quiet;
    bool is_verbose;
};

enum { TRAIN_MAX_OPTIONS = 64 };
extern struct option_spec train_options[TRAIN_MAX_OPTIONS];

/* Fills train_options; returns the number of options. */
size_t train_options_fill(void);

/* The file named by SETTING ("valid" or "pretrained"), borrowed from OPTIONS; NULL if it is "none" or a share. */
const char *train_options_file(const struct bagtag_train_options *options, const char *setting,
                               char scratch[BAGTAG_SETTING_BYTES]);

/* A hint after files could not be read: if `valid` is a number, and no file has that name, a share was meant. */
void train_options_hint(const struct bagtag_train_options *options);

/* A note if learning rate and batch look as for PyTorch, where the rate applies to the mean of a batch. */
void train_options_note_rate(const struct bagtag_train_options *options);

#endif
