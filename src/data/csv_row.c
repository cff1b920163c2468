/* csv_row.c - finds the columns of a csv file, and reads rows as records */
/* SPDX-License-Identifier: MIT */
#include "data/csv_row.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "data/csv.h"
#include "data/similar_name.h"

size_t csv_blank_rows(const char *begin, const char *end)
{
    const char *at = begin;
    while (at < end && csv_skip_blank(at, end, &at))
        ;
    return (size_t)(at - begin);
}

/* Reads a field; one that is longer than quoted fields may be is not closed. */
static const char *read_field(const char *at, const char *end, const struct csv_rules *rules, struct csv_field *field,
                              enum csv_end *what)
{
    const char *next = csv_read_field(at, end, rules->delimiter, field, what);
    if (rules->max_quoted > 0 && (size_t)(next - at) > rules->max_quoted && *at == '"')
        *what = CSV_END_UNCLOSED;
    return next;
}

/* Reports that the quote at AT, in the row that begins at BEGIN on the line of PLACE, is not closed before END, nor
 * soon enough. */
static enum bagtag_status refuse_unclosed(const struct record_place *place, const struct csv_rules *rules,
                                          const char *begin, const char *at, const char *end,
                                          struct bagtag_error *error)
{
    struct record_place there = *place;
    there.line += bytes_count(begin, (size_t)(at - begin), '\n');
    if (rules->max_quoted > 0 && (size_t)(end - at) > rules->max_quoted)
        return record_error(&there, error, "expected a closing quote within %zu MiB; found none%s",
                            rules->max_quoted >> 20, place->hint);
    return record_error(&there, error, "expected a closing quote; found the end of the file%s", place->hint);
}

/* ---- columns ----------------------------------------------------------------------------------------------- */

struct first_row {
    const char *begin, *end; /* the row, with its line end */
    const struct csv_rules *rules;
    size_t n_fields;
    char *name; /* room for any of its values */
};

static enum bagtag_status measure(struct first_row *row, const char *end, const struct record_place *place,
                                  struct bagtag_error *error)
{
    struct csv_field field;
    enum csv_end what = CSV_END_FIELD;
    const char *at = row->begin;
    while (what == CSV_END_FIELD) {
        const char *next = read_field(at, end, row->rules, &field, &what);
        row->n_fields++;
        if (what == CSV_END_UNCLOSED)
            return refuse_unclosed(place, row->rules, row->begin, at, end, error);
        at = next;
    }
    row->end = at;
    row->name = mem_array((size_t)(row->end - row->begin) + 1, 1);
    return row->name != NULL ? BAGTAG_OK : error_memory(error);
}

/* The first field with the name NAME[0..len), or SIZE_MAX. */
static size_t find_name(const struct first_row *row, const char *name, size_t len)
{
    const char *at = row->begin;
    for (size_t i = 0; row->rules->has_header && i < row->n_fields; i++) {
        struct csv_field field;
        enum csv_end what;
        at = csv_read_field(at, row->end, row->rules->delimiter, &field, &what);
        if (csv_field_value(&field, row->name) == len && memcmp(row->name, name, len) == 0)
            return i;
    }
    return SIZE_MAX;
}

/* The field with the number NAME[0..len), or SIZE_MAX. */
static size_t find_number(const struct first_row *row, const char *name, size_t len)
{
    size_t number = 0;
    for (size_t i = 0; i < len; i++) {
        if (name[i] < '0' || name[i] > '9' || number > row->n_fields)
            return SIZE_MAX;
        number = number * 10 + (size_t)(name[i] - '0');
    }
    return number >= 1 && number <= row->n_fields ? number - 1 : SIZE_MAX;
}

static size_t find_column(const struct first_row *row, const char *name, size_t len)
{
    size_t found = find_name(row, name, len);
    return found != SIZE_MAX ? found : find_number(row, name, len);
}

/* Lists the names of the columns, in quotes, as many as fit in a sentence. */
static void list_names(const struct first_row *row, struct buffer *out)
{
    const char *at = row->begin;
    for (size_t i = 0; i < row->n_fields; i++) {
        struct csv_field field;
        enum csv_end what;
        at = csv_read_field(at, row->end, row->rules->delimiter, &field, &what);
        if (!record_list_name(out, row->name, csv_field_value(&field, row->name)))
            break;
    }
    buffer_char(out, '\0');
}

/* The first column with a name that is similar to NAME; .text NULL: none. */
static struct line find_similar(const struct first_row *row, struct line name)
{
    const char *at = row->begin;
    for (size_t i = 0; i < row->n_fields; i++) {
        struct csv_field field;
        enum csv_end what;
        at = csv_read_field(at, row->end, row->rules->delimiter, &field, &what);
        struct line column = {.text = row->name, .len = csv_field_value(&field, row->name)};
        if (similar_name(column, name))
            return column;
    }
    return (struct line){.text = NULL};
}

