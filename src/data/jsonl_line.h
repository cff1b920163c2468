/* jsonl_line.h - a line that is a JSON object */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_JSONL_LINE_H
#define BAGTAG_DATA_JSONL_LINE_H

#include <stdbool.h>

#include "data/record.h"
#include "io/json_skip.h"
#include "io/lines.h"

/* Members of an object that are of interest, by a key or, through the objects they lie in, by keys and dots. Where one
 * stands there several times, the last counts. */
enum record_field { FIELD_TEXT, FIELD_LABEL, FIELD_ID, FIELD_ADDED, N_RECORD_FIELDS };
enum { JSONL_FIELD_BYTES = 255 };

/* Takes text, labels and id from the members FIELDS (each of at most JSONL_FIELD_BYTES; NULL: there is none). What is
 * not one JSON object, and values that cannot be what they are to be, are BAGTAG_INPUT with file, line and column;
 * so is an object with the member FIELD_ADDED. PREFIX may stand before a label, and is dropped. SHAPE is that of the
 * lines before. */
enum bagtag_status jsonl_line_parse(struct record *record, struct line line, const char *const fields[N_RECORD_FIELDS],
                                    const char *prefix, struct json_shape *shape, const struct record_place *place,
                                    struct bagtag_error *error);

/* Appends the names of the members of the object LINE, for a sentence, as far as it can be read. */
void jsonl_line_list(struct line line, struct buffer *names);

/* '{', then a key, '}' or the end of the line. An array of objects and one in many lines begin so too: they are no
 * records, but nobody means them as text, and jsonl_line_parse says what to do. */
bool jsonl_line_begins(struct line line);
bool jsonl_line_is_blank(struct line line); /* nothing: no record */

#endif
