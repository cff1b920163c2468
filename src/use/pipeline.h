/* pipeline.h - turns records into output, in order, with several workers */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_PIPELINE_H
#define BAGTAG_USE_PIPELINE_H

#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"
#include "base/buffer.h"
#include "base/error.h"
#include "data/records.h"

/* WORK turns a block into output, on the thread of WORKER (0..n_workers). Several blocks are processed at once; their
 * output is written in the order of the blocks. */
struct pipeline {
    const char *const *files; /* "-" is standard input; none: standard input */
    size_t n_files;
    const struct record_rules *rules;
    int n_workers;
    enum bagtag_status (*work)(void *context, int worker, struct records_block *block, struct buffer *output,
                               struct bagtag_error *error);
    void *context;
    const struct bagtag_model *model;         /* that WORK uses: its files must stay as they are; NULL: none */
    const struct bagtag_model *const *others; /* [n_others]: likewise */
    size_t n_others;
    const struct bagtag_sink *sink;     /* NULL: no output */
    struct bagtag_input_counts *counts; /* all zero before; NULL: not wanted */
    unsigned *formats;                  /* the formats of the files, as in struct formats_seen; NULL: not wanted */
};

/* Runs to the end of the last file. The workers themselves read and write the blocks, one at a time, so memory is
 * bounded, and when the input pauses, all input so far is answered. The first failure in the order of the input ends
 * the run, after the output of everything before it has been written. */
enum bagtag_status pipeline_run(const struct pipeline *pipeline, struct bagtag_error *error);

#endif
