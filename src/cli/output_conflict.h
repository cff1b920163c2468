/* output_conflict.h - refuses an output that is or lies in another input or output */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OUTPUT_CONFLICT_H
#define BAGTAG_CLI_OUTPUT_CONFLICT_H

#include <stdbool.h>
#include <stddef.h>

#include "bagtag.h"
#include "cli/options/command.h"

/* Whether standard output is a regular file that the command reads, or one in a folder that it reads: the run would
 * read its own output and never end, or damage its model. Reports it. OPERANDS names the operands as in struct command:
 * the VALUES of MODEL and FILE are read; for "-", and if no FILE is given, standard input is read. */
bool output_conflict_with_input(const char *operands, const char *const *values, size_t n_values);

/* Whether COMMAND must not run: its standard output is or lies in what an operand or option reads, or lies in a folder
 * that an option writes; or the output of an option is or lies in that of another, or lies in a model. Reports it. */
bool output_conflict_found(const struct command *command, const void *arguments, const struct operands *operands);

/* Whether PATH, to be written for OPTION, lies in a model, which could then no longer be replaced; reports it. */
bool output_conflict_with_model(const char *option, const char *path);

/* Whether PATH, to be written for OPTION, is one of FILES, which are read; reports it. A PATH or file of NULL matches
 * nothing; a PATH of "-" is standard output. */
bool output_conflict_with_files(const char *option, const char *path, const char *const *files, size_t n_files);

/* The same for the --log of a training run that reads FILES and those named in OPTIONS. */
bool output_conflict_with_training(const char *log, const struct operands *files,
                                   const struct bagtag_train_options *options);

#endif
