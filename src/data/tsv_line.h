/* tsv_line.h - label, tab, text */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_TSV_LINE_H
#define BAGTAG_DATA_TSV_LINE_H

#include "data/record.h"
#include "io/lines.h"

/* The label is before the first tab, without the spaces around it and a label prefix; the text is after it. A non-empty
 * line without a tab is BAGTAG_INPUT. */
enum bagtag_status tsv_line_parse(struct record *record, struct line line, const char *prefix,
                                  const struct record_place *place, struct bagtag_error *error);

#endif
