/* line_stream.h - the lines of files scored, and what a command makes of them written in order */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_LINE_STREAM_H
#define BAGTAG_USE_LINE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"
#include "base/buffer.h"
#include "base/error.h"
#include "io/lines.h"
#include "use/scorer.h"

/* Up to sixteen lines that stand one behind the other in their file, scored: text I of the scorer is lines[I]. */
struct scored_lines {
    struct line lines[KERNEL_LANES]; /* [n], as they came */
    size_t n;
    uint64_t first_number; /* of lines[0] in its file, from 1 */
    const char
        *end; /* behind the last of them and its newline: lines[I] with its newline ends where lines[I + 1] begins */
    bool has_mark; /* a byte order mark, not part of lines[0], stood before it */
    struct scorer scorer;
    struct bagtag_prediction *best; /* [C], room for scorer_best */
};

/* What PUT finds in the scorer. */
enum stream_scores { STREAM_PROBABILITIES, STREAM_LOGITS, STREAM_BAGS };

/* What is done with the lines of FILES ("-": standard input; none: standard input). PUT appends to OUT what
 * is to be written for LINES and returns how many of them it passed; several threads call it at once, each with lines
 * of its own. What it appends is written in the order of the input. */
struct line_stream {
    const struct bagtag_model *model;
    const char *const *files;
    size_t n_files;
    const char *format; /* "text", "fasttext" or "tsv"; labels are left out of the texts */
    const char *label_prefix;
    int threads; /* 0: pool_available() */
    enum stream_scores scores;
    size_t (*put)(void *context, struct scored_lines *lines, struct buffer *out);
    void *context;
    const struct bagtag_sink *sink;
};

/* What a stream held. */
struct line_counts {
    uint64_t lines;
    uint64_t invalid_utf8; /* lines with invalid UTF-8 */
    uint64_t passed;       /* the sum of what PUT returned */
};

/* Runs to the end of the last file. A format that is none of the three is BAGTAG_ARGUMENT. Whatever stood before the
 * first line that cannot be read has been written. *COUNTS is what was read until then. */
enum bagtag_status line_stream_run(const struct line_stream *stream, struct line_counts *counts,
                                   struct bagtag_error *error);

#endif
