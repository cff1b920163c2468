/* token_writer.h - writes tokens character by character */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_TOKEN_WRITER_H
#define BAGTAG_TEXT_TOKEN_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "text/token_list.h"
#include "text/unicode.h"

/* Writes to the scratch of TOKENS, which must have room for everything that is written and 4 bytes more. */
struct token_writer {
    struct tokens *tokens;
    char *out;    /* where the next byte goes */
    bool is_open; /* list[n] is an open token */
};

static inline int token_writer_close(struct token_writer *writer)
{
    if (!writer->is_open)
        return 0;
    writer->is_open = false;
    return token_list_close(writer->tokens, writer->out);
}

static inline void token_writer_append(struct token_writer *writer, const char bytes[4], size_t len)
{
    if (!writer->is_open)
        writer->tokens->list[writer->tokens->n].text = writer->out;
    writer->is_open = true;
    memcpy(writer->out, bytes, 4);
    writer->out += len;
}

/* Adds a character of CLASS, BYTES[0..len) of 4: part of a token (UNICODE_WORD), a token (UNICODE_SYMBOL), the end of
 * one (UNICODE_SPACE), or nothing (any other class). Returns 0, or -1 if out of memory. */
static inline int token_writer_add(struct token_writer *writer, enum unicode_class class, const char bytes[4],
                                   size_t len)
{
    struct tokens *tokens = writer->tokens;

    if (tokens->capacity - tokens->n < 3 && token_list_reserve(tokens, 2))
        return -1;
    if (class == UNICODE_WORD) {
        token_writer_append(writer, bytes, len);
        return 0;
    }
    if (class != UNICODE_SYMBOL && class != UNICODE_SPACE)
        return 0;
    if (token_writer_close(writer))
        return -1;
    if (class == UNICODE_SPACE)
        return 0;
    token_writer_append(writer, bytes, len);
    return token_writer_close(writer);
}

#endif
