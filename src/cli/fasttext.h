/* fasttext.h - what users of fastText type out of habit */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_FASTTEXT_H
#define BAGTAG_CLI_FASTTEXT_H

#include <stdbool.h>

#include "base/buffer.h"

/* Our setting of the same meaning and value as fastText's training OPTION ("-epoch"), or NULL. */
const char *fasttext_setting(const char *option);

/* fastText's option of the same meaning and value as OURS[0..len) ("--epochs"), or NULL. */
const char *fasttext_option(const char *ours, size_t len);

/* Whether ARGV (ARGV[0] the command, then its arguments) is a fastText command line; if so OUT gets one sentence that
 * gives the bagtag command for it. */
bool fasttext_translate(int argc, char *const *argv, struct buffer *out);

#endif
