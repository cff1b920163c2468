/* input_options.h - the options shared by all commands that read text */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_INPUT_OPTIONS_H
#define BAGTAG_CLI_OPTIONS_INPUT_OPTIONS_H

#include <stddef.h>

#include "bagtag_input.h"
#include "cli/options/options.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): names of types and members, which take none */
/* clang-format off */

/* Part of a row: records that the option was given, so that a warning can say if it applies to no file. */
#define INPUT_OPTIONS_GIVEN(ARGUMENTS, INPUT, BIT) .mark = BIT, .mark_offset = offsetof(struct ARGUMENTS, INPUT.given)

/* Rows for the table of a command whose arguments are a `struct ARGUMENTS` with a struct bagtag_input INPUT.
 * FORMATS are the formats that the command reads, WHAT is the help of --format. */
#define INPUT_OPTIONS_ROWS(ARGUMENTS, INPUT, FORMATS, WHAT) \
    {.kind = OPTION_CHOICE, .name = "format", .argument = "NAME", .offset = offsetof(struct ARGUMENTS, INPUT.format), \
     .choices = FORMATS, .help = WHAT}, \
    {.kind = OPTION_TEXT, .name = "label-prefix", .argument = "TEXT", \
     .offset = offsetof(struct ARGUMENTS, INPUT.label_prefix), .is_never_empty = true, \
     .initial = "as in training", \
     .help = "what labels begin with, in fasttext files"}, \
    {.kind = OPTION_TEXT, .name = "text-field", .argument = "NAME", \
     .offset = offsetof(struct ARGUMENTS, INPUT.text_field), .is_never_empty = true, \
     INPUT_OPTIONS_GIVEN(ARGUMENTS, INPUT, BAGTAG_GIVEN_TEXT_FIELD), \
     .help = "name of the member with the text, in jsonl files; a.b is member b of object a; a,b joins two"}, \
    {.kind = OPTION_TEXT, .name = "text-column", .argument = "NAME", \
     .offset = offsetof(struct ARGUMENTS, INPUT.text_column), .is_never_empty = true, \
     INPUT_OPTIONS_GIVEN(ARGUMENTS, INPUT, BAGTAG_GIVEN_TEXT_COLUMN), \
     .help = "name or number of the column with the text, in csv files; a,b joins two"}, \
    {.kind = OPTION_TEXT, .name = "delimiter", .argument = "C", \
     .offset = offsetof(struct ARGUMENTS, INPUT.delimiter), .is_never_empty = true, \
     INPUT_OPTIONS_GIVEN(ARGUMENTS, INPUT, BAGTAG_GIVEN_DELIMITER), \
     .help = "what separates the fields of csv files: a character, or the word tab"}, \
    {.kind = OPTION_SWITCH, .name = "header", .offset = offsetof(struct ARGUMENTS, INPUT.header), .sets = 1, \
     INPUT_OPTIONS_GIVEN(ARGUMENTS, INPUT, BAGTAG_GIVEN_HEADER), \
     .help = "the first row of csv files has the names of the columns (the default)"}, \
    {.kind = OPTION_SWITCH, .name = "no-header", .offset = offsetof(struct ARGUMENTS, INPUT.header), .sets = 0, \
     INPUT_OPTIONS_GIVEN(ARGUMENTS, INPUT, BAGTAG_GIVEN_NO_HEADER), \
     .help = "the first row of csv files is a record; columns have numbers"}, \
    {.kind = OPTION_FLAG, .name = "skip-bad", .offset = offsetof(struct ARGUMENTS, INPUT.skip_bad), \
     .help = "skip and count records that cannot be read, instead of stopping with an error"}

/* For commands that read labels. */
#define INPUT_OPTIONS_LABELS(ARGUMENTS, INPUT) \
    {.kind = OPTION_TEXT, .name = "label-field", .argument = "NAME", \
     .offset = offsetof(struct ARGUMENTS, INPUT.label_field), .is_never_empty = true, \
     INPUT_OPTIONS_GIVEN(ARGUMENTS, INPUT, BAGTAG_GIVEN_LABEL_FIELD), \
     .help = "name of the member with the label or labels, in jsonl files"}, \
    {.kind = OPTION_TEXT, .name = "label-column", .argument = "NAME", \
     .offset = offsetof(struct ARGUMENTS, INPUT.label_column), .is_never_empty = true, \
     INPUT_OPTIONS_GIVEN(ARGUMENTS, INPUT, BAGTAG_GIVEN_LABEL_COLUMN), \
     .help = "name or number of the column with the label, in csv files"}

/* For labelled input; and for text, where labels are ignored. */
#define INPUT_OPTIONS_LABELLED(ARGUMENTS, INPUT) \
    INPUT_OPTIONS_ROWS(ARGUMENTS, INPUT, "auto fasttext tsv jsonl csv", "format of the input files; auto: recognised by name or first line"), \
    INPUT_OPTIONS_LABELS(ARGUMENTS, INPUT)
#define INPUT_OPTIONS_TEXT(ARGUMENTS, INPUT) \
    INPUT_OPTIONS_ROWS(ARGUMENTS, INPUT, "auto text fasttext tsv jsonl csv", \
                       "format of the input files; labels in them are ignored; auto: text, jsonl or csv")

/* For commands that can print JSON objects of their own. */
#define INPUT_OPTIONS_ID(ARGUMENTS, INPUT) \
    {.kind = OPTION_TEXT, .name = "id-field", .argument = "NAME", \
     .offset = offsetof(struct ARGUMENTS, INPUT.id_field), .is_never_empty = true, \
     INPUT_OPTIONS_GIVEN(ARGUMENTS, INPUT, BAGTAG_GIVEN_ID_FIELD), \
     .help = "name of the member to copy to the answer as its id, in jsonl files with --output jsonl"}

/* For commands with a number of threads, an int THREADS. */
#define INPUT_OPTIONS_THREADS(ARGUMENTS, THREADS) \
    {.kind = OPTION_INT, .name = "threads", .argument = "N", .offset = offsetof(struct ARGUMENTS, THREADS), \
     .min = 0, .max = 1024, .initial = "0, all that this process may use", \
     .help = "number of threads; never changes the output"}

/* For commands that score texts. FOLDED is a bool. */
#define INPUT_OPTIONS_FOLD(ARGUMENTS, FOLDED) \
    {.kind = OPTION_FLAG, .name = "fold", .offset = offsetof(struct ARGUMENTS, FOLDED), \
     .help = "score faster with fastText files and models of earlier versions, if there is much text and few labels: " \
             "multiply their rows by the output layer first, as other models already do"}

/* clang-format on */

/* NOLINTEND(bugprone-macro-parentheses) */

#endif
