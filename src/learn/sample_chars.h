/* sample_chars.h - a sample with the character n-grams of its words */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_SAMPLE_CHARS_H
#define BAGTAG_LEARN_SAMPLE_CHARS_H

#include <stdbool.h>

#include "data/subword_rows.h"
#include "learn/sample.h"

/* Takes documents as sample_take does, and spells them with the character n-grams of RULES (max_n 0: none), until there
 * are about MOST_ROWS rows. */
enum bagtag_status sample_take_spelled(struct sample *sample, const struct corpus_contents *contents,
                                       const struct subwords *rules, bool keeps_ngrams, double most_rows, uint64_t seed,
                                       struct pool *pool, struct bagtag_error *error);

/* SPELLED becomes the documents of SAMPLE with the n-grams of LISTS, and without the word n-grams unless KEEPS_NGRAMS.
 * It has only rows that are in use, renumbered, words first. Call sample_clear also after a failure. */
enum bagtag_status sample_spell(struct sample *spelled, const struct sample *sample, const struct subword_lists *lists,
                                bool keeps_ngrams, struct pool *pool, struct bagtag_error *error);

#endif
