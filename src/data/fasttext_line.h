/* fasttext_line.h - a line in which words that begin with a prefix are labels */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_FASTTEXT_LINE_H
#define BAGTAG_DATA_FASTTEXT_LINE_H

#include <stdbool.h>

#include "data/record.h"
#include "io/lines.h"

/* Finds the next word at or after AT that begins with the prefix; *START is its position. */
bool fasttext_line_find(struct line line, size_t at, const char *prefix, size_t *start);

/* Words that begin with PREFIX and are longer become the record's labels; the rest becomes its text. */
enum bagtag_status fasttext_line_parse(struct record *record, struct line line, const char *prefix,
                                       const struct record_place *place, struct bagtag_error *error);

#endif
