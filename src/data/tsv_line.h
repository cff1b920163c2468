/* tsv_line.h - label, tab, text */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_TSV_LINE_H
#define BAGTAG_DATA_TSV_LINE_H

#include "data/record.h"
#include "io/lines.h"

/* What stands before the first tab is the label, without the spaces around it and a label prefix before it; what stands
 * after it is the text. A line that is not empty and has no tab is BAGTAG_INPUT. */
enum bagtag_status tsv_line_parse(struct record *record, struct line line, const char *prefix,
                                  const struct record_place *place, struct bagtag_error *error);

#endif