/* If ROW is a single field that contains another delimiter, the advice to use that; otherwise HINT. */
static const char *delimiter_hint(const struct first_row *row, const char *hint)
{
    static const struct {
        char delimiter;
        const char *hint;
    } others[] = {{',', "; to split it into columns, use --delimiter ,"},
                  {';', "; to split it into columns, use --delimiter ';'"},
                  {'\t', "; to split it into columns, use --delimiter tab"},
                  {'|', "; to split it into columns, use --delimiter '|'"}};
    for (size_t i = 0; row->n_fields == 1 && i < sizeof others / sizeof *others; i++)
        if (memchr(row->begin, others[i].delimiter, (size_t)(row->end - row->begin)) != NULL)
            return others[i].hint;
    return hint;
}

static enum bagtag_status refuse_column(const struct first_row *row, struct line name, const char *option,
                                        const struct record_place *place, struct bagtag_error *error)
{
    const char *hint = delimiter_hint(row, place->hint);
    if (!row->rules->has_header)
        return record_error(place, error,
                            "expected --%s to be a number from 1 to %zu, as there is no header; found '%.*s'%s", option,
                            row->n_fields, (int)name.len, name.text, row->n_fields == 1 ? hint : "");
    struct buffer names = {0};
    list_names(row, &names);
    char question[SIMILAR_QUESTION_BYTES];
    struct line similar = find_similar(row, name);
    enum bagtag_status status =
        names.failed ? error_memory(error)
                     : record_error(place, error, "expected a column \"%.*s\" (or another, with --%s); found %s%s",
                                    (int)name.len, name.text, option, names.bytes,
                                    similar.text != NULL ? similar_name_ask(question, similar) : hint);
    buffer_clear(&names);
    return status;
}

/* Finds the columns of the text: one with the whole string as its name, or those listed between commas. */
static enum bagtag_status find_texts(struct csv_columns *columns, const struct first_row *row,
                                     const struct record_place *place, struct bagtag_error *error)
{
    const char *at = row->rules->text_column;
    size_t whole = find_name(row, at, strlen(at));
    if (whole != SIZE_MAX) {
        columns->texts[columns->n_texts++] = whole;
        return BAGTAG_OK;
    }
    for (;; at++) {
        struct line name = {.text = at, .len = strcspn(at, ",")};
        if (columns->n_texts == CSV_MAX_TEXTS)
            return record_error(place, error, "expected at most %d columns with --text-column; found more",
                                CSV_MAX_TEXTS);
        size_t column = find_column(row, name.text, name.len);
        if (column == SIZE_MAX)
            return refuse_column(row, name, "text-column", place, error);
        columns->texts[columns->n_texts++] = column;
        at += name.len;
        if (*at == '\0')
            return BAGTAG_OK;
    }
}

static enum bagtag_status find_label(struct csv_columns *columns, const struct first_row *row,
                                     const struct record_place *place, struct bagtag_error *error)
{
    const char *name = row->rules->label_column;
    columns->label = SIZE_MAX;
    if (name == NULL)
        return BAGTAG_OK;
    columns->label = find_column(row, name, strlen(name));
    for (size_t i = 0; i < columns->n_texts; i++)
        if (columns->texts[i] == columns->label)
            return record_error(place, error,
                                "expected labels and texts in different columns; found \"%s\" as both (choose others "
                                "with --text-column and --label-column)",
                                name);
    if (columns->label != SIZE_MAX)
        return BAGTAG_OK;
    return refuse_column(row, (struct line){.text = name, .len = strlen(name)}, "label-column", place, error);
}

static enum bagtag_status refuse_added(const struct first_row *row, const struct record_place *place,
                                       struct bagtag_error *error)
{
    for (size_t i = 0; i < row->rules->n_added; i++) {
        const char *added = row->rules->added[i];
        if (find_name(row, added, strlen(added)) != SIZE_MAX)
            return record_error(place, error,
                                "already has a column \"%s\"; choose another name for the added one with --add NAME",
                                added);
    }
    return BAGTAG_OK;
}

enum bagtag_status csv_find_columns(struct csv_columns *columns, const struct csv_rules *rules, const char *begin,
                                    const char *end, const struct record_place *place, size_t *len,
                                    struct bagtag_error *error)
{
    struct first_row row = {.begin = begin, .rules = rules};
    *columns = (struct csv_columns){0};
    enum bagtag_status status = measure(&row, end, place, error);
    if (status == BAGTAG_OK)
        status = find_texts(columns, &row, place, error);
    if (status == BAGTAG_OK)
        status = find_label(columns, &row, place, error);
    if (status == BAGTAG_OK)
        status = refuse_added(&row, place, error);
    if (status == BAGTAG_OK) {
        columns->n_fields = row.n_fields;
        *len = (size_t)(row.end - row.begin);
    }
    free(row.name);
    return status;
}

