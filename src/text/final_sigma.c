/* final_sigma.c - whether the lower case of a capital sigma is a final sigma */
/* SPDX-License-Identifier: MIT */
#include "text/final_sigma.h"

#include <stddef.h>

#include "base/utf8.h"
#include "text/unicode.h"

#define SIGMA_BYTES 2

/* The character that ends at AT. Whether a sequence is valid does not depend on what precedes it, so it can be decoded
 * backwards; each byte of an invalid one counts separately, which only makes for more U+FFFDs. */
static struct utf8_char decode_before(const char *text, const char *at)
{
    for (size_t n = 1; n <= UTF8_MAX_BYTES && n <= (size_t)(at - text); n++) {
        if (((unsigned char)at[-(ptrdiff_t)n] & 0xC0) == 0x80)
            continue;
        struct utf8_char c = utf8_decode(at - n, n);
        if (c.is_valid && c.bytes == n)
            return c;
        break;
    }
    return (struct utf8_char){.code = UTF8_REPLACEMENT, .bytes = 1, .is_valid = false};
}

static bool is_passed_over(uint32_t code, bool (*is_absent)(uint32_t code))
{
    return (is_absent != NULL && is_absent(code)) || unicode_case(code) == UNICODE_CASE_IGNORABLE;
}

static bool is_cased_before(const char *text, const char *at, bool (*is_absent)(uint32_t code))
{
    while (at > text) {
        struct utf8_char c = decode_before(text, at);
        if (!is_passed_over(c.code, is_absent))
            return unicode_case(c.code) == UNICODE_CASED;
        at -= c.bytes;
    }
    return false;
}

static bool is_cased_behind(const char *at, const char *end, bool (*is_absent)(uint32_t code))
{
    while (at < end) {
        struct utf8_char c = utf8_decode(at, (size_t)(end - at));
        if (!is_passed_over(c.code, is_absent))
            return unicode_case(c.code) == UNICODE_CASED;
        at += c.bytes;
    }
    return false;
}

bool sigma_is_final(const char *text, const char *sigma, const char *end, bool (*is_absent)(uint32_t code))
{
    return is_cased_before(text, sigma, is_absent) && !is_cased_behind(sigma + SIGMA_BYTES, end, is_absent);
}
