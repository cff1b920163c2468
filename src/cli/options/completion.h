/* completion.h - completion by the Tab key */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_COMPLETION_H
#define BAGTAG_CLI_OPTIONS_COMPLETION_H

#include "base/buffer.h"

/* The script for SHELL (bash, zsh or fish), or NULL. It calls `bagtag __complete WORD...` at each Tab. */
const char *completion_script(const char *shell);

/* The completions of the last of WORDS, which are the words after the program's name as typed, with quotes (they are
 * unquoted in place). The first line is "words", or "files" or "folders", which the shell completes itself; then comes
 * a line for each word that begins as typed: the word, a tab and perhaps a description. */
void completion_answer(struct buffer *out, size_t n_words, char **words);

#endif
