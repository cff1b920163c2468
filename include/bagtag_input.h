/* bagtag_input.h - how files of text are read */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_INPUT_H
#define BAGTAG_INPUT_H

#include <stdint.h>

/* How files are read; the options of every function that reads text hold one. Strings are borrowed. */
struct bagtag_input {
    const char *format;       /* of each file:
                                   "fasttext"  words that begin with the label prefix are labels, the rest is the text
                                   "tsv"       label, tab, text
                                   "text"      all of a line is text; only where no labels are needed
                                   "auto"      told by its name or its first line; only where labels are needed */
    const char *label_prefix; /* text without white space: what labels begin with, and may in tsv; NULL: what they began
                                 with where the model was trained, "__label__" without a model */
};

/* A line of a file, from 1. FILE is what messages call it: its path, or "standard input"; NULL: there is no such
 * line. */
struct bagtag_place {
    const char *file; /* borrowed from the caller's list of files */
    uint64_t line;
};

#endif
