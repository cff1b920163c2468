/* safetensors.c - arrays of numbers in a file: an eight-byte length, a JSON header, the values */
/* SPDX-License-Identifier: MIT */
#include "io/safetensors.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/plural.h"
#include "io/content.h"
#include "io/json.h"

#define MAX_HEADER_BYTES 100000000 /* the format's limit */
#define ALIGNMENT 64               /* of the first value, in files that we write */
#define PIECE_BYTES ((size_t)1 << 20)

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define IS_LITTLE_ENDIAN true
#elif __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define IS_LITTLE_ENDIAN false
#else
#error "neither little nor big endian"
#endif

/* The first seven have the numbers of enum safetensors_type. */
static const char *const type_names[] = {"F32",     "I32",     "I64", "U8",  "I8",  "F16", "BF16", "BOOL",
                                         "F8_E5M2", "F8_E4M3", "I16", "U16", "U32", "U64", "F64",  NULL};
static const size_t type_bytes[] = {4, 4, 8, 1, 1, 2, 2, 1, 1, 1, 2, 2, 4, 8, 8};

/* ---- byte order ------------------------------------------------------------------------------------------ */

/* Copies N values of SIZE (a power of two up to 8) bytes from native to little-endian byte order, or back. */
static void copy_little_endian(void *out, const void *in, size_t n, size_t size)
{
    if (n == 0)
        return;
    if (IS_LITTLE_ENDIAN || size == 1) {
        memcpy(out, in, n * size);
        return;
    }
    const unsigned char *from = in;
    unsigned char *to = out;
    for (size_t i = 0; i < n; i++, from += size, to += size)
        for (size_t k = 0; k < size; k++)
            to[k] = from[size - 1 - k];
}

bool safetensors_in_place(const struct safetensors_tensor *tensor)
{
    size_t size = type_bytes[tensor->type];
    return size == 1 || tensor->n_bytes == 0 || (IS_LITTLE_ENDIAN && (uintptr_t)tensor->data % size == 0);
}

void safetensors_copy(void *out, const struct safetensors_tensor *tensor)
{
    size_t size = type_bytes[tensor->type];
    copy_little_endian(out, tensor->data, tensor->n_bytes / size, size);
}

/* Converts from half precision (IEEE 754 binary16); always exact. */
static float float_of_half(uint16_t bits)
{
    int exponent = bits >> 10 & 31, mantissa = bits & 1023;
    float value = exponent == 31  ? (mantissa == 0 ? INFINITY : NAN)
                  : exponent == 0 ? ldexpf((float)mantissa, -24)
                                  : ldexpf((float)(mantissa + 1024), exponent - 25);
    return bits >> 15 != 0 ? -value : value;
}

static float float_of_brain(uint16_t bits)
{
    uint32_t wide = (uint32_t)bits << 16;
    float value;
    memcpy(&value, &wide, sizeof value);
    return value;
}

bool safetensors_has_floats(const struct safetensors_tensor *tensor)
{
    return tensor->type == SAFETENSORS_F32 || tensor->type == SAFETENSORS_F16 || tensor->type == SAFETENSORS_BF16;
}

void safetensors_floats(float *out, const struct safetensors_tensor *tensor, size_t first, size_t n)
{
    const unsigned char *bytes = (const unsigned char *)tensor->data + first * type_bytes[tensor->type];
    assert(safetensors_has_floats(tensor));
    if (tensor->type == SAFETENSORS_F32) {
        copy_little_endian(out, bytes, n, sizeof *out);
        return;
    }
    for (size_t i = 0; i < n; i++, bytes += 2) {
        uint16_t bits = (uint16_t)(bytes[0] | bytes[1] << 8);
        out[i] = tensor->type == SAFETENSORS_F16 ? float_of_half(bits) : float_of_brain(bits);
    }
}

/* ---- reading --------------------------------------------------------------------------------------------- */

