/* tokenizer_whitespace.c - splits at white space, as fastText does */
/* SPDX-License-Identifier: MIT */
#include "text/tokenizer.h"

#include "base/utf8.h"
#include "text/block.h"
#include "text/token_list.h"

/* Each block of 64 bytes becomes a bitmap, whose edges are the token boundaries; a word may continue from block to
 * block. The last block includes bytes past the text, which are masked out. */
int tokens_split_whitespace(struct tokens *tokens, bool lower, const char *text, size_t len)
{
    const char *base = text; /* what the tokens point into */
    uint64_t non_ascii = 0;
    bool is_open = false;

    tokens->n = 0;
    tokens->has_invalid = false;
    if (lower && len > 0) {
        if (len > SIZE_MAX - BLOCK_BYTES || token_list_reserve_scratch(tokens, len + BLOCK_BYTES))
            return -1;
        base = tokens->scratch;
        tokens->sources.n = 0;
        if (token_list_note_source(tokens, base, 0, SOURCE_COPIED))
            return -1;
    }
    for (size_t at = 0; at < len; at += BLOCK_BYTES) {
        size_t n = len - at < BLOCK_BYTES ? len - at : BLOCK_BYTES;
        struct block_bits bits = block_read_whitespace(text + at);
        if (lower)
            block_lower(text + at, tokens->scratch + at);
        non_ascii |= bits.non_ascii;
        if (token_list_add_block(tokens, base + at, n, bits, &is_open))
            return -1;
    }
    if (is_open && token_list_close(tokens, base + len))
        return -1;
    /* Bytes past the text may have set the bits, so they only show whether a check is worthwhile. */
    if (non_ascii != 0)
        tokens->has_invalid = !utf8_is_valid(text, len);
    return 0;
}
