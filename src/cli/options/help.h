/* help.h - --help */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_HELP_H
#define BAGTAG_CLI_OPTIONS_HELP_H

#include <stdbool.h>

#include "base/buffer.h"
#include "cli/options/command.h"

/* The layout of help: lines of at most `width` columns (unless a word is longer), headings bold or plain. */
struct help_style {
    int width;
    bool is_bold;
    bool is_short; /* -h: the short version */
};

/* The style for the terminal or file FD: 40 to 80 columns wide. */
struct help_style help_style_of(int fd);

/* The overview of all commands. */
void help_overview(struct buffer *out, struct help_style style);

/* "bagtag NAME ..." with what must be given, in one line that ends in a '\0'. */
void help_usage(struct buffer *out, const struct command *command);

/* The help of COMMAND: usage, description, options with their defaults, examples; the short help if is_short. */
void help_command(struct buffer *out, const struct command *command, struct help_style style);

#endif
