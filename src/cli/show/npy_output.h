/* npy_output.h - an array in NumPy's format on standard output, its rows coming one after the other */
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

/* The header comes first and holds the number of rows, which is known last. Where standard output is a file the header
 * is filled in at the end, and until then zeros stand there, which no reader takes for an array; elsewhere (a pipe, or
 * appending) the rows are held in memory until the end. */
struct npy_output {
    struct output *output; /* borrowed */
    size_t n_columns;
    uint64_t n_bytes; /* of rows */
    bool is_in_place;
    off_t start; /* of the header in the file */
    struct buffer held;
};

/* The sink takes the rows: little-endian float32, N_COLUMNS of them a row. Borrows NPY. */
void npy_output_begin(struct npy_output *npy, struct output *output, size_t n_columns);
struct bagtag_sink npy_output_sink(struct npy_output *npy);

/* Writes the header, and the rows held, or nothing of either when not IS_WHOLE. output_finish follows and tells of
 * failures. */
void npy_output_finish(struct npy_output *npy, bool is_whole);

#endif
