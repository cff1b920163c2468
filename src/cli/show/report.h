/* report.h - messages on standard error */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_REPORT_H
#define BAGTAG_CLI_SHOW_REPORT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "bagtag.h"
#include "base/error.h"
#include "cli/show/exit_status.h"

/* Each of these writes one line that begins with "bagtag: "; control characters in it are replaced by '?'. */
void report_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void report_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void report_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void report_errno(int errnum, const char *what); /* "bagtag: WHAT: No space left on device" */

/* "bagtag COMMAND: SENTENCE". */
void report_of(const char *command, const char *format, va_list values) __attribute__((format(printf, 2, 0)));

/* Prints why a library function failed. Returns the matching exit status. */
int report_failure(enum bagtag_status status, const struct bagtag_error *error);

/* The warning callback of struct bagtag_input. */
void report_input_warning(void *context, const char *sentence);

/* Warns about skipped records, records without text, and rows that a missing quote may have joined. HAS_EACH:
 * the output has a place for each record, which skipped ones leave out. */
void report_input(const struct bagtag_input_counts *counts, bool has_each);

/* One warning about N_INVALID of N_LINES lines, which have invalid UTF-8; silent if there are none. */
void report_invalid_utf8(uint64_t n_invalid, uint64_t n_lines);

/* One warning about N_LINES lines, the first at FIRST, that begin with a label but were read as plain text, not as
 * FORMAT; silent if there are none. */
void report_labelled(uint64_t n_lines, struct bagtag_place first, const char *format);

/* If FILES is empty or contains "-", and standard input is a terminal: prints that text is awaited. Returns whether it
 * did. */
bool report_waiting(const char *const *files, size_t n_files);

#endif
