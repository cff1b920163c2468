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

/* Explains the best label of text I in `explanation`, and its lead over the second best; the stream has is_explained.
 * False when the text has no label, or memory is out, which OUT says then. */
bool scored_records_explain(struct scored_records *scored, size_t i, struct buffer *out);

/* What PUT finds in the scorer. */
enum stream_scores { STREAM_PROBABILITIES, STREAM_LOGITS, STREAM_BAGS };

/* What is done with the records of FILES ("-": standard input; none: standard input). PUT appends to OUT what
 * is to be written for SCORED and returns how many of them it passed; several threads call it at once, each with
 * records of its own. What it appends is written in the order of the input. */
struct record_stream {
    const struct bagtag_model *model;
    const struct bagtag_model *const *others; /* [n_others] that score the same records */
    size_t n_others;
    const char *const *files;
    size_t n_files;
    const struct bagtag_input *input; /* as text, or */
    bool is_labelled;                 /* with labels: records without one are left out, and counted */
    const char *added;                /* the member that is added, which must not exist yet; NULL: none */
    const char *const *columns;       /* [n_columns] that are added, likewise */
    size_t n_columns;
    int threads; /* 0: pool_available() */
    enum stream_scores scores;
    struct label_choice choice; /* all zero: all labels */
    bool is_explained;          /* tokens know where they stand */
    size_t (*put)(void *context, struct scored_records *scored, struct buffer *out);
    /* Appends the header of rows, once and before them, as it came or with more columns; all files then have the same.
     * NULL: headers are left out. */
    void (*put_header)(void *context, struct line header, char delimiter, struct buffer *out);
    void *context;
    const struct bagtag_sink *sink;
};

/* What a stream contained. */
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

/* COUNTS as the library reports them. */
struct bagtag_stream_counts record_counts_told(const struct record_counts *counts);

/* Runs to the end of the last file. An invalid format or prefix is BAGTAG_ARGUMENT. Everything before the first record
 * that cannot be read is written. *COUNTS has what was read until then. */
enum bagtag_status record_stream_run(const struct record_stream *stream, struct record_counts *counts,
                                     struct bagtag_error *error);

#endif
