/* embed_numbers.h - bagtag embed --ids and --offsets: rows by number, one by one and in bags */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_EMBED_NUMBERS_H
#define BAGTAG_CLI_EMBED_NUMBERS_H

#include <stdbool.h>

#include "bagtag.h"
#include "cli/options/options.h"

/* The contents of the lines: row numbers, or row numbers, '|' and offsets. */
struct embed_numbers {
    const struct bagtag_model *model;
    const struct bagtag_embed_options *options;
    const struct bagtag_sink *sink;
    bool has_offsets;
    const char *bag; /* of the bags: NULL, the model's */
};

/* Writes the vectors for OPERANDS after the first, each one a line, or for the lines of standard input if there are
 * none. A line is checked completely before its first vector is written; the sentence of a failure begins with the
 * place of the line. */
enum bagtag_status embed_numbers(const struct embed_numbers *embed, const struct operands *operands,
                                 struct bagtag_error *error);

#endif
