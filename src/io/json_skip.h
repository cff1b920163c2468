/* json_skip.h - members of JSON objects that nobody asked for, skipped many bytes at a time */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_JSON_SKIP_H
#define BAGTAG_IO_JSON_SKIP_H

#include <stddef.h>
#include <stdint.h>

/* The bytes after a text that must be readable; what they are never matters. */
enum { JSON_SKIP_READABLE = 64 };

/* One of 64 bits for a key as it is written, by its length and its ends: keys that differ there seldom share one. */
static inline uint64_t json_key_bit(const char *key, size_t len)
{
    unsigned ends = len > 0 ? (unsigned char)key[0] + 29U * (unsigned char)key[len - 1] : 0;
    return UINT64_C(1) << ((ends + 7 * len) & 63);
}

/* The keys of the objects before, by their place among the members: objects of one file are most often alike, and
 * comparing is faster than reading. Zero-initialise; set `place` to 0 before each object. It never changes what is
 * found, only how fast. */
enum { JSON_SHAPE_KEYS = 64, JSON_SHAPE_BYTES = 32 };
struct json_shape {
    size_t place;
    struct json_shape_key {
        char bytes[JSON_SHAPE_BYTES]; /* from after the comma to the value */
        uint32_t len;                 /* 0: not known */
        uint32_t mask;                /* its lowest LEN bits */
        uint64_t bit;                 /* json_key_bit */
    } keys[JSON_SHAPE_KEYS];
};

/* Moves from AT, where a member of an object may begin, over all members that are simple, whose key has none of the
 * bits WANTED, and that a comma follows. Simple is a key without escapes and a value of the grammar of RFC 8259 without
 * an exponent and not too long or deep for this; what is not simple may be right or wrong. Returns the place after the
 * last comma. The JSON_SKIP_READABLE bytes after END must be readable. */
const char *json_skip_members(const char *at, const char *end, uint64_t wanted, struct json_shape *shape);

#endif
