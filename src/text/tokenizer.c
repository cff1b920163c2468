/* tokenizer.c - the tokens of a text */
/* SPDX-License-Identifier: MIT */
#include "text/tokenizer.h"

#include <stdlib.h>
#include <string.h>

#include "text/character_facts.h"
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

int tokens_cut(struct tokens *tokens, const struct tokenizer *tokenizer, const char *text, size_t len)
{
    switch (tokenizer->kind) {
    case TOKENIZER_WHITESPACE:
        return tokens_cut_whitespace(tokens, tokenizer->lower, text, len);
    case TOKENIZER_BASIC_ENGLISH:
        return tokens_cut_basic_english(tokens, tokenizer->lower, text, len);
    case TOKENIZER_BERT:
        return tokens_cut_bert(tokens, tokenizer->lower, text, len);
    case TOKENIZER_UNICODE:
        break;
    }
    return tokens_cut_unicode(tokens, unicode_rules(tokenizer->revision, tokenizer->lower), text, len);
}

/* Where in the scratch or text that tokens point into TOKEN begins; SIZE_MAX: in neither. */
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

void tokens_clear(struct tokens *tokens)
{
    free(tokens->list);
    free(tokens->scratch);
    free(tokens->sources.steps);
    character_facts_free(tokens->facts);
    memset(tokens, 0, sizeof(*tokens));
}
