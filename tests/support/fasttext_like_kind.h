/* fasttext_like_kind.h - look-up rules that are not bagtag's but much like fastText's */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_FASTTEXT_LIKE_KIND_H
#define BAGTAG_TESTS_SUPPORT_FASTTEXT_LIKE_KIND_H

#include <string.h>

#include "words/feature_kind.h"
#include "words/token_hash.h"

#define OTHER_END "</s>"
#define OTHER_FACTOR UINT64_C(116049371)

/* FNV-1a of 32 bits over signed bytes. */
static inline uint32_t other_fnv(const char *text, size_t len, uint32_t h)
{
    for (size_t i = 0; i < len; i++) {
        int byte = (signed char)text[i];
        h = (h ^ (uint32_t)byte) * 16777619u;
    }
    return h;
}

static inline uint64_t other_hash(const char *text, size_t len)
{
    return (uint64_t)(int64_t)(int32_t)other_fnv(text, len, 2166136261u);
}

static inline void other_hash_tokens(const struct token *tokens, size_t n, uint64_t *hashes)
{
    for (size_t i = 0; i < n; i++)
        hashes[i] = other_hash(tokens[i].text, tokens[i].len);
}

static inline size_t other_ngram_buckets(const struct ngrams *ngrams, const uint64_t *hashes, size_t n_tokens,
                                         size_t from, size_t until, uint32_t *buckets)
{
    size_t n = 0;
    for (size_t i = from; i < until; i++) {
        uint64_t h = hashes[i];
        for (size_t k = i + 1; k < n_tokens && k - i < ngrams->max_n; k++) {
            h = h * OTHER_FACTOR + hashes[k];
            buckets[n++] = (uint32_t)(h % ngrams->n_buckets);
        }
    }
    return n;
}

/* The byte at I of '<', the token, '>'. */
static inline char other_byte(struct token token, size_t i)
{
    return i == 0 ? '<' : i > token.len ? '>' : token.text[i - 1];
}

/* N-grams of bytes instead of characters, to keep it short. */
static inline size_t other_list_chars(const struct subwords *subwords, struct token token, uint32_t *buckets)
{
    size_t n = 0, len = (size_t)token.len + 2;
    if (token.len == strlen(OTHER_END) && memcmp(token.text, OTHER_END, token.len) == 0)
        return 0;
    for (size_t i = 0; i < len; i++) {
        uint32_t h = 2166136261u;
        for (size_t k = i; k < len && k - i < subwords->max_n; k++) {
            char byte = other_byte(token, k);
            h = other_fnv(&byte, 1, h);
            if (k + 1 - i < subwords->min_n || (k == i && (i == 0 || i == len - 1)))
                continue;
            if (buckets != NULL)
                buckets[n] = h % subwords->known.n_buckets;
            n++;
        }
    }
    return n;
}

static inline size_t other_count_chars(const struct subwords *subwords, struct token token)
{
    return other_list_chars(subwords, token, NULL);
}

static inline size_t other_most_chars(const struct subwords *subwords, size_t len)
{
    return (len + 2) * subwords->max_n;
}

static const struct feature_kind fasttext_like_kind = {
    .end_of_text = {OTHER_END "\0\0\0\0\0\0\0\0\0\0\0", 4},
    .hash_tokens = other_hash_tokens,
    .ngram_buckets = other_ngram_buckets,
    .char_buckets = other_list_chars,
    .count_chars = other_count_chars,
    .max_chars = other_most_chars,
};

/* The same with the hash of the string tables, so that a corpus can be read with it. */
static inline struct feature_kind fasttext_like_trained_kind(void)
{
    struct feature_kind kind = fasttext_like_kind;
    kind.hash_tokens = token_hash_all;
    return kind;
}

#endif
