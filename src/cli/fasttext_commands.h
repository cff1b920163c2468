/* fasttext_commands.h - commands of fastText, run with its arguments and printed in its format */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_FASTTEXT_COMMANDS_H
#define BAGTAG_CLI_FASTTEXT_COMMANDS_H

#include <stdbool.h>

/* Whether a program called PATH is fastText. */
bool fasttext_is_name(const char *path);

/* Runs the command ARGV[0] with its arguments; for one that needs fastText's training, says what bagtag has instead.
 * Returns the exit status: EXIT_DONE or, for whatever is wrong, EXIT_FAILED. */
int fasttext_run(int argc, char *const *argv);

#endif
