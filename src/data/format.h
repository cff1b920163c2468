/* format.h - the formats that files of text come in */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_FORMAT_H
#define BAGTAG_DATA_FORMAT_H

#include "io/lines.h"

/* The names are those of --format.
 *   fasttext  words that begin with the label prefix are labels, anywhere in the line; the rest is the text
 *   tsv       label, tab, text (the text may hold more tabs); a label prefix before the label is dropped
 *   text      the whole line is text, there are no labels
 *   auto      told by the name of the file or by its first line that is not empty */
enum format { FORMAT_AUTO, FORMAT_FASTTEXT, FORMAT_TSV, FORMAT_TEXT };
extern const char *const format_names[];          /* in the order of the enum, NULL at the end */
extern const char *const format_names_labelled[]; /* likewise, without "text" */
int format_of(const char *name);                  /* -1 when there is none of that name */

/* What --format auto makes of a file, and why: "its name" or "its first line", for a sentence. */
struct format_guess {
    enum format format; /* FORMAT_AUTO: not known yet */
    const char *reason; /* NULL: it was not guessed */
};

/* The format of a file called PATH, where the name says it (.tsv, .tsv.gz, .tsv.zst: tsv). */
struct format_guess format_guess_by_name(const char *path);

/* The format of a file whose first line that is not empty is LINE: fasttext when a word of it begins with PREFIX
 * (unless it stands in the text of label, tab, text), otherwise tsv when it holds a tab, otherwise fasttext. */
struct format_guess format_guess_by_line(struct line line, const char *prefix);

#endif
