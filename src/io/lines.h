/* lines.h - an input cut into blocks of whole lines */
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
    char *text; /* the lines, each ending in '\n' but perhaps the last of the input */
    size_t len; /* bytes in use; 0 only at the end of the input */
    size_t capacity;
    uint64_t first_line; /* number of its first line, from 1 */
    uint64_t n_lines;
    bool has_mark; /* it begins the input, and a byte order mark was dropped before it */
};

/* Cuts INPUT (borrowed) into blocks; a UTF-8 byte order mark at its very start is dropped. */
struct lines_reader;
enum bagtag_status lines_open(struct lines_reader **out, struct input *input, size_t block_bytes,
                              struct bagtag_error *error);
void lines_close(struct lines_reader *reader); /* NULL is allowed */

/* Fills BLOCK with the next lines: about block_bytes of them when they are at hand, fewer (but at least one)
 * when the input pauses; a line longer than block_bytes grows its block. The end of the input is BAGTAG_OK
 * with len = 0. At least 64 bytes behind the text are readable (and not newlines). */
enum bagtag_status lines_next(struct lines_reader *reader, struct lines_block *block, struct bagtag_error *error);
void lines_block_clear(struct lines_block *block);

/* One line of a block: TEXT[0..len) without its '\n' and without one '\r' before it. */
struct line {
    const char *text;
    size_t len;
};

/* Takes the line at *POSITION of the block and moves behind it; returns 0 when the block is used up.
 * Start with *position = 0. */
int lines_split(const struct lines_block *block, size_t *position, struct line *line);

#endif
