/* fasttext_commands.h - runs fastText's commands with its arguments and output format */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_FASTTEXT_COMMANDS_H
#define BAGTAG_CLI_FASTTEXT_COMMANDS_H

#include <stdbool.h>

/* Whether PATH, the name the program was called by, is fasttext. */
bool fasttext_is_name(const char *path);

/* Runs the command ARGV[0] with its arguments; for one that it cannot run, prints what bagtag has instead. Returns the
 * exit status: EXIT_DONE or, on any error, EXIT_FAILED. */
int fasttext_run(int argc, char *const *argv);

#endif
