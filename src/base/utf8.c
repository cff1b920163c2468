/* utf8.c - UTF-8: decoding, encoding, validation */
/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include "base/simd.h"

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

static struct utf8_char invalid(uint32_t bytes)
{
    return (struct utf8_char){.code = UTF8_REPLACEMENT, .bytes = bytes, .is_valid = false};
}

/* The length of the sequence that LEAD starts (2 to 4; 0 if it cannot start one) and the range of its second byte:
 * Unicode 15, table 3-7. The narrowed ranges exclude overlong forms, surrogates and code points above U+10FFFF, so the
 * remaining bytes need only be continuations. */
static uint32_t announced(unsigned char lead, unsigned char *low, unsigned char *high)
{
    *low = 0x80;
    *high = 0xbf;
    if (lead < 0xc2)
        return 0;
    if (lead < 0xe0)
        return 2;
    if (lead < 0xf0) {
        if (lead == 0xe0)
            *low = 0xa0;
        if (lead == 0xed)
            *high = 0x9f;
        return 3;
    }
    if (lead > 0xf4)
        return 0;
    if (lead == 0xf0)
        *low = 0x90;
    if (lead == 0xf4)
        *high = 0x8f;
    return 4;
}

struct utf8_char utf8_decode(const char *text, size_t len)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (bytes[0] < 0x80)
        return (struct utf8_char){.code = bytes[0], .bytes = 1, .is_valid = true};

    unsigned char low;
    unsigned char high;
    uint32_t n_bytes = announced(bytes[0], &low, &high);
    if (n_bytes == 0 || len < 2 || bytes[1] < low || bytes[1] > high)
        return invalid(1);

    /* The first byte carries 5 bits in a sequence of 2 bytes, 4 in one of 3, 3 in one of 4. */
    uint32_t code = (bytes[0] & (0x7fu >> n_bytes)) << 6 | (bytes[1] & 0x3fu);
    for (uint32_t i = 2; i < n_bytes; i++) {
        if (i >= len || !is_continuation(bytes[i]))
            return invalid(i);
        code = code << 6 | (bytes[i] & 0x3fu);
    }
    return (struct utf8_char){.code = code, .bytes = n_bytes, .is_valid = true};
}

size_t utf8_encode(uint32_t code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3f));
    out[2] = (char)(0x80 | (code >> 6 & 0x3f));
    out[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

#define BLOCK ((size_t)16)

/* One bit per byte of a block. */
static uint32_t bits_of(simde__m128i mask)
{
    return (uint32_t)simde_mm_movemask_epi8(mask);
}

/* The non-ASCII bytes of BLOCK below END, which is at least 0x81; as signed numbers these keep their order. */
static uint32_t are_below(simde__m128i block, uint32_t non_ascii, int end)
{
    return bits_of(simde_mm_cmpgt_epi8(simde_mm_set1_epi8((int8_t)(end - 256)), block)) & non_ascii;
}

/* What earlier bytes require of the bytes of a block: which must be continuations, and which follow E0 or ED and must
 * not make the sequence overlong or a surrogate. */
struct asked {
    uint32_t continuations, behind_e0, behind_ed;
};

/* Whether a block of ASCII and of 2- and 3-byte sequences, which make up most text, is valid as far as it goes: each
 * lead byte is followed by its continuations, and there are no others. Also false for 4-byte sequences. */
static bool is_valid_block(simde__m128i block, uint32_t non_ascii, struct asked *asked)
{
    uint32_t low = are_below(block, non_ascii, 0xa0), below_c0 = are_below(block, non_ascii, 0xc0);
    uint32_t below_c2 = are_below(block, non_ascii, 0xc2), below_e0 = are_below(block, non_ascii, 0xe0);
    uint32_t below_f0 = are_below(block, non_ascii, 0xf0), high = below_c0 & ~low;
    uint32_t two = below_e0 & ~below_c2, three = below_f0 & ~below_e0;
    uint32_t e0 = bits_of(simde_mm_cmpeq_epi8(block, simde_mm_set1_epi8((int8_t)(0xe0 - 256))));
    uint32_t ed = bits_of(simde_mm_cmpeq_epi8(block, simde_mm_set1_epi8((int8_t)(0xed - 256))));
    asked->continuations |= two << 1 | three << 1 | three << 2;
    asked->behind_e0 |= e0 << 1;
    asked->behind_ed |= ed << 1;
    bool is_valid = (non_ascii & ~(below_c0 | two | three)) == 0 && below_c0 == (asked->continuations & 0xffff) &&
                    (asked->behind_e0 & low) == 0 && (asked->behind_ed & high) == 0;
    *asked = (struct asked){asked->continuations >> 16, asked->behind_e0 >> 16, asked->behind_ed >> 16};
    return is_valid;
}

/* Skips blocks that is_valid_block accepts from POSITION, the start of a character. Returns the end of the last
 * complete character in them. */
static size_t skip_blocks(const char *text, size_t len, size_t position)
{
    struct asked asked = {0, 0, 0};
    bool is_inside = false; /* POSITION is inside a character that began in the block before */
    while (len - position >= BLOCK) {
        simde__m128i block = simde_mm_loadu_si128(text + position);
        uint32_t non_ascii = bits_of(block);
        is_inside = asked.continuations != 0;
        if ((is_inside || non_ascii != 0) && !is_valid_block(block, non_ascii, &asked))
            break;
        position += BLOCK;
        is_inside = asked.continuations != 0;
    }
    while (is_inside && is_continuation((unsigned char)text[--position]))
        continue;
    return position;
}

bool utf8_is_valid(const char *text, size_t len)
{
    size_t position = 0;
    while (position < len) {
        position = skip_blocks(text, len, position);
        size_t end = len - position < BLOCK ? len : position + BLOCK;
        while (position < end) {
            struct utf8_char c = utf8_decode(text + position, len - position);
            if (!c.is_valid)
                return false;
            position += c.bytes;
        }
    }
    return true;
}

bool utf8_is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069);
}
