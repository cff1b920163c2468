/* record_rules.h - how files are read: their format, and what in them is a label */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_RECORD_RULES_H
#define BAGTAG_DATA_RECORD_RULES_H

#include "bagtag_input.h"
#include "base/error.h"
#include "data/format.h"

/* Strings are borrowed and outlive whatever reads by them. */
struct record_rules {
    enum format format;       /* FORMAT_AUTO: decided for each file */
    const char *label_prefix; /* text without white space */
};

/* What is read for: with labels a file cannot be plain text; without, nothing is guessed. */
enum record_use { RECORDS_WITH_LABELS, RECORDS_AS_TEXT };

/* What is asked for where nobody asks for anything. */
struct bagtag_input record_rules_usual(enum record_use use);

/* What a caller asked for, checked; a prefix that is not given (NULL) is USUAL_PREFIX, or "__label__". Anything but a
 * format that goes with USE and a prefix of UTF-8 without white space is BAGTAG_ARGUMENT, "" too. */
enum bagtag_status record_rules_of(struct record_rules *out, enum record_use use, const struct bagtag_input *input,
                                   const char *usual_prefix, struct bagtag_error *error);

#endif
