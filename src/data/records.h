/* records.h - the records of files, in blocks that workers take one after the other */
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
 * Taking is for one thread at a time, in the order of the files; each worker turns blocks of its own into records while
 * others are taken. The format of a file decides where a record ends and what is in it.
 */

struct records;

/* Opens FILES ("-" is standard input) one after the other, as they are needed. A block holds about BLOCK_BYTES; with 0,
 * a file is cut so that all workers get some of it. FILES and RULES are borrowed. */
enum bagtag_status records_open(struct records **out, const char *const *files, size_t n_files,
                                const struct record_rules *rules, size_t block_bytes, struct bagtag_error *error);
void records_close(struct records *records); /* NULL is allowed; do not use its blocks afterwards */

enum { RECORDS_MEMBERS_BYTES = 256 };

/* A block of whole records of one file. Zero-initialise; reused from take to take; records_block_clear frees it. */
struct records_block {
    struct lines_block lines;
    uint64_t number;                     /* of the block, over all files, from 0 */
    const char *file;                    /* for messages */
    enum format format;                  /* not FORMAT_AUTO */
    char members[RECORDS_MEMBERS_BYTES]; /* of jsonl: those of the file's first object, for messages */
    char hint[80];               /* why the file is read in this format, for messages; "" if the caller chose it */
    struct formats_seen formats; /* of the files up to this one */
    bool is_all_known;           /* they are those of all files */
    const struct record_rules *rules;
    struct json_shape shape;    /* of jsonl: that of the objects so far */
    struct csv_columns columns; /* of csv */
    struct line header;         /* of csv, when it begins with the first one of all files: its bytes as they came */
    size_t position;            /* of what records_next gives next */
    uint64_t next_line;
    struct bagtag_input_counts counts; /* of the records given so far */
    uint64_t n_given;                  /* these records, without the bad ones */
    uint64_t n_prefixed;               /* counted by who takes them: those of plain text that begin with a label, */
    enum format prefixed;              /* and what the last of these seems to be */
};
void records_block_clear(struct records_block *block);

/* Fills BLOCK with the next records, as soon as there is one when the input pauses; block->lines.len = 0: there are
 * none left in any file. */
enum bagtag_status records_take(struct records *records, struct records_block *block, struct bagtag_error *error);

/* The file of the last block taken: its name, how it is read as far as that is known (FORMAT_AUTO: all lines were
 * empty), the bytes read of it and its total (0: unknown). For the thread that may call records_take. */
const char *records_file(const struct records *records);
enum format records_format(const struct records *records);
const char *records_members(const struct records *records);                /* as in a block of that file */
const struct formats_seen *records_formats(const struct records *records); /* of all files so far */
void records_progress(const struct records *records, uint64_t *bytes, uint64_t *total_bytes);

/* The next record of BLOCK; raw_len = 0: there is none left. One that is not what its format wants is
 * BAGTAG_INPUT with file and line, or left out and counted where the rules say so. A record without a label has
 * n_labels = 0. */
enum bagtag_status records_next(struct records_block *block, struct record *record, struct bagtag_error *error);

/* Adds the counts MORE of records that come behind those of SUM. */
void records_add_counts(struct bagtag_input_counts *sum, const struct bagtag_input_counts *more);

/* The first record of a kind, though workers meet them in any order. Zero-initialise. */
struct records_first {
    struct bagtag_place place; /* place.file NULL: there is none */
    enum format format;
    char members[RECORDS_MEMBERS_BYTES]; /* as in its block */
    uint64_t block;
};

/* RECORD, the next one of BLOCK, is of the kind, and of FORMAT or seems to be. */
void records_note_first(struct records_first *first, const struct records_block *block, const struct record *record,
                        enum format format);

/* FIRST becomes the earlier of the two. */
void records_merge_first(struct records_first *first, const struct records_first *other);

/* Whether NAME is one of MEMBERS, as they are in a block. */
bool records_list_member(const char *members, const char *name);

/* Reports that no record of FILE, read by RULES as FORMAT, has a label: BAGTAG_INPUT. MEMBERS is that of its blocks. */
enum bagtag_status records_no_label(const char *file, enum format format, const char *members,
                                    const struct record_rules *rules, struct bagtag_error *error);

#endif
