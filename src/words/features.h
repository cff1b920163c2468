/* features.h - a text as the rows of a model */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_FEATURES_H
#define BAGTAG_WORDS_FEATURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/tokenizer.h"
#include "words/feature_kind.h"
#include "words/ngram.h"
#include "words/subword.h"
#include "words/subword_memory.h"
#include "words/vocab.h"

/* The rows of one text, and the scratch of one thread. Zero-initialise, reuse, features_clear frees. */
struct features {
    uint32_t *ids; /* [n]: words and n-grams that the model knows, in the order that ngram.h and subword.h tell */
    size_t n;
    float *weights; /* [n], and their scale: after features_weigh */
    float scale;
    uint32_t *scratch;
    size_t weight_capacity, scratch_capacity;
    size_t n_tokens;  /* known or not; they are tokens.list[0..n_tokens) */
    size_t n_asked;   /* tokens whose memory was asked for */
    size_t n_found;   /* words (not the end of the text) and word n-grams that have a row */
    size_t n_spelled; /* character n-grams of unknown words, and how many of them have a row */
    size_t n_spelled_found;
    bool has_invalid;     /* the text held invalid UTF-8 */
    struct tokens tokens; /* of the last text */
    uint64_t *hashes;     /* [n_tokens] */
    uint32_t *candidates; /* [n_tokens], of the vocabulary for those that were asked for */
    uint32_t *buckets;    /* of the n-grams of a batch of tokens */
    uint32_t *runs;       /* rows of word n-grams, of a kind that has them last */
    uint32_t *subwords;   /* of the character n-grams of a token */
    size_t capacity;      /* of ids */
    size_t hash_capacity;
    size_t candidate_capacity;
    size_t bucket_capacity;
    size_t run_capacity;
    size_t subword_capacity;
};

/* What the rows of a text follow from: how it is cut, how words and n-grams become numbers, and which row a number
 * has. A word's is its own number; n-grams have theirs from a first one on. Borrowed from a model, which all threads
 * share. */
struct feature_rules {
    const struct tokenizer *tokenizer;
    const struct feature_kind *kind;
    const struct vocab *vocab;
    const struct ngrams *ngrams;
    const struct subwords *subwords;
    const struct vocab *labels; /* tokens that are labels, and so no part of a text, besides the kind's; NULL: none */
    uint32_t first_ngram, first_char;
    bool is_cut_short;             /* the text ends before its end of the text does: there is none after it */
    struct subword_memory *memory; /* scratch of the thread, for texts of one model; NULL: none */
};

/* The rows of TEXT[0..len): exactly those that a corpus gives for the same text. At least 64 bytes after the text must
 * be readable. Returns 0, or -1 if out of memory. */
int features_extract(struct features *features, const struct feature_rules *rules, const char *text, size_t len);

/* The same in steps, so that memory is asked for while other texts are cut: cut; ask for each memory of the vocabulary
 * in turn, if at all, each well before the next; find. TEXT must stay until then. */
int features_cut(struct features *features, const struct feature_rules *rules, const char *text, size_t len);
void features_ask(struct features *features, const struct vocab *vocab, enum vocab_memory memory);
int features_find(struct features *features, const struct feature_rules *rules);

/* Unites the rows and weighs them, as words/weight.h tells; IDF has one number a row. Returns 0, or -1 if out of
 * memory. */
int features_weigh(struct features *features, const float *idf);
/* After features_find: whether the model knows the text: a word or word n-gram of it, or half of the character n-grams
 * that its words are spelled with. (Measured on topics and banking77: of unseen words of the same language nine in ten
 * have three quarters of theirs known, of random letters nine in ten have less than half.) */
bool features_are_known(const struct features *features);

void features_clear(struct features *features);

#endif
