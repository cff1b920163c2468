/* record_rules.h - how files are read: their format, and where labels and texts are */
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

/* Strings are borrowed and must outlive all readers that use the rules. */
struct record_rules {
    enum format format;       /* FORMAT_AUTO: decided for each file */
    enum format_use use;      /* for which --format auto decides */
    const char *label_prefix; /* text without white space */
    size_t prefix_len;
    const char *fields[N_RECORD_FIELDS]; /* NULL: none; FIELD_ADDED: a key to be added, which no object may have yet */
    struct csv_rules csv;
    uint32_t given;                                    /* options given, bits of enum bagtag_given */
    bool skips_bad;                                    /* bad records are counted, not refused */
    void (*warn)(void *context, const char *sentence); /* as in struct bagtag_input; NULL: none */
    void *warn_context;
};

/* The defaults. */
struct bagtag_input record_rules_usual(void);

/* Whether PREFIX can be a label prefix: non-empty UTF-8 without white space. */
bool record_rules_is_prefix(const char *prefix);

/* Checks and translates a caller's options. A missing prefix (NULL) is USUAL_PREFIX or, if that is NULL, "__label__".
 * BAGTAG_ARGUMENT for an unknown format or one that does not go with USE; a prefix that is empty, not UTF-8 or contains
 * white space; a field that is NULL, empty or longer than 255 bytes; a column that is NULL or empty; or an invalid
 * delimiter. */
enum bagtag_status record_rules_of(struct record_rules *out, enum format_use use, const struct bagtag_input *input,
                                   const char *usual_prefix, struct bagtag_error *error);

#endif
