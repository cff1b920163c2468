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

void tokens_clear(struct tokens *tokens)
{
    free(tokens->list);
    free(tokens->scratch);
    character_facts_free(tokens->facts);
    memset(tokens, 0, sizeof(*tokens));
}
