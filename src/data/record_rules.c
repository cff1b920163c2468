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

static enum bagtag_status refuse_format(const char *found, enum record_use use, struct bagtag_error *error)
{
    return error_set(error, BAGTAG_ARGUMENT, "format: expected %s, fasttext or tsv; found '%s'",
                     format_names[use == RECORDS_AS_TEXT ? FORMAT_TEXT : FORMAT_AUTO], found ? found : "(null)");
}

static bool is_prefix(const char *prefix)
{
    size_t len = prefix ? strlen(prefix) : 0;
    return len > 0 && utf8_is_valid(prefix, len) && space_find(prefix, len, 0) == len;
}

enum bagtag_status record_rules_of(struct record_rules *out, enum record_use use, const char *format,
                                   const char *label_prefix, struct bagtag_error *error)
{
    int found = format ? format_of(format) : -1;
    if (!is_allowed(found, use))
        return refuse_format(format, use, error);
    if (!is_prefix(label_prefix))
        return error_set(error, BAGTAG_ARGUMENT, "label-prefix: expected text without white space; found '%s'",
                         label_prefix ? label_prefix : "(null)");
    *out = (struct record_rules){.format = (enum format)found, .label_prefix = label_prefix};
    return BAGTAG_OK;
}
