/* record_rules.c - how files are read: their format, and what in them is a label */
/* SPDX-License-Identifier: MIT */
#include "data/record_rules.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"
#include "data/space.h"

static bool is_allowed(int format, enum record_use use)
{
    return format >= 0 && format != (use == RECORDS_AS_TEXT ? FORMAT_AUTO : FORMAT_TEXT);
}

static enum bagtag_status refuse(const char *what, const char *found, struct bagtag_error *error)
{
    if (found == NULL)
        return error_set(error, BAGTAG_ARGUMENT, "%s; found nothing", what);
    return error_set(error, BAGTAG_ARGUMENT, "%s; found '%s'", what, found);
}

static bool is_prefix(const char *prefix)
{
    size_t len = prefix ? strlen(prefix) : 0;
    return len > 0 && utf8_is_valid(prefix, len) && space_find(prefix, len, 0) == len;
}

struct bagtag_input record_rules_usual(enum record_use use)
{
    return (struct bagtag_input){.format = format_names[use == RECORDS_AS_TEXT ? FORMAT_TEXT : FORMAT_AUTO],
                                 .label_prefix = NULL};
}

enum bagtag_status record_rules_of(struct record_rules *out, enum record_use use, const struct bagtag_input *input,
                                   const char *usual_prefix, struct bagtag_error *error)
{
    const char *prefix = input->label_prefix ? input->label_prefix : usual_prefix ? usual_prefix : "__label__";
    int format = input->format ? format_of(input->format) : -1;
    if (!is_allowed(format, use))
        return refuse(use == RECORDS_AS_TEXT ? "format: expected text, fasttext or tsv"
                                             : "format: expected auto, fasttext or tsv",
                      input->format, error);
    if (!is_prefix(prefix))
        return refuse("label-prefix: expected text without white space", prefix, error);
    *out = (struct record_rules){.format = (enum format)format, .label_prefix = prefix};
    return BAGTAG_OK;
}
