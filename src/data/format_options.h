/* format_options.h - options that are for files of certain formats, and whether there were such files */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_FORMAT_OPTIONS_H
#define BAGTAG_DATA_FORMAT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "data/format.h"

/* How the files so far are read. Zero-initialise. */
struct formats_seen {
    unsigned set;       /* 1 << format for each enum format that is known of one */
    const char *file;   /* the last of these files, borrowed; NULL: there is none */
    enum format format; /* its format */
};

/* Those of GIVEN, bits of enum bagtag_given, that no format of SET has a use for. Who gives --text-field and
 * --text-column is prepared for both formats, so a use for one of them is enough; likewise of the two for labels. */
uint32_t format_options_unused(uint32_t given, unsigned set);

/* Makes a sentence about the first option of GIVEN that the files SEEN have no use for; false: there is none. */
bool format_options_describe(uint32_t given, const struct formats_seen *seen, struct bagtag_error *out);

#endif
