/* input_options.h - the options that commands which read text have in common, declared once */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_INPUT_OPTIONS_H
#define BAGTAG_CLI_OPTIONS_INPUT_OPTIONS_H

#include <stddef.h>

#include "bagtag_input.h"
#include "cli/options/options.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): names of types and members, which take none */

/* Rows for the table of a command whose arguments are a `struct ARGUMENTS` with a struct bagtag_input INPUT.
 * FORMATS are those it reads, WHAT begins the help of --format. */
#define INPUT_OPTIONS_ROWS(ARGUMENTS, INPUT, FORMATS, WHAT)                                                            \
    {.kind = OPTION_CHOICE,                                                                                            \
     .name = "format",                                                                                                 \
     .argument = "NAME",                                                                                               \
     .offset = offsetof(struct ARGUMENTS, INPUT.format),                                                               \
     .choices = FORMATS,                                                                                               \
     .planned = "csv jsonl",                                                                                           \
     .help = WHAT},                                                                                                    \
    {                                                                                                                  \
        .kind = OPTION_TEXT, .name = "label-prefix", .argument = "TEXT",                                               \
        .offset = offsetof(struct ARGUMENTS, INPUT.label_prefix), .is_never_empty = true, .initial = "as in training", \
        .help = "what the labels begin with in fasttext files"                                                         \
    }

/* With labels, or as text, whose labels are left out. */
#define INPUT_OPTIONS_LABELLED(ARGUMENTS, INPUT) \
    INPUT_OPTIONS_ROWS(ARGUMENTS, INPUT, "auto fasttext tsv", "what the lines of FILE look like")
#define INPUT_OPTIONS_TEXT(ARGUMENTS, INPUT)                  \
    INPUT_OPTIONS_ROWS(ARGUMENTS, INPUT, "text fasttext tsv", \
                       "what the lines of FILE look like; labels in them are passed over")

/* Where the number of threads is an int, THREADS. */
#define INPUT_OPTIONS_THREADS(ARGUMENTS, THREADS)                                                              \
    {                                                                                                          \
        .kind = OPTION_INT, .name = "threads", .argument = "N", .offset = offsetof(struct ARGUMENTS, THREADS), \
        .min = 0, .max = 1024, .initial = "0, all this process may use",                                       \
        .help = "threads in all; they never change the output"                                                 \
    }

/* NOLINTEND(bugprone-macro-parentheses) */

#endif
