/* tune_options.h - the options of `bagtag tune` */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_TUNE_OPTIONS_H
#define BAGTAG_CLI_OPTIONS_TUNE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bagtag_tune.h"
#include "cli/options/options.h"

/* The values of the options; strings are borrowed from argv. */
struct tune_arguments {
    struct bagtag_train_options *settings; /* owned; NULL if out of memory */
    double minutes;                        /* 0: not given */
    uint32_t trials;                       /* 0: not given */
    const char *metric;
    const char *delivery;
    const char *model;
    const char *log;
    bool is_quiet;
    bool is_verbose;
};

enum { TUNE_MAX_OPTIONS = 64 };
extern struct option_spec tune_options[TUNE_MAX_OPTIONS];

/* Fills tune_options; returns the number of options. */
size_t tune_options_fill(void);

#endif
