/* record_rules.h - how files are read: their format, and what in them is label and text */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_RECORD_RULES_H
#define BAGTAG_DATA_RECORD_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "bagtag_input.h"
#include "base/error.h"
#include "data/csv_row.h"
#include "data/format.h"
#include "data/jsonl_line.h"

/* Strings are borrowed and outlive whatever reads by them. */
struct record_rules {
    enum format format;       /* FORMAT_AUTO: decided for each file */
    enum format_use use;      /* what it is decided for */
    const char *label_prefix; /* text without white space */
    size_t prefix_len;
    const char *fields[N_RECORD_FIELDS]; /* NULL: there is none; FIELD_ADDED: a key that no object may have yet */
    struct csv_rules csv;
    uint32_t given; /* options, bits of enum bagtag_given */
    bool skips_bad; /* records that are not what their format wants are counted, not refused */
    void (*warn)(void *context, const char *sentence); /* as in struct bagtag_input; NULL: not wanted */
    void *warn_context;
};

/* What is asked for where nobody asks for anything. */
struct bagtag_input record_rules_usual(void);

/* Whether PREFIX can be that of labels: UTF-8 text without white space, and not empty. */
bool record_rules_is_prefix(const char *prefix);

/* What a caller asked for, checked; a prefix that is not given (NULL) is USUAL_PREFIX, or "__label__" where that is
 * NULL. BAGTAG_ARGUMENT for a format that is not one or does not go with USE, a prefix that is not UTF-8 without white
 * space ("" too), a field that is NULL, empty or longer than 255 bytes, a column that is NULL or empty, a delimiter
 * that is none. */
enum bagtag_status record_rules_of(struct record_rules *out, enum format_use use, const struct bagtag_input *input,
                                   const char *usual_prefix, struct bagtag_error *error);

#endif
