/* completion.h - what a shell offers behind the Tab key: scripts for three shells, made from the option tables */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_COMPLETION_H
#define BAGTAG_CLI_OPTIONS_COMPLETION_H

#include <stdbool.h>

#include "base/buffer.h"
#include "cli/options/command.h"
#include "cli/options/options.h"

/* What may stand in a place of the command line. */
enum completion_kind {
    COMPLETION_NOTHING, /* a number, a label: nobody can guess it */
    COMPLETION_WORDS,   /* one of the words of a list */
    COMPLETION_COMMANDS,
    COMPLETION_FOLDERS, /* a model */
    COMPLETION_FILES
};

/* `name` and `words` are borrowed from the tables; `words` are separated by single spaces. */
struct completion {
    enum completion_kind kind;
    const char *words; /* of COMPLETION_WORDS, otherwise "" */
    const char *name;  /* of an operand, NAME_LEN bytes */
    int name_len;
    bool is_repeated; /* an operand that takes the rest of the line */
};

/* The shells there are a script for, as a list of options.h. */
extern const char completion_shells[];

/* Whether OPTION is one that can be used. */
bool completion_is_offered(const struct option_spec *option);

/* What may stand behind OPTION, which takes an argument. */
struct completion completion_of_argument(const struct option_spec *option);

/* The next operand of a command: *AT begins as its `operands` and moves on. False at the end. */
bool completion_of_operand(const char **at, struct completion *operand);

/* The scripts. */
void completion_bash(struct buffer *out);
void completion_zsh(struct buffer *out);
void completion_fish(struct buffer *out);

#endif
