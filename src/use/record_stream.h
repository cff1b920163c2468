/* record_stream.h - scores the records of files, and writes a command's output in order */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_RECORD_STREAM_H
#define BAGTAG_USE_RECORD_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"
#include "base/buffer.h"
#include "data/records.h"
#include "use/explanation.h"
#include "use/scorer.h"

/* Up to sixteen consecutive records, scored: text I of the scorer is that of records[I]. */
struct scored_records {
    struct record records[KERNEL_LANES]; /* [n] */
    size_t n;
    struct scorer scorer;
    struct bagtag_prediction *best; /* [C], room for scorer_best */
    struct explanation explanation; /* scratch */
    struct scored_records *others;  /* [n_others]: the same records, scored by the other models of the stream */
};

/* Explains the best label of text I, and its lead over the second best, in `explanation`; the stream must have
 * is_explained. False if the text has no label or memory is out; in the latter case sets OUT->failed. */
bool scored_records_explain(struct scored_records *scored, size_t i, struct buffer *out);

/* What the scorer holds when PUT is called. */
enum stream_scores { STREAM_PROBABILITIES, STREAM_LOGITS, STREAM_BAGS };

/* A run over the records of FILES ("-": standard input; none: standard input). PUT appends the output for SCORED to OUT
 * and returns how many of the records passed; several threads call it at once, each with its own records. The output is
 * written in the order of the input. */
struct record_stream {
    const struct bagtag_model *model;
    const struct bagtag_model *const *others; /* [n_others] that score the same records */
    size_t n_others;
    const char *const *files;
    size_t n_files;
    const struct bagtag_input *input; /* read as text, unless is_labelled */
    bool is_labelled;                 /* read with labels: records without one are skipped, and counted */
    const char *added;                /* a member that PUT adds; it must not exist yet; NULL: none */
    const char *const *columns;       /* [n_columns] that PUT adds, likewise */
    size_t n_columns;
    int threads; /* 0: pool_available() */
    enum stream_scores scores;
    struct label_choice choice; /* all zero: all labels */
    bool is_explained;          /* token sources are recorded, for scored_records_explain */
    size_t (*put)(void *context, struct scored_records *scored, struct buffer *out);
    /* Appends the header of csv rows, once, before the rows, unchanged or with more columns; all files must then have
     * the same header. NULL: headers are left out. */
    void (*put_header)(void *context, struct line header, char delimiter, struct buffer *out);
    void *context;
    const struct bagtag_sink *sink;
};

/* What a stream read. */
struct record_counts {
    uint64_t records;
    uint64_t invalid_utf8; /* records with invalid UTF-8 */
    uint64_t passed;       /* the sum of what PUT returned */
    struct records_first first_unlabelled;
    uint64_t labelled; /* records of plain text that begin with a label, and the first of them */
    struct records_first first_labelled;
    struct bagtag_input_counts input;
    unsigned formats; /* of the files, as in struct formats_seen */
};

/* Converts COUNTS to the public struct. */
struct bagtag_stream_counts record_counts_public(const struct record_counts *counts);

/* Runs to the end of the last file. An invalid format or prefix is BAGTAG_ARGUMENT. If a record cannot be read, the
 * output of everything before it is written, and *COUNTS has what was read until then. */
enum bagtag_status record_stream_run(const struct record_stream *stream, struct record_counts *counts,
                                     struct bagtag_error *error);

#endif