/* Reads the lengths of a shape, and computes the number of values. */
static enum bagtag_status read_shape(const struct json_place *place, struct safetensors_tensor *tensor,
                                     uint64_t *n_values, struct bagtag_error *error)
{
    struct json_place shape;
    enum bagtag_status status = json_get_array(place, "shape", &shape, error);
    *n_values = 1;
    tensor->n_dims = 0;
    struct json_place item = {0};
    while (status == BAGTAG_OK && json_next(&shape, &item)) {
        uint64_t length = 0;
        status = json_get_unsigned(&item, NULL, 0, INT64_MAX, &length, error);
        if (status == BAGTAG_OK && __builtin_mul_overflow(*n_values, length, n_values))
            return json_unexpected(place, "shape", error, "fewer than 2^64 values");
        if (tensor->n_dims < SAFETENSORS_DIMS)
            tensor->shape[tensor->n_dims] = length;
        tensor->n_dims++;
    }
    return status;
}

/* Reads one member of the header. VALUES[0..n_bytes) are the file's bytes after the header. */
static enum bagtag_status read_tensor(const struct json_place *place, const unsigned char *values, size_t n_bytes,
                                      struct safetensors_tensor *tensor, struct bagtag_error *error)
{
    struct json_place object;
    struct json_place offsets;
    size_t type;
    uint64_t n_values;
    enum bagtag_status status = json_get_object(place, NULL, &object, error);
    if (status == BAGTAG_OK)
        status = json_get_choice(place, "dtype", type_names, &type, error);
    if (status == BAGTAG_OK)
        status = read_shape(place, tensor, &n_values, error);
    if (status == BAGTAG_OK)
        status = json_get_array(place, "data_offsets", &offsets, error);
    if (status != BAGTAG_OK)
        return status;
    if (json_length(&offsets) != 2)
        return json_unexpected(place, "data_offsets", error, "an array of 2");

    uint64_t begin = 0;
    uint64_t end = 0;
    struct json_place item = {0};
    (void)json_next(&offsets, &item);
    status = json_get_unsigned(&item, NULL, 0, n_bytes, &begin, error);
    if (status == BAGTAG_OK) {
        (void)json_next(&offsets, &item);
        status = json_get_unsigned(&item, NULL, begin, n_bytes, &end, error);
    }
    if (status != BAGTAG_OK)
        return status;

    uint64_t wanted;
    if (__builtin_mul_overflow(n_values, (uint64_t)type_bytes[type], &wanted) || wanted != end - begin)
        return error_set(
            error, BAGTAG_INPUT,
            "%s: tensor \"%.80s\": expected %llu value%s of %zu byte%s as its shape says; found %llu byte%s",
            place->file, json_key(place), (unsigned long long)n_values, plural_s(n_values), type_bytes[type],
            plural_s(type_bytes[type]), (unsigned long long)(end - begin), plural_s(end - begin));
    tensor->name = json_key(place);
    tensor->type = type < SAFETENSORS_OTHER ? (enum safetensors_type)type : SAFETENSORS_OTHER;
    tensor->data = values + begin;
    tensor->n_bytes = (size_t)(end - begin);
    return BAGTAG_OK;
}

/* "__metadata__" maps strings to strings. */
static enum bagtag_status check_metadata(const struct json_place *place, struct bagtag_error *error)
{
    struct json_place object;
    struct json_place item = {0};
    const char *text;
    enum bagtag_status status = json_get_object(place, NULL, &object, error);
    while (status == BAGTAG_OK && json_next(&object, &item))
        status = json_get_string(&item, NULL, &text, error);
    return status;
}

static int compare_tensors(const void *a, const void *b)
{
    const struct safetensors_tensor *left = a;
    const struct safetensors_tensor *right = b;
    uintptr_t x = (uintptr_t)left->data;
    uintptr_t y = (uintptr_t)right->data;
    if (x != y)
        return x < y ? -1 : 1;
    if (left->n_bytes != right->n_bytes)
        return left->n_bytes < right->n_bytes ? -1 : 1;
    return strcmp(left->name, right->name);
}

