/* jsonl_line.c - a line that is a JSON object */
/* SPDX-License-Identifier: MIT */
#include "data/jsonl_line.h"

#include <stdint.h>
#include <string.h>

#include "io/json_cursor.h"

#define KEY_BYTES (6 * JSONL_FIELD_BYTES) /* the longest key of interest, with every character escaped */

/* An object being read. */
struct parsing {
    struct json_cursor cursor;
    struct json_shape *shape;
    struct record *record;
    const char *prefix;
    const char *added;
    const struct record_place *place;
    const char *advice; /* how to convert the file to one object per line */
    const char *hint;   /* appended to errors that a wrong format may cause */
    struct bagtag_error *error;
    enum bagtag_status status; /* of a failure outside the cursor */
    size_t n_joined;           /* bytes of record->joined in use; 0: nothing reserved yet */
};

/* The rest of each field's path, relative to the current object; NULL: the field is not inside. */
struct paths {
    const char *rest[N_RECORD_FIELDS];
    uint64_t wanted; /* the bits of all keys that any path may continue with */
};

static void note_wanted(struct paths *paths)
{
    paths->wanted = 0;
    for (size_t i = 0; i < N_RECORD_FIELDS; i++) {
        const char *rest = paths->rest[i];
        for (size_t len = 0; rest != NULL; len++) {
            if (rest[len] == '.' || rest[len] == '\0')
                paths->wanted |= json_key_bit(rest, len);
            if (rest[len] == '\0')
                break;
        }
    }
}

/* Refuses a value that is valid JSON, but of the wrong type. */
static bool refuse(struct parsing *p, const char *expected)
{
    p->cursor.expected = expected;
    p->hint = "";
    return false;
}

static bool fail(struct parsing *p, enum bagtag_status status)
{
    p->status = status;
    return status == BAGTAG_OK;
}

/* Unescapes STRING, if necessary, into `joined`: all strings of a line together never become longer than the line. */
static bool plain(struct parsing *p, struct json_bytes *string)
{
    if (!string->has_escape)
        return true;
    if (p->n_joined == 0 && !fail(p, record_reserve_joined(p->record, p->cursor.len, p->error)))
        return false;
    char *out = p->record->joined + p->n_joined;
    string->len = json_unescape(*string, out);
    string->text = out;
    p->n_joined += string->len;
    record_end_joined(p->record, p->n_joined);
    return true;
}

/* ---- the fields -------------------------------------------------------------------------------------------- */

static bool take_text(struct parsing *p, enum json_kind kind)
{
    struct json_bytes text;
    if (kind == JSON_NULL)
        return json_cursor_skip(&p->cursor, kind);
    if (kind != JSON_STRING)
        return refuse(p, "a string or null as the text");
    if (!json_cursor_string(&p->cursor, &text) || !plain(p, &text))
        return false;
    p->record->text = text.text;
    p->record->text_len = text.len;
    p->record->has_text = true;
    return true;
}

static bool add_label(struct parsing *p, struct json_bytes label)
{
    return plain(p, &label) &&
           fail(p, record_add_field(p->record, label.text, label.len, p->prefix, p->place, p->error));
}

/* Adds a label that is a string, a number as it is written, true or false; null is no label. */
static bool take_scalar_label(struct parsing *p, enum json_kind kind)
{
    struct json_bytes label = {.text = p->cursor.text + p->cursor.at};
    if (kind == JSON_OBJECT || kind == JSON_ARRAY)
        return refuse(p, "a string, a number, true, false or null as a label");
    if (kind == JSON_STRING)
        return json_cursor_string(&p->cursor, &label) && add_label(p, label);
    if (!json_cursor_skip(&p->cursor, kind))
        return false;
    label.len = (size_t)(p->cursor.text + p->cursor.at - label.text);
    return kind == JSON_NULL || add_label(p, label);
}

static bool take_listed_labels(struct parsing *p)
{
    json_cursor_enter(&p->cursor);
    for (bool is_first = true;; is_first = false) {
        enum json_step step = json_cursor_item(&p->cursor, is_first);
        if (step != JSON_STEP_NEXT)
            return step == JSON_STEP_END;
        if (!take_scalar_label(p, json_cursor_kind(&p->cursor)))
            return false;
    }
}

/* Whether a number is above 0: no sign, and a digit other than 0 before any exponent. */
static bool is_positive(struct json_bytes number)
{
    if (number.text[0] == '-')
        return false;
    for (size_t i = 0; i < number.len && number.text[i] != 'e' && number.text[i] != 'E'; i++)
        if (number.text[i] >= '1' && number.text[i] <= '9')
            return true;
    return false;
}

