/* features.h - from a text to the rows of a model */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_FEATURES_H
#define BAGTAG_WORDS_FEATURES_H

#include "words/features_state.h"

/* Finds the rows of TEXT[0..len): exactly those that a corpus has for the same text. At least 64 bytes after the text
 * must be readable. Returns 0, or -1 if out of memory. */
int features_extract(struct features *features, const struct feature_rules *rules, const char *text, size_t len);

/* The same in steps, so that memory is prefetched while other texts are tokenized: features_tokenize tokenizes;
 * features_prefetch, which is optional, prefetches each memory of the vocabulary in turn, each well before the next;
 * features_find looks up. TEXT must stay valid until then. */
int features_tokenize(struct features *features, const struct feature_rules *rules, const char *text, size_t len);
void features_prefetch(struct features *features, const struct vocab *vocab, enum vocab_memory memory);
int features_find(struct features *features, const struct feature_rules *rules);

/* Whether both rules give every text the same tokens with the same hashes. Then features_take_tokens can replace
 * features_tokenize: it takes the tokens of FROM, which was tokenized by such rules and not in pieces (is_found). They
 * are valid until FROM is tokenized again. Returns 0, or -1 if out of memory. */
bool features_tokenize_alike(const struct feature_rules *a, const struct feature_rules *b);
int features_take_tokens(struct features *features, const struct feature_rules *rules, const struct features *from);

/* Merges equal rows and weights them (words/weight.h); IDF has one number per row. Returns 0, or -1 if out of
 * memory. */
int features_weigh(struct features *features, const float *idf);
/* Whether the model knows the text, after features_find: a word or word n-gram of it, or half of the character n-grams
 * of its unknown words. (Measured on topics and banking77: nine in ten unseen words of the same language have three
 * quarters of their character n-grams known; nine in ten words of random letters have less than half.) */
bool features_are_known(const struct features *features);

void features_clear(struct features *features);

#endif
