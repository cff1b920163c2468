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
    enum bagtag_status status;          /* of a failure outside the cursor */
    bool has_added;                     /* the member to be added is there already */
    size_t n_joined;                    /* bytes of record->joined in use; 0: nothing reserved yet */
    struct line texts[JSONL_MAX_TEXTS]; /* found so far, in the order of the list; text NULL: not found */
    size_t n_texts;
};

/* The path of each field, then those of all texts after the first. */
enum { N_PATHS = N_RECORD_FIELDS + JSONL_MAX_TEXTS - 1 };

/* The rest of each path, relative to the current object; NULL: the field is not inside. */
struct paths {
    const char *rest[N_PATHS];
    size_t n;        /* paths in use */
    uint64_t wanted; /* the bits of all keys that any path may continue with */
};

static bool is_text(size_t path)
{
    return path == FIELD_TEXT || path >= N_RECORD_FIELDS;
}

/* The place of a text in the list. */
static size_t text_of(size_t path)
{
    return path == FIELD_TEXT ? 0 : path - N_RECORD_FIELDS + 1;
}

/* Whether PATH ends at the character C. Only texts are lists. */
static bool ends(size_t path, char c)
{
    return c == '\0' || (c == ',' && is_text(path));
}

static void note_wanted(struct paths *paths)
{
    paths->wanted = 0;
    for (size_t i = 0; i < paths->n; i++) {
        const char *rest = paths->rest[i];
        for (size_t len = 0; rest != NULL; len++) {
            if (rest[len] == '.' || ends(i, rest[len]))
                paths->wanted |= json_key_bit(rest, len);
            if (ends(i, rest[len]))
                break;
        }
    }
}

