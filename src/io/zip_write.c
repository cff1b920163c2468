/* zip_write.c - writes an archive of uncompressed files */
/* SPDX-License-Identifier: MIT */
#include "io/zip.h"

#include <assert.h>
#include <string.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "io/decompress.h"
#include "io/zip_format.h"

enum {
    VERSION = 20,           /* 2.0, which all programs read */
    VERSION_64 = 45,        /* 4.5: zip64 */
    MADE_BY_UNIX = 3 << 8,  /* so that file modes are honoured */
    FIRST_DAY = 1 << 5 | 1, /* 1 January 1980 */
    MIN_PADDING = 6         /* an extra field of two bytes, with its header */
};
#define READABLE_FILE (UINT32_C(0100644) << 16)

/* What the list says about a written file. */
struct written {
    uint64_t place;
    uint32_t crc;
};

struct writing {
    const struct zip_source *sources;
    struct written files[ZIP_MAX_FILES];
    size_t n;
    uint64_t len; /* so far */
    zip_sink *sink;
    void *context;
    struct buffer text;
};

static void add(struct buffer *out, uint64_t value, int n)
{
    for (int i = 0; i < n; i++)
        buffer_char(out, (char)(unsigned char)(value >> 8 * i));
}

static uint64_t or_ask(uint64_t value)
{
    return value < ZIP_IN_ZIP64 ? value : ZIP_IN_ZIP64;
}

static bool is_large(const struct zip_source *source)
{
    return source->len >= ZIP_IN_ZIP64;
}

static enum bagtag_status put(struct writing *writing, const void *bytes, size_t len, struct bagtag_error *error)
{
    writing->len += len;
    return len > 0 ? writing->sink(writing->context, bytes, len, error) : BAGTAG_OK;
}

static enum bagtag_status put_text(struct writing *writing, struct bagtag_error *error)
{
    if (writing->text.failed)
        return error_memory(error);
    size_t len = writing->text.len;
    writing->text.len = 0;
    return put(writing, writing->text.bytes, len, error);
}

/* The fields from the version needed to the lengths, with the same layout in both headers of a file. */
static void add_facts(struct buffer *out, const struct zip_source *source, uint32_t crc, size_t extra_len)
{
    add(out, is_large(source) ? VERSION_64 : VERSION, 2);
    add(out, 0, 2); /* flags */
    add(out, 0, 2); /* stored */
    add(out, 0, 2); /* midnight */
    add(out, FIRST_DAY, 2);
    add(out, crc, 4);
    add(out, or_ask(source->len), 4);
    add(out, or_ask(source->len), 4);
    add(out, strlen(source->name), 2);
    add(out, extra_len, 2);
}

/* Writes the local header, with an extra field that pads the bytes to their alignment. */
static enum bagtag_status put_header(struct writing *writing, size_t i, struct bagtag_error *error)
{
    const struct zip_source *source = &writing->sources[i];
    struct buffer *out = &writing->text;
    size_t large_len = is_large(source) ? 20 : 0;
    uint64_t least = writing->len + ZIP_LOCAL_BYTES + strlen(source->name) + large_len + MIN_PADDING;
    size_t padding = MIN_PADDING + (size_t)((ZIP_ALIGNMENT - least % ZIP_ALIGNMENT) % ZIP_ALIGNMENT);
    writing->files[i] = (struct written){.place = writing->len, .crc = decompress_crc(0, source->bytes, source->len)};
    add(out, ZIP_LOCAL, 4);
    add_facts(out, source, writing->files[i].crc, large_len + padding);
    buffer_text(out, source->name);
    if (large_len > 0) {
        add(out, ZIP_EXTRA_64, 2);
        add(out, 16, 2);
        add(out, source->len, 8);
        add(out, source->len, 8);
    }
    add(out, ZIP_EXTRA_ALIGNMENT, 2);
    add(out, padding - 4, 2);
    add(out, ZIP_ALIGNMENT, 2);
    for (size_t k = MIN_PADDING; k < padding; k++)
        buffer_char(out, '\0');
    return put_text(writing, error);
}

/* Appends the record of a file to the list. */
static void add_record(struct writing *writing, size_t i)
{
    const struct zip_source *source = &writing->sources[i];
    struct buffer *out = &writing->text;
    uint64_t place = writing->files[i].place;
    bool is_far = place >= ZIP_IN_ZIP64;
    size_t large_len = (is_large(source) ? 16U : 0U) + (is_far ? 8U : 0U);
    add(out, ZIP_CENTRAL, 4);
    add(out, MADE_BY_UNIX | VERSION_64, 2);
    add_facts(out, source, writing->files[i].crc, large_len > 0 ? large_len + 4 : 0);
    add(out, 0, 2); /* no comment */
    add(out, 0, 2); /* on this disk */
    add(out, 0, 2);
    add(out, READABLE_FILE, 4);
    add(out, or_ask(place), 4);
    buffer_text(out, source->name);
    if (large_len == 0)
        return;
    add(out, ZIP_EXTRA_64, 2);
    add(out, large_len, 2);
    if (is_large(source)) {
        add(out, source->len, 8);
        add(out, source->len, 8);
    }
    if (is_far)
        add(out, place, 8);
}

/* Appends the end record, which says where the list is and how long; before it a zip64 record if needed. */
static void add_end(struct writing *writing, uint64_t list, uint64_t list_bytes)
{
    struct buffer *out = &writing->text;
    if (list >= ZIP_IN_ZIP64) {
        add(out, ZIP_END64, 4);
        add(out, ZIP_END64_BYTES - 12, 8);
        add(out, MADE_BY_UNIX | VERSION_64, 2);
        add(out, VERSION_64, 2);
        add(out, 0, 8); /* number of this disk, and of the list's */
        add(out, writing->n, 8);
        add(out, writing->n, 8);
        add(out, list_bytes, 8);
        add(out, list, 8);
        add(out, ZIP_LOCATOR64, 4);
        add(out, 0, 4);
        add(out, list + list_bytes, 8);
        add(out, 1, 4);
    }
    add(out, ZIP_END, 4);
    add(out, 0, 4);
    add(out, writing->n, 2);
    add(out, writing->n, 2);
    add(out, list_bytes, 4);
    add(out, or_ask(list), 4);
    add(out, 0, 2); /* no comment */
}

enum bagtag_status zip_write(const struct zip_source *sources, size_t n, zip_sink *sink, void *context,
                             struct bagtag_error *error)
{
    struct writing writing = {.sources = sources, .n = n, .sink = sink, .context = context};
    enum bagtag_status status = BAGTAG_OK;
    assert(n <= ZIP_MAX_FILES);
    for (size_t i = 0; status == BAGTAG_OK && i < n; i++) {
        status = put_header(&writing, i, error);
        if (status == BAGTAG_OK)
            status = put(&writing, sources[i].bytes, sources[i].len, error);
    }
    for (size_t i = 0; i < n; i++)
        add_record(&writing, i);
    add_end(&writing, writing.len, writing.text.len);
    if (status == BAGTAG_OK)
        status = put_text(&writing, error);
    buffer_clear(&writing.text);
    return status;
}
