/* features_steps.h - the tokens of a text, or of a piece of one, as rows */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_FEATURES_STEPS_H
#define BAGTAG_WORDS_FEATURES_STEPS_H

#include "words/features_state.h"

/* The longest n-gram of words that is looked up; 1: none is. */
uint32_t features_longest_run(const struct ngrams *ngrams);

/* Room for all tokens' hashes, and for as many rows as they can have behind those there are. */
int features_reserve(struct features *features, const struct feature_kind *kind, uint32_t max_n);

/* Likewise, and hashes them. */
int features_prepare(struct features *features, const struct feature_kind *kind, uint32_t max_n);

/* Puts the rows of the first N_TOKENS tokens, and of the n-grams that begin with them, behind those there are. */
int features_find_until(struct features *features, const struct feature_rules *rules, size_t n_tokens);

#endif
