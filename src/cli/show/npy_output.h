/* npy_output.h - streams an array in NumPy's format to standard output, row by row */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_NPY_OUTPUT_H
#define BAGTAG_CLI_SHOW_NPY_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bagtag.h"
#include "base/buffer.h"
#include "cli/show/output.h"

/* The header comes first but holds the number of rows, which is known only at the end. If standard output is a file,
 * zeros (which no reader accepts as an array) are written first and overwritten with the header at the end; otherwise
 * (a pipe, or appending) the rows are held in memory until the end. */
struct npy_output {
    struct output *output; /* borrowed */
    size_t n_columns;
    uint64_t n_bytes; /* of rows */
    bool is_in_place;
    off_t start; /* offset of the header in the file */
    struct buffer held;
};

/* The sink takes rows of N_COLUMNS little-endian float32 each. It borrows NPY. */
void npy_output_begin(struct npy_output *npy, struct output *output, size_t n_columns);
struct bagtag_sink npy_output_sink(struct npy_output *npy);

/* Writes the header and any rows held in memory, or neither if not IS_WHOLE. Call output_finish next: it reports
 * failures. */
void npy_output_finish(struct npy_output *npy, bool is_whole);

#endif
