/* output.h - standard output: buffered, and checked byte for byte */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_OUTPUT_H
#define BAGTAG_CLI_SHOW_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "bagtag.h"
#include "base/buffer.h"

/* Zero-initialise; add to `text` with the functions of base/buffer.h; end with output_finish. */
struct output {
    struct buffer text; /* what is still to be written */
    int errnum;         /* the first errno of a write; 0: none */
};

/* Writes what has gathered once it is large; call it now and then while adding much. False: stop, output failed. */
bool output_flush_some(struct output *output);

/* A sink that writes straight through to standard output, in order with `text`. Borrows OUTPUT. */
struct bagtag_sink output_sink(struct output *output);

/* Whether a write failed (output_finish tells the user). */
bool output_has_failed(const struct output *output);

/* Writes the rest and closes standard output. Returns the exit status, EXIT_FAILED with a message when not every byte
 * was taken; a reader that went away (EPIPE) is no failure. Frees the buffer. */
int output_finish(struct output *output);

#endif
