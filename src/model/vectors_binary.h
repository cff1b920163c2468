/* vectors_binary.h - the vectors of words in word2vec's binary form */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_VECTORS_BINARY_H
#define BAGTAG_MODEL_VECTORS_BINARY_H

#include <stdbool.h>

#include "io/input.h"
#include "model/vectors_list.h"

/* A file that is read once from its beginning, to which one can look ahead. */
struct vectors_bytes {
    struct input *input;
    char *head; /* [len], of which [at..len) are still to be taken */
    size_t at, len;
    bool is_over;
};

/* Reads the first bytes of PATH. Call vectors_bytes_close also after a failure. */
enum bagtag_status vectors_bytes_open(struct vectors_bytes *bytes, const char *path, struct bagtag_error *error);
void vectors_bytes_close(struct vectors_bytes *bytes);

/* Whether the first line is the number of words and of dimensions, and what follows the first word is not a number in
 * text. */
bool vectors_binary_is_one(const struct vectors_bytes *bytes);

/* Reads all of BYTES: after that line, for each word its bytes, a blank and float32 numbers, little-endian. What
 * follows is ignored, but must decompress. PATH is for errors. */
enum bagtag_status vectors_binary_read(struct vectors_list *list, const char *path, struct vectors_bytes *bytes,
                                       struct bagtag_error *error);

#endif
