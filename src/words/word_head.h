/* word_head.h - sixteen bytes that identify a word, in an array indexed by word number */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_WORD_HEAD_H
#define BAGTAG_WORDS_WORD_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { WORD_HEAD_SHORT = 15, WORD_HEAD_IS_LONG = 255 };

/* A word of up to 15 bytes: its bytes, then zeros; the last byte is its length. A longer word: its offset in the bytes
 * of all words (8 bytes) and its length (7 bytes), both little-endian; the last byte is 255. Part of a model's
 * format. */
struct word_head {
    unsigned char bytes[WORD_HEAD_SHORT + 1];
};

/* The head of TEXT[0..len), which begins at START. */
static inline struct word_head word_head_of(const char *text, size_t len, uint64_t start)
{
    struct word_head head = {{0}};
    if (len <= WORD_HEAD_SHORT) {
        memcpy(head.bytes, text, len);
        head.bytes[WORD_HEAD_SHORT] = (unsigned char)len;
        return head;
    }
    for (unsigned i = 0; i < 8; i++) {
        head.bytes[i] = (unsigned char)(start >> 8 * i);
        head.bytes[8 + i] = (unsigned char)((uint64_t)len >> 8 * i);
    }
    head.bytes[WORD_HEAD_SHORT] = WORD_HEAD_IS_LONG;
    return head;
}

static inline bool word_head_is_long(const struct word_head *head)
{
    return head->bytes[WORD_HEAD_SHORT] == WORD_HEAD_IS_LONG;
}

/* Reads a little-endian 64-bit number; compilers make one instruction of it. */
static inline uint64_t word_head_number(const unsigned char bytes[8])
{
    uint64_t number = 0;
    for (unsigned i = 0; i < 8; i++)
        number |= (uint64_t)bytes[i] << 8 * i;
    return number;
}

/* The offset and the length of a long word. */
static inline uint64_t word_head_start(const struct word_head *head)
{
    return word_head_number(head->bytes);
}

static inline uint64_t word_head_len(const struct word_head *head)
{
    return word_head_number(head->bytes + 8) & (UINT64_MAX >> 8);
}

#endif
