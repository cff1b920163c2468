/* output.h - standard output: buffered, with every write checked */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_OUTPUT_H
#define BAGTAG_CLI_SHOW_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "bagtag.h"
#include "base/buffer.h"

/* Zero-initialise; add to `text` with the functions of base/buffer.h; end with output_finish. */
struct output {
    struct buffer text; /* not written yet */
    int errnum;         /* errno of the first failed write; 0: none */
};

/* Writes the buffer out once it is large; call it regularly while adding much. Returns false if output failed: stop. */
bool output_flush_some(struct output *output);

/* A sink that writes straight through to standard output, in order with `text`. Borrows OUTPUT. */
struct bagtag_sink output_sink(struct output *output);

/* Whether a write failed or memory ran out (output_finish reports it). */
bool output_has_failed(const struct output *output);

/* Writes the rest, closes standard output and frees the buffer. Returns the exit status: EXIT_FAILED, with a message,
 * unless every byte was written. If the reader went away (EPIPE), there is no message. */
int output_finish(struct output *output);

#endif
