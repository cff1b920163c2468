/* format.h - the formats of text files */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_FORMAT_H
#define BAGTAG_DATA_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "io/lines.h"

/* What files are read for: with labels, none can be plain text; as text, labels are ignored. */
enum format_use { FORMAT_WITH_LABELS, FORMAT_AS_TEXT };

/* The names are those of --format.
 *   fasttext  words that begin with the label prefix are labels, anywhere in the line; the rest is the text
 *   tsv       label, tab, text (the text may contain more tabs); a label prefix before the label is dropped
 *   jsonl     one JSON object per line; text and labels are members of it
 *   csv       rows of fields between delimiters, possibly quoted; text and labels are columns
 *   text      the whole line is text, there are no labels
 *   auto      detected from the file name or the first non-empty line */
enum format { FORMAT_AUTO, FORMAT_FASTTEXT, FORMAT_TSV, FORMAT_JSONL, FORMAT_CSV, FORMAT_TEXT };
extern const char *const format_names[];          /* in the order of the enum, NULL at the end */
extern const char *const format_names_labelled[]; /* likewise, without "text" */

/* The format that --format auto chooses for a file, and why: "its name", "its first line" or an option, for a sentence.
 */
struct format_guess {
    enum format format; /* FORMAT_AUTO: not known yet */
    const char *reason; /* NULL: it was not guessed */
};

/* Guesses the format from the file name PATH: .jsonl, .ndjson, .csv and, if labels are needed, .tsv, also followed by
 * .gz, .zst or the like, in upper or lower case. GIVEN are bits of enum bagtag_given: a .tsv file is read as csv if an
 * option names a column or the delimiter. */
struct format_guess format_guess_by_name(const char *path, enum format_use use, uint32_t given);

/* Guesses the format from LINE, the first non-empty line. It is jsonl if the line begins like a JSON object, or like an
 * array of objects, which is then refused. Otherwise it is text or, if labels are needed, fasttext if a word begins
 * with PREFIX (except inside the text of label, tab, text), else tsv if the line contains a tab, else fasttext. But a
 * line that is neither jsonl nor has a fastText label is csv if GIVEN names a column or the delimiter. */
struct format_guess format_guess_by_line(struct line line, enum format_use use, const char *prefix, uint32_t given);

/* Whether an option of GIVEN that matters for USE names a column or the delimiter. */
bool format_is_of_rows(enum format_use use, uint32_t given);

#endif
