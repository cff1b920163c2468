/* decompress.h - streaming decompression of gzip and zstd */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_DECOMPRESS_H
#define BAGTAG_IO_DECOMPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "io/content.h"

struct decompressor;

/* KIND is CONTENT_GZIP or CONTENT_ZSTD. NAME (borrowed until decompressor_close) begins the messages. */
enum bagtag_status decompressor_open(struct decompressor **out, enum content_kind kind, const char *name,
                                     struct bagtag_error *error);
void decompressor_close(struct decompressor *decompressor); /* NULL is allowed */

/* Reads at most *N_IN bytes from *IN and writes at most CAPACITY bytes to OUT; advances *IN, lowers *N_IN, sets *N_OUT.
 * Stops when the input is used up or OUT is full; *N_OUT = 0 with CAPACITY > 0 means that more input is needed. Several
 * gzip members or zstd frames are one stream. Zeros after the last gzip member (tape padding) are skipped; any other
 * trailing data is an error, as is damage. */
enum bagtag_status decompressor_run(struct decompressor *decompressor, const char **in, size_t *n_in, char *out,
                                    size_t capacity, size_t *n_out, struct bagtag_error *error);

/* Call when the input has ended and no more output comes: BAGTAG_INPUT ("truncated") if the stream ended inside a
 * member or frame. */
enum bagtag_status decompressor_finish(const struct decompressor *decompressor, struct bagtag_error *error);

/* The CRC-32 of gzip and zip: SO_FAR (0 at the start) extended by BYTES[0..len). */
uint32_t decompress_crc(uint32_t so_far, const void *bytes, size_t len);

#endif
