/* first_records.h - the first records of a file, which show when it is read in a way that is hardly meant */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_FIRST_RECORDS_H
#define BAGTAG_USE_FIRST_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "data/records.h"

/* What was seen of a file. Zero-initialise. */
struct first_records {
    uint64_t n_given, n_bad, n_textless, n_prefixed;
    enum format prefixed;    /* what these seem to be */
    bool has_warned;         /* of this file, or of one before it */
    bool has_warned_options; /* of an option */
};

/* SEEN are the formats of all files. Warns of an option that none of them has a use for, as RULES ask for, once. */
void first_records_options(struct first_records *first, const struct formats_seen *seen,
                           const struct record_rules *rules);

/* BLOCK, the next one in the order of the files, was gone through. Warns as its rules ask for, once. */
void first_records_look(struct first_records *first, const struct records_block *block);

#endif
