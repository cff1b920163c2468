/* tsv_line.c - label, tab, text */
/* SPDX-License-Identifier: MIT */
#include "data/tsv_line.h"

#include <string.h>

#include "data/space.h"

/* The label stripped of what does not belong to it, a NUL excepted: it is for record_add_label to refuse. */
static struct line strip(struct line label, const char *prefix)
{
    size_t n;
    while (label.len > 0 && label.text[0] != '\0' && (n = space_at(label.text, label.len)) > 0) {
        label.text += n;
        label.len -= n;
    }
    while (label.len > 0 && label.text[label.len - 1] != '\0' && (n = space_before(label.text, label.len)) > 0)
        label.len -= n;
    size_t prefix_len = strlen(prefix);
    if (label.len >= prefix_len && memcmp(label.text, prefix, prefix_len) == 0) {
        label.text += prefix_len;
        label.len -= prefix_len;
    }
    return label;
}

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
    struct line label = strip((struct line){.text = line.text, .len = label_len}, prefix);
    return label.len > 0 ? record_add_label(record, label.text, label.len, place, error) : BAGTAG_OK;
}
