/* csv.h - rows of fields between delimiters, some of them in quotes: RFC 4180, and what Python's csv makes of the rest
 */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CSV_H
#define BAGTAG_DATA_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/*
 * A row ends at \n, \r\n or \r. A field that begins with a quote goes on to the next quote that is not doubled, over
 * delimiters and line ends; a doubled quote in it is one; what follows the closing quote up to the delimiter is taken
 * as it is. A quote anywhere else is a character like others. A quote that is never closed takes the rest of the file.
 */

/* Finds the ends of rows in bytes that come piece by piece. Begin with all zero but the delimiter. */
struct csv_cutter {
    char delimiter;
    char before;          /* the last byte; only when has_begun */
    bool has_begun;       /* bytes other than a byte order mark have come */
    bool is_quoted;       /* the next byte is between quotes */
    bool has_quote;       /* the last one was a quote there: what comes says what it was */
    unsigned char n_mark; /* bytes of a byte order mark that have come */
};

/* Takes the next N bytes. Returns how many of them lie before the end of the last row that ends in them with \n or
 * \r\n; 0: none does. CUTTER is a struct csv_cutter. */
size_t csv_cut(void *cutter, const char *bytes, size_t n);

/* A field of a row. */
struct csv_field {
    const char *text; /* [len]: the value where it is plain, otherwise with its quotes */
    size_t len;
    bool is_plain;
};

/* What is behind a field. */
enum csv_end { CSV_END_FIELD, CSV_END_ROW, CSV_END_UNCLOSED };

/* Reads the field that begins at AT; END is the end of the block, AT may be that. Returns where what is behind the
 * field's delimiter or the row's line end begins. */
const char *csv_read_field(const char *at, const char *end, char delimiter, struct csv_field *field,
                           enum csv_end *what);

/* The value of FIELD into OUT[0..field->len); returns its length. */
size_t csv_field_value(const struct csv_field *field, char *out);

/* Makes what OUT holds from BEGIN on a field: puts it in quotes where it needs them. */
void csv_end_field(struct buffer *out, size_t begin, char delimiter);

/* How many of the LEN bytes of a row come before its line end. */
size_t csv_row_len(const char *row, size_t len);

/* Whether a row with nothing in it begins at AT < END: *NEXT is behind its line end. */
bool csv_skip_blank(const char *at, const char *end, const char **next);

#endif
