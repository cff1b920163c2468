/* terminal.h - what a file descriptor can show: lines, colours, columns */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_TERMINAL_H
#define BAGTAG_CLI_SHOW_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Whether FD is a terminal that can overwrite a line (TERM is set and not "dumb"). */
bool terminal_is_live(int fd);

/* Whether bold type and colours may be used on FD: a live terminal, and NO_COLOR is not set. */
bool terminal_has_style(int fd);

/* Width of the terminal FD in columns; 80 if FD is not a terminal or its width is unknown. */
int terminal_width(int fd);

/* Columns that UTF-8 TEXT takes on a terminal: 2 per East Asian wide character or emoji, 0 per combining mark. */
size_t terminal_columns(const char *text, size_t len);

#endif