/* Reads a weight: a number, true or false; null is 0. */
static bool take_weight(struct parsing *p, bool *is_above_zero)
{
    struct json_bytes number;
    enum json_kind kind = json_cursor_kind(&p->cursor);
    *is_above_zero = kind == JSON_TRUE;
    if (kind == JSON_NUMBER) {
        if (!json_cursor_number(&p->cursor, &number))
            return false;
        *is_above_zero = is_positive(number);
        return true;
    }
    if (kind != JSON_TRUE && kind != JSON_FALSE && kind != JSON_NULL)
        return refuse(p, "a number, true, false or null as the weight of a label");
    return json_cursor_skip(&p->cursor, kind);
}

static bool take_weighted_labels(struct parsing *p)
{
    json_cursor_enter(&p->cursor);
    for (bool is_first = true;; is_first = false) {
        struct json_bytes key;
        bool is_above_zero;
        enum json_step step = json_cursor_member(&p->cursor, is_first, &key);
        if (step != JSON_STEP_NEXT)
            return step == JSON_STEP_END;
        if (!take_weight(p, &is_above_zero) || (is_above_zero && !add_label(p, key)))
            return false;
    }
}

static bool take_labels(struct parsing *p, enum json_kind kind)
{
    if (kind == JSON_ARRAY)
        return take_listed_labels(p);
    return kind == JSON_OBJECT ? take_weighted_labels(p) : take_scalar_label(p, kind);
}

static bool take_id(struct parsing *p, enum json_kind kind)
{
    size_t begin = p->cursor.at;
    if (!json_cursor_skip(&p->cursor, kind))
        return false;
    p->record->id = p->cursor.text + begin;
    p->record->id_len = p->cursor.at - begin;
    return true;
}

/* Forgets an earlier value of a field that occurs again: the last one counts. */
static void drop_field(struct record *record, enum record_field field)
{
    if (field == FIELD_TEXT) {
        record->text_len = 0;
        record->has_text = false;
    } else if (field == FIELD_LABEL) {
        record->n_labels = 0;
    } else if (field == FIELD_ID) {
        record->id = NULL;
        record->id_len = 0;
    }
}

static bool take_field(struct parsing *p, enum record_field field)
{
    enum json_kind kind = json_cursor_kind(&p->cursor);
    switch (field) {
    case FIELD_TEXT:
        return take_text(p, kind);
    case FIELD_LABEL:
        return take_labels(p, kind);
    case FIELD_ID:
        return take_id(p, kind);
    case FIELD_ADDED:
    case N_RECORD_FIELDS:
        break;
    }
    return fail(p, record_error(p->place, p->error,
                                "already has a member \"%s\"; choose another name for the added one with --add NAME",
                                p->added));
}

/* ---- objects ----------------------------------------------------------------------------------------------- */

/* Whether KEY is all of PATH, or its part up to some dot. */
static bool leads(const char *path, struct json_bytes key)
{
    if (path == NULL || (key.len > 0 && path[0] != key.text[0]))
        return false;
    return strnlen(path, key.len + 1) >= key.len && memcmp(path, key.text, key.len) == 0 &&
           (path[key.len] == '\0' || path[key.len] == '.');
}

/* For each path that leads through the member KEY, puts the rest of it into INSIDE, and forgets the value it gave
 * before. Returns the field whose whole path is KEY (the added one before others), or N_RECORD_FIELDS. *IS_PART: some
 * paths lead inside. */
static enum record_field match(struct record *record, const struct paths *paths, struct json_bytes key,
                               struct paths *inside, bool *is_part)
{
    char unescaped[KEY_BYTES];
    enum record_field found = N_RECORD_FIELDS;
    *is_part = false;
    if (key.len > KEY_BYTES)
        return found;
    if (key.has_escape) {
        key.len = json_unescape(key, unescaped);
        key.text = unescaped;
    }
    for (enum record_field field = 0; field < N_RECORD_FIELDS; field++) {
        const char *rest = paths->rest[field];
        inside->rest[field] = NULL;
        if (!leads(rest, key))
            continue;
        drop_field(record, field);
        if (rest[key.len] == '\0' && (found == N_RECORD_FIELDS || field == FIELD_ADDED))
            found = field;
        else if (rest[key.len] == '.' && field != FIELD_ADDED) {
            inside->rest[field] = rest + key.len + 1;
            *is_part = true;
        }
    }
    if (*is_part)
        note_wanted(inside);
    return found;
}

