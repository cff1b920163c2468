/* label_options.h - the options that restrict the labels to choose from */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_LABEL_OPTIONS_H
#define BAGTAG_CLI_OPTIONS_LABEL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/options/options.h"

/* The values of these options. */
struct label_arguments {
    const char *labels, *only; /* NULL: not given */
    bool is_scale_kept;
};

/* NOLINTBEGIN(bugprone-macro-parentheses): names of types and members, which take none */
/* clang-format off */

/* Rows for the table of a command whose arguments are a `struct ARGUMENTS` with a struct label_arguments CHOICE. */
#define LABEL_OPTIONS(ARGUMENTS, CHOICE) \
    {.kind = OPTION_TEXT, .name = "labels", .argument = "NAME,...", .offset = offsetof(struct ARGUMENTS, CHOICE.labels), \
     .is_never_empty = true, .initial = "all", \
     .help = "choose among these labels only, as if the model had no others"}, \
    {.kind = OPTION_TEXT, .name = "only", .argument = "FILE", .offset = offsetof(struct ARGUMENTS, CHOICE.only), \
     .file = OPTION_READS, .is_never_empty = true, .help = "the same, with the labels in FILE, one per line"}, \
    {.kind = OPTION_FLAG, .name = "keep-scale", .offset = offsetof(struct ARGUMENTS, CHOICE.is_scale_kept), \
     .help = "with --labels or --only: keep the probabilities among all labels of the model"}

/* clang-format on */
/* NOLINTEND(bugprone-macro-parentheses) */

#endif
