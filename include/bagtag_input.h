/* bagtag_input.h - how files of text are read */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_INPUT_H
#define BAGTAG_INPUT_H

#include <stdbool.h>
#include <stdint.h>

/* How files are read; the options of every function that reads text hold one. Strings are borrowed. */
struct bagtag_input {
    const char *format;       /* of each file:
                                   "fasttext"  words that begin with the label prefix are labels, the rest is the text
                                   "tsv"       label, tab, text
                                   "jsonl"     one JSON object per line
                                   "text"      the whole line is text; only if no labels are needed
                                   "auto"      recognised by name or first line: one of the first three if labels
                                               are needed, otherwise "jsonl" or "text" */
    const char *label_prefix; /* what labels begin with (in tsv and jsonl it is optional), without white space; NULL:
                                 the prefix the model was trained with, "__label__" without a model */

    /* For jsonl: the members with text, labels and id, "text", "label" and "id" by default. "meta.text" is the member
     * "text" of the object "meta", or the member "meta.text". */
    const char *text_field;  /* a string; if missing or null, there is no text, see bagtag_input_counts */
    const char *label_field; /* if labels are needed: a string, number or boolean; an array of these; or an object whose
                                keys with a weight above 0 are the labels; missing or null: none */
    const char *id_field;    /* any value; copied to answers that are new JSON objects */
    bool skip_bad;           /* skip and count invalid records instead of failing */
};

/* A line of a file, from 1. FILE is its name in messages, its path or "standard input"; NULL: there is no such line. */
struct bagtag_place {
    const char *file; /* borrowed from the caller's list of files */
    uint64_t line;
};

/* Problems in the files read. */
struct bagtag_input_counts {
    uint64_t bad; /* invalid records skipped because of skip_bad */
    struct bagtag_place first_bad;
    uint64_t textless; /* objects without a text, answered as an unknown text */
    struct bagtag_place first_textless;
};

#endif
