/* fasttext_failure.h - prints errors in terms of fastText's options */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_FASTTEXT_FAILURE_H
#define BAGTAG_CLI_FASTTEXT_FAILURE_H

#include "base/error.h"

/* Prints the sentence of ERROR with fastText's options in place of ours. A hint, in parentheses or after a semicolon,
 * is left out if it has an option that fastText lacks. If the sentence begins with a word of the command line ARGV,
 * such as a file, that is left unchanged. Returns EXIT_FAILED. */
int fasttext_failure(const struct bagtag_error *error, int argc, char *const *argv);

#endif
