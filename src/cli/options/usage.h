/* usage.h - what is said when a command is not used as it wants */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_USAGE_H
#define BAGTAG_CLI_OPTIONS_USAGE_H

#include "bagtag_error.h"
#include "cli/options/command.h"

/* "bagtag NAME: SENTENCE". Returns EXIT_USAGE. */
int report_usage_error(const struct command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says why MODEL could not be opened, and one more line when the arguments look to be in the wrong order:
 * OPERANDS are the command's, the first of them the model. Returns the exit status. */
int report_no_model(const struct command *command, const struct operands *operands, enum bagtag_status status,
                    const struct bagtag_error *error);

#endif
