/* subword.c - character n-grams: pieces of words, hashed to rows after those of the word n-grams */
/* SPDX-License-Identifier: MIT */
#include "words/subword.h"

#include <stdbool.h>

#include "base/utf8.h"
#include "text/unicode.h"

enum { BEGIN = 0x110000, END = 0x110001 };

/* Decodes the code point at TEXT; returns its length in bytes. */
static inline size_t read_code(const char *text, size_t len, uint32_t *code)
{
    unsigned char byte = (unsigned char)*text;
    if (byte < 0x80) {
        *code = byte;
        return 1;
    }
    struct utf8_char c = utf8_decode(text, len);
    *code = c.code;
    return c.bytes;
}

static bool is_word_or_mark(uint32_t code)
{
    enum unicode_class class = unicode_class(code);
    return class == UNICODE_WORD || class == UNICODE_MARK;
}

/* The codes of a token between its begin and end code. Returns their number, or 0 for a token without character
 * n-grams. */
static size_t read_codes(const char *text, size_t len, uint32_t codes[SUBWORD_CODES + 2])
{
    size_t n = 0;
    codes[n++] = BEGIN;
    for (size_t i = 0; i < len && n <= SUBWORD_CODES;)
        i += read_code(text + i, len - i, &codes[n++]);
    codes[n++] = END;
    return n == 3 && !is_word_or_mark(codes[1]) ? 0 : n;
}

size_t subword_buckets(const struct subwords *subwords, struct token token, uint32_t *buckets)
{
    uint32_t codes[SUBWORD_CODES + 2];
    size_t n = read_codes(token.text, token.len, codes), n_buckets = 0;
    for (size_t i = 0; i < n; i++) {
        size_t longest = n - i < subwords->max_n ? n - i : subwords->max_n;
        if (longest == n)
            longest--;
        uint64_t h = 0;
        for (size_t k = 0; k < longest; k++) {
            h = (h ^ codes[i + k]) * UINT64_C(0x9E3779B97F4A7C15);
            h ^= h >> 32;
            if (k + 1 >= subwords->min_n && (k > 0 || codes[i] < BEGIN))
                buckets[n_buckets++] = ngram_bucket(h, subwords->known.n_buckets);
        }
    }
    return n_buckets;
}

size_t subword_count(const struct subwords *subwords, struct token token)
{
    uint32_t codes[SUBWORD_CODES + 2];
    size_t n = read_codes(token.text, token.len, codes), count = 0;
    for (size_t k = subwords->min_n; k <= subwords->max_n && k < n; k++)
        count += k == 1 ? n - 2 : n - k + 1;
    return count;
}

size_t subword_most(const struct subwords *subwords, size_t len)
{
    return subwords->max_n * ((len < SUBWORD_CODES ? len : SUBWORD_CODES) + 2);
}
