/* safetensors.h - arrays of numbers in a file: an eight-byte length, a JSON header, the values */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_SAFETENSORS_H
#define BAGTAG_IO_SAFETENSORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* The types that a model uses, two more types of numbers, and all others. Values are little-endian in the file. */
enum safetensors_type {
    SAFETENSORS_F32,
    SAFETENSORS_I32,
    SAFETENSORS_I64,
    SAFETENSORS_U8,
    SAFETENSORS_I8,
    SAFETENSORS_F16,
    SAFETENSORS_BF16,
    SAFETENSORS_OTHER
};

#define SAFETENSORS_DIMS 2
#define SAFETENSORS_ANY UINT64_MAX /* any length, in a requested shape */

/* One array, row-major. `data` is in native byte order when writing; when reading, it is the file's bytes (with no
 * alignment promised). An array that is written row by row has `read_row` instead. After reading, `n_dims` may be above
 * SAFETENSORS_DIMS; the further lengths are not kept. */
struct safetensors_tensor {
    const char *name;
    enum safetensors_type type;
    size_t n_dims;
    uint64_t shape[SAFETENSORS_DIMS];
    const void *data;
    size_t n_bytes;
    void (*read_row)(const void *source, size_t row, void *out); /* NULL if there is `data` */
    const void *source;
};

/* ---- reading --------------------------------------------------------------------------------------------- */

/* The arrays of a file, in the order of their bytes. */
struct safetensors {
    struct json_text *header;
    struct safetensors_tensor *tensors;
    size_t n_tensors;
    const char *file;
};

/* Reads the header of the file BYTES[0..len) and checks it as strictly as the format's reference reader: a length of at
 * most 100,000,000; strict JSON that begins with '{'; known types; shapes that agree with the bytes; no holes, overlaps
 * or bytes left over. Reads no byte after the header. FILE (for messages) and BYTES are borrowed until
 * safetensors_clear. On failure OUT is untouched. */
enum bagtag_status safetensors_read(struct safetensors *out, const char *file, const unsigned char *bytes, size_t len,
                                    struct bagtag_error *error);
void safetensors_clear(struct safetensors *file); /* an all-zero one is allowed */

/* Whether BYTES[0..len), the beginning of a file, look like a safetensors file. */
bool safetensors_detect(const unsigned char *bytes, size_t len);

/* The array NAME, or NULL. */
const struct safetensors_tensor *safetensors_find(const struct safetensors *file, const char *name);

/* The array WANTED->name, which must have WANTED's type, n_dims (1 or 2) and shape (SAFETENSORS_ANY: any length). */
enum bagtag_status safetensors_get(const struct safetensors *file, const struct safetensors_tensor *wanted,
                                   struct safetensors_tensor *out, struct bagtag_error *error);

/* Whether the values can be used in place: aligned, and in native byte order. */
bool safetensors_in_place(const struct safetensors_tensor *tensor);

/* Copies the values to OUT in native byte order. */
void safetensors_copy(void *out, const struct safetensors_tensor *tensor);

/* Whether the values are F32, F16 or BF16; if so, safetensors_floats converts N of them from FIRST on, all of which
 * must exist. */
bool safetensors_has_floats(const struct safetensors_tensor *tensor);
void safetensors_floats(float *out, const struct safetensors_tensor *tensor, size_t first, size_t n);

/* ---- writing --------------------------------------------------------------------------------------------- */

typedef enum bagtag_status safetensors_sink(void *context, const void *bytes, size_t len, struct bagtag_error *error);

/* Passes the file to SINK piece by piece. The values begin at a multiple of 64 bytes; put the arrays of the widest
 * types first and those of bytes last, so that each is aligned. Shapes and n_bytes must agree. */
enum bagtag_status safetensors_write(const struct safetensors_tensor *tensors, size_t n_tensors, safetensors_sink *sink,
                                     void *context, struct bagtag_error *error);

#endif
