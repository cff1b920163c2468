/* subword.h - character n-grams: pieces of words, hashed to rows after those of the word n-grams */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_SUBWORD_H
#define BAGTAG_WORDS_SUBWORD_H

#include <stddef.h>
#include <stdint.h>

#include "text/tokenizer.h"
#include "words/ngram.h"

#define SUBWORD_LONGEST 8u /* the largest max_n */
#define SUBWORD_CODES 1024u

/* The character n-grams of a token are the runs of min_n .. max_n code points of the token between a begin code,
 * 0x110000, and an end code, 0x110001 (Bojanowski et al. 2017), with these exceptions:
 *     the two codes alone, and the whole run, which is the word itself, are left out;
 *     a token of one code point that is not a letter, mark or number has none;
 *     a token of more than SUBWORD_CODES code points is cut off after that many.
 * Invalid UTF-8 is read as U+FFFD. A run c1..cn of codes has
 *     h = 0;  h = (h ^ ck) * 0x9E3779B97F4A7C15,  h = h ^ h >> 32  for k = 1..n
 * modulo 2^64, and the bucket of ngram.h. Buckets and rows are separate from those of word n-grams.
 *
 * Among the rows of a document, those of a token's character n-grams come between the row of the word and its word
 * n-grams, by first code point, then length. */
struct subwords {
    uint32_t min_n;      /* 1 .. max_n */
    uint32_t max_n;      /* 0: no character n-grams */
    struct ngrams known; /* n_buckets, ids, n_ids */
};

/* Writes the buckets of the character n-grams of TOKEN to BUCKETS; returns their number. */
size_t subword_buckets(const struct subwords *subwords, struct token token, uint32_t *buckets);

/* Only their number, and the most that a token of LEN bytes can have. */
size_t subword_count(const struct subwords *subwords, struct token token);
size_t subword_most(const struct subwords *subwords, size_t len);

#endif
