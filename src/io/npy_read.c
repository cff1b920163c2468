/* npy_read.c - reading a table from NumPy's .npy format */
/* SPDX-License-Identifier: MIT */
#include "io/npy.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "base/mem.h"
#include "base/number.h"
#include "io/input.h"

enum {
    MAGIC_BYTES = sizeof NPY_MAGIC - 1,
    LONGEST_HEADER = 65535, /* the limit of version 1.0, and far more than a table needs */
    MAX_DIMS = 32,          /* NumPy's own limit */
    LONGEST_TYPE = 32,
    PIECE_BYTES = 64 * 1024
};
_Static_assert(PIECE_BYTES % sizeof(float) == 0, "a piece is whole numbers");

/* A parsed header. */
struct header {
    char type[LONGEST_TYPE + 1]; /* "" if structured */
    bool is_fortran;
    uint64_t shape[MAX_DIMS];
    size_t n_dims;
};

/* ---- the header, a Python literal -------------------------------------------------------------------------- */

struct cursor {
    const char *at;
    const char *end;
};

static void skip_space(struct cursor *cursor)
{
    while (cursor->at < cursor->end && (*cursor->at == ' ' || *cursor->at == '\n' || *cursor->at == '\t'))
        cursor->at++;
}

static bool take(struct cursor *cursor, char c)
{
    skip_space(cursor);
    if (cursor->at == cursor->end || *cursor->at != c)
        return false;
    cursor->at++;
    return true;
}

static bool take_word(struct cursor *cursor, const char *word)
{
    size_t len = strlen(word);
    skip_space(cursor);
    if ((size_t)(cursor->end - cursor->at) < len || memcmp(cursor->at, word, len) != 0)
        return false;
    cursor->at += len;
    return true;
}

/* A string in single or double quotes, without escapes, copied to TEXT, which has room for MOST bytes and a NUL. */
static bool take_string(struct cursor *cursor, char *text, size_t most)
{
    char quote = take(cursor, '\'') ? '\'' : take(cursor, '"') ? '"' : '\0';
    if (quote == '\0')
        return false;
    const char *end = memchr(cursor->at, quote, (size_t)(cursor->end - cursor->at));
    if (end == NULL || (size_t)(end - cursor->at) > most ||
        memchr(cursor->at, '\\', (size_t)(end - cursor->at)) != NULL)
        return false;
    size_t len = (size_t)(end - cursor->at);
    memcpy(text, cursor->at, len);
    text[len] = '\0';
    cursor->at = end + 1;
    return true;
}

