/* command_line.h - a command line read by the table of its command's options */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_COMMAND_LINE_H
#define BAGTAG_CLI_OPTIONS_COMMAND_LINE_H

#include <stdbool.h>

#include "base/error.h"
#include "cli/options/command.h"

enum options_outcome {
    OPTIONS_READY,      /* ARGUMENTS and OPERANDS are filled in */
    OPTIONS_HELP,       /* --help was asked for */
    OPTIONS_SHORT_HELP, /* or -h */
    OPTIONS_WRONG       /* a usage error: the sentence says which */
};

/* Reads ARGV[1..ARGC) (ARGV[0] is the command's name) with getopt_long: options may come after operands, "--" ends
 * them, a long name may be shortened while it stays unambiguous, and of an option given twice the last counts. Help
 * needs no operands, but a wrong option is reported instead. ARGUMENTS has been set to the defaults by the command's
 * init. Reorders ARGV. Not for two threads at a time. */
enum options_outcome options_parse(const struct command *command, int argc, char **argv, void *arguments,
                                   struct operands *operands, struct bagtag_error *error);

/* Whether WORD is --help or -h, written out. */
bool options_is_help(const char *word);

/* The option that the LEN bytes at NAME, perhaps shortened, are the long name of, or that has LETTER; NULL if there is
 * none, or more than one. */
const struct option_spec *command_option(const struct command *command, const char *name, size_t len);
const struct option_spec *command_option_of_letter(const struct command *command, char letter);

#endif
