/* setting_rows.h - options made of the library's settings */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_SETTING_ROWS_H
#define BAGTAG_CLI_OPTIONS_SETTING_ROWS_H

#include <stddef.h>

#include "cli/options/options.h"

/* What the rows of a command begin as: options of its own, and places for settings, each OPTION_SETTINGS for all that
 * its `takes` wants, or a row that has but the name of a setting, and what is to be said otherwise than the library
 * does. */
struct setting_frame {
    const struct option_spec *rows;
    size_t n_rows;
    size_t offset; /* of a struct bagtag_train_options * in the command's arguments */
    const char *(*initial)(const struct bagtag_setting *setting); /* the default as help has it; NULL: the library's */
};

/* Fills ROWS[0..most), which is large enough. Returns how many there are. */
size_t setting_rows_fill(struct option_spec *rows, size_t most, const struct setting_frame *frame);

#endif
