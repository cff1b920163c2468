/* error.h - one sentence that says what went wrong, and the status that goes with it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_ERROR_H
#define BAGTAG_BASE_ERROR_H

#include <stdint.h>

#include "bagtag_error.h"

/* Writes the sentence and returns STATUS. The form is "WHERE: expected WHAT; found WHAT" wherever it fits.
 * Control characters and invalid UTF-8 in it (a hostile file name) are replaced by '?'. ERROR can be NULL: nobody wants
 * the sentence. */
enum bagtag_status error_set(struct bagtag_error *error, enum bagtag_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4), cold));

/* Like error_set with BAGTAG_SYSTEM, followed by ": " and the text of errno ERRNUM. */
enum bagtag_status error_errno(struct bagtag_error *error, int errnum, const char *format, ...)
    __attribute__((format(printf, 3, 4), cold));

/* What a sentence calls the file at PATH: PATH, or '' if it is empty. For whoever opens or makes the file; after that
 * its name is not empty. */
const char *error_file_name(const char *path);

/* Hands on a failure that was kept elsewhere, a worker's for example: STATUS, and FROM's sentence unless STATUS is
 * BAGTAG_OK. */
enum bagtag_status error_forward(struct bagtag_error *error, enum bagtag_status status,
                                 const struct bagtag_error *from);

/* Puts "NAME:LINE: " before the sentence. */
void error_at_line(struct bagtag_error *error, const char *name, uint64_t line) __attribute__((cold));

/* "out of memory", BAGTAG_MEMORY. */
enum bagtag_status error_memory(struct bagtag_error *error) __attribute__((cold));

#endif
