/* record.h - a document as a file has it: its text, its labels, and its bytes as they came */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_RECORD_H
#define BAGTAG_DATA_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "io/lines.h"

struct record_label {
    const char *text; /* without the prefix; valid UTF-8 without NUL, tab and line breaks, not empty */
    uint32_t len;
    uint32_t number; /* among those added */
};

/* Zero-initialise, reuse; record_clear frees. Pointers hold until the block it is from is read again, or the record. */
struct record {
    const char *raw;   /* all of its bytes, with the line end and, before the first of a file, the byte order mark */
    size_t raw_len;    /* 0: there is none, see records_next */
    uint64_t line;     /* the number of its first line in the file, from 1 */
    bool is_cut_short; /* the last line of a file of lines, without a line end; never of csv */

    const char *text; /* at least 64 bytes after it are readable */
    size_t text_len;
    bool has_text;               /* false: its field is missing, and the text is empty */
    bool is_in_line;             /* text and labels are what RAW holds besides the line end */
    bool drops_labels;           /* nobody reads its labels: none is added, and none is judged */
    struct record_label *labels; /* each label once, in order of appearance */
    size_t n_labels;
    size_t capacity;
    char *joined; /* what does not stand in the file as it is meant */
    size_t joined_capacity;

    size_t insert;  /* where in RAW an answer may be put in: before the closing brace of an object, or where the line
                       end of a row is, which is then above 0; 0: nowhere */
    char delimiter; /* of a row; '\0': it is none */
    bool is_torn;   /* of csv: a field of it is, see csv.h */

    /* of jsonl */
    const char *id; /* its JSON text; NULL: there is none */
    size_t id_len;
    bool is_bare; /* there are no members yet */
};
void record_clear(struct record *record);

/* What people call the line: RAW without its line end and byte order mark; or the text, where RAW is more than that. */
struct line record_line(const struct record *record);

/* Appends the member "id", and a comma, of an answer that is a JSON object of its own; nothing where there is not an
 * id. */
void record_put_id(const struct record *record, struct buffer *out);

/* Appends NAME in quotes to NAMES, the list of what a file has, for a sentence. False: the list is full, and ends in
 * "...". */
bool record_list_name(struct buffer *names, const char *name, size_t len);

/* Where a record stands, for the sentences about it. */
struct record_place {
    const char *file;
    uint64_t line;
    uint64_t column;  /* in characters, from 1; 0: none */
    const char *hint; /* goes behind what is said about the format of a line; "" for none */
};

/* A sentence with the place before it: BAGTAG_INPUT. */
enum bagtag_status record_error(const struct record_place *place, struct bagtag_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4), cold));

/* Adds a label of LEN > 0 bytes, which must stay as long as the record needs it. Labels that cannot be names are
 * BAGTAG_INPUT: invalid UTF-8, NUL, tabs and line breaks. Of few labels repeated ones are left out at once;
 * record_finish_labels, called after the last one, leaves them out of many. */
enum bagtag_status record_add_label(struct record *record, const char *text, size_t len,
                                    const struct record_place *place, struct bagtag_error *error);
void record_finish_labels(struct record *record);

/* The same of a label that fills a field of its own: spaces around it and then PREFIX before it are dropped; nothing
 * may be left. */
enum bagtag_status record_add_field(struct record *record, const char *text, size_t len, const char *prefix,
                                    const struct record_place *place, struct bagtag_error *error);

/* Makes room in `joined` for LEN bytes and the readable ones after them. */
enum bagtag_status record_reserve_joined(struct record *record, size_t len, struct bagtag_error *error);

/* LEN bytes of `joined` are in use: makes those after them readable. */
void record_end_joined(struct record *record, size_t len);

#endif
