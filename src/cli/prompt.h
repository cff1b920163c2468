/* prompt.h - prompts for lines typed at a terminal */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_PROMPT_H
#define BAGTAG_CLI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/line_editor.h"
#include "io/lines.h"

/* Zero-initialise; prompt_clear frees it. */
struct prompt {
    char *text;
    size_t len; /* bytes read but not returned yet, from `start` on */
    size_t start;
    size_t capacity;
    bool has_ended;
    int errnum; /* why reading failed; 0: no failure */
    struct line_editor editor;
};

/* Shows "> " on standard error and reads a line of standard input (without its '\n'; borrowed until the next call),
 * edited with the keys of readline, or by the terminal itself if it cannot do that. Ctrl-C ends the program as usual.
 * Returns false at the end (Ctrl-D on an empty line; the cursor moves to a new line) and if reading fails. */
bool prompt_read(struct prompt *prompt, struct line *line);
void prompt_clear(struct prompt *prompt);

#endif
