/* npy.c - writing the header of NumPy's .npy format */
/* SPDX-License-Identifier: MIT */
#include "io/npy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Magic, version, length of the rest in two little-endian bytes; then a Python literal, spaces, a newline. */
#define MAGIC_BYTES 10
#define LITERAL "{'descr': '<f4', 'fortran_order': False, 'shape': (%" PRIu64 ", %zu), }"
_Static_assert(NPY_HEADER_BYTES % 64 == 0, "the rows begin at a multiple of 64 bytes");
_Static_assert(NPY_HEADER_BYTES - MAGIC_BYTES < 256, "the length fits one byte");
_Static_assert(sizeof LITERAL + 2 * 20 + MAGIC_BYTES + 1 <= NPY_HEADER_BYTES, "the longest shape fits");
#define BATCH_LITERAL "{'descr': '<f4', 'fortran_order': False, 'shape': (%" PRIu64 ", %" PRIu64 ", %" PRIu32 "), }"
_Static_assert(sizeof BATCH_LITERAL + 2 * 20 + 10 - 8 + MAGIC_BYTES + 1 <= NPY_HEADER_BYTES, "and the longest batch");

/* Writes the magic and pads the LEN bytes of text after it. */
static void finish(char out[NPY_HEADER_BYTES], int len)
{
    size_t end = MAGIC_BYTES + (size_t)len;
    memset(out + end, ' ', NPY_HEADER_BYTES - end);
    memcpy(out, "\x93NUMPY\x01\x00", 8);
    out[8] = NPY_HEADER_BYTES - MAGIC_BYTES;
    out[9] = 0;
    out[NPY_HEADER_BYTES - 1] = '\n';
}

void npy_header(char out[NPY_HEADER_BYTES], uint64_t n_rows, size_t n_columns)
{
    finish(out, snprintf(out + MAGIC_BYTES, NPY_HEADER_BYTES - MAGIC_BYTES, LITERAL, n_rows, n_columns));
}

void npy_header_batch(char out[NPY_HEADER_BYTES], uint64_t n_tables, uint64_t n_rows, uint32_t n_columns)
{
    finish(out,
           snprintf(out + MAGIC_BYTES, NPY_HEADER_BYTES - MAGIC_BYTES, BATCH_LITERAL, n_tables, n_rows, n_columns));
}
