/* lines.h - an input split into blocks of whole lines */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_LINES_H
#define BAGTAG_IO_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "io/input.h"

/* A run of whole lines. Zero-initialise; reused from call to call; lines_block_clear frees it. */
struct lines_block {
    char *text; /* the lines, each ending in '\n' except perhaps the last of the input */
    size_t len; /* bytes in use; 0 only at the end of the input */
    size_t capacity;
    uint64_t first_line; /* number of its first line, from 1 */
    uint64_t n_lines;
    bool has_mark; /* it is the first block and begins with a byte order mark, which is not part of the first line */
};

/* The length of the UTF-8 byte order mark that TEXT begins with, or 0. */
size_t lines_mark_len(const char *text, size_t len);

/* Splits INPUT (borrowed) into blocks. An input that holds only a byte order mark has no lines. */
struct lines_reader;
enum bagtag_status lines_open(struct lines_reader **out, struct input *input, size_t block_bytes,
                              struct bagtag_error *error);
void lines_close(struct lines_reader *reader); /* NULL is allowed */

/* For blocks that end elsewhere than at line ends. Called with all bytes of the input, in pieces and in order; returns
 * how many of the N come before the last place where a block may end, or 0 if there is none. */
typedef size_t lines_find_end(void *context, const char *bytes, size_t n);

/* Splits by FIND_END instead of at newlines; call before the first lines_next. CONTEXT must outlive the reader. */
void lines_split_by(struct lines_reader *reader, lines_find_end *find_end, void *context);

/* Fills BLOCK with the next lines (or other units, see lines_split_by): about block_bytes of them if they are
 * available, fewer (but at least one line) if the input pauses; a block grows for a line longer than block_bytes. At
 * the end of the input returns BAGTAG_OK with len = 0. A read error is reported after the whole lines before it. At
 * least 64 bytes after the text are readable (and not newlines). */
enum bagtag_status lines_next(struct lines_reader *reader, struct lines_block *block, struct bagtag_error *error);
void lines_block_clear(struct lines_block *block);

/* One line of a block: TEXT[0..len) without its '\n' and without one '\r' before it. */
struct line {
    const char *text;
    size_t len;
};

/* Takes the line at *POSITION of the block and moves past it; returns 0 if the block is used up.
 * Start with *position = 0. */
int lines_split(const struct lines_block *block, size_t *position, struct line *line);

/* Takes the next word of LINE from *POSITION, delimited by ASCII white space, and moves past it; false if there is none
 * left. Start with *position = 0. */
bool line_next_word(struct line line, size_t *position, struct line *word);

/* Callbacks for the lines of a file. */
struct lines_visitor {
    void *context;
    /* Called for each line; NUMBER counts from 1. */
    enum bagtag_status (*visit)(void *context, struct line line, const char *file, uint64_t number,
                                struct bagtag_error *error);
    /* Called when the input may pause: output made so far should be flushed. May be NULL. */
    enum bagtag_status (*pause)(void *context, struct bagtag_error *error);
};

/* Visits the lines of PATH ("-": standard input) until a call fails; `pause` is called even after that. */
enum bagtag_status lines_visit(const char *path, const struct lines_visitor *visitor, struct bagtag_error *error);

#endif
