/* decompress.h - gzip and zstd streams, piece by piece */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_DECOMPRESS_H
#define BAGTAG_IO_DECOMPRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* What a stream turns out to be by its first bytes. */
enum compression {
    COMPRESSION_NONE,
    COMPRESSION_GZIP, /* RFC 1952 */
    COMPRESSION_ZSTD, /* RFC 8878, skippable frames too */
    COMPRESSION_UNDECIDED,
    COMPRESSION_REFUSED
};

#define COMPRESSION_MAGIC_BYTES 10 /* so many bytes always decide */

/* Looks at the first LEN bytes. COMPRESSION_UNDECIDED: they begin like a magic number and more bytes must be
 * seen; at the end of the stream it means COMPRESSION_NONE. COMPRESSION_REFUSED sets *FORMAT to the name of
 * the format and *COMMAND to the program that writes it out decompressed. */
enum compression compression_detect(const char *bytes, size_t len, const char **format, const char **command);

struct decompressor;

/* KIND is gzip or zstd. NAME (borrowed until decompressor_close) begins the sentences. */
enum bagtag_status decompressor_open(struct decompressor **out, enum compression kind, const char *name,
                                     struct bagtag_error *error);
void decompressor_close(struct decompressor *decompressor); /* NULL is allowed */

/* Takes bytes from *IN (up to *N_IN) and puts at most CAPACITY bytes to OUT; moves *IN on, lowers *N_IN, sets
 * *N_OUT. Stops when the one is used up or the other is full; *N_OUT = 0 with CAPACITY > 0 means that only more
 * input can give more. Several gzip members or zstd frames are one stream; zeros behind the last gzip member (a
 * tape's padding) are skipped; anything else there is an error, as is any damage. */
enum bagtag_status decompressor_run(struct decompressor *decompressor, const char **in, size_t *n_in, char *out,
                                    size_t capacity, size_t *n_out, struct bagtag_error *error);

/* To be called when the input has ended and nothing more comes out: BAGTAG_INPUT, "truncated", when the stream
 * ended inside a member or frame. */
enum bagtag_status decompressor_finish(const struct decompressor *decompressor, struct bagtag_error *error);

#endif
