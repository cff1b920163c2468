/* reader.c - a line of labelled text: which part is label, which is text */
/* SPDX-License-Identifier: MIT */
#include "data/reader.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/utf8.h"

#define READABLE 64 /* bytes behind a text that vector loads may touch */
#define FEW_LABELS 16

/* What the messages of a line need. */
struct place {
    const char *file;
    uint64_t number;
    struct bagtag_error *error;
};

static enum bagtag_status fail_memory(const struct place *place)
{
    return error_memory(place->error);
}

int reader_format_of(const char *name)
{
    static const char *const names[] = {
        [READER_AUTO] = "auto", [READER_FASTTEXT] = "fasttext", [READER_TSV] = "tsv", [READER_TEXT] = "text"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return (int)i;
    return -1;
}

/* The bytes at which words end, as in the whitespace tokenizer. */
static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

static size_t word_end(struct line line, size_t at)
{
    while (at < line.len && !is_space(line.text[at]))
        at++;
    return at;
}

/* The next word at or behind AT that begins with the prefix: puts where it begins into *START and returns true. */
static bool find_prefixed(struct line line, size_t at, const char *prefix, size_t prefix_len, size_t *start)
{
    while (at < line.len) {
        const char *found = bytes_find(line.text + at, line.len - at, prefix, prefix_len);
        if (found == NULL)
            return false;
        at = (size_t)(found - line.text);
        if (at == 0 || is_space(line.text[at - 1])) {
            *start = at;
            return true;
        }
        at++;
    }
    return false;
}

static bool has_suffix(const char *path, const char *suffix)
{
    size_t len = strlen(path), suffix_len = strlen(suffix);
    return len >= suffix_len && strcmp(path + len - suffix_len, suffix) == 0;
}

enum reader_format reader_detect(const char *path, const struct lines_block *first_block, const char *prefix)
{
    if (has_suffix(path, ".tsv") || has_suffix(path, ".tsv.gz") || has_suffix(path, ".tsv.zst"))
        return READER_TSV;
    size_t position = 0, start;
    struct line line;
    while (lines_split(first_block, &position, &line) != 0) {
        if (line.len == 0)
            continue;
        if (find_prefixed(line, 0, prefix, strlen(prefix), &start))
            return READER_FASTTEXT;
        return memchr(line.text, '\t', line.len) != NULL ? READER_TSV : READER_FASTTEXT;
    }
    return READER_FASTTEXT;
}

static enum bagtag_status add_label(struct record *record, const char *text, size_t len, const struct place *place)
{
    if (len > UINT32_MAX)
        return error_set(place->error, BAGTAG_INPUT,
                         "%s:%" PRIu64 ": expected a label of less than 4 GiB; found one of %zu bytes", place->file,
                         place->number, len);
    if (!utf8_is_valid(text, len))
        return error_set(place->error, BAGTAG_INPUT,
                         "%s:%" PRIu64 ": expected a label in UTF-8; found one with invalid bytes", place->file,
                         place->number);
    if (record->n_labels < FEW_LABELS)
        for (size_t i = 0; i < record->n_labels; i++)
            if (record->labels[i].len == len && memcmp(record->labels[i].text, text, len) == 0)
                return BAGTAG_OK;
    if (mem_reserve(&record->labels, &record->capacity, record->n_labels + 1, sizeof *record->labels) != 0)
        return fail_memory(place);
    record->labels[record->n_labels++] = (struct reader_label){.text = text, .len = (uint32_t)len};
    return BAGTAG_OK;
}

/* By bytes, then by place in the line: all labels of a record point into one line. */
static int compare_bytes(const void *a, const void *b)
{
    const struct reader_label *x = a, *y = b;
    int order = memcmp(x->text, y->text, x->len < y->len ? x->len : y->len);
    if (order == 0 && x->len != y->len)
        order = x->len < y->len ? -1 : 1;
    if (order == 0 && x->text != y->text)
        order = x->text < y->text ? -1 : 1;
    return order;
}

static int compare_places(const void *a, const void *b)
{
    const struct reader_label *x = a, *y = b;
    return x->text < y->text ? -1 : x->text > y->text;
}

/* Lines with very many labels: sorted, so that equal ones are neighbours, then put back into order. */
static void drop_repeated_labels(struct record *record)
{
    struct reader_label *labels = record->labels;
    qsort(labels, record->n_labels, sizeof *labels, compare_bytes);
    size_t n = 1;
    for (size_t i = 1; i < record->n_labels; i++)
        if (labels[i].len != labels[n - 1].len || memcmp(labels[i].text, labels[n - 1].text, labels[i].len) != 0)
            labels[n++] = labels[i];
    qsort(labels, n, sizeof *labels, compare_places);
    record->n_labels = n;
}

/* A label stands in the text: what is left is joined, one space where a label was. The first label that is not
 * at the line's beginning is at START; the text before it begins at TEXT_AT. */
static enum bagtag_status parse_joined(struct record *record, struct line line, size_t text_at, size_t start,
                                       const char *prefix, size_t prefix_len, const struct place *place)
{
    if (line.len > SIZE_MAX - READABLE ||
        mem_reserve(&record->joined, &record->joined_capacity, line.len + READABLE, 1) != 0)
        return fail_memory(place);
    size_t len = 0;
    for (;;) {
        memcpy(record->joined + len, line.text + text_at, start - text_at);
        len += start - text_at;
        size_t end = word_end(line, start);
        enum bagtag_status status = add_label(record, line.text + start + prefix_len, end - start - prefix_len, place);
        if (status != BAGTAG_OK)
            return status;
        record->joined[len++] = ' '; /* a label is longer than a space: it fits */
        text_at = end;
        do {
            if (!find_prefixed(line, end, prefix, prefix_len, &start)) {
                memcpy(record->joined + len, line.text + text_at, line.len - text_at);
                len += line.len - text_at;
                memset(record->joined + len, 0, READABLE);
                record->text = record->joined;
                record->len = len;
                return BAGTAG_OK;
            }
            end = word_end(line, start);
        } while (end - start <= prefix_len); /* the bare prefix is text */
    }
}

static enum bagtag_status parse_fasttext(struct record *record, const char *prefix, struct line line,
                                         const struct place *place)
{
    size_t prefix_len = strlen(prefix);
    size_t at = 0;
    for (;;) { /* the labels at the beginning, where they mostly are */
        while (at < line.len && is_space(line.text[at]))
            at++;
        if (line.len - at <= prefix_len || memcmp(line.text + at, prefix, prefix_len) != 0)
            break;
        size_t end = word_end(line, at);
        if (end - at <= prefix_len)
            break;
        enum bagtag_status status = add_label(record, line.text + at + prefix_len, end - at - prefix_len, place);
        if (status != BAGTAG_OK)
            return status;
        at = end;
    }
    record->text = line.text + at;
    record->len = line.len - at;

    enum bagtag_status status = BAGTAG_OK;
    size_t from = at, start;
    while (find_prefixed(line, from, prefix, prefix_len, &start)) {
        size_t end = word_end(line, start);
        if (end - start > prefix_len) {
            status = parse_joined(record, line, at, start, prefix, prefix_len, place);
            break;
        }
        from = end;
    }
    if (status == BAGTAG_OK && record->n_labels >= FEW_LABELS)
        drop_repeated_labels(record);
    return status;
}

static enum bagtag_status parse_tsv(struct record *record, const char *prefix, struct line line,
                                    const struct place *place)
{
    record->text = line.text;
    record->len = line.len;
    if (line.len == 0)
        return BAGTAG_OK;
    const char *tab = memchr(line.text, '\t', line.len);
    if (tab == NULL)
        return error_set(place->error, BAGTAG_INPUT, "%s:%" PRIu64 ": expected label, tab, text; found no tab",
                         place->file, place->number);
    size_t label_len = (size_t)(tab - line.text);
    record->text = tab + 1;
    record->len = line.len - label_len - 1;
    size_t prefix_len = strlen(prefix);
    if (label_len < prefix_len || memcmp(line.text, prefix, prefix_len) != 0)
        prefix_len = 0;
    if (label_len == prefix_len)
        return BAGTAG_OK;
    return add_label(record, line.text + prefix_len, label_len - prefix_len, place);
}

enum bagtag_status reader_parse(struct record *record, enum reader_format format, const char *prefix, struct line line,
                                const char *file, uint64_t number, struct bagtag_error *error)
{
    struct place place = {.file = file, .number = number, .error = error};
    record->n_labels = 0;
    switch (format) {
    case READER_TSV:
        return parse_tsv(record, prefix, line, &place);
    case READER_TEXT:
        record->text = line.text;
        record->len = line.len;
        return BAGTAG_OK;
    case READER_AUTO:
    case READER_FASTTEXT:
        break;
    }
    return parse_fasttext(record, prefix, line, &place);
}

void record_clear(struct record *record)
{
    free(record->labels);
    free(record->joined);
    *record = (struct record){0};
}
