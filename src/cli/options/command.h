/* command.h - a command, and the table of all commands */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_COMMAND_H
#define BAGTAG_CLI_OPTIONS_COMMAND_H

#include <stddef.h>

#include "cli/options/options.h"
#include "cli/show/exit_status.h"

/* To add a command, write cmd_NAME.c with one of these and name it in commands.c. */
struct command {
    const char *name;
    const char *summary;     /* one line for the list of commands */
    const char *description; /* paragraphs of --help, separated by '\n' */
    const char *one_of;   /* options of which some must be given, such as "(--to SIZE | --loss POINTS)"; NULL: none */
    const char *operands; /* such as "MODEL [FILE...]": "[...]" is optional, "..." may be repeated */
    const char *examples; /* lines of --help, as typed */
    const struct option_spec *options;
    size_t n_options;
    size_t arguments_bytes;         /* size of the struct that the options fill in */
    void (*init)(void *arguments);  /* sets the defaults; NULL: all zero */
    void (*clear)(void *arguments); /* frees what the arguments own; NULL: nothing */
    int (*run)(const struct command *command, const void *arguments, const struct operands *operands);
    int (*run_raw)(int argc, char *const *argv); /* replaces run for another program's syntax; else NULL */
};

/* Their options come from the library's settings: commands_prepare fills them in. */
extern struct command command_train;
extern struct command command_tune;

extern const struct command command_classify;
extern const struct command command_filter;
extern const struct command command_test;
extern const struct command command_explain;
extern const struct command command_inspect;
extern const struct command command_embed;
extern const struct command command_neighbors;
extern const struct command command_analogy;
extern const struct command command_tokenize;
extern const struct command command_convert;
extern const struct command command_shrink;
extern const struct command command_fasttext;
extern const struct command command_pack;
extern const struct command command_completion;
extern const struct command command_help;

extern const struct command *const commands[];
extern const size_t n_commands;

/* Call once, before any other use of the commands. */
void commands_prepare(void);

/* New arguments of COMMAND with their defaults; NULL if out of memory. */
void *command_arguments_new(const struct command *command);
void command_arguments_free(const struct command *command, void *arguments);

/* The command called NAME, or NULL. */
const struct command *command_find(const char *name);

/* The command that NAME is most likely a misspelling of, or NULL. */
const struct command *command_suggest(const char *name);

#endif
