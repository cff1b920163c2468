/* bagtag_input.h - how files of text are read */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_INPUT_H
#define BAGTAG_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "bagtag_error.h"

/* Options that apply only to files of certain formats. */
enum bagtag_given {
    BAGTAG_GIVEN_TEXT_FIELD = 1 << 0,
    BAGTAG_GIVEN_LABEL_FIELD = 1 << 1,
    BAGTAG_GIVEN_ID_FIELD = 1 << 2,
    BAGTAG_GIVEN_TEXT_COLUMN = 1 << 3,
    BAGTAG_GIVEN_LABEL_COLUMN = 1 << 4,
    BAGTAG_GIVEN_DELIMITER = 1 << 5,
    BAGTAG_GIVEN_HEADER = 1 << 6,
    BAGTAG_GIVEN_NO_HEADER = 1 << 7,
    BAGTAG_GIVEN_ADD = 1 << 8 /* of bagtag_classify */
};

/* How files are read; the options of every function that reads text hold one. Strings are borrowed. */
struct bagtag_input {
    const char *format;       /* of each file:
                                   "fasttext"  words that begin with the label prefix are labels, the rest is the text
                                   "tsv"       label, tab, text
                                   "jsonl"     one JSON object per line
                                   "csv"       rows of fields separated by a delimiter, which may be quoted
                                   "text"      the whole line is text; only if no labels are needed
                                   "auto"      detected from its name or first line: any of the first four if labels
                                               are needed, otherwise "jsonl", "csv" or "text"; "csv" by its name, or if
                                               `given` has a column or the delimiter and the first line is neither
                                               "jsonl" nor has a fastText label */
    const char *label_prefix; /* what labels begin with (in formats other than fasttext, may begin with), without white
                                 space; NULL: the prefix the model was trained with, "__label__" without a model */

    /* For jsonl: the members with text, labels and id, "text", "label" and "id" by default. "meta.text" is the member
     * "text" of the object in the member "meta", or the member "meta.text". "title,body" joins two texts by a blank. */
    const char *text_field;  /* strings; if all are missing or null: no text, see bagtag_input_counts */
    const char *label_field; /* if labels are needed: a string, number or boolean; an array of those; or an object whose
                                keys with a weight above 0 are the labels; missing or null: no label */
    const char *id_field;    /* any value; copied to answers that are JSON objects of their own */

    /* For csv. A column is given by its name in the header or, failing that, its number from 1. */
    const char *delimiter;    /* an ASCII character, "," by default; or "tab" */
    int header;               /* 1, the default: the first row has the names of the columns; 0: it is a row of data */
    const char *text_column;  /* "text" by default; "title,body": the texts of both, separated by a space */
    const char *label_column; /* if labels are needed, "label" by default; an empty field: no label */

    bool skip_bad; /* a malformed record is skipped and counted, not an error; in csv, one with a quote that is never
                      closed ends with its line */

    uint32_t given; /* bits of enum bagtag_given: the options that the user gave, whatever their values; 0 by default */

    /* Called with a warning, by any thread of the run but never by two at once, at most once for each of these: the
     * first records of a file show that it is hardly meant to be read this way (none has a text, none can be read, or
     * all have a label that is read as text); no file has the format that a given option applies to. It is called as
     * soon as this is known, and does not change the counts at the end. SENTENCE has no final period and is valid
     * during the call. NULL, the default: no warnings. Training uses its progress function instead. */
    void (*warn)(void *context, const char *sentence);
    void *warn_context;
};

/* A line of a file, counted from 1. FILE is its name in messages: its path, or "standard input"; NULL: no such line. */
struct bagtag_place {
    const char *file; /* borrowed from the caller's list of files */
    uint64_t line;
};

/* What was wrong in the files read. */
struct bagtag_input_counts {
    uint64_t bad;       /* malformed records skipped with skip_bad */
    uint64_t bad_lines; /* the lines they span: more than bad if quoted fields have line breaks */
    struct bagtag_place first_bad;
    struct bagtag_error why_bad; /* what is wrong with the first one; the sentence begins with its place */
    bool has_warned_bad;         /* `warn` was called about the first one of an input that is not a regular file */
    uint64_t textless;           /* objects without a text: answered like a text of which nothing is known */
    struct bagtag_place first_textless;
    uint64_t torn; /* rows with text after a quoted field that spans lines: read as they are, but probably a quote is
                      missing and several rows were read as one */
    struct bagtag_place first_torn;
};

#endif
