/* csv_row.h - finds the columns of a csv file, and reads rows as records */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CSV_ROW_H
#define BAGTAG_DATA_CSV_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "data/record.h"

enum { CSV_MAX_TEXTS = 16 };                       /* columns that make up a text */
enum { CSV_MAX_QUOTED_BYTES = 256 * 1024 * 1024 }; /* of a field; all of it is held in memory */

/* How rows are written, and which columns to read. Strings are borrowed. */
struct csv_rules {
    char delimiter;
    bool has_header;          /* the first row has the names of the columns */
    const char *text_column;  /* a name, a number from 1, or several separated by commas */
    const char *label_column; /* a name or a number; NULL: do not read labels */
    size_t max_quoted;        /* bytes of a quoted field; a longer one counts as not closed. 0: no limit */
    const char *const *added; /* [n_added] columns to be added, which no header may have yet */
    size_t n_added;
    bool has_one_header; /* all files must have the header of the first one */
};

/* The indices of the chosen columns in the rows of a file, from 0. */
struct csv_columns {
    size_t n_fields; /* of every row; 0: the file has had no row yet */
    size_t texts[CSV_MAX_TEXTS];
    size_t n_texts;
    size_t label; /* SIZE_MAX: labels are not read */
};

/* Finds the columns in the first row of a file, which is at BEGIN < END, on the line of PLACE. *LEN becomes the bytes
 * of the row. BAGTAG_INPUT if a chosen column is missing (the message lists the existing ones), if a column to be added
 * already exists, or if quotes are not closed. */
enum bagtag_status csv_find_columns(struct csv_columns *columns, const struct csv_rules *rules, const char *begin,
                                    const char *end, const struct record_place *place, size_t *len,
                                    struct bagtag_error *error);

/* Reads text and label from the row at BEGIN < END; *LEN becomes its bytes, also after a failure. PREFIX before the
 * label is dropped. BAGTAG_INPUT if the row has more or fewer fields than the first one, or if quotes are not closed;
 * the row then ends with the line of the unclosed quote. At least 64 bytes after END are readable. */
enum bagtag_status csv_row_parse(struct record *record, const struct csv_columns *columns,
                                 const struct csv_rules *rules, const char *begin, const char *end, const char *prefix,
                                 const struct record_place *place, size_t *len, struct bagtag_error *error);

/* How many bytes at BEGIN are empty rows. */
size_t csv_blank_rows(const char *begin, const char *end);

#endif
