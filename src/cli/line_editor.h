/* line_editor.h - a line that is edited on a terminal, with those before it a key away */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_LINE_EDITOR_H
#define BAGTAG_CLI_LINE_EDITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

#include "base/buffer.h"

/* Zero-initialise; line_editor_clear frees it. The keys are those of readline: left, right, home, end, delete, up and
 * down, Ctrl-A B D E F H K N P U W; any other control key does nothing. */
struct line_editor {
    struct buffer line; /* what stands behind the prompt */
    size_t cursor;      /* in bytes, between characters */
    char **history;     /* the lines before, the oldest first */
    size_t n_history, history_capacity;
    size_t at;           /* in the history; n_history: the line is a new one */
    char sequence[16];   /* of an escape sequence that has begun */
    size_t n_sequence;   /* 0: none has */
    struct termios mode; /* of the terminal, to be put back */
};

/* What a key did to the line. */
enum line_edit { LINE_GOES_ON, LINE_IS_READY, LINE_HAS_ENDED };

/* Takes the terminal of standard input out of its own editing, and puts it back. False, and nothing has changed, where
 * keys cannot be had one by one. */
bool line_editor_begin(struct line_editor *editor);
void line_editor_end(struct line_editor *editor);

/* One byte of what is typed. Ctrl-C and Ctrl-Z do what they always do. */
enum line_edit line_editor_take(struct line_editor *editor, char byte);

/* Draws PROMPT and the line again on standard error. */
void line_editor_draw(const struct line_editor *editor, const char *prompt);

/* Empties the line; what was in it goes to the history. */
void line_editor_next(struct line_editor *editor);
void line_editor_clear(struct line_editor *editor);

#endif
