/* line_editor.h - edits a line on a terminal, with history on the arrow keys */
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
    struct buffer line; /* the text after the prompt */
    size_t cursor;      /* in bytes, between characters */
    char **history;     /* previous lines, oldest first */
    size_t n_history, history_capacity;
    size_t at;           /* index in the history; n_history: a new line */
    char sequence[16];   /* an incomplete escape sequence */
    size_t n_sequence;   /* 0: none */
    struct termios mode; /* of the terminal, to be restored */
};

/* What a key did to the line. */
enum line_edit { LINE_GOES_ON, LINE_IS_READY, LINE_HAS_ENDED };

/* Make the terminal of standard input pass on single keys, and restore it. line_editor_begin returns false, with
 * nothing changed, if the terminal cannot do that. */
bool line_editor_begin(struct line_editor *editor);
void line_editor_end(struct line_editor *editor);

/* Takes one typed byte. Ctrl-C and Ctrl-Z raise their signals as usual. */
enum line_edit line_editor_take(struct line_editor *editor, char byte);

/* Redraws PROMPT and the line on standard error. */
void line_editor_draw(const struct line_editor *editor, const char *prompt);

/* Moves the line to the history and begins an empty one. */
void line_editor_next(struct line_editor *editor);
void line_editor_clear(struct line_editor *editor);

#endif
