/* json.c - JSON texts, read strictly and written exactly; the only user of cJSON */
/* SPDX-License-Identifier: MIT */
#include "io/json.h"

#include <cjson/cJSON.h>

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "base/decimal.h"
#include "base/number.h"
#include "io/json_scan.h"

struct json_text {
    cJSON *top;
    const char *file;
};

/* ---- parsing --------------------------------------------------------------------------------------------- */

/* The state of check_tree. */
struct check {
    const char *file;
    const char *text;
    const struct json_span *number; /* the next one in the text */
    struct bagtag_error *error;
};

/* cJSON keeps a number as a double, which loses bits of large integers. So the number's own text is stored in
 * `valuestring`, which cJSON leaves empty in numbers and frees with the item. */
static enum bagtag_status keep_number(cJSON *item, struct check *check)
{
    struct json_span span = *check->number++;
    char *copy = cJSON_malloc(span.len + 1);
    if (copy == NULL)
        return error_memory(check->error);
    memcpy(copy, check->text + span.begin, span.len);
    copy[span.len] = '\0';
    item->valuestring = copy;
    return BAGTAG_OK;
}

static int compare_keys(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;
    return strcmp(*left, *right);
}

static enum bagtag_status check_keys(const cJSON *object, const struct check *check)
{
    size_t n = (size_t)cJSON_GetArraySize(object);
    if (n < 2)
        return BAGTAG_OK;
    const char **keys = mem_array(n, sizeof *keys);
    if (keys == NULL)
        return error_memory(check->error);
    size_t i = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, object) keys[i++] = item->string;
    qsort(keys, n, sizeof *keys, compare_keys);

    enum bagtag_status status = BAGTAG_OK;
    for (i = 1; i < n && status == BAGTAG_OK; i++)
        if (strcmp(keys[i - 1], keys[i]) == 0)
            status = error_set(check->error, BAGTAG_INPUT, "%s: expected each key once; found \"%.80s\" twice",
                               check->file, keys[i]);
    free(keys);
    return status;
}

/* Walks the tree in the order of the text. Recursive: json_scan has limited the depth. */
static enum bagtag_status check_tree(cJSON *item, struct check *check)
{
    if (cJSON_IsNumber(item))
        return keep_number(item, check);
    if (!cJSON_IsArray(item) && !cJSON_IsObject(item))
        return BAGTAG_OK;
    enum bagtag_status status = cJSON_IsObject(item) ? check_keys(item, check) : BAGTAG_OK;
    for (cJSON *child = item->child; child != NULL && status == BAGTAG_OK; child = child->next)
        status = check_tree(child, check);
    return status;
}

enum bagtag_status json_parse(struct json_text **out, const char *file, const char *text, size_t len,
                              struct bagtag_error *error)
{
    struct json_text *parsed = NULL;
    struct json_numbers numbers = {0};
    struct check check = {.file = file, .text = text, .error = error};

    enum bagtag_status status = json_scan(file, text, len, &numbers, error);
    if (status != BAGTAG_OK)
        goto out;
    parsed = mem_zeroed(1, sizeof *parsed);
    if (parsed == NULL) {
        status = error_memory(error);
        goto out;
    }
    parsed->file = file;
    parsed->top = cJSON_ParseWithLength(text, len);
    if (parsed->top == NULL) {
        status = error_memory(error); /* cJSON parses whatever passes the scan */
        goto out;
    }
    check.number = numbers.list;
    status = check_tree(parsed->top, &check);
    if (status == BAGTAG_OK && !cJSON_IsObject(parsed->top)) {
        struct json_place top = json_top(parsed);
        status = json_unexpected(&top, NULL, error, "an object");
    }
out:
    free(numbers.list);
    if (status == BAGTAG_OK)
        *out = parsed;
    else
        json_free(parsed);
    return status;
}

void json_free(struct json_text *text)
{
    if (text == NULL)
        return;
    cJSON_Delete(text->top);
    free(text);
}

/* ---- messages -------------------------------------------------------------------------------------------- */

struct words {
    char text[256];
    size_t len;
};

