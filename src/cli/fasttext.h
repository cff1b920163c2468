/* fasttext.h - translates fastText command lines to bagtag's */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_FASTTEXT_H
#define BAGTAG_CLI_FASTTEXT_H

#include <stdbool.h>

#include "base/buffer.h"

/* Our setting with the same meaning and values as fastText's training OPTION ("-epoch"), or NULL. */
const char *fasttext_setting(const char *option);

/* fastText's option with the same meaning and values as OURS[0..len) ("--epochs"), or NULL. */
const char *fasttext_option(const char *ours, size_t len);

/* Whether fastText's training OPTION takes no value. */
bool fasttext_is_flag(const char *option);

/* Whether ARGV (ARGV[0] the command, then its arguments) is a fastText command line; if so, appends a sentence with the
 * equivalent bagtag command to OUT. */
bool fasttext_translate(int argc, char *const *argv, struct buffer *out);

#endif
