/* fasttext_words.h - the vectors of words and their norms, computed in fastText's order */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_FASTTEXT_WORDS_H
#define BAGTAG_USE_FASTTEXT_WORDS_H

#include "bagtag_fasttext.h"
#include "base/buffer.h"
#include "use/look_up.h"
#include "use/word_vector.h"

/* Scratch of one thread for one model. fasttext_words_clear frees; an all-zero one is allowed there. */
struct fasttext_words {
    const struct bagtag_model *model;
    struct look_up scratch;
    struct word_vector word;
    /* of the word read last: */
    float *vector; /* [D], zeros if the model knows nothing of it */
    int64_t row;   /* or -1 */
    bool is_known;
};
enum bagtag_status fasttext_words_init(struct fasttext_words *words, const struct bagtag_model *model,
                                       struct bagtag_error *error);
void fasttext_words_clear(struct fasttext_words *words);

/* Reads the vector of a word as people type it. */
enum bagtag_status fasttext_words_read(struct fasttext_words *words, const char *text, size_t len,
                                       struct bagtag_error *error);

/* The norm of VECTOR[0..n), in single precision. */
float fasttext_length(const float *vector, size_t n);

/* SUM[0..n) += FACTOR * VECTOR, in single precision. */
void fasttext_add(float *sum, const float *vector, size_t n, double factor);

/* Append VECTOR[0..n) with five digits and a line feed, like `0.5 -1 `; the second after NAME and a space. */
void fasttext_put_numbers(const float *vector, size_t n, struct buffer *out);
void fasttext_put_vector(const char *name, size_t len, const float *vector, size_t n, struct buffer *out);

#endif
