/* table.h - columns of text on a terminal */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_TABLE_H
#define BAGTAG_CLI_SHOW_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Where a table is printed. */
struct table_place {
    size_t columns; /* of a terminal, at least 30; SIZE_MAX: a file, where nothing is truncated */
    bool is_bold;   /* in headings */
};

/* The place for tables on standard output. */
struct table_place table_place(void);

static inline bool table_is_terminal(struct table_place place)
{
    return place.columns != SIZE_MAX;
}

/* Begin and end the line of column headings; the latter adds the line feed. */
void table_begin_heading(struct buffer *out, struct table_place place);
void table_end_heading(struct buffer *out, struct table_place place);

/* The display width of TEXT, at least LEAST and at most MOST. Called for each text of a column in turn, with the width
 * so far as LEAST. */
size_t table_widen(size_t least, const char *text, size_t len, size_t most);

/* Appends TEXT with control characters replaced, and on a terminal truncated to MOST columns, ending in "...". */
void table_text(struct buffer *out, const char *text, size_t len, size_t most, struct table_place place);

/* The same, padded with blanks to COLUMNS. */
void table_cell(struct buffer *out, const char *text, size_t len, size_t columns, struct table_place place);

#endif
