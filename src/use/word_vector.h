/* word_vector.h - the vector of a single word */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_WORD_VECTOR_H
#define BAGTAG_USE_WORD_VECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"
#include "base/error.h"
#include "math/kernel.h"
#include "model/model.h"

/* Scratch of one thread for one model. word_vector_clear frees; an all-zero one is allowed there. */
struct word_vector {
    const struct bagtag_model *model;
    const struct kernel *kernel;
    uint32_t *buckets, *ids;
    size_t bucket_capacity, id_capacity;
    float *sum; /* [D], padded to whole lines */
};
enum bagtag_status word_vector_init(struct word_vector *vector, const struct bagtag_model *model,
                                    struct bagtag_error *error);
void word_vector_clear(struct word_vector *vector);

/* Whether the vector of a word is more than its row. In fastText models with character n-grams it is the mean of its
 * row, if it has one, and those of its n-grams. */
bool word_vector_has_subwords(const struct bagtag_model *model);

/* OUT[0..D) = the vector of WORD[0..len), whose row is ROW (below 0: it has none). If it has neither a row nor known
 * n-grams, OUT is zero and *IS_KNOWN false. */
enum bagtag_status word_vector_read(struct word_vector *vector, const char *word, size_t len, int64_t row, float *out,
                                    bool *is_known, struct bagtag_error *error);

/* The same for word I < words.n_words. */
enum bagtag_status word_vector_read_word(struct word_vector *vector, size_t i, float *out, struct bagtag_error *error);

#endif
