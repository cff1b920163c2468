/* csv.h - rows of fields, quoted or not: RFC 4180, extended like Python's csv module */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CSV_H
#define BAGTAG_DATA_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/*
 * A row ends at \n, \r\n or \r. A field that begins with a quote ends at the next quote that is not doubled; until then
 * it may contain delimiters and line ends, and a doubled quote stands for one. Text between the closing quote and the
 * delimiter belongs to the field as it is. A quote anywhere else is an ordinary character. If a quote is never closed,
 * the field takes the rest of the file; but a splitter gives up after max_quoted bytes, so that a block does not grow
 * to the size of the file.
 *
 * Why not libcsv: it returns copies of fields without their positions, but rows are written back byte for byte and
 * blocks are split at rows for threads; it reads 389 MB/s where this reads 910, splitting included (a file of 200 MB,
 * medians of 5); and it strips spaces around fields, and does not read text after a closing quote as Python's csv
 * module does.
 */

/* Finds the ends of rows in bytes that arrive in pieces. Set the first two, zero the rest. */
struct csv_splitter {
    char delimiter;
    size_t max_quoted;    /* bytes after an opening quote; then the row ends at the next line feed. 0: no limit */
    size_t n_quoted;      /* bytes after the opening quote so far, if is_quoted */
    bool is_given_up;     /* the limit was reached: the next line feed ends the row */
    char before;          /* the last byte; valid only if has_begun */
    bool has_begun;       /* bytes other than a byte order mark have been seen */
    bool is_quoted;       /* the next byte is inside quotes */
    bool has_quote;       /* the last byte was a quote inside quotes: the next shows if it closes or is doubled */
    unsigned char n_mark; /* bytes of a byte order mark seen so far */
};

/* Takes the next N bytes. Returns how many of them belong to rows that end among them with \n or \r\n; 0: no row does.
 * SPLITTER is a struct csv_splitter. */
size_t csv_split(void *splitter, const char *bytes, size_t n);

struct csv_field {
    const char *text; /* [len]: the value if it is plain, otherwise the field with its quotes */
    size_t len;
    bool is_plain;
    bool is_torn; /* text follows quotes that span lines, a sign that an earlier quote is missing */
};

/* What follows a field. */
enum csv_end { CSV_END_FIELD, CSV_END_ROW, CSV_END_UNCLOSED };

/* Reads the field that begins at AT, which may be END, the end of the block. Returns the position after the delimiter
 * or line end that follows the field. */
const char *csv_read_field(const char *at, const char *end, char delimiter, struct csv_field *field,
                           enum csv_end *what);

/* Writes the value of FIELD to OUT[0..field->len); returns its length. */
size_t csv_field_value(const struct csv_field *field, char *out);

/* Ends the field that was written to OUT from BEGIN on: quotes it if needed. */
void csv_end_field(struct buffer *out, size_t begin, char delimiter);

/* The length of a row of LEN bytes without its line end. */
size_t csv_row_len(const char *row, size_t len);

/* The position after the line end that follows AT, or END. */
const char *csv_skip_line(const char *at, const char *end);

/* Whether an empty row begins at AT < END; *NEXT is then the position after it. */
bool csv_skip_blank(const char *at, const char *end, const char **next);

#endif
