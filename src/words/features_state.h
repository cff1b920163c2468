/* features_state.h - the rows of a text while they are looked up, and the rules for that */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_FEATURES_STATE_H
#define BAGTAG_WORDS_FEATURES_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/tokenizer.h"
#include "words/feature_kind.h"
#include "words/ngram.h"
#include "words/subword.h"
#include "words/subword_cache.h"
#include "words/vocab.h"

/* The rows of one text, and the scratch of one thread. Zero-initialise, reuse, features_clear frees. */
struct features {
    uint32_t *ids; /* [n]: words and n-grams that the model knows, in the order given in ngram.h and subword.h */
    size_t n;
    float *weights; /* [n], and their scale: set by features_weigh */
    float scale;
    uint32_t *scratch;
    size_t weight_capacity, scratch_capacity;
    size_t n_tokens;     /* known or not; they are tokens.list[0..n_tokens) */
    size_t n_prefetched; /* tokens that features_prefetch has prefetched */
    size_t n_found;      /* words (not the end of the text) and word n-grams that have a row */
    size_t n_chars;      /* character n-grams of unknown words, and how many of them have a row */
    size_t n_chars_found;
    bool has_invalid;     /* the text held invalid UTF-8 */
    bool is_found;        /* the text was long: features_tokenize found its rows, piece by piece */
    uint64_t *counts;     /* [n]: how often a long text to be weighted has each row; NULL at first */
    struct tokens tokens; /* of the last text */
    uint64_t *hashes;     /* [n_tokens] */
    uint32_t *candidates; /* [n_tokens]: set by vocab_prefetch */
    uint32_t *buckets;    /* of the n-grams of a batch of tokens */
    uint32_t *runs;       /* rows of word n-grams, if the kind has them last */
    uint32_t *subwords;   /* buckets of the character n-grams of a token */
    size_t capacity;      /* of ids */
    size_t hash_capacity;
    size_t candidate_capacity;
    size_t bucket_capacity;
    size_t run_capacity;
    size_t subword_capacity;
    size_t count_capacity;
    bool is_merged; /* ids has each row once, ascending, and `counts` is valid */
};

/* What determines the rows of a text: how it is tokenized, how words and n-grams become numbers, and which row a number
 * has. The row of a word is its number; those of n-grams begin at first_ngram and first_char. Borrowed from a model,
 * which all threads share. */
struct feature_rules {
    const struct tokenizer *tokenizer;
    const struct feature_kind *kind;
    const struct vocab *vocab;
    const struct ngrams *ngrams;
    const struct subwords *subwords;
    const struct vocab *labels; /* labels to drop from texts, besides those with the kind's prefix; NULL: none */
    uint32_t first_ngram, first_char;
    bool lacks_line_end;          /* the text ends without a line end, so no end of text is added */
    struct subword_cache *memory; /* the thread's cache, for texts of one model; NULL: none */

    /* A text longer than this is tokenized and looked up in pieces of about this many bytes, and takes no more memory
     * than its rows do; `tokens` then holds only the last piece. 0: never. Has no effect with labels or with kinds that
     * have an end of text, a label prefix or word n-grams last. */
    size_t piece_bytes;
    bool is_weighed; /* features_weigh follows: equal rows of a text in pieces are counted, not kept */
};

#endif
