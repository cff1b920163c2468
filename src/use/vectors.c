/* vectors.c - how the vectors of words and documents are written */
/* SPDX-License-Identifier: MIT */
#include "use/vectors.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/choices.h"
#include "base/decimal.h"

enum bagtag_status vectors_check(const struct bagtag_embed_options *options, struct bagtag_error *error)
{
    enum bagtag_status status = choices_check("output", options->output, BAGTAG_VECTORS_VEC + 1, error);
    return status == BAGTAG_OK ? choices_check("unknown", options->unknown, BAGTAG_UNKNOWN_ZERO + 1, error) : status;
}

static void put_raw(struct buffer *out, const float *vector, size_t width)
{
    if (!buffer_reserve(out, width * sizeof *vector)) /* cannot overflow: a row of this size is in memory */
        return;
    unsigned char *at = (unsigned char *)out->bytes + out->len;
    for (size_t d = 0; d < width; d++, at += sizeof *vector) {
        uint32_t bits;
        memcpy(&bits, &vector[d], sizeof bits);
        at[0] = (unsigned char)bits;
        at[1] = (unsigned char)(bits >> 8);
        at[2] = (unsigned char)(bits >> 16);
        at[3] = (unsigned char)(bits >> 24);
    }
    out->len += width * sizeof *vector;
}

static void put_tabbed(struct buffer *out, const float *vector, size_t width)
{
    for (size_t d = 0; d < width; d++) {
        if (d > 0)
            buffer_char(out, '\t');
        decimal_append(out, vector[d]);
    }
}

static void put_member(struct buffer *out, const float *vector, size_t width)
{
    buffer_text(out, "\"vector\":[");
    for (size_t d = 0; d < width; d++) {
        if (d > 0)
            buffer_char(out, ',');
        if (isfinite(vector[d]))
            decimal_append(out, vector[d]);
        else
            buffer_text(out, "null");
    }
    buffer_char(out, ']');
}

void vectors_put_word(struct buffer *out, enum bagtag_vectors output, const char *word, size_t len, const float *vector,
                      size_t width)
{
    switch (output) {
    case BAGTAG_VECTORS_TSV:
        buffer_field(out, word, len);
        buffer_char(out, '\t');
        put_tabbed(out, vector, width);
        buffer_char(out, '\n');
        break;
    case BAGTAG_VECTORS_JSONL:
        buffer_text(out, "{\"word\":");
        buffer_json_string(out, word, len);
        buffer_char(out, ',');
        put_member(out, vector, width);
        buffer_text(out, "}\n");
        break;
    case BAGTAG_VECTORS_VEC:
        buffer_solid(out, word, len);
        for (size_t d = 0; d < width; d++) {
            buffer_char(out, ' ');
            decimal_append(out, vector[d]);
        }
        buffer_char(out, '\n');
        break;
    case BAGTAG_VECTORS_RAW:
        put_raw(out, vector, width);
        break;
    }
}

void vectors_put_document(struct buffer *out, enum bagtag_vectors output, const struct record *record,
                          const struct line *text, const float *vector, size_t width)
{
    switch (output) {
    case BAGTAG_VECTORS_TSV:
    case BAGTAG_VECTORS_VEC:
        put_tabbed(out, vector, width);
        if (text) {
            buffer_char(out, '\t');
            buffer_one_line(out, text->text, text->len);
        }
        buffer_char(out, '\n');
        break;
    case BAGTAG_VECTORS_JSONL:
        buffer_char(out, '{');
        if (record)
            record_put_id(record, out);
        put_member(out, vector, width);
        if (text) {
            buffer_text(out, ",\"text\":");
            buffer_json_string(out, text->text, text->len);
        }
        buffer_text(out, "}\n");
        break;
    case BAGTAG_VECTORS_RAW:
        put_raw(out, vector, width);
        break;
    }
}

void vectors_put_id(struct buffer *out, enum bagtag_vectors output, uint64_t id, const float *vector, size_t width)
{
    switch (output) {
    case BAGTAG_VECTORS_TSV:
    case BAGTAG_VECTORS_VEC:
        buffer_unsigned(out, id);
        buffer_char(out, '\t');
        put_tabbed(out, vector, width);
        buffer_char(out, '\n');
        break;
    case BAGTAG_VECTORS_JSONL:
        buffer_text(out, "{\"id\":");
        buffer_unsigned(out, id);
        buffer_char(out, ',');
        put_member(out, vector, width);
        buffer_text(out, "}\n");
        break;
    case BAGTAG_VECTORS_RAW:
        put_raw(out, vector, width);
        break;
    }
}

enum bagtag_status vectors_flush(struct buffer *out, const struct bagtag_sink *sink, struct bagtag_error *error)
{
    if (out->failed)
        return error_memory(error);
    int errnum = out->len ? sink->write(sink->context, out->bytes, out->len) : 0;
    out->len = 0;
    return errnum ? error_errno(error, errnum, "cannot write the output") : BAGTAG_OK;
}
