/* features_steps.h - from the tokens of a text, or of a piece of one, to rows */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_FEATURES_STEPS_H
#define BAGTAG_WORDS_FEATURES_STEPS_H

#include "words/features_state.h"

/* The longest word n-gram that is looked up; 1 if none. */
uint32_t features_longest_run(const struct ngrams *ngrams);

/* Makes room for the hashes of all tokens, and for as many more rows as they can have. Returns 0, or -1 if out of
 * memory. */
int features_reserve(struct features *features, const struct feature_kind *kind, uint32_t max_n);

/* The same, and hashes the tokens. */
int features_prepare(struct features *features, const struct feature_kind *kind, uint32_t max_n);

/* Appends the rows of the first N_TOKENS tokens, and of the n-grams that begin with them. Returns 0, or -1 if out of
 * memory. */
int features_find_until(struct features *features, const struct feature_rules *rules, size_t n_tokens);

#endif
