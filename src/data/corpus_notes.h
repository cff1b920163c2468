/* corpus_notes.h - problems noticed while labelled files are read: how often, and where first */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CORPUS_NOTES_H
#define BAGTAG_DATA_CORPUS_NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/records.h"

enum corpus_note_kind {
    CORPUS_NOTE_UNLABELLED, /* a record without a label */
    CORPUS_NOTE_BAD,        /* a record left out because it cannot be read */
    CORPUS_NOTE_BAD_LINES,  /* a line of such a record */
    CORPUS_NOTE_TEXTLESS,   /* an object without a text */
    CORPUS_NOTE_TORN,       /* a row with text after a quoted field that spans lines */
    CORPUS_NOTE_INVALID,    /* a labelled record with invalid UTF-8 */
    CORPUS_NOTE_MARK,       /* a byte order mark at the start of a line other than the first */
    CORPUS_NOTE_CARRIAGE,   /* carriage returns instead of line feeds; counted in the first block of each file */
    CORPUS_NOTE_HEADING,    /* a first line that looks like column names */
    CORPUS_N_NOTES
};

/* A place, and the number of its block over all files, which orders places. */
struct corpus_spot {
    struct bagtag_place place; /* file NULL: nowhere */
    uint32_t block;
    enum format format; /* of the file */
};

/* The notes of one worker. Zero-initialise; corpus_notes_clear frees. */
struct corpus_notes {
    struct {
        uint64_t n;
        struct corpus_spot first;
    } kinds[CORPUS_N_NOTES];
    struct bagtag_error why_bad; /* what is wrong with the first CORPUS_NOTE_BAD, with its place */
    struct corpus_spot *labels;  /* [n_labels]: where each label of the worker's table was first seen */
    size_t n_labels, capacity;
};
void corpus_notes_clear(struct corpus_notes *notes);

/* Note what there is to note about block NUMBER before its records are read, and about a record, which was tokenized if
 * it has a label. */
void corpus_notes_begin_block(struct corpus_notes *notes, const struct records_block *block, uint32_t number);
void corpus_notes_record(struct corpus_notes *notes, const struct records_block *block, uint32_t number,
                         const struct record *record, bool has_invalid);

/* The worker's table has N labels now: the new ones were first seen in RECORD. False if out of memory. */
bool corpus_notes_labels(struct corpus_notes *notes, size_t n, const struct records_block *block, uint32_t number,
                         const struct record *record);

/* Notes the counts made while the records of block NUMBER were read. */
void corpus_notes_end_block(struct corpus_notes *notes, const struct records_block *block, uint32_t number);

/* Adds the counts of FROM to INTO and keeps the earlier of each two spots. Labels are left alone. */
void corpus_notes_merge(struct corpus_notes *into, const struct corpus_notes *from);

/* Whether A comes before B; a spot without a file comes last. */
bool corpus_spot_is_before(const struct corpus_spot *a, const struct corpus_spot *b);

#endif
