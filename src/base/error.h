/* error.h - a sentence that says what went wrong, and its status */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_ERROR_H
#define BAGTAG_BASE_ERROR_H

#include <stdint.h>

#include "bagtag_error.h"

/* Writes the sentence and returns STATUS. The form is "WHERE: expected WHAT; found WHAT" wherever it fits. Control
 * characters and invalid UTF-8 (a hostile file name) are replaced by '?'. ERROR may be NULL if the sentence is not
 * needed. */
enum bagtag_status error_set(struct bagtag_error *error, enum bagtag_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4), cold));

/* Like error_set with BAGTAG_SYSTEM, followed by ": " and the text of errno ERRNUM. */
enum bagtag_status error_errno(struct bagtag_error *error, int errnum, const char *format, ...)
    __attribute__((format(printf, 3, 4), cold));

/* How a sentence names the file at PATH: PATH, or '' if it is empty. Only needed where files are opened or created:
 * from then on the path is known not to be empty. */
const char *error_file_name(const char *path);

/* Returns STATUS and, unless it is BAGTAG_OK, copies FROM's sentence to ERROR: for failures recorded elsewhere, such as
 * a worker's. */
enum bagtag_status error_forward(struct bagtag_error *error, enum bagtag_status status,
                                 const struct bagtag_error *from);

/* Puts "NAME:LINE: " before the sentence. */
void error_at_line(struct bagtag_error *error, const char *name, uint64_t line) __attribute__((cold));

/* Sets "out of memory" and returns BAGTAG_MEMORY. */
enum bagtag_status error_memory(struct bagtag_error *error) __attribute__((cold));

#endif
