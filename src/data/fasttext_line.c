/* fasttext_line.c - a line in which words that begin with a prefix are labels */
/* SPDX-License-Identifier: MIT */
#include "data/fasttext_line.h"

#include <string.h>

#include "base/bytes.h"
#include "data/space.h"

/* A line being parsed. */
struct parsing {
    struct record *record;
    struct line line;
    const char *prefix;
    size_t prefix_len;
    const struct record_place *place;
};

static bool find_prefixed(struct line line, size_t at, const char *prefix, size_t prefix_len, size_t *start)
{
    while (at < line.len) {
        const char *found = bytes_find(line.text + at, line.len - at, prefix, prefix_len);
        if (found == NULL)
            return false;
        at = (size_t)(found - line.text);
        if (at == 0 || space_before(line.text, at) > 0) {
            *start = at;
            return true;
        }
        at++;
    }
    return false;
}

bool fasttext_line_find(struct line line, size_t at, const char *prefix, size_t *start)
{
    return find_prefixed(line, at, prefix, strlen(prefix), start);
}

static enum bagtag_status add_label(const struct parsing *p, size_t start, size_t end, struct bagtag_error *error)
{
    start += p->prefix_len;
    return record_add_label(p->record, p->line.text + start, end - start, p->place, error);
}

/* Finds the next label at or after AT, from *START to *END. The bare prefix is text. */
static bool next_label(const struct parsing *p, size_t at, size_t *start, size_t *end)
{
    while (find_prefixed(p->line, at, p->prefix, p->prefix_len, start)) {
        *end = space_find(p->line.text, p->line.len, *start);
        if (*end - *start > p->prefix_len)
            return true;
        at = *end;
    }
    return false;
}

/* Adds the labels at the start of the line, where they usually are. *AT becomes the start of the text. */
static enum bagtag_status parse_beginning(const struct parsing *p, size_t *at, struct bagtag_error *error)
{
    struct line line = p->line;
    *at = 0;
    while (*at < line.len && space_is_ascii(line.text[*at]))
        ++*at;
    for (size_t start = *at;;) {
        start = space_skip(line.text, line.len, start);
        if (line.len - start <= p->prefix_len || memcmp(line.text + start, p->prefix, p->prefix_len) != 0)
            return BAGTAG_OK;
        size_t end = space_find(line.text, line.len, start);
        if (end - start <= p->prefix_len)
            return BAGTAG_OK;
        enum bagtag_status status = add_label(p, start, end, error);
        if (status != BAGTAG_OK)
            return status;
        *at = start = space_skip(line.text, line.len, end);
    }
}

/* There is a label inside the text, from START to END: copies the text around labels, with a space for each label. The
 * text before it begins at TEXT_AT. */
static enum bagtag_status parse_joined(const struct parsing *p, size_t text_at, size_t start, size_t end,
                                       struct bagtag_error *error)
{
    struct record *record = p->record;
    struct line line = p->line;
    enum bagtag_status status = record_reserve_joined(record, line.len, error);
    if (status != BAGTAG_OK)
        return status;
    size_t len = 0;
    do {
        memcpy(record->joined + len, line.text + text_at, start - text_at);
        len += start - text_at;
        status = add_label(p, start, end, error);
        if (status != BAGTAG_OK)
            return status;
        record->joined[len++] = ' '; /* fits: a label is longer than a space */
        text_at = end;
    } while (next_label(p, end, &start, &end));
    memcpy(record->joined + len, line.text + text_at, line.len - text_at);
    record->text = record->joined;
    record->text_len = len + line.len - text_at;
    record_end_joined(record, record->text_len);
    return BAGTAG_OK;
}

enum bagtag_status fasttext_line_parse(struct record *record, struct line line, const char *prefix,
                                       const struct record_place *place, struct bagtag_error *error)
{
    struct parsing p = {.record = record, .line = line, .prefix = prefix, .prefix_len = strlen(prefix), .place = place};
    size_t at, start, end;
    enum bagtag_status status = parse_beginning(&p, &at, error);
    if (status != BAGTAG_OK)
        return status;
    record->text = line.text + at;
    record->text_len = line.len - at;
    if (next_label(&p, at, &start, &end))
        status = parse_joined(&p, at, start, end, error);
    if (status == BAGTAG_OK)
        record_finish_labels(record);
    return status;
}
