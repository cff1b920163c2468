/* embed_numbers.h - bagtag embed --ids and --offsets: rows by number, one by one and in bags */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_EMBED_NUMBERS_H
#define BAGTAG_CLI_EMBED_NUMBERS_H

#include <stdbool.h>

#include "bagtag.h"
#include "cli/options/options.h"

/* How to embed lines of row numbers, or of row numbers, '|' and offsets. */
struct embed_numbers {
    const struct bagtag_model *model;
    const struct bagtag_embed_options *options;
    const struct bagtag_sink *sink;
    bool has_offsets;
    const char *bag; /* how bags are combined; NULL: as the model does */
};

/* Writes the vectors of the lines in OPERANDS after the first, or of the lines of standard input if there are none. All
 * operands are checked before the first vector is written; one with anything other than numbers is BAGTAG_ARGUMENT. A
 * line of standard input is checked before its first vector is written; its errors are BAGTAG_INPUT and name it.
 */
enum bagtag_status embed_numbers(const struct embed_numbers *embed, const struct operands *operands,
                                 struct bagtag_error *error);

#endif
