/* tokenize_text.h - the tokens of a text, for the tests of tokenizers */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_TOKENIZE_TEXT_H
#define BAGTAG_TESTS_SUPPORT_TOKENIZE_TEXT_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "text/tokenizer.h"

#define READABLE 64 /* bytes past the end of a text that may be read */
#define N_ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

/* A copy of TEXT followed by READABLE bytes of FILL; freed by the caller. */
static inline char *padded(const char *text, size_t len, char fill)
{
    char *copy = malloc(len + READABLE);

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, len);
    memset(copy + len, fill, READABLE);
    return copy;
}

/* The tokens with '|' between them; freed by the caller. */
static inline char *join_tokens(const struct tokens *tokens)
{
    size_t len = 1;

    for (size_t i = 0; i < tokens->n; i++)
        len += (size_t)tokens->list[i].len + 1;
    char *text = malloc(len), *next = text;
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < tokens->n; i++) {
        if (i > 0)
            *next++ = '|';
        memcpy(next, tokens->list[i].text, tokens->list[i].len);
        next += tokens->list[i].len;
    }
    *next = '\0';
    return text;
}

/* The tokens of TEXT[0..len), joined; freed by the caller. */
static inline char *tokens_joined(const struct tokenizer *tokenizer, const char *text, size_t len, char fill)
{
    struct tokens tokens = {.n = 0};
    char *copy = padded(text, len, fill);

    ck_assert_int_eq(tokens_split(&tokens, tokenizer, copy, len), 0);
    char *result = join_tokens(&tokens);
    tokens_clear(&tokens);
    free(copy);
    return result;
}

/* Checks the tokens of TEXT, whatever bytes follow it. */
static inline void expect(const struct tokenizer *tokenizer, const char *text, size_t len, const char *expected)
{
    static const char fills[] = {'\0', 'a', ' ', '.', (char)0x80, (char)0xCC, (char)0xFF};

    for (size_t i = 0; i < sizeof(fills); i++) {
        char *found = tokens_joined(tokenizer, text, len, fills[i]);
        ck_assert_str_eq(found, expected);
        free(found);
    }
}

#endif
