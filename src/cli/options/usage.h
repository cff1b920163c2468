/* usage.h - messages about wrong usage */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_USAGE_H
#define BAGTAG_CLI_OPTIONS_USAGE_H

#include <stdbool.h>

#include "bagtag_error.h"
#include "cli/options/command.h"

/* "bagtag NAME: SENTENCE". Returns EXIT_USAGE. */
int report_usage_error(const struct command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Reports why MODEL could not be opened, with a hint: that the arguments are in the wrong order, how to pass a text,
 * which model may be meant, or the usage. OPERANDS are the command's, beginning with the model. Returns the exit
 * status. */
int report_no_model(const struct command *command, const struct operands *operands, enum bagtag_status status,
                    const struct bagtag_error *error);

/* If one of the files among OPERANDS looks like a text, says how to pass it. Returns whether it did. */
bool report_text_hint(const struct command *command, const struct operands *operands);

/* Reports why a run over the files among OPERANDS failed, with that hint. Returns the exit status. */
int report_no_file(const struct command *command, const struct operands *operands, enum bagtag_status status,
                   const struct bagtag_error *error);

#endif
