/* format_options.h - options for files of certain formats, and whether there were such files */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_FORMAT_OPTIONS_H
#define BAGTAG_DATA_FORMAT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "data/format.h"

/* The formats of the files so far. Zero-initialise. */
struct formats_seen {
    unsigned set;       /* 1 << format for each format seen */
    const char *file;   /* the last of these files, borrowed; NULL: none */
    enum format format; /* its format */
};

/* Those of GIVEN, bits of enum bagtag_given, that have no effect on any format of SET. If both --text-field and
 * --text-column are given, for files of either format, it is enough that one of them has an effect; likewise for the
 * two options for labels. */
uint32_t format_options_unused(uint32_t given, unsigned set);

/* Describes the first option of GIVEN that has no effect on the files SEEN; false: there is none. */
bool format_options_describe(uint32_t given, const struct formats_seen *seen, struct bagtag_error *out);

#endif
