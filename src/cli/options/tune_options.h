/* tune_options.h - the options of `bagtag tune` */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_TUNE_OPTIONS_H
#define BAGTAG_CLI_OPTIONS_TUNE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "bagtag_tune.h"
#include "cli/options/options.h"

/* What the options fill in; strings are borrowed from argv. Settings that were given are in options.train.fixed. */
struct tune_arguments {
    struct bagtag_tune_options options;
    const char *model;
    const char *valid; /* a file, or a share: "10%" */
    const char *chars; /* "1-4", "3", "none" */
    const char *log;
    bool is_quiet;
    bool is_verbose;
    uint32_t marks; /* enum tune_mark */
};

enum tune_mark { TUNE_MARK_MINUTES = 1 };

enum { TUNE_N_OPTIONS = 36 };
extern const struct option_spec tune_options[TUNE_N_OPTIONS];

#endif
