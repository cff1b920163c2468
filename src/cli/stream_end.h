/* stream_end.h - what a command that goes through lines of text says in the end */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_STREAM_END_H
#define BAGTAG_CLI_STREAM_END_H

#include "bagtag.h"
#include "cli/options/command.h"
#include "cli/show/output.h"

/* What OUTPUT has: something for each record, or some of the records. */
enum stream_output { STREAM_OF_ALL, STREAM_OF_SOME };

/* Ends OUTPUT after a run over the files among OPERANDS that gave STATUS and, unless it is BAGTAG_OK, ERROR. Reports
 * what failed, or else what of the input deserves a word. Returns the exit status. */
int stream_end(const struct command *command, const struct operands *operands, enum bagtag_status status,
               const struct bagtag_error *error, struct output *output, enum stream_output what,
               const struct bagtag_stream_counts *counts);

#endif
