/* features.h - a text as the rows of a model */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_FEATURES_H
#define BAGTAG_WORDS_FEATURES_H

#include "words/features_state.h"

/* The rows of TEXT[0..len): exactly those that a corpus gives for the same text. At least 64 bytes after the text must
 * be readable. Returns 0, or -1 if out of memory. */
int features_extract(struct features *features, const struct feature_rules *rules, const char *text, size_t len);

/* The same in steps, so that memory is asked for while other texts are cut: cut; ask for each memory of the vocabulary
 * in turn, if at all, each well before the next; find. TEXT must stay until then. */
int features_cut(struct features *features, const struct feature_rules *rules, const char *text, size_t len);
void features_ask(struct features *features, const struct vocab *vocab, enum vocab_memory memory);
int features_find(struct features *features, const struct feature_rules *rules);

/* Whether by both rules every text has the same tokens and the same hashes of them. Then, in the place of features_cut:
 * takes those that FROM was cut into, by such rules and not in pieces (is_found); they hold until FROM is cut again.
 * Returns 0, or -1 if out of memory. */
bool features_cut_alike(const struct feature_rules *a, const struct feature_rules *b);
int features_take_tokens(struct features *features, const struct feature_rules *rules, const struct features *from);

/* Unites the rows and weighs them, as words/weight.h tells; IDF has one number a row. Returns 0, or -1 if out of
 * memory. */
int features_weigh(struct features *features, const float *idf);
/* After features_find: whether the model knows the text: a word or word n-gram of it, or half of the character n-grams
 * that its words are spelled with. (Measured on topics and banking77: of unseen words of the same language nine in ten
 * have three quarters of theirs known, of random letters nine in ten have less than half.) */
bool features_are_known(const struct features *features);

void features_clear(struct features *features);

#endif
