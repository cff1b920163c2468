/* json_skip.c - skips unwanted members of JSON objects, many bytes at a time */
/* SPDX-License-Identifier: MIT */
#include "io/json_skip.h"

#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"

#define MAX_NESTED 16

/* The past_* functions start at the first byte of something and return the position after it, or NULL if it is not
 * simple. Few of them loop: the lengths of strings and numbers vary from record to record, so a loop over them would
 * end in an unpredictable branch. The returned position may be past END, but never past the readable bytes, as no
 * function starts at or after END; the caller finally rejects it. */

static inline bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static inline const char *past_space(const char *at, const char *end)
{
    while (at < end && (unsigned char)*at <= ' ' && is_space(*at))
        at++;
    return at;
}

/* A backslash and what it escapes; \u is not simple. */
static const char *past_escape(const char *at)
{
    return at[1] != '\0' && strchr("\"\\/bfnrt", at[1]) != NULL ? at + 2 : NULL;
}

/* The first quote, backslash or control character from AT on, or some position at or after END. */
static inline const char *find_stop(const char *at, const char *end)
{
    uint32_t near = bytes_quotes_16(at) | bytes_quotes_16(at + 16) << 16;
    if (near != 0)
        return at + __builtin_ctz(near);
    for (at += 32; at < end; at += 64) {
        uint64_t stops = bytes_quotes_64(at);
        if (stops != 0)
            return at + __builtin_ctzll(stops);
    }
    return at;
}

static const char *past_escapes(const char *at, const char *end)
{
    while (at < end && *at == '\\') {
        at = past_escape(at);
        if (at == NULL || at >= end)
            return NULL;
        at = find_stop(at, end);
    }
    return at < end && *at == '"' ? at + 1 : NULL;
}

static inline const char *past_string(const char *at, const char *end)
{
    if (at + 1 >= end)
        return NULL;
    at = find_stop(at + 1, end);
    if (__builtin_expect(at < end && *at == '"', 1))
        return at + 1;
    return past_escapes(at, end);
}

static inline unsigned n_lowest_ones(uint32_t bits)
{
    return (unsigned)__builtin_ctzll(~(uint64_t)bits);
}

/* Without an exponent, of at most 31 bytes. */
static inline const char *past_number(const char *at)
{
    uint32_t digits = bytes_digits_16(at) | bytes_digits_16(at + 16) << 16;
    unsigned is_negative = *at == '-', n_whole = n_lowest_ones(digits >> is_negative), n = is_negative + n_whole;
    if (n_whole == 0 || n >= 31 || (at[is_negative] == '0' && n_whole > 1))
        return NULL;
    if (at[n] != '.')
        return at + n;
    unsigned n_part = n_lowest_ones(digits >> (n + 1));
    return n_part > 0 && n + 1 + n_part < 32 ? at + n + 1 + n_part : NULL;
}

static inline const char *past_word(const char *at)
{
    if (memcmp(at, "true", 4) == 0 || memcmp(at, "null", 4) == 0)
        return at + 4;
    return memcmp(at, "false", 5) == 0 ? at + 5 : NULL;
}

static const char *past_container(const char *at, const char *end, unsigned depth);

static inline const char *past_value(const char *at, const char *end, unsigned depth)
{
    if (at >= end)
        return NULL;
    if (*at == '"')
        return past_string(at, end);
    if ((*at >= '0' && *at <= '9') || *at == '-')
        return past_number(at);
    if (*at == '{' || *at == '[')
        return depth > 0 ? past_container(at, end, depth - 1) : NULL;
    return past_word(at);
}

/* From after a key to its value. */
static inline const char *past_colon(const char *at, const char *end)
{
    at = past_space(at, end);
    return at < end && *at == ':' ? past_space(at + 1, end) : NULL;
}

static inline const char *past_key(const char *at, const char *end)
{
    if (at >= end || *at != '"')
        return NULL;
    at = past_string(at, end);
    return at != NULL ? past_colon(at, end) : NULL;
}

/* An array or object that may contain DEPTH more levels. Recurses once per level. */
static const char *past_container(const char *at, const char *end, unsigned depth)
{
    bool is_object = *at == '{';
    char closing = is_object ? '}' : ']';
    at = past_space(at + 1, end);
    if (at < end && *at == closing)
        return at + 1;
    for (;; at = past_space(at + 1, end)) {
        if (is_object && (at = past_key(at, end)) == NULL)
            return NULL;
        at = past_value(at, end, depth);
        if (at == NULL)
            return NULL;
        at = past_space(at, end);
        if (at >= end || *at != ',')
            return at < end && *at == closing ? at + 1 : NULL;
    }
}

/* ---- members ----------------------------------------------------------------------------------------------- */

/* Whether the member at AT begins with KEY and KEY is not wanted. */
static inline bool is_known(const struct json_shape_key *key, const char *at, uint64_t wanted)
{
    uint32_t same = bytes_same_16(at, key->bytes) | bytes_same_16(at + 16, key->bytes + 16) << 16;
    return (~same & key->mask) == 0 && key->len > 0 && (key->bit & wanted) == 0;
}

static void keep_key(struct json_shape_key *key, const char *begin, size_t len, uint64_t bit)
{
    if (len > JSON_SHAPE_BYTES)
        return;
    memcpy(key->bytes, begin, JSON_SHAPE_BYTES);
    key->len = (uint32_t)len;
    key->mask = UINT32_MAX >> (JSON_SHAPE_BYTES - len);
    key->bit = bit;
}

/* From AT to the value of a member whose key is not wanted; NULL if it is wanted or not simple. */
static const char *past_unwanted(const char *at, const char *end, uint64_t wanted, struct json_shape_key *known)
{
    const char *begin = at;
    at = past_space(at, end);
    if (at + 1 >= end || *at != '"')
        return NULL;
    const char *quote = find_stop(at + 1, end);
    if (quote >= end || *quote != '"')
        return NULL;
    uint64_t bit = json_key_bit(at + 1, (size_t)(quote - at - 1));
    at = (bit & wanted) == 0 ? past_colon(quote + 1, end) : NULL;
    if (at != NULL)
        keep_key(known, begin, (size_t)(at - begin), bit);
    return at;
}

const char *json_skip_members(const char *at, const char *end, uint64_t wanted, struct json_shape *shape)
{
    while (at < end) {
        const char *begin = at;
        struct json_shape_key *known = &shape->keys[shape->place++ % JSON_SHAPE_KEYS];
        at = is_known(known, at, wanted) ? at + known->len : past_unwanted(at, end, wanted, known);
        at = at != NULL ? past_value(at, end, MAX_NESTED) : NULL;
        if (at == NULL)
            return begin;
        at = past_space(at, end);
        if (at >= end || *at != ',')
            return begin;
        at++;
    }
    return at;
}
