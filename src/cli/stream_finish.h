/* stream_finish.h - ends a command that processes lines of text */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_STREAM_FINISH_H
#define BAGTAG_CLI_STREAM_FINISH_H

#include "bagtag.h"
#include "cli/options/command.h"
#include "cli/show/output.h"

/* Whether OUTPUT has something for each record, or for some of them. */
enum stream_output { STREAM_OF_ALL, STREAM_OF_SOME };

/* Finishes OUTPUT after a run over the files among OPERANDS that returned STATUS and, unless it is BAGTAG_OK, ERROR.
 * Reports the failure, or else warns about the input. Returns the exit status. */
int stream_finish(const struct command *command, const struct operands *operands, enum bagtag_status status,
                  const struct bagtag_error *error, struct output *output, enum stream_output what,
                  const struct bagtag_stream_counts *counts);

#endif
