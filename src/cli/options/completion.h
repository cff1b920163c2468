/* completion.h - shell completion */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_COMPLETION_H
#define BAGTAG_CLI_OPTIONS_COMPLETION_H

#include "base/buffer.h"

/* The script for SHELL (bash, zsh or fish), which runs `bagtag __complete WORD...` at each Tab; NULL: another shell. */
const char *completion_script(const char *shell);

/* Appends the completions of the last of WORDS, the words after the program's name as typed, including quotes (they are
 * unquoted in place). The first line is "words", or "files" or "folders", which the shell completes itself; then a line
 * for each word that begins as typed: the word, a tab and possibly a description. */
void completion_answer(struct buffer *out, size_t n_words, char **words);

#endif