/* Reads the members of an object up to its closing brace. Recurses at most once per part of a path. */
static bool walk(struct parsing *p, const struct paths *paths)
{
    json_cursor_enter(&p->cursor);
    for (bool is_first = true;; is_first = false) {
        struct json_bytes key;
        struct paths inside;
        bool is_part, is_good;
        enum json_step step = json_cursor_member_of(&p->cursor, is_first, paths->wanted, p->shape, &key);
        if (step != JSON_STEP_NEXT)
            return step == JSON_STEP_END;
        enum record_field field = match(p->record, paths, key, &inside, &is_part);
        enum json_kind kind = json_cursor_kind(&p->cursor);
        if (field != N_RECORD_FIELDS)
            is_good = take_field(p, field);
        else if (is_part && kind == JSON_OBJECT)
            is_good = walk(p, &inside);
        else
            is_good = json_cursor_skip(&p->cursor, kind);
        if (!is_good)
            return false;
    }
}

/* Whether the object that ends before END has no members. */
static bool is_empty(const char *end)
{
    while (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r')
        end--;
    return end[-1] == '{';
}

/* Reports file, line and column (in characters, from 1), what was expected and what was found. */
static enum bagtag_status explain(const struct parsing *p)
{
    char found[JSON_FOUND_BYTES];
    struct record_place place = *p->place;
    place.column = 1;
    for (size_t i = 0; i < p->cursor.at; i++)
        place.column += ((unsigned char)p->cursor.text[i] & 0xC0) != 0x80;
    return record_error(&place, p->error, "expected %s; found %s%s%s", p->cursor.expected,
                        json_cursor_found(&p->cursor, "the end of the line", found), p->advice, p->hint);
}

/* Whether LINE is only the opening bracket of a value that spans lines. */
static bool is_only(struct line line, char bracket)
{
    struct json_cursor cursor = {.text = line.text, .len = line.len};
    (void)json_cursor_kind(&cursor); /* skips white space */
    if (cursor.at == cursor.len || cursor.text[cursor.at] != bracket)
        return false;
    cursor.at++;
    return json_cursor_finish(&cursor);
}

enum bagtag_status jsonl_line_parse(struct record *record, struct line line, const char *const fields[N_RECORD_FIELDS],
                                    const char *prefix, struct json_shape *shape, const struct record_place *place,
                                    struct bagtag_error *error)
{
    struct parsing p = {.cursor = {.text = line.text, .len = line.len},
                        .shape = shape,
                        .record = record,
                        .prefix = prefix,
                        .added = fields[FIELD_ADDED],
                        .place = place,
                        .advice = "",
                        .hint = place->hint,
                        .error = error};
    struct paths paths;
    memcpy(paths.rest, fields, sizeof paths.rest);
    note_wanted(&paths);
    shape->place = 0;
    record->is_in_line = record->has_text = false;
    record->text = line.text + line.len;
    record->text_len = 0;
    record->id = NULL;
    record->id_len = 0;
    enum json_kind kind = json_cursor_kind(&p.cursor);
    bool is_good = kind == JSON_OBJECT ? walk(&p, &paths) : refuse(&p, "an object");
    if (kind != JSON_OBJECT)
        p.hint = place->hint;
    if (kind == JSON_ARRAY)
        p.advice = ", an array: convert it with jq -c '.[]'";
    else if (is_only(line, '{'))
        p.advice = ": put each object on one line with jq -c .";
    size_t end = p.cursor.at;
    if (!is_good || !json_cursor_finish(&p.cursor))
        return p.status != BAGTAG_OK ? p.status : explain(&p);
    record->insert = (size_t)(line.text - record->raw) + end - 1;
    record->is_bare = is_empty(record->raw + record->insert);
    record_finish_labels(record);
    return BAGTAG_OK;
}

void jsonl_line_list(struct line line, struct buffer *names)
{
    struct json_cursor cursor = {.text = line.text, .len = line.len};
    struct json_bytes key;
    if (json_cursor_kind(&cursor) != JSON_OBJECT)
        return;
    json_cursor_enter(&cursor);
    for (bool is_first = true; json_cursor_member(&cursor, is_first, &key) == JSON_STEP_NEXT; is_first = false)
        if (!record_list_name(names, key.text, key.len) || !json_cursor_skip(&cursor, json_cursor_kind(&cursor)))
            return;
}

/* ---- detection --------------------------------------------------------------------------------------------- */

bool jsonl_line_begins(struct line line)
{
    struct json_cursor cursor = {.text = line.text, .len = line.len};
    struct json_bytes key;
    if (is_only(line, '{') || is_only(line, '['))
        return true;
    if (json_cursor_kind(&cursor) == JSON_ARRAY)
        json_cursor_enter(&cursor);
    if (json_cursor_kind(&cursor) != JSON_OBJECT)
        return false;
    json_cursor_enter(&cursor);
    return json_cursor_member(&cursor, true, &key) != JSON_STEP_FAILED;
}

bool jsonl_line_is_blank(struct line line)
{
    struct json_cursor cursor = {.text = line.text, .len = line.len};
    return json_cursor_finish(&cursor);
}
