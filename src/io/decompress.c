/* decompress.c - streaming decompression of gzip and zstd */
/* SPDX-License-Identifier: MIT */
#include "io/decompress.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/mem.h"

#define GZIP_ONLY (15 + 16) /* inflateInit2: the largest window, a gzip header */

struct decompressor {
    enum content_kind kind;
    const char *name;
    bool is_inside; /* a member or frame has begun and not ended */
    bool is_padded; /* gzip: zero padding has begun after a member */
    bool was_full;  /* the output was filled: there may be more without new input */
    z_stream gzip;
    ZSTD_DStream *zstd;
};

enum bagtag_status decompressor_open(struct decompressor **out, enum content_kind kind, const char *name,
                                     struct bagtag_error *error)
{
    assert(kind == CONTENT_GZIP || kind == CONTENT_ZSTD);
    struct decompressor *decompressor = mem_zeroed(1, sizeof *decompressor);
    if (decompressor == NULL)
        return error_memory(error);
    decompressor->kind = kind;
    decompressor->name = name;
    bool is_ready;
    if (kind == CONTENT_GZIP) {
        is_ready = inflateInit2(&decompressor->gzip, GZIP_ONLY) == Z_OK;
    } else {
        decompressor->zstd = ZSTD_createDStream();
        is_ready = decompressor->zstd != NULL;
    }
    if (!is_ready) {
        free(decompressor);
        return error_memory(error);
    }
    *out = decompressor;
    return BAGTAG_OK;
}

void decompressor_close(struct decompressor *decompressor)
{
    if (decompressor == NULL)
        return;
    if (decompressor->kind == CONTENT_GZIP)
        (void)inflateEnd(&decompressor->gzip);
    else
        (void)ZSTD_freeDStream(decompressor->zstd);
    free(decompressor);
}

static uInt at_most_uint(size_t n)
{
    return n < UINT_MAX ? (uInt)n : UINT_MAX;
}

/* Handles the bytes after a member: padding, the start of another member, or garbage. */
static enum bagtag_status gzip_between(struct decompressor *decompressor, const char **in, size_t *n_in,
                                       struct bagtag_error *error)
{
    while (*n_in > 0 && **in == 0) {
        decompressor->is_padded = true;
        ++*in;
        --*n_in;
    }
    if (*n_in == 0)
        return BAGTAG_OK;
    if (decompressor->is_padded || (unsigned char)**in != 0x1f)
        return error_set(error, BAGTAG_INPUT, "%s: the gzip stream is followed by other data", decompressor->name);
    decompressor->is_inside = true;
    if (inflateReset(&decompressor->gzip) != Z_OK)
        return error_set(error, BAGTAG_INPUT, "%s: damaged gzip stream", decompressor->name);
    return BAGTAG_OK;
}

/* One call of inflate, which reads and writes at most UINT_MAX bytes. */
static enum bagtag_status gzip_step(struct decompressor *decompressor, const char **in, size_t *n_in, char *out,
                                    size_t capacity, size_t *n_out, struct bagtag_error *error)
{
    z_stream *stream = &decompressor->gzip;
    uInt n_given = at_most_uint(*n_in);
    uInt n_room = at_most_uint(capacity);
    stream->next_in = (const Bytef *)*in;
    stream->avail_in = n_given;
    stream->next_out = (Bytef *)out;
    stream->avail_out = n_room;
    int outcome = inflate(stream, Z_NO_FLUSH);
    *in += n_given - stream->avail_in;
    *n_in -= n_given - stream->avail_in;
    *n_out = n_room - stream->avail_out;
    switch (outcome) {
    case Z_STREAM_END:
        decompressor->is_inside = false;
        return BAGTAG_OK;
    case Z_OK:
    case Z_BUF_ERROR: /* no progress without more input or room: not an error */
        return BAGTAG_OK;
    case Z_MEM_ERROR:
        return error_memory(error);
    default:
        return error_set(error, BAGTAG_INPUT, "%s: cannot decompress the gzip stream (%s)", decompressor->name,
                         stream->msg != NULL ? stream->msg : "no reason given");
    }
}

static enum bagtag_status zstd_step(struct decompressor *decompressor, const char **in, size_t *n_in, char *out,
                                    size_t capacity, size_t *n_out, struct bagtag_error *error)
{
    ZSTD_inBuffer source = {.src = *in, .size = *n_in, .pos = 0};
    ZSTD_outBuffer target = {.dst = out, .size = capacity, .pos = 0};
    size_t outcome = ZSTD_decompressStream(decompressor->zstd, &target, &source);
    *in += source.pos;
    *n_in -= source.pos;
    *n_out = target.pos;
    if (ZSTD_isError(outcome) && ZSTD_getErrorCode(outcome) == ZSTD_error_memory_allocation)
        return error_memory(error);
    if (ZSTD_isError(outcome))
        return error_set(error, BAGTAG_INPUT, "%s: cannot decompress the zstd stream (%s)", decompressor->name,
                         ZSTD_getErrorName(outcome));
    decompressor->is_inside = outcome != 0;
    return BAGTAG_OK;
}

enum bagtag_status decompressor_run(struct decompressor *decompressor, const char **in, size_t *n_in, char *out,
                                    size_t capacity, size_t *n_out, struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    *n_out = 0;
    if (*n_in == 0 && !decompressor->was_full)
        return BAGTAG_OK; /* zstd reports repeated calls without new input as an error */
    for (;;) {
        if (!decompressor->is_inside) {
            if (decompressor->kind == CONTENT_GZIP)
                status = gzip_between(decompressor, in, n_in, error);
            if (status != BAGTAG_OK || *n_in == 0)
                return status;
        }
        size_t n_before = *n_in;
        size_t n_new = 0;
        if (decompressor->kind == CONTENT_GZIP)
            status = gzip_step(decompressor, in, n_in, out + *n_out, capacity - *n_out, &n_new, error);
        else
            status = zstd_step(decompressor, in, n_in, out + *n_out, capacity - *n_out, &n_new, error);
        *n_out += n_new;
        decompressor->was_full = *n_out == capacity;
        if (status != BAGTAG_OK || *n_out == capacity || (n_new == 0 && *n_in == n_before))
            return status;
    }
}

enum bagtag_status decompressor_finish(const struct decompressor *decompressor, struct bagtag_error *error)
{
    if (!decompressor->is_inside)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_INPUT, "%s: truncated %s stream", decompressor->name,
                     decompressor->kind == CONTENT_GZIP ? "gzip" : "zstd");
}

uint32_t decompress_crc(uint32_t so_far, const void *bytes, size_t len)
{
    return (uint32_t)crc32_z(so_far, bytes, len);
}
