/* reader.h - a line of labelled text: which part is label, which is text */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_READER_H
#define BAGTAG_DATA_READER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "io/lines.h"

/* The names are those of --format.
 *   fasttext  words that begin with the label prefix are labels, anywhere in the line; the rest is the text
 *   tsv       label, tab, text (the text may hold more tabs); a label prefix before the label is dropped
 *   text      the whole line is text, there are no labels
 *   auto      decided by reader_detect for each file */
enum reader_format { READER_AUTO, READER_FASTTEXT, READER_TSV, READER_TEXT };
int reader_format_of(const char *name); /* -1 when there is none of that name */

/* The format of a file by its name (.tsv, .tsv.gz, .tsv.zst: tsv) or else by its first line that is not empty:
 * fasttext when a word of it begins with PREFIX, otherwise tsv when it holds a tab, otherwise fasttext. */
enum reader_format reader_detect(const char *path, const struct lines_block *first_block, const char *prefix);

struct reader_label {
    const char *text; /* without the prefix; valid UTF-8, not empty */
    uint32_t len;
};

/* A parsed line; zero-initialise, reuse, record_clear frees. Pointers hold until the next reader_parse. */
struct record {
    const char *text; /* at least 64 bytes behind it are readable */
    size_t len;
    struct reader_label *labels; /* each label once, in order of appearance */
    size_t n_labels;
    size_t capacity;
    char *joined; /* the text where labels stood in its middle */
    size_t joined_capacity;
};

/* Parses one line. FORMAT is not READER_AUTO. FILE and NUMBER are for the sentence: a tsv line that is not empty
 * and has no tab, or a label that is not valid UTF-8, is BAGTAG_INPUT. A line without a label is BAGTAG_OK with
 * n_labels = 0. */
enum bagtag_status reader_parse(struct record *record, enum reader_format format, const char *prefix, struct line line,
                                const char *file, uint64_t number, struct bagtag_error *error);
void record_clear(struct record *record);

#endif
