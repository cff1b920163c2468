/* record.h - a document in a file: its text, its labels, and its original bytes */
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
    uint32_t number; /* order of appearance */
};

/* Zero-initialise, reuse; record_clear frees. Pointers are valid until the record or the block it is from is reused. */
struct record {
    const char *raw;     /* all its bytes, with the line end and, in the first record of a file, the byte order mark */
    size_t raw_len;      /* 0: there is no record, see records_next */
    uint64_t line;       /* number of its first line in the file, from 1 */
    bool lacks_line_end; /* it is the last line of a file of lines and has no line end; never set for csv */

    const char *text; /* at least 64 bytes after it are readable */
    size_t text_len;
    bool has_text;               /* false: the field is missing, and the text is empty */
    bool is_in_line;             /* text and labels are all that RAW contains besides the line end */
    bool drops_labels;           /* labels are not needed: they are neither checked nor added */
    struct record_label *labels; /* each label once, in order of appearance */
    size_t n_labels;
    size_t capacity;
    char *joined; /* unescaped or joined text that is not in the file as such */
    size_t joined_capacity;

    size_t insert;  /* where in RAW an answer may be inserted: before the closing brace of an object, or at the line end
                       of a row, which is then above 0; 0: nowhere */
    char delimiter; /* of a row; '\0': not a row */
    bool is_torn;   /* csv only: it has a torn field, see csv.h */

    /* jsonl only */
    const char *id; /* its JSON text; NULL: none */
    size_t id_len;
    bool is_bare;   /* the object has no members */
    bool has_added; /* the object already has the member to be added */
};
void record_clear(struct record *record);

/* The line as users see it: RAW without its line end and byte order mark; or only the text, if RAW contains more. */
struct line record_line(const struct record *record);

/* Appends the member "id" and a comma, for an answer that is a JSON object; nothing if the record has no id. */
void record_put_id(const struct record *record, struct buffer *out);

/* Appends NAME in quotes to NAMES, a list of what was found, for a sentence. False: the list is full, and ends in
 * "...". */
bool record_list_name(struct buffer *names, const char *name, size_t len);

/* Where a record is, for error messages. */
struct record_place {
    const char *file;
    uint64_t line;
    uint64_t column;  /* in characters, from 1; 0: none */
    const char *hint; /* appended to errors about the format of a line; "" for none */
};

/* Sets BAGTAG_INPUT with the place before the sentence. */
enum bagtag_status record_error(const struct record_place *place, struct bagtag_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4), cold));

/* Adds a label of LEN > 0 bytes, which must stay valid as long as the record is used. Labels with invalid UTF-8, NUL,
 * tabs or line breaks are BAGTAG_INPUT. Duplicates are dropped: at once among few labels, otherwise by
 * record_finish_labels, to be called after the last label. */
enum bagtag_status record_add_label(struct record *record, const char *text, size_t len,
                                    const struct record_place *place, struct bagtag_error *error);
void record_finish_labels(struct record *record);

/* Likewise, for a label that fills a whole field: drops spaces around it and then PREFIX before it; nothing is added if
 * nothing is left. */
enum bagtag_status record_add_field(struct record *record, const char *text, size_t len, const char *prefix,
                                    const struct record_place *place, struct bagtag_error *error);

/* Makes room in `joined` for LEN bytes, and the readable bytes after them. */
enum bagtag_status record_reserve_joined(struct record *record, size_t len, struct bagtag_error *error);

/* LEN bytes of `joined` are in use: clears the readable bytes after them. */
void record_end_joined(struct record *record, size_t len);

#endif
