/* line_editor.h - editing a line on a terminal, with a history */
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
    char **history;     /* earlier lines, oldest first */
    size_t n_history, history_capacity;
    size_t at;           /* in the history; n_history: the line is a new one */
    char sequence[16];   /* of an escape sequence that has begun */
    size_t n_sequence;   /* 0: none has */
    struct termios mode; /* of the terminal, to be put back */
};

/* What a key did to the line. */
enum line_edit { LINE_GOES_ON, LINE_IS_READY, LINE_HAS_ENDED };

/* Switches the terminal of standard input to single keys, and back. False, with nothing changed, if the terminal
 * cannot. */
bool line_editor_begin(struct line_editor *editor);
void line_editor_end(struct line_editor *editor);

/* Handles one typed byte. Ctrl-C and Ctrl-Z work as usual. */
enum line_edit line_editor_take(struct line_editor *editor, char byte);

/* Redraws PROMPT and the line on standard error. */
void line_editor_draw(const struct line_editor *editor, const char *prompt);

/* Moves the line to the history and empties it. */
void line_editor_next(struct line_editor *editor);
void line_editor_clear(struct line_editor *editor);

#endif
