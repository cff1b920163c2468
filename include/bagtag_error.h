/* bagtag_error.h - what became of a call, and one sentence that says why it failed */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_ERROR_H
#define BAGTAG_ERROR_H

/* What became of a call. */
enum bagtag_status {
    BAGTAG_OK = 0,
    BAGTAG_INPUT = 1,    /* a file, a line or a model is not what it should be */
    BAGTAG_SYSTEM = 2,   /* the operating system refused: open, read, write, start a thread */
    BAGTAG_MEMORY = 3,   /* out of memory */
    BAGTAG_ARGUMENT = 4, /* the caller asked for something impossible or not built */
    BAGTAG_STOPPED = 5   /* a callback asked to stop */
};

/* The sentence of the first failure, owned by the caller: one line without a final period or newline, such as
 * "reviews.tsv:17: expected label, tab, text; found no tab". The lowest place that knows file, line and expectation
 * writes it; everyone above forwards the status. */
struct bagtag_error {
    char sentence[1024];
};

#endif
