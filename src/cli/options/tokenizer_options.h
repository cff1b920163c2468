/* tokenizer_options.h - the options of commands that tokenize text without a model */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_TOKENIZER_OPTIONS_H
#define BAGTAG_CLI_OPTIONS_TOKENIZER_OPTIONS_H

#include <stddef.h>

#include "cli/options/options.h"

/* Rows for the table of a command whose arguments are a `struct ARGUMENTS` with a TOKENIZER, a name, and an int LOWER,
 * which is set to 1 or 0 or left as it was. The help is the same as that of train's settings. */
#define TOKENIZER_OPTIONS(ARGUMENTS, TOKENIZER, LOWER)                                                     \
    {.kind = OPTION_CHOICE,                                                                                \
     .name = "tokenizer",                                                                                  \
     .argument = "NAME",                                                                                   \
     .offset = offsetof(struct ARGUMENTS, TOKENIZER),                                                      \
     .choices = "unicode whitespace basic-english bert",                                                   \
     .help = "how text is split into words"},                                                              \
        {.kind = OPTION_SWITCH,                                                                            \
         .name = "lower",                                                                                  \
         .offset = offsetof(struct ARGUMENTS, LOWER),                                                      \
         .sets = 1,                                                                                        \
         .help = "ignore case (default, except with tokenizer whitespace)"},                               \
    {                                                                                                      \
        .kind = OPTION_SWITCH, .name = "no-lower", .offset = offsetof(struct ARGUMENTS, LOWER), .sets = 0, \
        .help = "keep case (default with tokenizer whitespace); bert then keeps accents too"               \
    }

#endif
