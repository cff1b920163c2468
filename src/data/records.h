/* records.h - reads the records of files, in blocks that are handed to workers */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_RECORDS_H
#define BAGTAG_DATA_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "data/format.h"
#include "data/format_options.h"
#include "data/record.h"
#include "data/record_rules.h"
#include "io/json_skip.h"
#include "io/lines.h"

/*
 *     files --records_take--> blocks of whole records --records_next--> records
 *
 * Only one thread at a time may take blocks, which come in the order of the files. Each worker turns its own blocks
 * into records while others are taken. The format of a file decides where records end and what they contain.
 */

struct records;

/* Opens FILES ("-" is standard input) one after the other, as needed. A block holds about BLOCK_BYTES; 0 chooses a size
 * so that all workers get a share of each file. FILES and RULES are borrowed. */
enum bagtag_status records_open(struct records **out, const char *const *files, size_t n_files,
                                const struct record_rules *rules, size_t block_bytes, struct bagtag_error *error);
void records_close(struct records *records); /* NULL is allowed; its blocks are then invalid */

enum { RECORDS_MEMBERS_BYTES = 256 };

enum { RECORDS_FIRST_LINES = 1000 };

/* A block of whole records of one file. Zero-initialise; reused by each take; records_block_clear frees it. */
struct records_block {
    struct lines_block lines;
    uint64_t number;                     /* index of the block over all files, from 0 */
    const char *file;                    /* for messages */
    enum format format;                  /* not FORMAT_AUTO */
    char members[RECORDS_MEMBERS_BYTES]; /* jsonl: the members of the file's first object, for messages */
    char hint[96]; /* why the file is read in this format, for messages; "" if the caller chose the format */
    struct formats_seen formats; /* of the files up to and including this one */
    bool is_all_known;           /* `formats` covers all files */
    bool is_stream;              /* the file is not a regular one, and may never end */
    const struct record_rules *rules;
    struct json_shape shape;    /* jsonl: shape of the objects so far */
    struct csv_columns columns; /* of csv */
    struct line header;         /* csv: the original bytes of the header, in the first block of all files */
    size_t position;            /* of the next record */
    uint64_t next_line;
    struct bagtag_input_counts counts; /* of the records given so far */
    uint64_t n_given;                  /* records given so far, without bad ones */
    uint64_t n_prefixed;  /* counted by callers of records_next: records of plain text that begin with a label, */
    enum format prefixed; /* and the probable format of the last of these */
    uint64_t n_objects;   /* JSON objects given as plain text, of the first RECORDS_FIRST_LINES lines of the file */
};
void records_block_clear(struct records_block *block);

/* Fills BLOCK with the next records, as soon as there is one if the input pauses; block->lines.len = 0: all files are
 * finished. */
enum bagtag_status records_take(struct records *records, struct records_block *block, struct bagtag_error *error);

/* About the file of the last block taken: its name, its format as far as known (FORMAT_AUTO: all lines were empty), the
 * bytes read and the total size (0: unknown). Only for the thread that may call records_take. */
const char *records_file(const struct records *records);
enum format records_format(const struct records *records);
const char *records_members(const struct records *records);                /* as in struct records_block */
const struct formats_seen *records_formats(const struct records *records); /* of all files so far */
void records_progress(const struct records *records, uint64_t *bytes, uint64_t *total_bytes);

/* Reads the next record of BLOCK; raw_len = 0: none is left. A record that is invalid in its format is BAGTAG_INPUT
 * with file and line; or skipped and counted, if the rules say so, unless the first that can be read already has the
 * member to be added. A record without a label has n_labels = 0. */
enum bagtag_status records_next(struct records_block *block, struct record *record, struct bagtag_error *error);

/* Adds the counts MORE of records that come after those of SUM. */
void records_add_counts(struct bagtag_input_counts *sum, const struct bagtag_input_counts *more);

/* The first record of some kind, found by workers in any order. Zero-initialise. */
struct records_first {
    struct bagtag_place place; /* place.file NULL: none yet */
    enum format format;
    char members[RECORDS_MEMBERS_BYTES]; /* as in struct records_block */
    uint64_t block;
};

/* Notes that RECORD, the latest of BLOCK, is of this kind. FORMAT is its format, or probable format. */
void records_note_first(struct records_first *first, const struct records_block *block, const struct record *record,
                        enum format format);

/* Keeps the earlier of the two in FIRST. */
void records_merge_first(struct records_first *first, const struct records_first *other);

/* Whether NAME is in MEMBERS, a list as in struct records_block. */
bool records_list_member(const char *members, const char *name);

/* Reports that no record of FILE, read as FORMAT, has a label: BAGTAG_INPUT. MEMBERS is that of its blocks. */
enum bagtag_status records_no_label(const char *file, enum format format, const char *members,
                                    const struct record_rules *rules, struct bagtag_error *error);

#endif
