/* hash.h - XXH3, the hash of words in a model's index and the checksum of its files */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_HASH_H
#define BAGTAG_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* The only place that includes xxHash; all of it is inlined, so no symbols are exported. */
#define XXH_INLINE_ALL
#include <xxhash.h>

/* XXH3 64-bit of LEN bytes, seed 0: the same number on every machine. */
static inline uint64_t hash_bytes(const void *bytes, size_t len)
{
    return XXH3_64bits(bytes, len);
}

/* A different hash for every KEY, for tables in memory: without knowing KEY, nobody can construct collisions. */
static inline uint64_t hash_bytes_keyed(const void *bytes, size_t len, uint64_t key)
{
    return XXH3_64bits_withSeed(bytes, len, key);
}

/* Streaming XXH3 128-bit: the checksum of a file. In hexadecimal it is `high`, then `low`, sixteen digits each (the
 * canonical form, as xxhsum -H128 prints it). */
struct hash_stream {
    XXH3_state_t state;
};
struct hash_checksum {
    uint64_t high;
    uint64_t low;
};

static inline void hash_stream_begin(struct hash_stream *stream)
{
    XXH3_INITSTATE(&stream->state);
    (void)XXH3_128bits_reset(&stream->state);
}

static inline void hash_stream_add(struct hash_stream *stream, const void *bytes, size_t len)
{
    (void)XXH3_128bits_update(&stream->state, bytes, len); /* fails only if bytes is NULL, and then len is 0 */
}

static inline struct hash_checksum hash_stream_end(const struct hash_stream *stream)
{
    XXH128_hash_t sum = XXH3_128bits_digest(&stream->state);
    return (struct hash_checksum){.high = sum.high64, .low = sum.low64};
}

#endif
