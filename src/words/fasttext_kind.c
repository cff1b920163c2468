/* fasttext_kind.c - how tokens and n-grams are hashed in fastText's models */
/* SPDX-License-Identifier: MIT */
#include "words/feature_kind.h"

#include <string.h>

#define FNV_BASIS UINT32_C(2166136261)
#define FNV_PRIME UINT32_C(16777619)
#define RUN_FACTOR UINT64_C(116049371)
#define END_OF_TEXT "</s>"

enum { COPIED = 256 }; /* a token of up to this many bytes, with '<' and '>', is hashed from a copy */

/* ---- remainders modulo the number of buckets ------------------------------------------------------------------ */

__extension__ typedef unsigned __int128 wide;

/* A division takes as long as twenty multiplications, so the quotient is found by multiplying by 2^64 / divisor; it is
 * at most one too small. */
struct modulus {
    uint64_t divisor, inverse;
};

static struct modulus modulus_of(uint32_t divisor)
{
    return (struct modulus){.divisor = divisor, .inverse = UINT64_MAX / divisor};
}

static uint32_t reduce(struct modulus m, uint64_t h)
{
    uint64_t quotient = (uint64_t)((wide)h * m.inverse >> 64);
    uint64_t rest = h - quotient * m.divisor;
    return (uint32_t)(rest < m.divisor ? rest : rest - m.divisor);
}

/* ---- words and word n-grams ----------------------------------------------------------------------------------- */

/* Takes BYTE as a signed number, -128 to 127, as fastText does. */
static uint32_t fnv_step(uint32_t h, char byte)
{
    uint32_t number = (unsigned char)byte;
    return (h ^ (number - ((number & 0x80) << 1))) * FNV_PRIME;
}

static void hash_tokens(const struct token *tokens, size_t n, uint64_t *hashes)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t h = FNV_BASIS;
        for (uint32_t k = 0; k < tokens[i].len; k++)
            h = fnv_step(h, tokens[i].text[k]);
        hashes[i] = (uint64_t)(int64_t)(int32_t)h;
    }
}

static size_t list_runs(const struct ngrams *ngrams, const uint64_t *hashes, size_t n_tokens, size_t from, size_t until,
                        uint32_t *buckets)
{
    struct modulus modulus = modulus_of(ngrams->n_buckets);
    size_t n = 0;
    for (size_t i = from; i < until; i++) {
        uint64_t h = hashes[i];
        size_t end = i + 1 + ngram_runs(n_tokens, i, ngrams->max_n);
        for (size_t k = i + 1; k < end; k++) {
            h = h * RUN_FACTOR + hashes[k];
            buckets[n++] = reduce(modulus, h);
        }
    }
    return n;
}

/* ---- character n-grams ---------------------------------------------------------------------------------------- */

/* A token enclosed in '<' and '>': a copy or, if it is too long for one, the token alone. */
struct spelling {
    const char *copy; /* [len]; NULL if too long */
    const char *token;
    size_t len;
};

static inline char byte_at(const struct spelling *spelling, size_t i)
{
    if (spelling->copy != NULL)
        return spelling->copy[i];
    return i == 0 ? '<' : i + 1 == spelling->len ? '>' : spelling->token[i - 1];
}

static inline bool begins_character(char byte)
{
    return ((unsigned char)byte & 0xC0) != 0x80;
}

/* The buckets of the n-grams that begin at byte I, where a character begins; returns their number. BUCKETS may be
 * NULL. */
static inline size_t list_from(const struct subwords *subwords, struct modulus modulus, const struct spelling *spelling,
                               size_t i, uint32_t *buckets)
{
    uint32_t h = FNV_BASIS;
    size_t n = 0, at = i;
    for (uint32_t length = 1; at < spelling->len && length <= subwords->max_n; length++) {
        do
            h = fnv_step(h, byte_at(spelling, at++));
        while (at < spelling->len && !begins_character(byte_at(spelling, at)));
        if (length < subwords->min_n || (length == 1 && (i == 0 || at == spelling->len)))
            continue;
        if (buckets != NULL)
            buckets[n] = reduce(modulus, h);
        n++;
    }
    return n;
}

static inline size_t list_all(const struct subwords *subwords, const struct spelling *spelling, uint32_t *buckets)
{
    struct modulus modulus = modulus_of(subwords->known.n_buckets);
    size_t n = 0;
    for (size_t i = 0; i < spelling->len; i++)
        if (begins_character(byte_at(spelling, i)))
            n += list_from(subwords, modulus, spelling, i, buckets != NULL ? buckets + n : NULL);
    return n;
}

static size_t list_chars(const struct subwords *subwords, struct token token, uint32_t *buckets)
{
    char copy[COPIED];
    struct spelling spelling = {.token = token.text, .len = (size_t)token.len + 2};
    if (token.len == strlen(END_OF_TEXT) && memcmp(token.text, END_OF_TEXT, token.len) == 0)
        return 0;
    if (spelling.len > COPIED)
        return list_all(subwords, &spelling, buckets);
    copy[0] = '<';
    memcpy(copy + 1, token.text, token.len);
    copy[token.len + 1] = '>';
    spelling.copy = copy;
    return list_all(subwords, &spelling, buckets);
}

static size_t count_chars(const struct subwords *subwords, struct token token)
{
    return list_chars(subwords, token, NULL);
}

static size_t max_chars(const struct subwords *subwords, size_t len)
{
    return (len + 2) * subwords->max_n;
}

const struct feature_kind feature_kind_fasttext = {
    .name = "fasttext",
    .hash_name = "fnv-1a-32",
    .end_of_text = {END_OF_TEXT "\0\0\0\0\0\0\0\0\0\0\0", 4},
    .label_prefix = "__label__",
    .shares_buckets = true,
    .has_ngrams_last = true,
    .word_vectors_have_subwords = true,
    .longest_chars = NGRAM_LONGEST,
    .hash_tokens = hash_tokens,
    .ngram_buckets = list_runs,
    .char_buckets = list_chars,
    .count_chars = count_chars,
    .max_chars = max_chars,
};
