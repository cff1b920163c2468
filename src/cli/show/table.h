/* table.h - columns of text on a terminal */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_TABLE_H
#define BAGTAG_CLI_SHOW_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Where a table goes to. */
struct table_place {
    size_t columns; /* of a terminal, at least 30; SIZE_MAX: a file, where nothing is cut */
    bool is_bold;   /* headings are */
};

/* Of standard output. */
struct table_place table_place(void);

static inline bool table_is_for_eyes(struct table_place place)
{
    return place.columns != SIZE_MAX;
}

/* Around the line that names the columns; the second ends it. */
void table_begin_heading(struct buffer *out, struct table_place place);
void table_end_heading(struct buffer *out, struct table_place place);

/* Columns that TEXT takes, at least LEAST and at most MOST: how wide a column grows from text to text. */
size_t table_widen(size_t least, const char *text, size_t len, size_t most);

/* TEXT made harmless, and on a terminal cut to MOST columns, the last of them "...". */
void table_text(struct buffer *out, const char *text, size_t len, size_t most, struct table_place place);

/* The same, with blanks up to COLUMNS. */
void table_cell(struct buffer *out, const char *text, size_t len, size_t columns, struct table_place place);

#endif
