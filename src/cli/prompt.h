/* prompt.h - lines typed at a terminal, one question at a time */
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
    size_t len; /* bytes read and not handed out yet, from `start` */
    size_t start;
    size_t capacity;
    bool has_ended;
    int errnum; /* why reading failed; 0: it did not */
    struct line_editor editor;
};

/* Shows "> " on standard error and takes the next line of standard input (without its '\n'; borrowed until the next
 * call), edited with the keys of readline, or where the terminal cannot do that by its own means; Ctrl-C ends the
 * program as it always does. False at the end (Ctrl-D on an empty line; the cursor is put on a new line) and when
 * reading fails. */
bool prompt_read(struct prompt *prompt, struct line *line);
void prompt_clear(struct prompt *prompt);

#endif
