/* fasttext_failure.h - what went wrong, for who typed a command of fastText */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_FASTTEXT_FAILURE_H
#define BAGTAG_CLI_FASTTEXT_FAILURE_H

#include "base/error.h"

/* Prints the sentence of ERROR with fastText's options in place of ours. A hint with an option that fastText lacks, in
 * brackets or after a semicolon, is left out. A file of the command line ARGV that the sentence begins with keeps its
 * name. Returns EXIT_FAILED. */
int fasttext_failure(const struct bagtag_error *error, int argc, char *const *argv);

#endif