/* ---- rows -------------------------------------------------------------------------------------------------- */

/* The chosen fields of a row. */
struct wanted {
    struct csv_field texts[CSV_MAX_TEXTS];
    struct csv_field label;
    bool is_torn; /* any field of the row is torn */
};

static void keep(struct wanted *wanted, const struct csv_columns *columns, size_t i, const struct csv_field *field)
{
    if (i == columns->label)
        wanted->label = *field;
    for (size_t t = 0; t < columns->n_texts; t++)
        if (i == columns->texts[t])
            wanted->texts[t] = *field;
}

static enum bagtag_status split(struct wanted *wanted, const struct csv_columns *columns, const struct csv_rules *rules,
                                const char *begin, const char *end, const struct record_place *place, size_t *len,
                                struct bagtag_error *error)
{
    const char *at = begin, *field_at = begin;
    enum csv_end what = CSV_END_FIELD;
    size_t n = 0;
    for (; what == CSV_END_FIELD; n++) {
        struct csv_field field;
        field_at = at;
        at = read_field(at, end, rules, &field, &what);
        keep(wanted, columns, n, &field);
        wanted->is_torn |= field.is_torn;
    }
    if (what == CSV_END_UNCLOSED)
        at = csv_skip_line(field_at, end);
    *len = (size_t)(at - begin);
    if (what == CSV_END_UNCLOSED)
        return refuse_unclosed(place, rules, begin, field_at, end, error);
    if (n == columns->n_fields)
        return BAGTAG_OK;
    return record_error(place, error, "expected %zu field%s, as in the %s; found %zu%s", columns->n_fields,
                        columns->n_fields == 1 ? "" : "s", rules->has_header ? "header" : "first row", n, place->hint);
}

/* The value of FIELD: in the file if plain, otherwise in `joined`, of which *N_JOINED bytes are in use. */
static struct line value_of(struct record *record, const struct csv_field *field, size_t *n_joined)
{
    if (field->is_plain)
        return (struct line){.text = field->text, .len = field->len};
    struct line value = {.text = record->joined + *n_joined};
    value.len = csv_field_value(field, record->joined + *n_joined);
    *n_joined += value.len;
    return value;
}

static enum bagtag_status reserve(struct record *record, const struct wanted *wanted, size_t n_texts,
                                  struct bagtag_error *error)
{
    size_t total = wanted->label.len;
    for (size_t t = 0; t < n_texts; t++)
        if (__builtin_add_overflow(total, wanted->texts[t].len + 1, &total))
            return error_memory(error);
    return record_reserve_joined(record, total, error);
}

/* Joins the texts with spaces. */
static struct line join(struct record *record, const struct wanted *wanted, size_t n_texts, size_t *n_joined)
{
    size_t begin = *n_joined;
    for (size_t t = 0; t < n_texts; t++) {
        if (t > 0)
            record->joined[(*n_joined)++] = ' ';
        *n_joined += csv_field_value(&wanted->texts[t], record->joined + *n_joined);
    }
    return (struct line){.text = record->joined + begin, .len = *n_joined - begin};
}

enum bagtag_status csv_row_parse(struct record *record, const struct csv_columns *columns,
                                 const struct csv_rules *rules, const char *begin, const char *end, const char *prefix,
                                 const struct record_place *place, size_t *len, struct bagtag_error *error)
{
    struct wanted wanted = {.label = {.text = begin, .is_plain = true}};
    size_t n_joined = 0;
    enum bagtag_status status = split(&wanted, columns, rules, begin, end, place, len, error);
    if (status != BAGTAG_OK)
        return status;
    record->is_torn = wanted.is_torn;
    bool is_plain = columns->n_texts == 1 && wanted.texts[0].is_plain;
    if (!is_plain || !wanted.label.is_plain) {
        status = reserve(record, &wanted, columns->n_texts, error);
        if (status != BAGTAG_OK)
            return status;
    }
    struct line label = value_of(record, &wanted.label, &n_joined);
    struct line text =
        is_plain ? value_of(record, &wanted.texts[0], &n_joined) : join(record, &wanted, columns->n_texts, &n_joined);
    if (n_joined > 0 || !is_plain)
        record_end_joined(record, n_joined);
    record->text = text.text;
    record->text_len = text.len;
    return columns->label != SIZE_MAX ? record_add_field(record, label.text, label.len, prefix, place, error)
                                      : BAGTAG_OK;
}
