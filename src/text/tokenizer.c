/* tokenizer.c - splits a text into tokens */
/* SPDX-License-Identifier: MIT */
#include "text/tokenizer.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/character_facts.h"
#include "text/unicode.h"
#include "text/unicode_rules.h"

/* In the order of enum tokenizer_kind. */
const char *const tokenizer_names[] = {"unicode", "whitespace", "basic-english", "bert", NULL};

bool tokenizer_lowers(enum tokenizer_kind kind)
{
    return kind != TOKENIZER_WHITESPACE;
}

uint32_t tokenizer_newest_revision(enum tokenizer_kind kind)
{
    return kind == TOKENIZER_UNICODE ? UNICODE_NEWEST_REVISION : 1;
}

struct tokenizer tokenizer_newest(enum tokenizer_kind kind, bool lower)
{
    return (struct tokenizer){.kind = kind, .lower = lower, .revision = tokenizer_newest_revision(kind)};
}

int tokens_split(struct tokens *tokens, const struct tokenizer *tokenizer, const char *text, size_t len)
{
    switch (tokenizer->kind) {
    case TOKENIZER_WHITESPACE:
        return tokens_split_whitespace(tokens, tokenizer->lower, text, len);
    case TOKENIZER_BASIC_ENGLISH:
        return tokens_split_basic_english(tokens, tokenizer->lower, text, len);
    case TOKENIZER_BERT:
        return tokens_split_bert(tokens, tokenizer->lower, text, len);
    case TOKENIZER_UNICODE:
        break;
    }
    return tokens_split_unicode(tokens, unicode_rules(tokenizer->revision, tokenizer->lower), text, len);
}

/* The offset of TOKEN in BASE[0..n_bytes), the text or the scratch; SIZE_MAX if it is not in there. */
static size_t place_of(const struct token *token, const char *base, size_t n_bytes)
{
    uintptr_t at = (uintptr_t)token->text, first = (uintptr_t)base;
    return at >= first && at - first < n_bytes ? (size_t)(at - first) : SIZE_MAX;
}

void tokens_find_sources(const struct tokens *tokens, const char *text, size_t len, struct source_span *spans)
{
    size_t next = 0;
    for (size_t i = 0; i < tokens->n; i++) {
        struct token token = tokens->list[i];
        size_t in_text = place_of(&token, text, len);
        size_t in_scratch = place_of(&token, tokens->scratch, tokens->scratch_capacity);
        spans[i] = (struct source_span){len, len};
        if (in_text != SIZE_MAX)
            spans[i] = (struct source_span){in_text, in_text + token.len};
        else if (in_scratch != SIZE_MAX)
            spans[i] = token_sources_span(&tokens->sources, &next, in_scratch, in_scratch + token.len, len);
    }
}

/* Whether TEXT begins with a letter, which can neither extend nor change a space or symbol before it. */
static bool begins_with_letter(const char *text, size_t len)
{
    uint32_t code = utf8_decode(text, len).code;
    enum unicode_class class = unicode_class(code);
    return (class == UNICODE_WORD || class == UNICODE_IDEOGRAPH) && !unicode_is_invisible(code) &&
           unicode_combining_class(code) == 0;
}

size_t tokenizer_split_point(const struct tokenizer *tokenizer, const char *text, size_t from, size_t len)
{
    static const char full_stop[] = "\xe3\x80\x82";
    bool has_symbols = tokenizer->kind == TOKENIZER_UNICODE || tokenizer->kind == TOKENIZER_BERT;
    for (size_t at = from; at < len; at++) {
        bool is_behind = at > 0 && text[at - 1] == ' ';
        if (!is_behind && has_symbols && at >= sizeof full_stop - 1)
            is_behind = memcmp(text + at - (sizeof full_stop - 1), full_stop, sizeof full_stop - 1) == 0;
        if (is_behind && begins_with_letter(text + at, len - at))
            return at;
    }
    return len;
}

void tokens_clear(struct tokens *tokens)
{
    free(tokens->list);
    free(tokens->scratch);
    free(tokens->sources.steps);
    character_facts_free(tokens->facts);
    memset(tokens, 0, sizeof(*tokens));
}
