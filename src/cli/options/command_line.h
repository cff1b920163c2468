/* command_line.h - parses a command line with its command's table of options */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_COMMAND_LINE_H
#define BAGTAG_CLI_OPTIONS_COMMAND_LINE_H

#include <stdbool.h>

#include "base/error.h"
#include "cli/options/command.h"

enum options_outcome {
    OPTIONS_READY,      /* ARGUMENTS and OPERANDS are filled in */
    OPTIONS_HELP,       /* --help was given */
    OPTIONS_SHORT_HELP, /* or -h */
    OPTIONS_WRONG,      /* a usage error, explained in ERROR */
    OPTIONS_FAILED      /* memory ran out, as ERROR says */
};

/* Parses ARGV[1..ARGC) (ARGV[0] is the command's name) with getopt_long: options may follow operands, "--" ends them, a
 * long name may be abbreviated while unambiguous (but --label is not --label-prefix), and the last of repeated options
 * counts. With --help, missing operands are no error, but wrong options are. The command's init must have set the
 * defaults in ARGUMENTS. Reorders ARGV. Not thread-safe. */
enum options_outcome options_parse(const struct command *command, int argc, char **argv, void *arguments,
                                   struct operands *operands, struct bagtag_error *error);

/* Whether WORD is exactly --help or -h. */
bool options_is_help(const char *word);

/* The option whose long name is the LEN bytes at NAME, which may be abbreviated, or whose letter is LETTER; NULL if
 * there is none or NAME is ambiguous. */
const struct option_spec *command_option(const struct command *command, const char *name, size_t len);
const struct option_spec *command_option_of_letter(const struct command *command, char letter);

#endif
