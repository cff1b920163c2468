/* utf8.c - bytes to code points and back */
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

/* The number of bytes that LEAD announces (2 to 4; 0 when it cannot begin a sequence) and the range that the
 * second byte must lie in: Unicode 15, table 3-7. The narrowed ranges shut out overlong forms, surrogates and
 * code points above U+10FFFF, so that what is left of a sequence needs no further check. */
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

    /* 2 bytes carry 5 bits in the first of them, 3 bytes 4, 4 bytes 3. */
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

/* Moves from POSITION over as many blocks of 16 ASCII bytes as there are. */
static size_t skip_ascii(const char *text, size_t len, size_t position)
{
    while (len - position >= 16) {
        simde__m128i block = simde_mm_loadu_si128(text + position);
        if (simde_mm_movemask_epi8(block) != 0)
            break;
        position += 16;
    }
    return position;
}

/* The bytes of the sequence of 2 or 3 at BYTES that is surely valid, of those that most text is made of; 0: unsure. The
 * leads left out are those whose second byte has a narrower range. At least 3 bytes are readable. */
static inline size_t short_sequence(const unsigned char *bytes)
{
    if (bytes[0] >= 0xc2 && bytes[0] < 0xe0)
        return is_continuation(bytes[1]) ? 2 : 0;
    if (bytes[0] > 0xe0 && bytes[0] < 0xf0 && bytes[0] != 0xed)
        return is_continuation(bytes[1]) && is_continuation(bytes[2]) ? 3 : 0;
    return 0;
}

/* Moves from POSITION over sequences that are surely valid, while they follow each other. */
static size_t skip_short(const char *text, size_t len, size_t position)
{
    const unsigned char *bytes = (const unsigned char *)text;
    while (len - position >= 3) {
        size_t n = short_sequence(bytes + position);
        if (n == 0)
            break;
        position += n;
    }
    return position;
}

bool utf8_is_valid(const char *text, size_t len)
{
    size_t position = 0;
    while (position < len) {
        if ((unsigned char)text[position] < 0x80) {
            position = skip_ascii(text, len, position);
            while (position < len && (unsigned char)text[position] < 0x80)
                position++;
        }
        position = skip_short(text, len, position);
        if (position == len || (unsigned char)text[position] < 0x80)
            continue;
        struct utf8_char c = utf8_decode(text + position, len - position);
        if (!c.is_valid)
            return false;
        position += c.bytes;
    }
    return true;
}
