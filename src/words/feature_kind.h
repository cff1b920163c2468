/* feature_kind.h - how tokens and n-grams are hashed: a part of a model's format */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_FEATURE_KIND_H
#define BAGTAG_WORDS_FEATURE_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/tokenizer.h"
#include "words/ngram.h"
#include "words/subword.h"

/* Training and use share the same kind, so that a text has the rows it had in training. Each function handles many
 * n-grams at once. */
struct feature_kind {
    const char *name; /* in config.json; hash_name is that of the hash of tokens */
    const char *hash_name;

    /* A token added at the end of every text; if it occurs in a text, the text ends there. {NULL, 0}: none. 16 bytes
     * from its beginning are readable. */
    struct token end_of_text;

    /* The prefix of labels. Tokens that begin with it are dropped from texts unless they are words of the model. NULL:
     * none. */
    const char *label_prefix;

    /* Whether word n-grams and character n-grams share one set of buckets, not each have their own. */
    bool shares_buckets;

    /* Whether the rows of a text's word n-grams come after all others, not each after that of its first word. */
    bool has_ngrams_last;

    /* Whether the vector of a word is the mean of its row and those of its character n-grams, not its row alone. */
    bool word_vectors_have_subwords;

    /* HASHES[i] = the hash of TOKENS[i], for i < n. The vocabulary's index uses it, and n-grams are hashed from it. */
    void (*hash_tokens)(const struct token *tokens, size_t n, uint64_t *hashes);

    /* Writes the buckets of the runs of 2..max_n tokens that begin with tokens [FROM, UNTIL) of HASHES[0..n_tokens),
     * and end within them all, to BUCKETS, by first token, then length; max_n > 1. Returns their number, the sum of
     * ngram_runs. */
    size_t (*ngram_buckets)(const struct ngrams *ngrams, const uint64_t *hashes, size_t n_tokens, size_t from,
                            size_t until, uint32_t *buckets);

    /* Writes the buckets of the character n-grams of TOKEN to BUCKETS; returns their number. */
    size_t (*char_buckets)(const struct subwords *subwords, struct token token, uint32_t *buckets);

    /* The largest max_n of character n-grams; a loader refuses more. */
    uint32_t longest_chars;

    /* Only their number; and an upper bound for any token of LEN bytes, which costs nothing. */
    size_t (*count_chars)(const struct subwords *subwords, struct token token);
    size_t (*max_chars)(const struct subwords *subwords, size_t len);
};

/* What bagtag trains: the hash of base/hash.h, and the n-grams of ngram.h and subword.h.
 *
 * What fastText trains: the hash of a token is 32-bit FNV-1a over its bytes as signed numbers, sign-extended to 64
 * bits. An n-gram of tokens with hashes x1..xn has
 *     h = x1;  h = h * 116049371 + x_k  for k = 2..n,
 * modulo 2^64, and the bucket h mod n_buckets. The character n-grams of a token are the sequences of min_n..max_n
 * characters of the token enclosed in '<' and '>', except '<' and '>' alone, where a character is a byte and the UTF-8
 * continuation bytes after it; the bucket is their FNV-1a hash mod n_buckets. </s> has none. (Word and character
 * n-grams share one set of buckets.) */
extern const struct feature_kind feature_kind_bagtag, feature_kind_fasttext;

enum feature_set { FEATURES_BAGTAG, FEATURES_FASTTEXT };
extern const char *const features_names[]; /* in the order of the enum, NULL at the end */
const struct feature_kind *feature_kind_of(enum feature_set features);

/* Tokenizes with tokens_split, then adds the kind's end of text. Returns 0, or -1 if out of memory. */
int feature_tokens(struct tokens *tokens, const struct feature_kind *kind, const struct tokenizer *tokenizer,
                   const char *text, size_t len);

/* The hash of one token. */
static inline uint64_t feature_hash(const struct feature_kind *kind, const char *text, uint32_t len)
{
    struct token token = {.text = text, .len = len};
    uint64_t hash;
    kind->hash_tokens(&token, 1, &hash);
    return hash;
}

#endif
