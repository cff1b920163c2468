/* tsv_line.c - label, tab, text */
/* SPDX-License-Identifier: MIT */
#include "data/tsv_line.h"

#include <string.h>
enum bagtag_status tsv_line_parse(struct record *record, struct line line, const char *prefix,
                                  const struct record_place *place, struct bagtag_error *error)
{
    record->text = line.text;
    record->text_len = line.len;
    if (line.len == 0)
        return BAGTAG_OK;
    const char *tab = memchr(line.text, '\t', line.len);
    if (tab == NULL)
        return record_error(place, error, "expected label, tab, text; found no tab%s", place->hint);
    size_t label_len = (size_t)(tab - line.text);
    record->text = tab + 1;
    record->text_len = line.len - label_len - 1;
    return record_add_field(record, line.text, label_len, prefix, place, error);
}
