/* vectors_binary.h - word vectors in word2vec's binary format */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_VECTORS_BINARY_H
#define BAGTAG_MODEL_VECTORS_BINARY_H

#include <stdbool.h>

#include "io/input.h"
#include "model/vectors_list.h"

/* A file that is read once, from its beginning, with look-ahead. */
struct vectors_bytes {
    struct input *input;
    char *head; /* [len], of which [at..len) are not taken yet */
    size_t at, len;
    bool is_over;
};

/* Reads the first bytes of PATH. Call vectors_bytes_close also after a failure. */
enum bagtag_status vectors_bytes_open(struct vectors_bytes *bytes, const char *path, struct bagtag_error *error);
void vectors_bytes_close(struct vectors_bytes *bytes);

/* Whether the first line has the numbers of words and dimensions, and what follows the first word is not text. */
bool vectors_binary_detect(const struct vectors_bytes *bytes);

/* Reads BYTES to the end: after that line, for each word its bytes, a blank and little-endian float32 numbers. Anything
 * after the last vector is ignored, but must decompress. PATH is for messages. */
enum bagtag_status vectors_binary_read(struct vectors_list *list, const char *path, struct vectors_bytes *bytes,
                                       struct bagtag_error *error);

#endif
