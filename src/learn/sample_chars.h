/* sample_chars.h - a sample with the character n-grams of its words */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_SAMPLE_CHARS_H
#define BAGTAG_LEARN_SAMPLE_CHARS_H

#include <stdbool.h>

#include "data/subword_rows.h"
#include "learn/sample.h"

/* Takes documents like sample_take, with the character n-grams of RULES (max_n 0: none), until they have about
 * MAX_ROWS rows. */
enum bagtag_status sample_take_with_chars(struct sample *sample, const struct corpus_contents *contents,
                                          const struct subwords *rules, bool keeps_ngrams, double max_rows,
                                          uint64_t seed, struct pool *pool, struct bagtag_error *error);

/* Makes OUT: the documents of SAMPLE with the character n-grams of LISTS, and without the word n-grams unless
 * KEEPS_NGRAMS. Only rows in use are kept, and renumbered, words first. Call sample_clear also after a failure. */
enum bagtag_status sample_add_chars(struct sample *out, const struct sample *sample, const struct subword_lists *lists,
                                    bool keeps_ngrams, struct pool *pool, struct bagtag_error *error);

#endif
