/* own_output.h - an output that is, or lies in, what a command reads or writes besides */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OWN_OUTPUT_H
#define BAGTAG_CLI_OWN_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "bagtag.h"
#include "cli/options/command.h"

/* Whether standard output is a regular file that the command reads, or one in a folder that it reads: such a run would
 * read its own answers and never end, or spoil its model. Says so. The command takes OPERANDS, worded as in struct
 * command: VALUES that stand at a MODEL or a FILE are read; where no FILE is given, and for "-", standard input is. */
bool own_output_is_input(const char *operands, const char *const *values, size_t n_values);

/* Whether COMMAND may not run: its standard output is what an operand or an option reads, or lies in that or in a
 * folder that an option writes; what an option writes is, or lies in, what another one writes, or lies in a model. Says
 * so. */
bool own_output_clashes(const struct command *command, const void *arguments, const struct operands *operands);

/* Whether PATH, to be written for OPTION, lies in a model, which could not be replaced any more. Says so. */
bool own_output_lies_in_model(const char *option, const char *path);

/* Whether PATH, to be written for OPTION, is one of FILES, which are read. Says so. A PATH of NULL, and such a file, is
 * none; "-" is standard output. */
bool own_output_is_among(const char *option, const char *path, const char *const *files, size_t n_files);

/* The same for the --log of a training that reads FILES and those that OPTIONS name. */
bool own_output_is_training(const char *log, const struct operands *files, const struct bagtag_train_options *options);

#endif