/* Sorts the arrays by position and checks that they fill VALUES[0..n_bytes) without holes or overlaps. */
static enum bagtag_status check_places(const struct safetensors *file, const unsigned char *values, size_t n_bytes,
                                       struct bagtag_error *error)
{
    qsort(file->tensors, file->n_tensors, sizeof *file->tensors, compare_tensors);
    size_t end = 0;
    for (size_t i = 0; i < file->n_tensors; i++) {
        const struct safetensors_tensor *tensor = &file->tensors[i];
        size_t begin = (size_t)((const unsigned char *)tensor->data - values);
        if (begin != end)
            return error_set(error, BAGTAG_INPUT, "%s: tensor \"%.80s\": expected its data at byte %zu; found %zu",
                             file->file, tensor->name, end, begin);
        end = begin + tensor->n_bytes;
    }
    if (end != n_bytes)
        return error_set(error, BAGTAG_INPUT, "%s: expected %zu byte%s after the header; found %zu", file->file, end,
                         plural_s(end), n_bytes);
    return BAGTAG_OK;
}

static enum bagtag_status read_header(struct safetensors *file, const unsigned char *values, size_t n_bytes,
                                      struct bagtag_error *error)
{
    struct json_place top = json_top(file->header);
    file->tensors = mem_zeroed(json_length(&top), sizeof *file->tensors);
    if (file->tensors == NULL)
        return error_memory(error);
    struct json_place item = {0};
    enum bagtag_status status = BAGTAG_OK;
    while (status == BAGTAG_OK && json_next(&top, &item)) {
        if (strcmp(json_key(&item), "__metadata__") == 0)
            status = check_metadata(&item, error);
        else
            status = read_tensor(&item, values, n_bytes, &file->tensors[file->n_tensors++], error);
    }
    return status == BAGTAG_OK ? check_places(file, values, n_bytes, error) : status;
}

bool safetensors_detect(const unsigned char *bytes, size_t len)
{
    uint64_t n = 0;
    for (size_t i = 8; len > 8 && i-- > 0;)
        n = n << 8 | bytes[i];
    return n > 0 && n <= MAX_HEADER_BYTES && bytes[8] == '{';
}

/* What BYTES[0..len) are instead of a safetensors file. */
static const char *kind_of(const unsigned char *bytes, size_t len)
{
    struct content content;
    if (len == 0)
        return "an empty file";
    (void)content_detect((const char *)bytes, len < CONTENT_BYTES ? len : CONTENT_BYTES, true, &content);
    if (content.kind != CONTENT_TEXT)
        return content.name;
    for (size_t i = 0; i < len && i < CONTENT_BYTES; i++)
        if (bytes[i] < '\t')
            return "another file";
    return "text";
}

enum bagtag_status safetensors_read(struct safetensors *out, const char *file, const unsigned char *bytes, size_t len,
                                    struct bagtag_error *error)
{
    uint64_t header_bytes = 0;
    for (int i = len < 8 ? -1 : 7; i >= 0; i--)
        header_bytes = header_bytes << 8 | bytes[i];
    uint64_t most = len < 8 ? 0 : len - 8 < MAX_HEADER_BYTES ? len - 8 : MAX_HEADER_BYTES;
    if (len < 8 || (header_bytes > most && (most == 0 || bytes[8] != '{')))
        return error_set(error, BAGTAG_INPUT, "%s: expected a safetensors file; found %s", file, kind_of(bytes, len));
    if (header_bytes > most)
        return error_set(error, BAGTAG_INPUT, "%s: expected a header of at most %llu bytes; found a length of %llu",
                         file, (unsigned long long)most, (unsigned long long)header_bytes);
    if (header_bytes == 0 || bytes[8] != '{')
        return error_set(error, BAGTAG_INPUT, "%s: expected a header that begins with '{'; found none", file);