static void add_words(struct words *words, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add_words(struct words *words, const char *format, ...)
{
    size_t room = sizeof words->text - words->len;
    va_list values;
    va_start(values, format);
    int wanted = vsnprintf(words->text + words->len, room, format, values);
    va_end(values);
    if (wanted > 0)
        words->len += (size_t)wanted < room ? (size_t)wanted : room - 1;
}

/* Appends the path from the top to PLACE, such as training.epochs or labels[3]. */
static void add_way(struct words *words, const struct json_place *place)
{
    if (place->parent == NULL)
        return;
    add_way(words, place->parent);
    if (cJSON_IsArray(place->parent->value))
        add_words(words, "[%zu]", place->index);
    else
        add_words(words, "%s%.60s", words->len > 0 ? "." : "", place->value->string);
}

/* Describes a value for "found ...". */
static void describe(struct words *words, const cJSON *value)
{
    if (value == NULL)
        add_words(words, "nothing");
    else if (cJSON_IsString(value))
        add_words(words, "\"%.40s\"%s", value->valuestring, strlen(value->valuestring) > 40 ? "..." : "");
    else if (cJSON_IsNumber(value))
        add_words(words, "%s", value->valuestring);
    else if (cJSON_IsArray(value))
        add_words(words, "an array of %d", cJSON_GetArraySize(value));
    else if (cJSON_IsObject(value))
        add_words(words, "an object");
    else
        add_words(words, "%s", cJSON_IsNull(value) ? "null" : cJSON_IsTrue(value) ? "true" : "false");
}

/* Member KEY of PLACE, or PLACE itself if KEY is NULL; NULL if there is none. */
static const cJSON *member(const struct json_place *place, const char *key)
{
    return key == NULL ? place->value : cJSON_GetObjectItemCaseSensitive(place->value, key);
}

enum bagtag_status json_unexpected(const struct json_place *place, const char *key, struct bagtag_error *error,
                                   const char *expected)
{
    struct words way = {0};
    struct words found = {0};
    add_way(&way, place);
    if (key != NULL)
        add_words(&way, "%s%.60s", way.len > 0 ? "." : "", key);
    describe(&found, member(place, key));
    if (way.len == 0)
        return error_set(error, BAGTAG_INPUT, "%s: expected %s; found %s", place->file, expected, found.text);
    return error_set(error, BAGTAG_INPUT, "%s: \"%s\": expected %s; found %s", place->file, way.text, expected,
                     found.text);
}

/* The place of VALUE, which member() returned for KEY. */
static struct json_place place_of(const struct json_place *place, const char *key, const cJSON *value)
{
    if (key == NULL)
        return *place;
    return (struct json_place){.value = value, .parent = place, .file = place->file};
}

/* ---- getters --------------------------------------------------------------------------------------------- */

struct json_place json_top(const struct json_text *text)
{
    return (struct json_place){.value = text->top, .file = text->file};
}

enum bagtag_status json_get_object(const struct json_place *place, const char *key, struct json_place *out,
                                   struct bagtag_error *error)
{
    const cJSON *value = member(place, key);
    if (!cJSON_IsObject(value))
        return json_unexpected(place, key, error, "an object");
    *out = place_of(place, key, value);
    return BAGTAG_OK;
}

enum bagtag_status json_get_array(const struct json_place *place, const char *key, struct json_place *out,
                                  struct bagtag_error *error)
{
    const cJSON *value = member(place, key);
    if (!cJSON_IsArray(value))
        return json_unexpected(place, key, error, "an array");
    *out = place_of(place, key, value);
    return BAGTAG_OK;
}

enum bagtag_status json_get_string(const struct json_place *place, const char *key, const char **out,
                                   struct bagtag_error *error)
{
    const cJSON *value = member(place, key);
    if (!cJSON_IsString(value))
        return json_unexpected(place, key, error, "a string");
    *out = value->valuestring;
    return BAGTAG_OK;
}

enum bagtag_status json_get_bool(const struct json_place *place, const char *key, bool *out, struct bagtag_error *error)
{
    const cJSON *value = member(place, key);
    if (!cJSON_IsBool(value))
        return json_unexpected(place, key, error, "true or false");
    *out = cJSON_IsTrue(value) != 0;
    return BAGTAG_OK;
}

enum bagtag_status json_get_unsigned(const struct json_place *place, const char *key, uint64_t least, uint64_t most,
                                     uint64_t *out, struct bagtag_error *error)
{
    const cJSON *value = member(place, key);
    uint64_t number;
    if (cJSON_IsNumber(value) && number_read_whole(value->valuestring, &number) && number >= least && number <= most) {
        *out = number;
        return BAGTAG_OK;
    }
    struct words expected = {0};
    if (least == most)
        add_words(&expected, "the integer %llu", (unsigned long long)least);
    else
        add_words(&expected, "an integer from %llu to %llu", (unsigned long long)least, (unsigned long long)most);
    return json_unexpected(place, key, error, expected.text);
}

enum bagtag_status json_get_double(const struct json_place *place, const char *key, double least, double most,
                                   double *out, struct bagtag_error *error)
{
    const cJSON *value = member(place, key);
    if (cJSON_IsNumber(value) && isfinite(value->valuedouble) && value->valuedouble >= least &&
        value->valuedouble <= most) {
        *out = value->valuedouble;
        return BAGTAG_OK;
    }
    struct words expected = {0};
    add_words(&expected, "a number from %g to %g", least, most);
    return json_unexpected(place, key, error, expected.text);
}

enum bagtag_status json_get_choice(const struct json_place *place, const char *key, const char *const *choices,
                                   size_t *out, struct bagtag_error *error)
{
    const cJSON *value = member(place, key);
    struct words expected = {0};
    for (size_t i = 0; choices[i] != NULL; i++) {
        if (cJSON_IsString(value) && strcmp(value->valuestring, choices[i]) == 0) {
            *out = i;
            return BAGTAG_OK;
        }
        add_words(&expected, "%s\"%s\"", i > 0 ? " or " : "", choices[i]);
    }
    return json_unexpected(place, key, error, expected.text);
}

bool json_has(const struct json_place *place, const char *key)
{
    return member(place, key) != NULL;
}

size_t json_length(const struct json_place *container)
{
    return (size_t)cJSON_GetArraySize(container->value);
}

bool json_next(const struct json_place *container, struct json_place *item)
{
    bool is_first = item->value == NULL;
    const cJSON *next = is_first ? container->value->child : item->value->next;
    if (next == NULL)
        return false;
    *item = (struct json_place){
        .value = next, .parent = container, .file = container->file, .index = is_first ? 0 : item->index + 1};
    return true;
}

const char *json_key(const struct json_place *place)
{
    return place->value->string;
}

/* ---- writing --------------------------------------------------------------------------------------------- */

void json_maker_init(struct json_maker *maker)
{
    maker->top = cJSON_CreateObject();
    maker->failed = maker->top == NULL;
}

void json_maker_clear(struct json_maker *maker)
{
    cJSON_Delete(maker->top);
    maker->top = NULL;
}

/* Adds the new ITEM (NULL if out of memory) to PARENT; returns it, or NULL on failure. */
static cJSON *add(struct json_maker *maker, cJSON *parent, const char *key, cJSON *item)
{
    cJSON_bool is_added = 0;
    if (parent != NULL && item != NULL)
        is_added = key == NULL ? cJSON_AddItemToArray(parent, item) : cJSON_AddItemToObject(parent, key, item);
    if (is_added)
        return item;
    cJSON_Delete(item);
    maker->failed = true;
    return NULL;
}

struct cJSON *json_add_object(struct json_maker *maker, struct cJSON *parent, const char *key)
{
    return add(maker, parent, key, cJSON_CreateObject());
}

struct cJSON *json_add_array(struct json_maker *maker, struct cJSON *parent, const char *key)
{
    return add(maker, parent, key, cJSON_CreateArray());
}

void json_add_string(struct json_maker *maker, struct cJSON *parent, const char *key, const char *text)
{
    (void)add(maker, parent, key, cJSON_CreateString(text));
}

void json_add_bool(struct json_maker *maker, struct cJSON *parent, const char *key, bool value)
{
    (void)add(maker, parent, key, cJSON_CreateBool(value));
}

void json_add_unsigned(struct json_maker *maker, struct cJSON *parent, const char *key, uint64_t value)
{
    char text[DECIMAL_BYTES];
    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)value);
    (void)add(maker, parent, key, cJSON_CreateRaw(text));
}

