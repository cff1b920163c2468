/* bagtag_error.h - the status of a call, and one sentence that says why it failed */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_ERROR_H
#define BAGTAG_ERROR_H

enum bagtag_status {
    BAGTAG_OK = 0,
    BAGTAG_INPUT = 1,    /* a file, a line or a model is invalid */
    BAGTAG_SYSTEM = 2,   /* the operating system refused: open, read, write, start a thread */
    BAGTAG_MEMORY = 3,   /* out of memory */
    BAGTAG_ARGUMENT = 4, /* an argument is invalid, or asks for something that is not implemented */
    BAGTAG_STOPPED = 5   /* a callback asked to stop */
};

/* The error message, owned by the caller: one line without a final period or newline, such as "reviews.tsv:17: expected
 * label, tab, text; found no tab". The first failure writes it, at the lowest level that knows file, line and
 * expectation; callers just return the status. */
struct bagtag_error {
    char sentence[1024];
};

#endif
