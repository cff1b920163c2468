/* lines.c - an input split into blocks of whole lines */
/* SPDX-License-Identifier: MIT */
#include "io/lines.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"

#define READ_PADDING ((size_t)64)
#define VISITED_BYTES ((size_t)64 << 10)
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Bytes are read straight into the caller's block. An unfinished line after its last newline is carried over to the
 * next block. */
struct lines_reader {
    struct input *input;
    lines_find_end *find_end;
    void *find_context;
    size_t block_bytes;
    char *carried;
    size_t n_carried;
    size_t carried_capacity;
    uint64_t next_line;
    bool is_at_start;
    bool has_ended;
    enum bagtag_status late_status; /* a read error, kept until the lines before it have been returned */
    struct bagtag_error late_error;
};

static size_t find_newline(void *context, const char *bytes, size_t n)
{
    (void)context;
    const char *newline = memrchr(bytes, '\n', n);
    return newline != NULL ? (size_t)(newline + 1 - bytes) : 0;
}

enum bagtag_status lines_open(struct lines_reader **out, struct input *input, size_t block_bytes,
                              struct bagtag_error *error)
{
    assert(block_bytes > 0);
    struct lines_reader *reader = mem_zeroed(1, sizeof *reader);
    if (reader == NULL)
        return error_memory(error);
    reader->input = input;
    reader->find_end = find_newline;
    reader->block_bytes = block_bytes;
    reader->next_line = 1;
    reader->is_at_start = true;
    *out = reader;
    return BAGTAG_OK;
}

void lines_split_by(struct lines_reader *reader, lines_find_end *find_end, void *context)
{
    reader->find_end = find_end;
    reader->find_context = context;
}

void lines_close(struct lines_reader *reader)
{
    if (reader == NULL)
        return;
    free(reader->carried);
    free(reader);
}

void lines_block_clear(struct lines_block *block)
{
    free(block->text);
    *block = (struct lines_block){0};
}

/* Makes room for BYTES and the readable bytes after them. */
static enum bagtag_status reserve(struct lines_block *block, size_t bytes, struct bagtag_error *error)
{
    size_t needed;
    if (__builtin_add_overflow(bytes, READ_PADDING, &needed) ||
        mem_reserve(&block->text, &block->capacity, needed, 1) != 0)
        return error_memory(error);
    return BAGTAG_OK;
}

/* Reads into BLOCK, which holds the carried bytes, until it is full or the input pauses, but at least until it holds a
 * whole line, for which it grows. Sets *END to the end of the last whole line, or to 0. If whole lines precede a
 * failure, they are returned first and the failure is kept for the next call. */
static enum bagtag_status fill(struct lines_reader *reader, struct lines_block *block, size_t *end,
                               struct bagtag_error *error)
{
    size_t limit = reader->block_bytes;
    *end = 0;
    for (;;) {
        if (block->len >= limit) {
            if (*end > 0)
                return BAGTAG_OK;
            if (__builtin_add_overflow(block->len, block->len / 2 + reader->block_bytes, &limit))
                return error_memory(error);
        }
        enum bagtag_status status = reserve(block, limit, error);
        if (status != BAGTAG_OK)
            return status;
        char *fresh = block->text + block->len;
        size_t n_read;
        status = input_read(reader->input, fresh, limit - block->len, &n_read, &reader->late_error);
        if (status != BAGTAG_OK && *end == 0)
            return error_forward(error, status, &reader->late_error);
        reader->late_status = status;
        if (status != BAGTAG_OK)
            return BAGTAG_OK;
        if (n_read == 0) {
            reader->has_ended = true;
            return BAGTAG_OK;
        }
        block->len += n_read;
        size_t n_whole = reader->find_end(reader->find_context, fresh, n_read);
        if (n_whole > 0)
            *end = (size_t)(fresh - block->text) + n_whole;
        if (*end > 0 && block->len < limit && !input_is_ready(reader->input))
            return BAGTAG_OK;
    }
}

/* Moves the bytes after END from the block to the reader. */
static enum bagtag_status carry(struct lines_reader *reader, struct lines_block *block, size_t end,
                                struct bagtag_error *error)
{
    size_t n_left = block->len - end;
    if (mem_reserve(&reader->carried, &reader->carried_capacity, n_left, 1) != 0)
        return error_memory(error);
    if (n_left > 0)
        memcpy(reader->carried, block->text + end, n_left);
    reader->n_carried = n_left;
    block->len = end;
    return BAGTAG_OK;
}

