/* record.h - a document as a file has it: its text, its labels, and its bytes as they came */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_RECORD_H
#define BAGTAG_DATA_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "io/lines.h"

struct record_label {
    const char *text; /* without the prefix; valid UTF-8 without NUL, tab and line breaks, not empty */
    uint32_t len;
};

/* Zero-initialise, reuse; record_clear frees. Pointers hold until the block it is from is read anew, or the record. */
struct record {
    const char *raw;   /* all of its bytes, with the line end and, before the first of a file, the byte order mark */
    size_t raw_len;    /* 0: there is none, see records_next */
    uint64_t line;     /* the number of its first line in the file, from 1 */
    bool is_cut_short; /* the last line of a file of lines, without a line end */

    const char *text; /* at least 64 bytes behind it are readable */
    size_t text_len;
    struct record_label *labels; /* each label once, in order of appearance */
    size_t n_labels;
    size_t capacity;
    char *joined; /* the text where it does not stand in one piece in the file */
    size_t joined_capacity;
};
void record_clear(struct record *record);

/* RAW without its line end and byte order mark: what people call the line. */
struct line record_line(const struct record *record);

/* Where a record stands, for the sentences about it. */
struct record_place {
    const char *file;
    uint64_t line;
    const char *hint; /* goes behind what is said about the format of a line; "" for none */
};

/* A sentence with the place before it: BAGTAG_INPUT. */
enum bagtag_status record_error(const struct record_place *place, struct bagtag_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4), cold));

/* Adds a label of LEN > 0 bytes, which must stay as long as the record needs it. Labels that cannot be names are
 * BAGTAG_INPUT: invalid UTF-8, NUL, tabs and line breaks. Of few labels repeated ones are left out at once;
 * record_finish_labels, called behind the last one, leaves them out of many. */
enum bagtag_status record_add_label(struct record *record, const char *text, size_t len,
                                    const struct record_place *place, struct bagtag_error *error);
void record_finish_labels(struct record *record);

/* Makes room in `joined` for LEN bytes and the readable ones behind them. */
enum bagtag_status record_reserve_joined(struct record *record, size_t len, struct bagtag_error *error);

/* The first LEN bytes of `joined` are the text. */
void record_take_joined(struct record *record, size_t len);

#endif
