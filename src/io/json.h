/* json.h - JSON texts read strictly and written exactly; the only way to cJSON */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_JSON_H
#define BAGTAG_IO_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct cJSON; /* a value in memory; only json.c looks inside */

/* ---- reading --------------------------------------------------------------------------------------------- */

struct json_text;

/* Reads TEXT[0..len), which must be strict JSON (json_scan.h), an object at the top, without duplicate keys at
 * any depth. FILE is what messages call it, borrowed until json_free. */
enum bagtag_status json_parse(struct json_text **out, const char *file, const char *text, size_t len,
                              struct bagtag_error *error);
void json_free(struct json_text *text); /* NULL is allowed */

/* A value in a parsed text and the way to it, for messages. A place points to the place it was found in, which
 * must outlive it. */
struct json_place {
    const struct cJSON *value;
    const struct json_place *parent; /* NULL at the top */
    const char *file;
    size_t index; /* in an array, from 0 */
};

struct json_place json_top(const struct json_text *text);

/* The getters: member KEY of the object PLACE, or PLACE itself where KEY is NULL. A member that is missing or not
 * what was asked for is BAGTAG_INPUT with a sentence such as
 * `m/config.json: "training.epochs": expected an integer from 1 to 100; found "x"`.
 * Strings are borrowed until json_free. Integers are exact up to 2^64 - 1; doubles are finite. */
enum bagtag_status json_get_object(const struct json_place *place, const char *key, struct json_place *out,
                                   struct bagtag_error *error);
enum bagtag_status json_get_array(const struct json_place *place, const char *key, struct json_place *out,
                                  struct bagtag_error *error);
enum bagtag_status json_get_string(const struct json_place *place, const char *key, const char **out,
                                   struct bagtag_error *error);
enum bagtag_status json_get_bool(const struct json_place *place, const char *key, bool *out,
                                 struct bagtag_error *error);
enum bagtag_status json_get_unsigned(const struct json_place *place, const char *key, uint64_t least, uint64_t most,
                                     uint64_t *out, struct bagtag_error *error);
enum bagtag_status json_get_double(const struct json_place *place, const char *key, double least, double most,
                                   double *out, struct bagtag_error *error);

/* Which of CHOICES (NULL at the end) the string is: its number. */
enum bagtag_status json_get_choice(const struct json_place *place, const char *key, const char *const *choices,
                                   size_t *out, struct bagtag_error *error);

/* Whether the object PLACE has a member KEY. */
bool json_has(const struct json_place *place, const char *key);

/* The values of an array or object. */
size_t json_length(const struct json_place *container);

/* Moves ITEM (all zero before the first) to the next value of CONTAINER; false after the last. */
bool json_next(const struct json_place *container, struct json_place *item);

/* The key of a place found by json_next in an object. */
const char *json_key(const struct json_place *place);

/* Writes `FILE: "KEY": expected EXPECTED; found ...` for a check of the caller's own; BAGTAG_INPUT. */
enum bagtag_status json_unexpected(const struct json_place *place, const char *key, struct bagtag_error *error,
                                   const char *expected);

/* ---- writing --------------------------------------------------------------------------------------------- */

/* A text being made; begins as an empty object. If memory runs out `failed` is set and stays, and json_print returns
 * NULL. An array or object returned by json_add_* belongs to the maker; NULL is allowed as PARENT then. KEY is
 * NULL if PARENT is an array. */
struct json_maker {
    struct cJSON *top;
    bool failed;
};

void json_maker_init(struct json_maker *maker);
void json_maker_clear(struct json_maker *maker);
struct cJSON *json_add_object(struct json_maker *maker, struct cJSON *parent, const char *key);
struct cJSON *json_add_array(struct json_maker *maker, struct cJSON *parent, const char *key);
void json_add_string(struct json_maker *maker, struct cJSON *parent, const char *key, const char *text);
void json_add_bool(struct json_maker *maker, struct cJSON *parent, const char *key, bool value);
void json_add_unsigned(struct json_maker *maker, struct cJSON *parent, const char *key, uint64_t value);

/* The shortest decimal (of an integer, its digits) that reads back as VALUE, the same in every locale; null where VALUE
 * is not finite. */
void json_add_double(struct json_maker *maker, struct cJSON *parent, const char *key, double value);

/* Calls TAKE with each string, number, true, false and null in the objects of MAKER, in order: "outer.inner" and the
 * value in words; arrays are left out. False if out of memory, and not all have been told. */
bool json_each_value(const struct json_maker *maker, void (*take)(void *context, const char *name, const char *value),
                     void *context);

enum json_style { JSON_COMPACT, JSON_INDENTED };

/* The text, NUL-terminated, freed by free(); indented text ends in a newline. NULL if out of memory. */
char *json_print(const struct json_maker *maker, enum json_style style);

#endif
