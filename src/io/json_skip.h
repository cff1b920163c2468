/* json_skip.h - skips unwanted members of JSON objects, many bytes at a time */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_JSON_SKIP_H
#define BAGTAG_IO_JSON_SKIP_H

#include <stddef.h>
#include <stdint.h>

/* The number of bytes after a text that must be readable; their values never matter. */
enum { JSON_SKIP_READABLE = 64 };

/* Hashes a key, as written, to one of 64 bits by its length and its first and last byte: keys that differ in these
 * seldom share a bit. */
static inline uint64_t json_key_bit(const char *key, size_t len)
{
    unsigned ends = len > 0 ? (unsigned char)key[0] + 29U * (unsigned char)key[len - 1] : 0;
    return UINT64_C(1) << ((ends + 7 * len) & 63);
}

/* The keys of earlier objects, by position among the members: objects in a file are usually alike, and comparing a key
 * is faster than parsing it. Zero-initialise; set `place` to 0 before each object. Affects only speed, never
 * results. */
enum { JSON_SHAPE_KEYS = 64, JSON_SHAPE_BYTES = 32 };
struct json_shape {
    size_t place;
    struct json_shape_key {
        char bytes[JSON_SHAPE_BYTES]; /* from after the comma up to the value */
        uint32_t len;                 /* 0: empty */
        uint32_t mask;                /* the lowest LEN bits set */
        uint64_t bit;                 /* json_key_bit */
    } keys[JSON_SHAPE_KEYS];
};

/* Skips, from AT, where a member of an object may begin, all members that are simple, whose json_key_bit is not in
 * WANTED and that are followed by a comma. A simple member has a key without escapes and a valid value (RFC 8259)
 * without exponents or \u escapes, not too long or deep for this function; other members may be valid or not. Returns
 * the position after the last comma. The JSON_SKIP_READABLE bytes after END must be readable. */
const char *json_skip_members(const char *at, const char *end, uint64_t wanted, struct json_shape *shape);

#endif
