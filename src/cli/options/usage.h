/* usage.h - what is said when a command is not used as it wants */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_USAGE_H
#define BAGTAG_CLI_OPTIONS_USAGE_H

#include <stdbool.h>

#include "bagtag_error.h"
#include "cli/options/command.h"

/* "bagtag NAME: SENTENCE". Returns EXIT_USAGE. */
int report_usage_error(const struct command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says why a function of the library failed: as a usage error if it refused an argument, which with two dashes before
 * its name is often an option of COMMAND. Returns the exit status. */
int report_run_failure(const struct command *command, enum bagtag_status status, const struct bagtag_error *error);

/* One line that shows how COMMAND is called. */
void report_usage(const struct command *command);

/* Says why MODEL could not be opened, and one more line: that the arguments are in the wrong order, how a text is
 * given, which model may have been meant, or the usage. OPERANDS are the command's, the first of them the model.
 * Returns the exit status. */
int report_no_model(const struct command *command, const struct operands *operands, enum bagtag_status status,
                    const struct bagtag_error *error);

/* When one of the files among OPERANDS is none but a text, says how that is given. Whether it did. */
bool report_text_hint(const struct command *command, const struct operands *operands);

/* Says why a run over the files among OPERANDS failed, with that hint. Returns the exit status. */
int report_no_file(const struct command *command, const struct operands *operands, enum bagtag_status status,
                   const struct bagtag_error *error);

#endif