/* Adds a path for each text of the list after the first. */
static void list_texts(struct paths *paths)
{
    const char *comma = paths->rest[FIELD_TEXT];
    while (comma != NULL && paths->n < N_PATHS && (comma = strchr(comma, ',')) != NULL)
        paths->rest[paths->n++] = ++comma;
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

/* Makes room in `joined`, once a line: all strings of a line together never become longer than the line, and neither do
 * several texts when they are joined. */
static bool reserve(struct parsing *p)
{
    size_t n_copies = p->n_texts > 1 ? 2 : 1;
    return p->n_joined > 0 || fail(p, record_reserve_joined(p->record, n_copies * p->cursor.len, p->error));
}

/* Unescapes STRING, if necessary, into `joined`. */
static bool plain(struct parsing *p, struct json_bytes *string)
{
    if (!string->has_escape)
        return true;
    if (!reserve(p))
        return false;
    char *out = p->record->joined + p->n_joined;
    string->len = json_unescape(*string, out);
    string->text = out;
    p->n_joined += string->len;
    record_end_joined(p->record, p->n_joined);
    return true;
}

/* ---- the fields -------------------------------------------------------------------------------------------- */

static bool take_text(struct parsing *p, enum json_kind kind, size_t place)
{
    struct json_bytes text;
    if (kind == JSON_NULL)
        return json_cursor_skip(&p->cursor, kind);
    if (kind != JSON_STRING)
        return refuse(p, "a string or null as the text");
    if (!json_cursor_string(&p->cursor, &text) || !plain(p, &text))
        return false;
    p->texts[place] = (struct line){.text = text.text, .len = text.len};
    return true;
}

/* Joins the texts found. A single one stays where it is. */
static bool join_texts(struct parsing *p)
{
    struct record *record = p->record;
    size_t n_found = 0, n = 0;
    for (size_t i = 0; i < p->n_texts; i++) {
        if (p->texts[i].text == NULL)
            continue;
        record->text = p->texts[i].text;
        record->text_len = p->texts[i].len;
        n_found++;
    }
    record->has_text = n_found > 0;
    if (n_found < 2)
        return true;
    if (!reserve(p))
        return false;
    char *out = record->joined + p->n_joined;
    for (size_t i = 0; i < p->n_texts; i++) {
        if (p->texts[i].text == NULL)
            continue;
        if (n > 0)
            out[n++] = ' ';
        memcpy(out + n, p->texts[i].text, p->texts[i].len);
        n += p->texts[i].len;
    }
    record->text = out;
    record->text_len = n;
    record_end_joined(record, p->n_joined + n);
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
static void drop_field(struct parsing *p, size_t path)
{
    struct record *record = p->record;
    if (is_text(path)) {
        p->texts[text_of(path)].text = NULL;
    } else if (path == FIELD_LABEL) {
        record->n_labels = 0;
    } else if (path == FIELD_ID) {
        record->id = NULL;
        record->id_len = 0;
    }
}

static bool take_field(struct parsing *p, size_t path)
{
    enum json_kind kind = json_cursor_kind(&p->cursor);
    if (is_text(path))
        return take_text(p, kind, text_of(path));
    if (path == FIELD_LABEL)
        return take_labels(p, kind);
    if (path == FIELD_ID)
        return take_id(p, kind);
    p->has_added = true;
    return json_cursor_skip(&p->cursor, kind);
}

/* ---- objects ----------------------------------------------------------------------------------------------- */

/* Whether KEY is all of REST, of PATH, or its part up to some dot. */
static bool leads(size_t path, const char *rest, struct json_bytes key)
{
    if (rest == NULL || (key.len > 0 && rest[0] != key.text[0]))
        return false;
    if (is_text(path) && memchr(key.text, ',', key.len) != NULL)
        return false;
    return strnlen(rest, key.len + 1) >= key.len && memcmp(rest, key.text, key.len) == 0 &&
           (rest[key.len] == '.' || ends(path, rest[key.len]));
}

/* For each path that leads through the member KEY, puts the rest of it into INSIDE, and forgets the value it gave
 * before. Returns the path that is KEY as a whole (that of the added field before others), or N_PATHS. *IS_PART: some
 * paths lead inside. */
static size_t match(struct parsing *p, const struct paths *paths, struct json_bytes key, struct paths *inside,
                    bool *is_part)
{
    char unescaped[KEY_BYTES];
    size_t found = N_PATHS;
    *is_part = false;
    if (key.len > KEY_BYTES)
        return found;
    if (key.has_escape) {
        key.len = json_unescape(key, unescaped);
        key.text = unescaped;
    }
    inside->n = paths->n;
    for (size_t path = 0; path < paths->n; path++) {
        const char *rest = paths->rest[path];
        inside->rest[path] = NULL;
        if (!leads(path, rest, key))
            continue;
        drop_field(p, path);
        if (ends(path, rest[key.len]) && (found == N_PATHS || path == FIELD_ADDED))
            found = path;
        else if (rest[key.len] == '.' && path != FIELD_ADDED) {
            inside->rest[path] = rest + key.len + 1;
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
        size_t path = match(p, paths, key, &inside, &is_part);
        enum json_kind kind = json_cursor_kind(&p->cursor);
        if (path != N_PATHS)
            is_good = take_field(p, path);
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
    struct paths paths = {.n = N_RECORD_FIELDS};
    memcpy(paths.rest, fields, N_RECORD_FIELDS * sizeof *fields);
    list_texts(&paths);
    note_wanted(&paths);
    p.n_texts = 1 + paths.n - N_RECORD_FIELDS;
    shape->place = 0;
    record->is_in_line = record->has_text = record->has_added = false;
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
    record->has_added = p.has_added;
    if (p.has_added)
        return record_error(place, error,
                            "already has a member \"%s\"; choose another name for the added one with --add NAME",
                            p.added);
    if (!join_texts(&p))
        return p.status;
    record->insert = (size_t)(line.text - record->raw) + end - 1;
    record->is_bare = is_empty(record->raw + record->insert);
    record_finish_labels(record);
    return BAGTAG_OK;
}

bool jsonl_line_is_list(const char *texts)
{
    size_t n = 0, len;
    do {
        len = strcspn(texts, ",");
        texts += len;
        n++;
    } while (len > 0 && *texts++ == ',');
    return len > 0 && n <= JSONL_MAX_TEXTS;
}

bool jsonl_line_lists(const char *texts, const char *name)
{
    size_t n = strlen(name), len;
    for (;; texts += len + 1) {
        len = strcspn(texts, ",");
        if (len == n && memcmp(texts, name, n) == 0)
            return true;
        if (texts[len] == '\0')
            return false;
    }
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

bool jsonl_line_is_object(struct line line)
{
    struct json_cursor cursor = {.text = line.text, .len = line.len};
    return json_cursor_kind(&cursor) == JSON_OBJECT && json_cursor_skip(&cursor, JSON_OBJECT) &&
           json_cursor_finish(&cursor);
}

bool jsonl_line_is_blank(struct line line)
{
    struct json_cursor cursor = {.text = line.text, .len = line.len};
    return json_cursor_finish(&cursor);
}
