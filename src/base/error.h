/* error.h - one sentence that says what went wrong, and the status that goes with it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_ERROR_H
#define BAGTAG_BASE_ERROR_H

/* What became of a call. The numbers are those of the public enum bagtag_status. */
enum status {
    STATUS_OK = 0,
    STATUS_INPUT = 1,    /* a file, a line or a model is not what it should be */
    STATUS_SYSTEM = 2,   /* the operating system refused: open, read, write, thread */
    STATUS_MEMORY = 3,   /* out of memory */
    STATUS_ARGUMENT = 4, /* the caller asked for something impossible */
    STATUS_STOPPED = 5   /* a progress callback asked to stop */
};

/* The sentence of the first failure; owned by the caller, at most one line, no final period or newline.
 * The lowest place that knows file, line and expectation writes it; everyone above forwards the status. */
struct error {
    char sentence[1024];
};

/* Writes the sentence and returns STATUS. The form is "WHERE: expected WHAT; found WHAT" wherever it fits.
 * Control characters and invalid UTF-8 in it (a hostile file name) are replaced by '?'. ERROR may not be NULL. */
enum status error_set(struct error *error, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4), cold));

/* Like error_set with STATUS_SYSTEM, followed by ": " and the text of errno ERRNUM. */
enum status error_errno(struct error *error, int errnum, const char *format, ...)
    __attribute__((format(printf, 3, 4), cold));

/* "out of memory", STATUS_MEMORY. */
enum status error_memory(struct error *error) __attribute__((cold));

#endif