void json_add_double(struct json_maker *maker, struct cJSON *parent, const char *key, double value)
{
    char text[DECIMAL_BYTES] = "null";
    if (fabs(value) < 1e15 && (double)(long long)value == value)
        (void)snprintf(text, sizeof text, "%.0f", value); /* 10, where the shortest would be 1e+01 */
    else if (isfinite(value))
        (void)decimal_general(text, value);
    (void)add(maker, parent, key, cJSON_CreateRaw(text));
}

/* The state of json_each_value. */
struct walk {
    void (*take)(void *context, const char *name, const char *value);
    void *context;
    struct buffer name; /* of the value, NUL-terminated */
};

/* Visits the members of OBJECT, whose own name and a dot are the first BEFORE bytes of walk->name. */
static void walk_object(struct walk *walk, const cJSON *object, size_t before)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, object)
    {
        walk->name.len = before;
        buffer_text(&walk->name, item->string);
        if (cJSON_IsObject(item)) {
            buffer_char(&walk->name, '.');
            walk_object(walk, item, walk->name.len);
            continue;
        }
        buffer_char(&walk->name, '\0');
        if (walk->name.failed)
            return;
        if (cJSON_IsBool(item))
            walk->take(walk->context, walk->name.bytes, cJSON_IsTrue(item) ? "true" : "false");
        else if (!cJSON_IsArray(item))
            walk->take(walk->context, walk->name.bytes, item->valuestring); /* numbers are text here, too */
    }
}

bool json_each_value(const struct json_maker *maker, void (*take)(void *context, const char *name, const char *value),
                     void *context)
{
    struct walk walk = {.take = take, .context = context};
    if (!maker->failed)
        walk_object(&walk, maker->top, 0);
    bool is_done = !maker->failed && !walk.name.failed;
    buffer_clear(&walk.name);
    return is_done;
}

char *json_print(const struct json_maker *maker, enum json_style style)
{
    if (maker->failed)
        return NULL;
    char *printed = style == JSON_COMPACT ? cJSON_PrintUnformatted(maker->top) : cJSON_Print(maker->top);
    if (printed == NULL)
        return NULL;
    /* A copy, because a program may have given cJSON an allocator of its own. */
    size_t len = strlen(printed);
    char *text = mem_array(len + 2, 1);
    if (text != NULL) {
        memcpy(text, printed, len);
        memcpy(text + len, style == JSON_COMPACT ? "" : "\n", style == JSON_COMPACT ? 1 : 2);
    }
    cJSON_free(printed);
    return text;
}
