/* usage.h - messages for wrong usage of a command */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_USAGE_H
#define BAGTAG_CLI_OPTIONS_USAGE_H

#include <stdbool.h>

#include "bagtag_error.h"
#include "cli/options/command.h"

/* "bagtag NAME: SENTENCE". Returns EXIT_USAGE. */
int report_usage_error(const struct command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints why a library function failed: as a usage error if it refused an argument, which is often an option of COMMAND
 * without its dashes. Returns the exit status. */
int report_run_failure(const struct command *command, enum bagtag_status status, const struct bagtag_error *error);

/* Prints one line of usage of COMMAND. */
void report_usage(const struct command *command);

/* Prints why MODEL could not be opened, and usually a second line: that the arguments are in the wrong order, how to
 * give a text, which model may have been meant, or the usage. OPERANDS are the command's, the model first. Returns the
 * exit status. */
int report_no_model(const struct command *command, const struct operands *operands, enum bagtag_status status,
                    const struct bagtag_error *error);

/* If one of the files among OPERANDS is really a text, prints how to give one. Returns whether it did. */
bool report_text_hint(const struct command *command, const struct operands *operands);

/* Prints why reading the files among OPERANDS failed, with that hint. Returns the exit status. */
int report_no_file(const struct command *command, const struct operands *operands, enum bagtag_status status,
                   const struct bagtag_error *error);

#endif
