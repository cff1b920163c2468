/* jsonl_line.h - a line that is a JSON object */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_JSONL_LINE_H
#define BAGTAG_DATA_JSONL_LINE_H

#include <stdbool.h>

#include "data/record.h"
#include "io/json_skip.h"
#include "io/lines.h"

/* The fields of interest, each given as a key or, inside nested objects, a dotted path of keys; the text also as a list
 * of these between commas. If one occurs several times, the last one counts. */
enum record_field { FIELD_TEXT, FIELD_LABEL, FIELD_ID, FIELD_ADDED, N_RECORD_FIELDS };
enum { JSONL_FIELD_BYTES = 255, JSONL_MAX_TEXTS = 16 };

/* Whether TEXTS is a list of 1 to JSONL_MAX_TEXTS keys or paths, none of them empty. */
bool jsonl_line_is_list(const char *texts);

/* Whether NAME is one of the keys or paths in the list TEXTS. */
bool jsonl_line_lists(const char *texts, const char *name);

/* Reads text, labels and id from the members FIELDS (each at most JSONL_FIELD_BYTES long; NULL: none). Several texts
 * are joined by blanks, in the order of the list, without those that are missing or null. A line that is not one JSON
 * object, or a value of the wrong type, is BAGTAG_INPUT with file, line and column; so is an object that already has
 * the member FIELD_ADDED. PREFIX before a label is dropped. SHAPE is that of the lines before. */
enum bagtag_status jsonl_line_parse(struct record *record, struct line line, const char *const fields[N_RECORD_FIELDS],
                                    const char *prefix, struct json_shape *shape, const struct record_place *place,
                                    struct bagtag_error *error);

/* Appends the names of the members of the object LINE, for a sentence, as far as they can be parsed. */
void jsonl_line_list(struct line line, struct buffer *names);

/* Whether LINE begins with '{' and then a key, '}' or the end of the line. An array of objects, or a value that spans
 * lines, counts as well: it is not a record, but it is surely not meant as text, and jsonl_line_parse gives advice. */
bool jsonl_line_begins(struct line line);

/* Whether LINE is a JSON object and nothing else. */
bool jsonl_line_is_object(struct line line);
bool jsonl_line_is_blank(struct line line); /* white space only: not a record */

#endif
