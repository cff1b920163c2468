/* record.c - a document in a file: its text, its labels, and its original bytes */
/* SPDX-License-Identifier: MIT */
#include "data/record.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "data/space.h"

#define READABLE 64 /* bytes after a text that vector loads may touch */
#define FEW_LABELS 16
#define MAX_NAMES_BYTES 160 /* in a sentence */

void record_clear(struct record *record)
{
    free(record->labels);
    free(record->joined);
    *record = (struct record){0};
}

enum bagtag_status record_error(const struct record_place *place, struct bagtag_error *error, const char *format, ...)
{
    char sentence[sizeof((struct bagtag_error *)NULL)->sentence];
    va_list values;
    va_start(values, format);
    (void)vsnprintf(sentence, sizeof sentence, format, values);
    va_end(values);
    if (place->column > 0)
        return error_set(error, BAGTAG_INPUT, "%s:%" PRIu64 ":%" PRIu64 ": %s", place->file, place->line, place->column,
                         sentence);
    return error_set(error, BAGTAG_INPUT, "%s:%" PRIu64 ": %s", place->file, place->line, sentence);
}

/* Whether TEXT contains a byte that would forge a row or a column in a list of labels: NUL, tab, line feed, carriage
 * return. */
static bool has_break(const char *text, size_t len)
{
    const uint32_t breaks = UINT32_C(1) << '\0' | UINT32_C(1) << '\t' | UINT32_C(1) << '\n' | UINT32_C(1) << '\r';
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < 32 && (breaks >> text[i] & 1) != 0)
            return true;
    return false;
}

/* Reports why the label cannot be a name. */
static enum bagtag_status refuse_label(const struct record *record, const struct record_place *place, const char *text,
                                       size_t len, struct bagtag_error *error)
{
    if (len > UINT32_MAX)
        return record_error(place, error, "expected a label of less than 4 GiB; found one of %zu bytes", len);
    if (record->n_labels == UINT32_MAX)
        return record_error(place, error, "expected fewer than 4,294,967,296 labels; found more");
    if (!utf8_is_valid(text, len))
        return record_error(place, error, "expected a label in UTF-8; found one with invalid bytes");
    if (memchr(text, '\0', len) != NULL)
        return record_error(place, error, "expected a label without NUL bytes; found one with NUL");
    return record_error(place, error, "expected a label on one line, without tabs; found one with a %s in it",
                        memchr(text, '\t', len) != NULL ? "tab" : "line break");
}

enum bagtag_status record_add_label(struct record *record, const char *text, size_t len,
                                    const struct record_place *place, struct bagtag_error *error)
{
    if (record->drops_labels)
        return BAGTAG_OK;
    if (len > UINT32_MAX || record->n_labels == UINT32_MAX || !utf8_is_valid(text, len) || has_break(text, len))
        return refuse_label(record, place, text, len, error);
    if (record->n_labels < FEW_LABELS)
        for (size_t i = 0; i < record->n_labels; i++)
            if (record->labels[i].len == len && memcmp(record->labels[i].text, text, len) == 0)
                return BAGTAG_OK;
    if (mem_reserve(&record->labels, &record->capacity, record->n_labels + 1, sizeof *record->labels) != 0)
        return error_memory(error);
    uint32_t number = (uint32_t)record->n_labels;
    record->labels[record->n_labels++] = (struct record_label){.text = text, .len = (uint32_t)len, .number = number};
    return BAGTAG_OK;
}

/* Strips spaces and then the prefix, but no NUL bytes: record_add_label must refuse them. */
static struct line strip(struct line label, const char *prefix)
{
    size_t n;
    while (label.len > 0 && label.text[0] != '\0' && (n = space_at(label.text, label.len)) > 0) {
        label.text += n;
        label.len -= n;
    }
    while (label.len > 0 && label.text[label.len - 1] != '\0' && (n = space_before(label.text, label.len)) > 0)
        label.len -= n;
    size_t prefix_len = strlen(prefix);
    if (label.len >= prefix_len && memcmp(label.text, prefix, prefix_len) == 0) {
        label.text += prefix_len;
        label.len -= prefix_len;
    }
    return label;
}

enum bagtag_status record_add_field(struct record *record, const char *text, size_t len, const char *prefix,
                                    const struct record_place *place, struct bagtag_error *error)
{
    struct line label = strip((struct line){.text = text, .len = len}, prefix);
    return label.len > 0 ? record_add_label(record, label.text, label.len, place, error) : BAGTAG_OK;
}

bool record_list_name(struct buffer *names, const char *name, size_t len)
{
    buffer_text(names, names->len == 0 ? "" : ", ");
    if (names->len + len > MAX_NAMES_BYTES) {
        buffer_text(names, "...");
        return false;
    }
    buffer_char(names, '"');
    buffer_one_line(names, name, len);
    buffer_char(names, '"');
    return true;
}

struct line record_line(const struct record *record)
{
    struct line line = {.text = record->raw, .len = record->raw_len};
    if (!record->is_in_line)
        return (struct line){.text = record->text, .len = record->text_len};
    size_t n_mark = record->line == 1 ? lines_mark_len(line.text, line.len) : 0;
    line.text += n_mark;
    line.len -= n_mark;
    if (line.len > 0 && line.text[line.len - 1] == '\n')
        line.len--;
    if (line.len > 0 && line.text[line.len - 1] == '\r')
        line.len--;
    return line;
}

void record_put_id(const struct record *record, struct buffer *out)
{
    if (record->id == NULL)
        return;
    buffer_text(out, "\"id\":");
    buffer_bytes(out, record->id, record->id_len);
    buffer_char(out, ',');
}

/* By bytes, then in order of appearance. */
static int compare_bytes(const void *a, const void *b)
{
    const struct record_label *x = a, *y = b;
    int order = memcmp(x->text, y->text, x->len < y->len ? x->len : y->len);
    if (order == 0 && x->len != y->len)
        order = x->len < y->len ? -1 : 1;
    if (order == 0 && x->number != y->number)
        order = x->number < y->number ? -1 : 1;
    return order;
}

static int compare_numbers(const void *a, const void *b)
{
    const struct record_label *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* Sorts the labels so that equal ones are neighbours, then restores the order. */
void record_finish_labels(struct record *record)
{
    if (record->n_labels < FEW_LABELS)
        return;
    struct record_label *labels = record->labels;
    qsort(labels, record->n_labels, sizeof *labels, compare_bytes);
    size_t n = 1;
    for (size_t i = 1; i < record->n_labels; i++)
        if (labels[i].len != labels[n - 1].len || memcmp(labels[i].text, labels[n - 1].text, labels[i].len) != 0)
            labels[n++] = labels[i];
    qsort(labels, n, sizeof *labels, compare_numbers);
    record->n_labels = n;
}

enum bagtag_status record_reserve_joined(struct record *record, size_t len, struct bagtag_error *error)
{
    size_t needed;
    if (__builtin_add_overflow(len, READABLE, &needed) ||
        mem_reserve(&record->joined, &record->joined_capacity, needed, 1) != 0)
        return error_memory(error);
    return BAGTAG_OK;
}

void record_end_joined(struct record *record, size_t len)
{
    memset(record->joined + len, 0, READABLE);
}
