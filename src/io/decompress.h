/* decompress.h - gzip and zstd streams, piece by piece */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_DECOMPRESS_H
#define BAGTAG_IO_DECOMPRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "io/content.h"

struct decompressor;

/* KIND is CONTENT_GZIP or CONTENT_ZSTD. NAME (borrowed until decompressor_close) begins the sentences. */
enum bagtag_status decompressor_open(struct decompressor **out, enum content_kind kind, const char *name,
                                     struct bagtag_error *error);
void decompressor_close(struct decompressor *decompressor); /* NULL is allowed */

/* Takes up to *N_IN bytes from *IN and writes at most CAPACITY bytes to OUT; advances *IN, reduces *N_IN and sets
 * *N_OUT. Stops if the input is used up or OUT is full; *N_OUT = 0 with CAPACITY > 0 means that more input is needed.
 * Several gzip members or zstd frames are one stream; zeros after the last gzip member (a tape's padding) are skipped;
 * anything else after it is an error, and so is any damage. */
enum bagtag_status decompressor_run(struct decompressor *decompressor, const char **in, size_t *n_in, char *out,
                                    size_t capacity, size_t *n_out, struct bagtag_error *error);

/* Call this when the input has ended and no more output comes: BAGTAG_INPUT, "truncated", if the stream ended inside a
 * member or frame. */
enum bagtag_status decompressor_finish(const struct decompressor *decompressor, struct bagtag_error *error);

#endif
