/* own_output.h - a file that a command would read and write at the same time */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OWN_OUTPUT_H
#define BAGTAG_CLI_OWN_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "bagtag.h"
#include "cli/options/options.h"

/* Whether standard output is a regular file that the command reads: such a run would read its own answers and never
 * end, or the shell has emptied its input. Says so. The command takes OPERANDS, worded as in struct command: VALUES
 * that stand at a MODEL or a FILE are read; where no FILE is given, and for "-", standard input is. */
bool own_output_is_input(const char *operands, const char *const *values, size_t n_values);

/* Whether the regular file PATH, to be written for OPTION, is one of FILES, which are read. Says so. NULL and "-" are
 * no file. */
bool own_output_is_among(const char *option, const char *path, const char *const *files, size_t n_files);

/* The same for the --log of a training that reads FILES and those that OPTIONS name. */
bool own_output_is_training(const char *log, const struct operands *files, const struct bagtag_train_options *options);

#endif