    struct safetensors read = {.file = file};
    size_t n_header = (size_t)header_bytes;
    enum bagtag_status status = json_parse(&read.header, file, (const char *)bytes + 8, n_header, error);
    if (status == BAGTAG_OK)
        status = read_header(&read, bytes + 8 + n_header, len - 8 - n_header, error);
    if (status == BAGTAG_OK)
        *out = read;
    else
        safetensors_clear(&read);
    return status;
}

void safetensors_clear(struct safetensors *file)
{
    free(file->tensors);
    json_free(file->header);
    *file = (struct safetensors){0};
}

const struct safetensors_tensor *safetensors_find(const struct safetensors *file, const char *name)
{
    for (size_t i = 0; i < file->n_tensors; i++)
        if (strcmp(file->tensors[i].name, name) == 0)
            return &file->tensors[i];
    return NULL;
}

/* Formats a type and a shape for messages: F32 [any, 16]. */
static void describe(char *out, size_t room, const struct safetensors_tensor *tensor)
{
    size_t len = 0;
    const char *type = tensor->type == SAFETENSORS_OTHER ? "another type" : type_names[tensor->type];
    int added = snprintf(out, room, "%s [", type);
    for (size_t i = 0; i < tensor->n_dims && i < SAFETENSORS_DIMS && added >= 0; i++) {
        len += (size_t)added;
        if (tensor->shape[i] == SAFETENSORS_ANY)
            added = snprintf(out + len, room - len, "%sany", i > 0 ? ", " : "");
        else
            added = snprintf(out + len, room - len, "%s%llu", i > 0 ? ", " : "", (unsigned long long)tensor->shape[i]);
    }
    if (added >= 0)
        (void)snprintf(out + len + (size_t)added, room - len - (size_t)added, "%s]",
                       tensor->n_dims > SAFETENSORS_DIMS ? ", ..." : "");
}

enum bagtag_status safetensors_get(const struct safetensors *file, const struct safetensors_tensor *wanted,
                                   struct safetensors_tensor *out, struct bagtag_error *error)
{
    assert(wanted->n_dims <= SAFETENSORS_DIMS && wanted->type != SAFETENSORS_OTHER);
    char expected[96];
    char found[96] = "none of that name";
    describe(expected, sizeof expected, wanted);
    const struct safetensors_tensor *tensor = safetensors_find(file, wanted->name);
    if (tensor != NULL) {
        bool is_same = tensor->type == wanted->type && tensor->n_dims == wanted->n_dims;
        for (size_t i = 0; i < wanted->n_dims && is_same; i++)
            is_same = wanted->shape[i] == SAFETENSORS_ANY || wanted->shape[i] == tensor->shape[i];
        if (is_same) {
            *out = *tensor;
            return BAGTAG_OK;
        }
        describe(found, sizeof found, tensor);
    }
    return error_set(error, BAGTAG_INPUT, "%s: tensor \"%s\": expected %s; found %s", file->file, wanted->name,
                     expected, found);
}

/* ---- writing --------------------------------------------------------------------------------------------- */

/* The header's text, without padding; NULL if out of memory. */
static char *print_header(const struct safetensors_tensor *tensors, size_t n_tensors)
{
    struct json_maker maker;
    json_maker_init(&maker);
    uint64_t begin = 0;
    for (size_t i = 0; i < n_tensors; i++) {
        const struct safetensors_tensor *tensor = &tensors[i];
        struct cJSON *object = json_add_object(&maker, maker.top, tensor->name);
        json_add_string(&maker, object, "dtype", type_names[tensor->type]);
        struct cJSON *shape = json_add_array(&maker, object, "shape");
        for (size_t k = 0; k < tensor->n_dims; k++)
            json_add_unsigned(&maker, shape, NULL, tensor->shape[k]);
        struct cJSON *offsets = json_add_array(&maker, object, "data_offsets");
        json_add_unsigned(&maker, offsets, NULL, begin);
        begin += tensor->n_bytes;
        json_add_unsigned(&maker, offsets, NULL, begin);
    }
    char *text = json_print(&maker, JSON_COMPACT);
    json_maker_clear(&maker);
    return text;
}

