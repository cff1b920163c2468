/* sequence_output.h - bagtag embed --sequence: lines of text as arrays for recurrent networks */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SEQUENCE_OUTPUT_H
#define BAGTAG_CLI_SEQUENCE_OUTPUT_H

#include <stddef.h>

#include "bagtag.h"
#include "bagtag_lstm.h"
#include "cli/options/command.h"

/* Writes to standard output the array [length, D] of the one line of FILES (none: standard input); or, if LENGTHS is
 * not NULL, the padded array [lines, longest, D], and the length of each line to the file LENGTHS, as text. If LSTM is
 * not NULL, its outputs are written in place of the vectors. Reports any error and returns the exit status. */
int sequence_output(const struct command *command, const struct bagtag_model *model, const char *const *files,
                    size_t n_files, const struct bagtag_embed_options *options, const char *lengths,
                    const struct bagtag_lstm *lstm);

#endif
