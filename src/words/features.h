/* features.h - a text as the rows of a model */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_FEATURES_H
#define BAGTAG_WORDS_FEATURES_H

#include "words/features_state.h"

/* The rows of TEXT[0..len): exactly those that a corpus has for the same text. At least 64 bytes after the text must
 * be readable. Returns 0, or -1 if out of memory. */
int features_extract(struct features *features, const struct feature_rules *rules, const char *text, size_t len);

/* The same in steps, so that memory is prefetched while other texts are cut: cut; optionally prefetch each memory of
 * the vocabulary in turn, each well before the next; find. TEXT must stay valid until then. */
int features_cut(struct features *features, const struct feature_rules *rules, const char *text, size_t len);
void features_ask(struct features *features, const struct vocab *vocab, enum vocab_memory memory);
int features_find(struct features *features, const struct feature_rules *rules);

/* Merges equal rows and computes their weights (words/weight.h); IDF has one number per row. Returns 0, or -1 if out of
 * memory. */
int features_weigh(struct features *features, const float *idf);
/* After features_find: whether the model knows the text: a word or word n-gram of it, or half of the character n-grams
 * that its words are spelled with. (Measured on topics and banking77: nine in ten unseen words of the same language
 * have at least three quarters of their n-grams known, and nine in ten random strings have less than half.) */
bool features_are_known(const struct features *features);

void features_clear(struct features *features);

#endif
