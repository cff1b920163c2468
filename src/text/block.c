/* block.c - classifies 64 bytes at a time: word bytes, symbols, white space */
/* SPDX-License-Identifier: MIT */
#include "text/block.h"

#include <stddef.h>

#include "base/simd.h"

#define VECTOR_BYTES 16

/* Bytes above LOW and below HIGH; the comparison is signed, so bytes from 0x80 on are never between. */
static simde__m128i is_between(simde__m128i bytes, char low, char high)
{
    return simde_mm_and_si128(simde_mm_cmpgt_epi8(bytes, simde_mm_set1_epi8(low)),
                              simde_mm_cmpgt_epi8(simde_mm_set1_epi8(high), bytes));
}

static simde__m128i is_byte(simde__m128i bytes, char byte)
{
    return simde_mm_cmpeq_epi8(bytes, simde_mm_set1_epi8(byte));
}

static uint64_t bits_of(simde__m128i mask, size_t at)
{
    return (uint64_t)(uint16_t)simde_mm_movemask_epi8(mask) << at;
}

static simde__m128i load(const char *text)
{
    return simde_mm_loadu_si128((const simde__m128i *)(const void *)text);
}

static void store(char *text, simde__m128i bytes)
{
    simde_mm_storeu_si128((simde__m128i *)(void *)text, bytes);
}

/* BYTES with BIT (0x20, or 0 for none) set in A-Z. */
static simde__m128i lower_case(simde__m128i bytes, simde__m128i bit)
{
    return simde_mm_or_si128(bytes, simde_mm_and_si128(is_between(bytes, 'A' - 1, 'Z' + 1), bit));
}

struct block_bits block_read_ascii(const char *text, bool lower, char *copy)
{
    struct block_bits bits = {0, 0, 0};
    simde__m128i case_bit = simde_mm_set1_epi8(lower ? 0x20 : 0);

    for (size_t at = 0; at < BLOCK_BYTES; at += VECTOR_BYTES) {
        simde__m128i bytes = load(text + at);
        simde__m128i either_case = simde_mm_or_si128(bytes, simde_mm_set1_epi8(0x20));
        simde__m128i letter = is_between(either_case, 'a' - 1, 'z' + 1);
        simde__m128i digit = is_between(bytes, '0' - 1, '9' + 1);
        simde__m128i word = simde_mm_or_si128(simde_mm_or_si128(letter, digit), is_byte(bytes, '_'));
        simde__m128i visible = is_between(bytes, ' ', 0x7F);

        store(copy + at, lower_case(bytes, case_bit));
        bits.word |= bits_of(word, at);
        bits.symbol |= bits_of(simde_mm_andnot_si128(word, visible), at);
        bits.non_ascii |= bits_of(bytes, at);
    }
    return bits;
}

struct block_bits block_read_bert(const char *text, bool lower, char *copy)
{
    struct block_bits bits = {0, 0, 0};
    simde__m128i case_bit = simde_mm_set1_epi8(lower ? 0x20 : 0);

    for (size_t at = 0; at < BLOCK_BYTES; at += VECTOR_BYTES) {
        simde__m128i bytes = load(text + at);
        simde__m128i either_case = simde_mm_or_si128(bytes, simde_mm_set1_epi8(0x20));
        simde__m128i word =
            simde_mm_or_si128(is_between(either_case, 'a' - 1, 'z' + 1), is_between(bytes, '0' - 1, '9' + 1));
        simde__m128i visible = is_between(bytes, ' ', 0x7F);
        simde__m128i space = simde_mm_or_si128(simde_mm_or_si128(is_byte(bytes, ' '), is_byte(bytes, '\r')),
                                               is_between(bytes, '\t' - 1, '\n' + 1));

        store(copy + at, lower_case(bytes, case_bit));
        bits.word |= bits_of(word, at);
        bits.symbol |= bits_of(simde_mm_andnot_si128(word, visible), at);
        bits.non_ascii |= bits_of(simde_mm_or_si128(visible, space), at);
    }
    bits.non_ascii = ~bits.non_ascii;
    return bits;
}

struct block_bits block_read_basic_english(const char *text, bool lower, char *copy, uint64_t *quotes, uint64_t *angles)
{
    struct block_bits bits = {0, 0, 0};
    uint64_t between = 0; /* spaces ; : */
    simde__m128i case_bit = simde_mm_set1_epi8(lower ? 0x20 : 0);

    *quotes = *angles = 0;
    for (size_t at = 0; at < BLOCK_BYTES; at += VECTOR_BYTES) {
        simde__m128i bytes = load(text + at);
        simde__m128i dot_or_comma = is_byte(simde_mm_or_si128(bytes, simde_mm_set1_epi8('.' ^ ',')), '.');
        simde__m128i ends = simde_mm_or_si128(is_byte(bytes, '!'), is_byte(bytes, '?'));
        simde__m128i around = is_between(bytes, '\'' - 1, ')' + 1);
        simde__m128i space = simde_mm_or_si128(is_between(bytes, '\t' - 1, '\r' + 1), is_between(bytes, 0x1B, ' ' + 1));

        store(copy + at, lower_case(bytes, case_bit));
        bits.symbol |= bits_of(simde_mm_or_si128(simde_mm_or_si128(dot_or_comma, ends), around), at);
        between |= bits_of(simde_mm_or_si128(space, is_between(bytes, ':' - 1, ';' + 1)), at);
        bits.non_ascii |= bits_of(bytes, at);
        *quotes |= bits_of(is_byte(bytes, '"'), at);
        *angles |= bits_of(is_byte(bytes, '<'), at);
    }
    bits.word = ~(bits.symbol | between | bits.non_ascii | *quotes);
    return bits;
}

struct block_bits block_read_whitespace(const char *text)
{
    struct block_bits bits = {0, 0, 0};

    for (size_t at = 0; at < BLOCK_BYTES; at += VECTOR_BYTES) {
        simde__m128i bytes = load(text + at);
        simde__m128i space = simde_mm_or_si128(simde_mm_or_si128(is_byte(bytes, ' '), is_byte(bytes, '\0')),
                                               is_between(bytes, '\t' - 1, '\r' + 1));
        bits.word |= bits_of(space, at);
        bits.non_ascii |= bits_of(bytes, at);
    }
    bits.word = ~bits.word;
    return bits;
}

void block_lower(const char *text, char *copy)
{
    simde__m128i case_bit = simde_mm_set1_epi8(0x20);

    for (size_t at = 0; at < BLOCK_BYTES; at += VECTOR_BYTES)
        store(copy + at, lower_case(load(text + at), case_bit));
}
