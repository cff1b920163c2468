/* embed_numbers.h - bagtag embed --ids and --offsets: rows by number, one by one and in bags */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_EMBED_NUMBERS_H
#define BAGTAG_CLI_EMBED_NUMBERS_H

#include <stdbool.h>

#include "bagtag.h"
#include "cli/options/options.h"

/* What the lines hold: row numbers, or row numbers, '|' and offsets. */
struct embed_numbers {
    const struct bagtag_model *model;
    const struct bagtag_embed_options *options;
    const struct bagtag_sink *sink;
    bool has_offsets;
    const char *bag; /* of the bags: NULL, the model's */
};

/* Writes the vectors of OPERANDS behind the first, each of them a line, or of the lines of standard input if there is
 * none. A line is checked whole before its first vector is written; the sentence of a failure begins with where the
 * line stands. */
enum bagtag_status embed_numbers(const struct embed_numbers *embed, const struct operands *operands,
                                 struct bagtag_error *error);

#endif
