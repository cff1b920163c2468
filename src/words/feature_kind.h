/* feature_kind.h - how tokens and n-grams of tokens become numbers: a part of a model's format */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_FEATURE_KIND_H
#define BAGTAG_WORDS_FEATURE_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/tokenizer.h"
#include "words/ngram.h"
#include "words/subword.h"

/* Training and use take the same kind, so that a text has the rows it had in training. Each function is about many
 * n-grams at once. */
struct feature_kind {
    const char *name; /* in config.json, and that of the hash of tokens */
    const char *hash_name;

    /* A token added at the end of every text, and that ends it where it stands in it; {NULL, 0}: none. 16 bytes from
     * its beginning are readable. */
    struct token end_of_text;

    /* What labels begin with: tokens that do are no part of a text, unless they are words of the model; NULL: none. */
    const char *label_prefix;

    /* Whether n-grams of words and of characters have their rows in one space of buckets, not each in their own. */
    bool has_one_space;

    /* Whether a text's rows of word n-grams stand behind all others, not each after that of its first word. */
    bool has_ngrams_last;

    /* Whether the vector of a word is the mean of its row and those of its character n-grams, not its row alone. */
    bool has_spelled_words;

    /* HASHES[i] = the hash of TOKENS[i], for i < n: the vocabulary's index is over it, and n-grams are made of it. */
    void (*hash_tokens)(const struct token *tokens, size_t n, uint64_t *hashes);

    /* Puts the buckets of the runs of 2..max_n tokens that begin with tokens FROM..UNTIL of HASHES[0..n_tokens) and end
     * there into BUCKETS, by first token, then length; max_n > 1. Returns their number, ngram_runs. */
    size_t (*ngram_buckets)(const struct ngrams *ngrams, const uint64_t *hashes, size_t n_tokens, size_t from,
                            size_t until, uint32_t *buckets);

    /* Puts the buckets of the character n-grams of TOKEN into BUCKETS; returns their number. */
    size_t (*char_buckets)(const struct subwords *subwords, struct token token, uint32_t *buckets);

    /* The largest max_n of character n-grams; a loader refuses more. */
    uint32_t longest_chars;

    /* Their number alone; and one that it does not exceed for any token of LEN bytes, which costs nothing. */
    size_t (*count_chars)(const struct subwords *subwords, struct token token);
    size_t (*most_chars)(const struct subwords *subwords, size_t len);
};

/* What bagtag trains: the hash of base/hash.h, and the n-grams of ngram.h and subword.h.
 *
 * What fastText trains: a token has the FNV-1a hash of 32 bits over its bytes as signed numbers, sign-extended; an
 * n-gram of tokens with hashes x1..xn has h = x1; h = h * 116049371 + x_k modulo 2^64 and the bucket h mod n_buckets.
 * The character n-grams of a token are sequences of min_n..max_n characters of the token between '<' and '>', except
 * '<' and '>' alone, where a character is a byte and the UTF-8 continuation bytes after it; the bucket is their FNV-1a
 * hash mod n_buckets.
 * </s> has none. (Word and character n-grams share one space of buckets.) */
extern const struct feature_kind feature_kind_bagtag, feature_kind_fasttext;

enum feature_set { FEATURES_BAGTAG, FEATURES_FASTTEXT };
extern const char *const features_names[]; /* in the order of the enum, NULL at the end */
const struct feature_kind *feature_kind_of(enum feature_set features);

/* tokens_cut, then adds the kind's end of the text. */
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
