/* npy.h - NumPy's .npy format for one array: writing its header, and reading a table */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_NPY_H
#define BAGTAG_IO_NPY_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define NPY_MAGIC "\x93NUMPY" /* the first bytes of every .npy file */

/* Fits the longest shape, padded as the format requires: the header has the same size for any array, so that it can be
 * rewritten once the number of rows is known. */
#define NPY_HEADER_BYTES 128

/* The header of an array [n_rows, n_columns] of little-endian float32 in C order; format version 1.0
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). The rows follow it. */
void npy_header(char out[NPY_HEADER_BYTES], uint64_t n_rows, size_t n_columns);

/* The same for an array [n_tables, n_rows, n_columns]. */
void npy_header_batch(char out[NPY_HEADER_BYTES], uint64_t n_tables, uint64_t n_rows, uint32_t n_columns);

/* An array [n_rows, n_columns] that is read row by row. */
struct input;
struct npy_reader {
    struct input *input;
    size_t n_rows, n_columns;
    size_t n_read;        /* values read so far */
    unsigned char *piece; /* read buffer */
};

/* Reads the header of the array in the file PATH ("-": standard input; gzip and zstd are recognised), which must be
 * float32, little-endian, in C order, [1..MAX_ROWS, 1..MAX_COLUMNS]. Otherwise BAGTAG_INPUT says which of these it is
 * not and what to do about it in NumPy. Call npy_close even after a failure. */
enum bagtag_status npy_open(struct npy_reader *reader, const char *path, size_t max_rows, size_t max_columns,
                            struct bagtag_error *error);

/* Reads the next N rows, which must exist; a value that is not finite is an error. */
enum bagtag_status npy_read_rows(struct npy_reader *reader, float *out, size_t n, struct bagtag_error *error);

/* Call after the last row: anything that follows is an error. */
enum bagtag_status npy_end(struct npy_reader *reader, struct bagtag_error *error);
void npy_close(struct npy_reader *reader);

/* An array [n_rows, n_columns] in memory. */
struct npy_table {
    float *values; /* from large_floats */
    size_t n_rows;
    size_t n_columns;
};

/* Reads the whole array in the file PATH, as npy_open would. *OUT is written only on success. */
enum bagtag_status npy_read_table(struct npy_table *out, const char *path, size_t max_rows, size_t max_columns,
                                  struct bagtag_error *error);

#endif
