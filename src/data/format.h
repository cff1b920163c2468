/* format.h - the formats that files of text come in */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_FORMAT_H
#define BAGTAG_DATA_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "io/lines.h"

/* What files are read for: with labels none can be plain text; as text, labels are left out. */
enum format_use { FORMAT_WITH_LABELS, FORMAT_AS_TEXT };

/* The names are those of --format.
 *   fasttext  words that begin with the label prefix are labels, anywhere in the line; the rest is the text
 *   tsv       label, tab, text (the text may hold more tabs); a label prefix before the label is dropped
 *   jsonl     a JSON object a line; text and labels are members of it
 *   csv       rows of fields between delimiters, which may be in quotes; text and labels are columns
 *   text      the whole line is text, there are no labels
 *   auto      told by the name of the file or by its first line that is not empty */
enum format { FORMAT_AUTO, FORMAT_FASTTEXT, FORMAT_TSV, FORMAT_JSONL, FORMAT_CSV, FORMAT_TEXT };
extern const char *const format_names[];          /* in the order of the enum, NULL at the end */
extern const char *const format_names_labelled[]; /* likewise, without "text" */

/* What --format auto makes of a file, and why: "its name", "its first line" or an option, for a sentence. */
struct format_guess {
    enum format format; /* FORMAT_AUTO: not known yet */
    const char *reason; /* NULL: it was not guessed */
};

/* The format of a file called PATH, where the name says it: .jsonl, .ndjson and .csv, and .tsv where there are to be
 * labels, each with .gz or .zst after it or not, in letters of either case. GIVEN are bits of enum bagtag_given: csv
 * instead of tsv where one of them names a column or the delimiter. */
struct format_guess format_guess_by_name(const char *path, enum format_use use, uint32_t given);

/* The format of a file whose first line that is not empty is LINE. jsonl when it begins as a JSON object does, or an
 * array of objects, which is then refused. Otherwise text or, where labels are needed, fasttext when a word of it
 * begins with PREFIX (unless it stands in the text of label, tab, text), tsv when it holds a tab, fasttext when not;
 * but what is neither jsonl nor has a label of fastText's is csv where GIVEN names a column or the delimiter. */
struct format_guess format_guess_by_line(struct line line, enum format_use use, const char *prefix, uint32_t given);

/* Whether GIVEN, where labels are needed or not, names a column or the delimiter. */
bool format_is_of_rows(enum format_use use, uint32_t given);

#endif