/* Writes eight bytes of length, the header, and spaces up to the alignment. */
static enum bagtag_status write_header(const struct safetensors_tensor *tensors, size_t n_tensors,
                                       safetensors_sink *sink, void *context, struct bagtag_error *error)
{
    char *text = print_header(tensors, n_tensors);
    if (text == NULL)
        return error_memory(error);
    char spaces[ALIGNMENT];
    memset(spaces, ' ', sizeof spaces);
    size_t len = strlen(text);
    size_t padding = (ALIGNMENT - (8 + len) % ALIGNMENT) % ALIGNMENT;
    unsigned char length[8];
    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)((uint64_t)(len + padding) >> (8 * i));

    enum bagtag_status status = sink(context, length, sizeof length, error);
    if (status == BAGTAG_OK)
        status = sink(context, text, len, error);
    if (status == BAGTAG_OK && padding > 0)
        status = sink(context, spaces, padding, error);
    free(text);
    return status;
}

/* Writes the values in pieces that stay in the processor's cache between the checksum and the copy to the file. PIECE
 * is the buffer for swapping bytes; NULL if that is not needed. */
static enum bagtag_status write_values(const struct safetensors_tensor *tensor, unsigned char *piece,
                                       safetensors_sink *sink, void *context, struct bagtag_error *error)
{
    const unsigned char *values = tensor->data;
    size_t size = type_bytes[tensor->type];
    enum bagtag_status status = BAGTAG_OK;
    for (size_t at = 0; at < tensor->n_bytes && status == BAGTAG_OK; at += PIECE_BYTES) {
        size_t left = tensor->n_bytes - at;
        size_t n_bytes = left < PIECE_BYTES ? left : PIECE_BYTES;
        if (piece != NULL)
            copy_little_endian(piece, values + at, n_bytes / size, size);
        status = sink(context, piece != NULL ? piece : values + at, n_bytes, error);
    }
    return status;
}

/* Writes a tensor that is read row by row, several rows to a piece. */
static enum bagtag_status write_rows(const struct safetensors_tensor *tensor, safetensors_sink *sink, void *context,
                                     struct bagtag_error *error)
{
    size_t n_rows = (size_t)tensor->shape[0], row_bytes = n_rows > 0 ? tensor->n_bytes / n_rows : 0;
    size_t most = row_bytes > 0 && row_bytes < PIECE_BYTES ? PIECE_BYTES / row_bytes : 1;
    unsigned char *rows = mem_array(most, row_bytes), *swapped = mem_array(most, row_bytes);
    enum bagtag_status status = rows != NULL && swapped != NULL ? BAGTAG_OK : error_memory(error);
    for (size_t first = 0; status == BAGTAG_OK && first < n_rows; first += most) {
        size_t n = n_rows - first < most ? n_rows - first : most;
        for (size_t i = 0; i < n; i++)
            tensor->read_row(tensor->source, first + i, rows + i * row_bytes);
        copy_little_endian(swapped, rows, n * row_bytes / type_bytes[tensor->type], type_bytes[tensor->type]);
        status = sink(context, swapped, n * row_bytes, error);
    }
    free(rows);
    free(swapped);
    return status;
}

enum bagtag_status safetensors_write(const struct safetensors_tensor *tensors, size_t n_tensors, safetensors_sink *sink,
                                     void *context, struct bagtag_error *error)
{
    unsigned char *piece = NULL;
    if (!IS_LITTLE_ENDIAN) {
        piece = mem_array(PIECE_BYTES, 1);
        if (piece == NULL)
            return error_memory(error);
    }
    enum bagtag_status status = write_header(tensors, n_tensors, sink, context, error);
    for (size_t i = 0; i < n_tensors && status == BAGTAG_OK; i++)
        status = tensors[i].read_row ? write_rows(&tensors[i], sink, context, error)
                                     : write_values(&tensors[i], piece, sink, context, error);
    free(piece);
    return status;
}
