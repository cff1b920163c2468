/* bagtag_input.h - how files of text are read */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_INPUT_H
#define BAGTAG_INPUT_H

#include <stdbool.h>
#include <stdint.h>

/* Options that are for files of certain formats. */
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
                                   "jsonl"     a JSON object a line
                                   "csv"       rows of fields between delimiters, which may be in quotes
                                   "text"      all of a line is text; only where no labels are needed
                                   "auto"      told by its name or its first line: where labels are needed any of the
                                               first four, elsewhere "jsonl", "csv" or "text"; "csv" by its name, or
                                               where `given` has a column or the delimiter and it is not "jsonl" and
                                               has no label of fastText's in its first line */
    const char *label_prefix; /* text without white space: what labels begin with, and may in the other formats; NULL:
                                 what they began with where the model was trained, "__label__" without a model */

    /* Of jsonl: where text, labels and id stand in an object, "text", "label" and "id" by default. "meta.text" is the
     * member "text" of the object in the member "meta", or the member "meta.text". */
    const char *text_field;  /* a string; missing or null: there is no text, see bagtag_input_counts */
    const char *label_field; /* where labels are needed: a string, number or boolean; an array of those; or an object
                                whose keys with a weight above 0 are the labels; missing or null: none */
    const char *id_field;    /* anything; goes with answers that are JSON objects of their own */

    /* Of csv. A column is one by its name in the header, or else its number from 1. */
    const char *delimiter;    /* an ASCII character, "," by default; or "tab" */
    int header;               /* 1: the first row has the names of the columns, the default; 0: it is like others */
    const char *text_column;  /* "text" by default; "title,body": the texts of both, with a blank between them */
    const char *label_column; /* where labels are needed, "label" by default; an empty field: no label */

    bool skip_bad; /* a record that is not what its format wants is left out and counted, no error; of csv one with a
                      quote that is never closed ends with its line */

    uint32_t given; /* bits of enum bagtag_given: those that a user asked for, with whatever value; 0 by default */

    /* Called by any of the threads of a run, never by two at a time and at most once for each of these: as soon as the
     * first records of a file show that it is hardly meant to be read so (none has a text, none can be read, or all
     * have a label that is read as text); and as soon as it is known that no file has the format of an option that is
     * given. The counts at the end are the same with and without it. SENTENCE has no final period and lives as long as
     * the call. NULL: not wanted, as by default. Training has its progress function instead. */
    void (*warn)(void *context, const char *sentence);
    void *warn_context;
};

/* A line of a file, from 1. FILE is what messages call it: its path, or "standard input"; NULL: there is no such
 * line. */
struct bagtag_place {
    const char *file; /* borrowed from the caller's list of files */
    uint64_t line;
};

/* What was not as it should be in the files read. */
struct bagtag_input_counts {
    uint64_t bad;       /* records left out for skip_bad */
    uint64_t bad_lines; /* the lines they take: more than bad where fields in quotes have line breaks */
    struct bagtag_place first_bad;
    uint64_t textless; /* objects without a text: answered as a text of which nothing is known */
    struct bagtag_place first_textless;
    uint64_t torn; /* rows in which text follows quotes that span lines: read as they are, but a quote is likely
                      missing, and several rows are one */
    struct bagtag_place first_torn;
};

#endif
