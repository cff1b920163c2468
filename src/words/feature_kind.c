/* feature_kind.c - how tokens and n-grams are hashed: a part of a model's format */
/* SPDX-License-Identifier: MIT */
#include "words/feature_kind.h"

#include <string.h>

#include "base/mem.h"
#include "words/token_hash.h"

const char *const features_names[] = {"bagtag", "fasttext", NULL};
static const struct feature_kind *const kinds[] = {&feature_kind_bagtag, &feature_kind_fasttext};

const struct feature_kind feature_kind_bagtag = {
    .name = "bagtag",
    .hash_name = "xxh3-64",
    .longest_chars = SUBWORD_LONGEST,
    .hash_tokens = token_hash_all,
    .ngram_buckets = ngram_buckets,
    .char_buckets = subword_buckets,
    .count_chars = subword_count,
    .max_chars = subword_most,
};

const struct feature_kind *feature_kind_of(enum feature_set features)
{
    return kinds[features];
}

static bool is_end(const struct feature_kind *kind, struct token token)
{
    return token.len == kind->end_of_text.len && memcmp(token.text, kind->end_of_text.text, token.len) == 0;
}

int feature_tokens(struct tokens *tokens, const struct feature_kind *kind, const struct tokenizer *tokenizer,
                   const char *text, size_t len)
{
    if (tokens_split(tokens, tokenizer, text, len) != 0)
        return -1;
    if (kind->end_of_text.text == NULL)
        return 0;
    for (size_t i = 0; i < tokens->n; i++)
        if (is_end(kind, tokens->list[i]))
            tokens->n = i;
    if (mem_reserve(&tokens->list, &tokens->capacity, tokens->n + 1, sizeof *tokens->list) != 0)
        return -1;
    tokens->list[tokens->n++] = kind->end_of_text;
    return 0;
}
