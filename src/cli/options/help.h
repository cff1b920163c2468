/* help.h - what --help prints */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_HELP_H
#define BAGTAG_CLI_OPTIONS_HELP_H

#include <stdbool.h>

#include "base/buffer.h"
#include "cli/options/command.h"

/* How help is laid out: no line is wider than `width` columns (unless one word is), headings are bold or plain. */
struct help_style {
    int width;
    bool is_bold;
    bool is_short; /* -h: what there is; --help says all about it */
};

/* What suits the terminal FD, or a file: at most 80 columns, at least 40. */
struct help_style help_style_of(int fd);

/* The overview of all commands. */
void help_overview(struct buffer *out, struct help_style style);

/* "usage: bagtag NAME ..." in one line, with its '\n'. */
void help_usage(struct buffer *out, const struct command *command);

/* All about COMMAND: usage, description, options with their defaults, examples; or in short. */
void help_command(struct buffer *out, const struct command *command, struct help_style style);

#endif
