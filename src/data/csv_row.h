/* csv_row.h - the columns of a file of rows, and a row as a record */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CSV_ROW_H
#define BAGTAG_DATA_CSV_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "data/record.h"

enum { CSV_MOST_TEXTS = 16 }; /* columns that make up a text */

/* What files of rows are like, and what in them is wanted. Strings are borrowed. */
struct csv_rules {
    char delimiter;
    bool has_header;          /* the first row has the names of the columns */
    const char *text_column;  /* a name, a number from 1, or several of them with commas between */
    const char *label_column; /* a name or a number; NULL: labels are not wanted */
    const char *const *added; /* [n_added] columns that no header may have yet */
    size_t n_added;
    bool has_one_header; /* all files must have the header of the first one */
};

/* Where what is wanted stands in the rows of a file, from 0. */
struct csv_columns {
    size_t n_fields; /* of every row; 0: the file has had no row yet */
    size_t texts[CSV_MOST_TEXTS];
    size_t n_texts;
    size_t label; /* SIZE_MAX: it is not wanted */
};

/* Finds the columns by the first row of a file, which is at BEGIN < END in the line of PLACE. *LEN becomes the bytes of
 * the row. A column that is not there is BAGTAG_INPUT, with those that are, and so is one that is added; so is a
 * row whose quotes are not closed. */
enum bagtag_status csv_find_columns(struct csv_columns *columns, const struct csv_rules *rules, const char *begin,
                                    const char *end, const struct record_place *place, size_t *len,
                                    struct bagtag_error *error);

/* Takes text and label from the row at BEGIN < END; *LEN becomes its bytes, whatever is returned. PREFIX may stand
 * before the label, and is dropped. A row with more or fewer fields than the first, or a quote that is not closed, is
 * BAGTAG_INPUT. At least 64 bytes after END are readable. */
enum bagtag_status csv_row_parse(struct record *record, const struct csv_columns *columns,
                                 const struct csv_rules *rules, const char *begin, const char *end, const char *prefix,
                                 const struct record_place *place, size_t *len, struct bagtag_error *error);

/* How many bytes from BEGIN on are rows without anything in them. */
size_t csv_blank_rows(const char *begin, const char *end);

#endif
