/* first_records.h - warns if the first records of a file show that it is read in the wrong way */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_FIRST_RECORDS_H
#define BAGTAG_USE_FIRST_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "data/records.h"

/* Counts of the records of a file so far. Zero-initialise. */
struct first_records {
    uint64_t n_given, n_bad, n_textless, n_prefixed, n_objects;
    enum format prefixed;    /* the format that the prefixed ones seem to have */
    bool has_warned;         /* about this file or an earlier one */
    bool has_warned_options; /* about an option */
    bool has_warned_bad;     /* about a bad record of a stream */
};

/* SEEN are the formats of all files. Warns, once, if RULES give an option that applies to none of them. */
void first_records_options(struct first_records *first, const struct formats_seen *seen,
                           const struct record_rules *rules);

/* Call this for each block in order, after its records were read. Warns at most once, and once about the first bad
 * record of a stream, whose end may never come. */
void first_records_look(struct first_records *first, const struct records_block *block);

#endif
