/* terminal.h - what a file descriptor can show: lines, colours, columns */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_TERMINAL_H
#define BAGTAG_CLI_SHOW_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Whether FD is a terminal on which a line can be written over (TERM is set and not "dumb"). */
bool terminal_is_live(int fd);

/* Whether bold type and colours may be used on FD: a live terminal, and NO_COLOR is not set. */
bool terminal_has_style(int fd);

/* Columns of the terminal FD; 80 when it is none or does not say. */
int terminal_width(int fd);

/* Columns that UTF-8 TEXT takes on a terminal: two for East Asian wide characters and emoji, none for combining marks.
 */
size_t terminal_columns(const char *text, size_t len);

#endif
