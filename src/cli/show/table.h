/* table.h - columns of text on a terminal */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_TABLE_H
#define BAGTAG_CLI_SHOW_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* The destination of a table. */
struct table_place {
    size_t columns; /* of a terminal, at least 30; SIZE_MAX: a file, in which nothing is shortened */
    bool is_bold;   /* headings are */
};

/* Of standard output. */
struct table_place table_place(void);

static inline bool table_is_for_eyes(struct table_place place)
{
    return place.columns != SIZE_MAX;
}

/* Called before and after the line of column headings; the second ends the line. */
void table_begin_heading(struct buffer *out, struct table_place place);
void table_end_heading(struct buffer *out, struct table_place place);

/* The columns that TEXT takes, at least LEAST and at most MOST; for computing the width of a column text by text. */
size_t table_widen(size_t least, const char *text, size_t len, size_t most);

/* TEXT without control characters, and on a terminal shortened to MOST columns that end in "...". */
void table_text(struct buffer *out, const char *text, size_t len, size_t most, struct table_place place);

/* The same, with blanks up to COLUMNS. */
void table_cell(struct buffer *out, const char *text, size_t len, size_t columns, struct table_place place);

#endif
