/* token_list.c - how the tokenizers record tokens */
/* SPDX-License-Identifier: MIT */
#include "text/token_list.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/unicode.h"

int token_list_reserve(struct tokens *tokens, size_t more)
{
    if (tokens->capacity - tokens->n > more)
        return 0;
    if (more >= SIZE_MAX - tokens->n)
        return -1;
    return mem_reserve(&tokens->list, &tokens->capacity, tokens->n + more + 1, sizeof(*tokens->list));
}

/* Splits the open token into pieces of UINT32_MAX bytes, slightly less where that would split a UTF-8 sequence. */
static int close_long(struct tokens *tokens, const char *start, size_t len)
{
    while (len > UINT32_MAX) {
        size_t piece = UINT32_MAX;
        for (int back = 0; back < 3 && ((unsigned char)start[piece] & 0xC0) == 0x80; back++)
            piece--;
        /* Room for this piece, the last one, and what the caller has reserved. */
        if (token_list_reserve(tokens, BLOCK_BYTES + 2))
            return -1;
        tokens->list[tokens->n++] = (struct token){.text = start, .len = (uint32_t)piece};
        start += piece;
        len -= piece;
    }
    tokens->list[tokens->n++] = (struct token){.text = start, .len = (uint32_t)len};
    return 0;
}

int token_list_close(struct tokens *tokens, const char *end)
{
    struct token *token = &tokens->list[tokens->n];
    size_t len = (size_t)(end - token->text);

    if (len > UINT32_MAX)
        return close_long(tokens, token->text, len);
    token->len = (uint32_t)len;
    tokens->n++;
    return 0;
}

/* The lowest LEN bits. */
static uint64_t lowest_bits(size_t len)
{
    return len >= 64 ? UINT64_MAX : (UINT64_C(1) << len) - 1;
}

/* A token starts at a symbol, and at a word byte that follows none; it ends after a symbol, and after the last byte of
 * a word. Starts and ends are in the same order, so the k-th start belongs to the k-th end, except that a word open at
 * BASE adds an end and a token open at LEN adds a start. */
int token_list_add_block(struct tokens *tokens, const char *base, size_t len, struct block_bits bits, bool *is_open)
{
    uint64_t inside = lowest_bits(len), word = bits.word & inside, symbol = bits.symbol & inside;
    uint64_t after_word = word << 1 | *is_open;
    uint64_t starts = (word & ~after_word) | symbol;
    uint64_t ends = ((after_word & ~word) | symbol << 1) & inside;

    if (token_list_reserve(tokens, BLOCK_BYTES + 1))
        return -1;
    if (*is_open) {
        if (ends == 0) /* the word fills the block */
            return 0;
        if (token_list_close(tokens, base + __builtin_ctzll(ends)))
            return -1;
        ends &= ends - 1;
    }

    struct token *next = tokens->list + tokens->n;
    while (ends != 0) {
        size_t start = (size_t)__builtin_ctzll(starts), end = (size_t)__builtin_ctzll(ends);
        *next++ = (struct token){.text = base + start, .len = (uint32_t)(end - start)};
        starts &= starts - 1;
        ends &= ends - 1;
    }
    *is_open = false;
    if (starts != 0) {
        size_t start = (size_t)__builtin_ctzll(starts);
        *next = (struct token){.text = base + start, .len = 1};
        if (symbol >> start & 1)
            next++;
        else
            *is_open = true;
    }
    tokens->n = (size_t)(next - tokens->list);
    return 0;
}

int token_list_reserve_scratch(struct tokens *tokens, size_t bytes)
{
    if (bytes <= tokens->scratch_capacity)
        return 0;
    /* Grows by half or more, so that ever longer lines seldom allocate; the contents are not worth copying. */
    size_t wanted = tokens->scratch_capacity + tokens->scratch_capacity / 2;
    free(tokens->scratch);
    tokens->scratch_capacity = 0;
    wanted = wanted > bytes ? wanted : bytes;
    tokens->scratch = mem_array(wanted, 1);
    if (tokens->scratch == NULL)
        return -1;
    tokens->scratch_capacity = wanted;
    return 0;
}

int token_list_reserve_rewritten(struct tokens *tokens, size_t len)
{
    if (len > (SIZE_MAX - BLOCK_BYTES) / UNICODE_MAX_GROWTH)
        return -1;
    return token_list_reserve_scratch(tokens, len * UNICODE_MAX_GROWTH + BLOCK_BYTES);
}
