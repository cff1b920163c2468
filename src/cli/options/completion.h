/* completion.h - what a shell offers at the Tab key */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_COMPLETION_H
#define BAGTAG_CLI_OPTIONS_COMPLETION_H

#include "base/buffer.h"

/* The script for SHELL (bash, zsh or fish), or NULL: it asks `bagtag __complete WORD...` at each Tab. */
const char *completion_script(const char *shell);

/* What may stand in place of the last of WORDS, which are those after the program's name as they were typed, quotes and
 * all (they are unquoted in place). The first line is "words", or "files" or "folders", which the shell knows how to
 * offer; then a line for each word that begins as typed: the word, a tab and perhaps a description. */
void completion_answer(struct buffer *out, size_t n_words, char **words);

#endif
