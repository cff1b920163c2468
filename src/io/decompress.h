/* decompress.h - gzip and zstd streams, piece by piece */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_DECOMPRESS_H
#define BAGTAG_IO_DECOMPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "io/content.h"

struct decompressor;

/* KIND is CONTENT_GZIP or CONTENT_ZSTD. NAME (borrowed until decompressor_close) begins the sentences. */
enum bagtag_status decompressor_open(struct decompressor **out, enum content_kind kind, const char *name,
                                     struct bagtag_error *error);
void decompressor_close(struct decompressor *decompressor); /* NULL is allowed */

/* Takes bytes from *IN (up to *N_IN) and puts at most CAPACITY bytes to OUT; moves *IN on, lowers *N_IN, sets
 * *N_OUT. Stops when the one is used up or the other is full; *N_OUT = 0 with CAPACITY > 0 means that only more
 * input can give more. Several gzip members or zstd frames are one stream; zeros after the last gzip member (a
 * tape's padding) are skipped; anything else there is an error, as is any damage. */
enum bagtag_status decompressor_run(struct decompressor *decompressor, const char **in, size_t *n_in, char *out,
                                    size_t capacity, size_t *n_out, struct bagtag_error *error);

/* To be called when the input has ended and nothing more comes out: BAGTAG_INPUT, "truncated", when the stream
 * ended inside a member or frame. */
enum bagtag_status decompressor_finish(const struct decompressor *decompressor, struct bagtag_error *error);

/* The CRC-32 of gzip and zip: of bytes whose CRC is SO_FAR (none: 0) and BYTES[0..len) after them. */
uint32_t decompress_crc(uint32_t so_far, const void *bytes, size_t len);

#endif
