/* setting_rows.h - options generated from the library's settings */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_SETTING_ROWS_H
#define BAGTAG_CLI_OPTIONS_SETTING_ROWS_H

#include <stddef.h>

#include "cli/options/options.h"

/* The table that a command's rows are generated from: options of its own and placeholders for settings. A placeholder
 * is OPTION_SETTINGS, for all settings that its `takes` accepts, or OPTION_SETTING, with the name of one setting and
 * the members that replace the library's. */
struct setting_frame {
    const struct option_spec *rows;
    size_t n_rows;
    size_t offset; /* of the struct bagtag_train_options * in the command's arguments */
    const char *(*initial)(const struct bagtag_setting *setting); /* the default shown in help; NULL: the library's */
};

/* Fills ROWS[0..most), which must be large enough. Returns the number of rows. */
size_t setting_rows_fill(struct option_spec *rows, size_t most, const struct setting_frame *frame);

#endif
