/* vectors.h - how the vectors of words and documents are written */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_VECTORS_H
#define BAGTAG_USE_VECTORS_H

#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"
#include "base/buffer.h"
#include "base/error.h"
#include "data/record.h"

/* BAGTAG_ARGUMENT if `output` or `unknown` of OPTIONS is invalid. */
enum bagtag_status vectors_check(const struct bagtag_embed_options *options, struct bagtag_error *error);

/* Append VECTOR[0..width) of a word; or of a document, with its TEXT unless NULL, and the id of RECORD unless NULL. */
void vectors_put_word(struct buffer *out, enum bagtag_vectors output, const char *word, size_t len, const float *vector,
                      size_t width);
void vectors_put_document(struct buffer *out, enum bagtag_vectors output, const struct record *record,
                          const struct line *text, const float *vector, size_t width);

/* The same for row number ID. */
void vectors_put_id(struct buffer *out, enum bagtag_vectors output, uint64_t id, const float *vector, size_t width);

enum { VECTORS_PIECE_BYTES = 64 * 1024 }; /* enough to pass to a sink */

/* Passes OUT to SINK and empties it. */
enum bagtag_status vectors_flush(struct buffer *out, const struct bagtag_sink *sink, struct bagtag_error *error);

#endif