size_t lines_mark_len(const char *text, size_t len)
{
    size_t mark_len = strlen(BYTE_ORDER_MARK);
    return len >= mark_len && memcmp(text, BYTE_ORDER_MARK, mark_len) == 0 ? mark_len : 0;
}

/* Whether the first block of an input begins with a mark; empties a block that holds nothing else. */
static bool take_mark(struct lines_block *block)
{
    size_t mark_len = lines_mark_len(block->text, block->len);
    if (block->len == mark_len)
        block->len = 0;
    return mark_len > 0 && block->len > 0;
}

enum bagtag_status lines_next(struct lines_reader *reader, struct lines_block *block, struct bagtag_error *error)
{
    block->len = 0;
    block->n_lines = 0;
    block->has_mark = false;
    block->first_line = reader->next_line;
    if (reader->late_status != BAGTAG_OK)
        return error_forward(error, reader->late_status, &reader->late_error);
    enum bagtag_status status = reserve(block, reader->n_carried, error);
    if (status != BAGTAG_OK)
        return status;
    if (reader->n_carried > 0)
        memcpy(block->text, reader->carried, reader->n_carried);
    block->len = reader->n_carried;
    reader->n_carried = 0;

    size_t end = 0;
    if (!reader->has_ended)
        status = fill(reader, block, &end, error);
    if (status == BAGTAG_OK && !reader->has_ended)
        status = carry(reader, block, end, error);
    if (status != BAGTAG_OK) {
        block->len = 0;
        return status;
    }
    if (reader->is_at_start)
        block->has_mark = take_mark(block);
    reader->is_at_start = false;
    memset(block->text + block->len, 0, READ_PADDING);

    block->n_lines = bytes_count(block->text, block->len, '\n');
    if (block->len > 0 && block->text[block->len - 1] != '\n')
        block->n_lines++;
    reader->next_line += block->n_lines;
    return BAGTAG_OK;
}

int lines_split(const struct lines_block *block, size_t *position, struct line *line)
{
    if (*position >= block->len)
        return 0;
    if (*position == 0 && block->has_mark)
        *position = lines_mark_len(block->text, block->len);
    const char *text = block->text + *position;
    size_t left = block->len - *position;
    const char *newline = memchr(text, '\n', left);
    size_t len = newline != NULL ? (size_t)(newline - text) : left;
    *position += newline != NULL ? len + 1 : left;
    line->text = text;
    line->len = len > 0 && text[len - 1] == '\r' ? len - 1 : len;
    return 1;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool line_next_word(struct line line, size_t *position, struct line *word)
{
    size_t begin = *position;
    while (begin < line.len && is_space(line.text[begin]))
        begin++;
    size_t end = begin;
    while (end < line.len && !is_space(line.text[end]))
        end++;
    *position = end;
    *word = (struct line){.text = line.text + begin, .len = end - begin};
    return end > begin;
}

static enum bagtag_status visit_block(const struct lines_block *block, const char *file,
                                      const struct lines_visitor *visitor, struct bagtag_error *error)
{
    size_t position = 0;
    uint64_t number = block->first_line;
    struct line line;
    enum bagtag_status status = BAGTAG_OK;
    while (status == BAGTAG_OK && lines_split(block, &position, &line))
        status = visitor->visit(visitor->context, line, file, number++, error);
    if (visitor->pause == NULL)
        return status;
    struct bagtag_error late;
    enum bagtag_status paused = visitor->pause(visitor->context, status == BAGTAG_OK ? error : &late);
    return status == BAGTAG_OK ? paused : status;
}

enum bagtag_status lines_visit(const char *path, const struct lines_visitor *visitor, struct bagtag_error *error)
{
    struct input *input = NULL;
    struct lines_reader *lines = NULL;
    struct lines_block block = {.text = NULL};
    enum bagtag_status status = input_open(&input, path, NULL, error);
    if (status == BAGTAG_OK)
        status = lines_open(&lines, input, VISITED_BYTES, error);
    while (status == BAGTAG_OK) {
        status = lines_next(lines, &block, error);
        if (status != BAGTAG_OK || block.len == 0)
            break;
        status = visit_block(&block, input_name(input), visitor, error);
    }
    lines_block_clear(&block);
    lines_close(lines);
    input_close(input);
    return status;
}
