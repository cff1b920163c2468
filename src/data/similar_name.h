/* similar_name.h - names of columns and members that differ only in case and in blanks around them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_SIMILAR_NAME_H
#define BAGTAG_DATA_SIMILAR_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "io/lines.h"

/* Whether A and B are the same except for the case of ASCII letters and white space at the ends. */
bool similar_name(struct line a, struct line b);

/* The first name in LIST, names in quotes as jsonl_line_list writes them, that is similar to NAME; .text NULL: none. */
struct line similar_name_in(const char *list, const char *name);

enum { SIMILAR_QUESTION_BYTES = 300 };

/* Writes the question whether NAME is meant, as the end of a sentence: "" if NAME.text is NULL. Returns QUESTION. */
const char *similar_name_ask(char question[SIMILAR_QUESTION_BYTES], struct line name);

#endif