static bool take_number(struct cursor *cursor, uint64_t *out)
{
    skip_space(cursor);
    const char *begin = cursor->at;
    uint64_t value = 0;
    for (; cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9'; cursor->at++)
        if (__builtin_mul_overflow(value, UINT64_C(10), &value) ||
            __builtin_add_overflow(value, (uint64_t)(*cursor->at - '0'), &value))
            return false;
    *out = value;
    bool has_digits = cursor->at > begin;
    (void)take(cursor, 'L'); /* as Python 2 writes it */
    return has_digits;
}

static bool take_shape(struct cursor *cursor, struct header *header)
{
    if (!take(cursor, '('))
        return false;
    header->n_dims = 0;
    while (!take(cursor, ')')) {
        if (header->n_dims == MAX_DIMS || !take_number(cursor, &header->shape[header->n_dims++]))
            return false;
        if (!take(cursor, ','))
            return take(cursor, ')');
    }
    return true;
}

/* Skips the list that describes a structured type. */
static bool skip_list(struct cursor *cursor)
{
    size_t depth = 0;
    skip_space(cursor);
    for (; cursor->at < cursor->end; cursor->at++) {
        char c = *cursor->at;
        depth += c == '[' || c == '(' || c == '{';
        if (c == ']' || c == ')' || c == '}') {
            if (depth-- == 0)
                return false;
            if (depth == 0) {
                cursor->at++;
                return true;
            }
        }
        if (depth == 0)
            return false;
    }
    return false;
}

static bool take_type(struct cursor *cursor, struct header *header)
{
    if (take_string(cursor, header->type, LONGEST_TYPE))
        return true;
    header->type[0] = '\0';
    return skip_list(cursor);
}

/* The three members, each once, in any order. */
static bool parse_header(struct header *header, const char *text, size_t len)
{
    struct cursor cursor = {text, text + len};
    bool has_type = false, has_order = false, has_shape = false;
    if (!take(&cursor, '{'))
        return false;
    while (!take(&cursor, '}')) {
        char key[LONGEST_TYPE + 1];
        if (!take_string(&cursor, key, LONGEST_TYPE) || !take(&cursor, ':'))
            return false;
        bool is_right = false;
        if (strcmp(key, "descr") == 0 && !has_type) {
            is_right = has_type = take_type(&cursor, header);
        } else if (strcmp(key, "fortran_order") == 0 && !has_order) {
            header->is_fortran = take_word(&cursor, "True");
            is_right = has_order = header->is_fortran || take_word(&cursor, "False");
        } else if (strcmp(key, "shape") == 0 && !has_shape) {
            is_right = has_shape = take_shape(&cursor, header);
        }
        if (!is_right)
            return false;
        if (!take(&cursor, ',')) {
            if (!take(&cursor, '}'))
                return false;
            break;
        }
    }
    skip_space(&cursor);
    return cursor.at == cursor.end && has_type && has_order && has_shape;
}

/* ---- the file ------------------------------------------------------------------------------------------------ */

/* Reads LEN bytes, or fewer at the end of the file: *N_READ says how many. */
static enum bagtag_status read_bytes(struct input *input, void *out, size_t len, size_t *n_read,
                                     struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    *n_read = 0;
    while (*n_read < len) {
        size_t n = 0;
        status = input_read(input, (char *)out + *n_read, len - *n_read, &n, error);
        if (status != BAGTAG_OK || n == 0)
            break;
        *n_read += n;
    }
    return status;
}

static enum bagtag_status error_not_npy(const struct input *input, struct bagtag_error *error)
{
    return error_set(error, BAGTAG_INPUT,
                     "%s: expected a NumPy array, as numpy.save writes it; found "
                     "something else",
                     input_name(input));
}

static enum bagtag_status error_cut_header(const struct input *input, struct bagtag_error *error)
{
    return error_set(error, BAGTAG_INPUT, "%s: expected a complete NumPy header; found the end of the file",
                     input_name(input));
}

/* Magic, version, length and literal. */
static enum bagtag_status read_header(struct input *input, struct header *header, struct bagtag_error *error)
{
    unsigned char start[MAGIC_BYTES + 2 + 4];
    size_t n_read, size_bytes;
    enum bagtag_status status = read_bytes(input, start, MAGIC_BYTES + 2, &n_read, error);
    if (status != BAGTAG_OK)
        return status;
    if (memcmp(start, NPY_MAGIC, n_read < MAGIC_BYTES ? n_read : MAGIC_BYTES) != 0 || n_read == 0)
        return error_not_npy(input, error);
    if (n_read < MAGIC_BYTES + 2)
        return error_cut_header(input, error);
    unsigned char *size = start + MAGIC_BYTES + 2;
    if (size[-2] < 1 || size[-2] > 3 || size[-1] != 0)
        return error_set(error, BAGTAG_INPUT, "%s: expected version 1.0, 2.0 or 3.0 of the NumPy format; found %u.%u",
                         input_name(input), (unsigned)size[-2], (unsigned)size[-1]);
    size_bytes = size[-2] == 1 ? 2 : 4;
    status = read_bytes(input, size, size_bytes, &n_read, error);
    if (status != BAGTAG_OK)
        return status;
    if (n_read < size_bytes)
        return error_cut_header(input, error);
    uint32_t len = (uint32_t)size[0] | (uint32_t)size[1] << 8;
    if (size_bytes == 4)
        len |= (uint32_t)size[2] << 16 | (uint32_t)size[3] << 24;
    if (len > LONGEST_HEADER)
        return error_set(error, BAGTAG_INPUT, "%s: expected a header of at most %d bytes; found %" PRIu32,
                         input_name(input), (int)LONGEST_HEADER, len);
    char *text = mem_array(len, 1);
    if (text == NULL)
        return error_memory(error);
    status = read_bytes(input, text, len, &n_read, error);
    if (status == BAGTAG_OK && n_read < len)
        status = error_cut_header(input, error);
    if (status == BAGTAG_OK && !parse_header(header, text, len))
        status = error_set(error, BAGTAG_INPUT,
                           "%s: expected a header such as {'descr': '<f4', 'fortran_order': False, 'shape': (10, 3), "
                           "}; found other text",
                           input_name(input));
    free(text);
    return status;
}

static void describe_shape(const struct header *header, struct bagtag_error *out)
{
    char text[MAX_DIMS * 22 + 4] = "(";
    size_t len = 1;
    for (size_t i = 0; i < header->n_dims; i++) {
        int n = snprintf(text + len, sizeof text - len, "%s%" PRIu64, i > 0 ? ", " : "", header->shape[i]);
        len += (size_t)n;
    }
    (void)snprintf(text + len, sizeof text - len, header->n_dims == 1 ? ",)" : ")");
    (void)error_set(out, BAGTAG_INPUT, "%s", text);
}

static enum bagtag_status check_header(const struct input *input, const struct header *header, size_t max_rows,
                                       size_t max_columns, struct bagtag_error *error)
{
    const char *name = input_name(input);
    if (header->type[0] == '\0')
        return error_set(error, BAGTAG_INPUT, "%s: expected dtype float32 ('<f4'); found a structured one", name);
    if (strcmp(header->type, "<f4") != 0)
        return error_set(error, BAGTAG_INPUT,
                         "%s: expected dtype float32 ('<f4'); found '%s' (save table.astype('<f4'))", name,
                         header->type);
    if (header->n_dims != 2) {
        struct bagtag_error shape;
        describe_shape(header, &shape);
        return error_set(error, BAGTAG_INPUT, "%s: expected a shape of two dimensions, (rows, columns); found %.700s",
                         name, shape.sentence);
    }
    if (header->is_fortran)
        return error_set(
            error, BAGTAG_INPUT,
            "%s: expected row-major values (C order); found Fortran order (save numpy.ascontiguousarray(table))", name);
    if (header->shape[0] < 1 || header->shape[0] > max_rows)
        return error_set(error, BAGTAG_INPUT, "%s: expected 1 to %zu rows; found %" PRIu64, name, max_rows,
                         header->shape[0]);
    if (header->shape[1] < 1 || header->shape[1] > max_columns)
        return error_set(error, BAGTAG_INPUT, "%s: expected 1 to %zu columns; found %" PRIu64, name, max_columns,
                         header->shape[1]);
    return BAGTAG_OK;
}

/* Converts little-endian bytes to floats; false at the first that is not finite, whose index becomes *BAD. */
static bool decode(float *out, const unsigned char *bytes, size_t n, size_t *bad)
{
    for (size_t i = 0; i < n; i++, bytes += 4) {
        uint32_t bits =
            (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
        memcpy(&out[i], &bits, sizeof bits);
        if (!isfinite(out[i])) {
            *bad = i;
            return false;
        }
    }
    return true;
}

enum bagtag_status npy_open(struct npy_reader *reader, const char *path, size_t max_rows, size_t max_columns,
                            struct bagtag_error *error)
{
    struct header header = {.n_dims = 0};
    *reader = (struct npy_reader){.piece = mem_array(PIECE_BYTES, 1)};
    enum bagtag_status status = reader->piece ? input_open_bytes(&reader->input, path, error) : error_memory(error);
    if (status == BAGTAG_OK)
        status = read_header(reader->input, &header, error);
    if (status == BAGTAG_OK)
        status = check_header(reader->input, &header, max_rows, max_columns, error);
    if (status == BAGTAG_OK) {
        reader->n_rows = (size_t)header.shape[0];
        reader->n_columns = (size_t)header.shape[1];
        size_t n_bytes;
        if (__builtin_mul_overflow(reader->n_rows, reader->n_columns * sizeof(float), &n_bytes))
            status = error_memory(error);
    }
    return status;
}

void npy_close(struct npy_reader *reader)
{
    input_close(reader->input);
    free(reader->piece);
    *reader = (struct npy_reader){.n_rows = 0};
}

enum bagtag_status npy_read_rows(struct npy_reader *reader, float *out, size_t n, struct bagtag_error *error)
{
    size_t n_wanted = n * reader->n_columns, n_here, n_bytes, bad;
    for (size_t done = 0; done < n_wanted; done += n_here, reader->n_read += n_here) {
        n_here = n_wanted - done < PIECE_BYTES / sizeof(float) ? n_wanted - done : PIECE_BYTES / sizeof(float);
        enum bagtag_status status = read_bytes(reader->input, reader->piece, n_here * sizeof(float), &n_bytes, error);
        if (status != BAGTAG_OK)
            return status;
        if (n_bytes < n_here * sizeof(float))
            return error_set(error, BAGTAG_INPUT,
                             "%s: expected %zu bytes of values, as the shape (%zu, %zu) says; found %zu",
                             input_name(reader->input), reader->n_rows * reader->n_columns * sizeof(float),
                             reader->n_rows, reader->n_columns, reader->n_read * sizeof(float) + n_bytes);
        if (!decode(out + done, reader->piece, n_here, &bad))
            return error_set(error, BAGTAG_INPUT,
                             "%s: expected finite numbers; found %g in row %zu, column %zu (both from 0)",
                             input_name(reader->input), number_shown((double)out[done + bad]),
                             (reader->n_read + bad) / reader->n_columns, (reader->n_read + bad) % reader->n_columns);
    }
    return BAGTAG_OK;
}

enum bagtag_status npy_end(struct npy_reader *reader, struct bagtag_error *error)
{
    size_t n_bytes;
    enum bagtag_status status = read_bytes(reader->input, reader->piece, 1, &n_bytes, error);
    if (status != BAGTAG_OK || n_bytes == 0)
        return status;
    return error_set(error, BAGTAG_INPUT,
                     "%s: expected nothing after the %zu bytes of values, as the shape (%zu, %zu) says; found more",
                     input_name(reader->input), reader->n_rows * reader->n_columns * sizeof(float), reader->n_rows,
                     reader->n_columns);
}

enum bagtag_status npy_read_table(struct npy_table *out, const char *path, size_t max_rows, size_t max_columns,
                                  struct bagtag_error *error)
{
    struct npy_reader reader;
    struct npy_table table = {.values = NULL};
    enum bagtag_status status = npy_open(&reader, path, max_rows, max_columns, error);
    if (status == BAGTAG_OK) {
        table = (struct npy_table){large_floats(reader.n_rows * reader.n_columns), reader.n_rows, reader.n_columns};
        status = table.values ? npy_read_rows(&reader, table.values, table.n_rows, error) : error_memory(error);
    }
    if (status == BAGTAG_OK)
        status = npy_end(&reader, error);
    npy_close(&reader);
    if (status == BAGTAG_OK)
        *out = table;
    else
        large_free(table.values);
    return status;
}
