/* json.h - JSON texts, read strictly and written exactly; the only user of cJSON */
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

/* Parses TEXT[0..len): strict JSON (json_scan.h) with an object at the top and no duplicate keys at any depth. FILE is
 * its name in messages, borrowed until json_free. */
enum bagtag_status json_parse(struct json_text **out, const char *file, const char *text, size_t len,
                              struct bagtag_error *error);
void json_free(struct json_text *text); /* NULL is allowed */

/* A value in a parsed text and the path to it, for messages. A place points to the place that contains it, which must
 * outlive it. */
struct json_place {
    const struct cJSON *value;
    const struct json_place *parent; /* NULL at the top */
    const char *file;
    size_t index; /* in an array, from 0 */
};

struct json_place json_top(const struct json_text *text);

/* Getters for member KEY of the object PLACE, or for PLACE itself if KEY is NULL. A member that is missing, of another
 * type or out of range is BAGTAG_INPUT with a message such as
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

/* The index of the string in CHOICES (NULL at the end). */
enum bagtag_status json_get_choice(const struct json_place *place, const char *key, const char *const *choices,
                                   size_t *out, struct bagtag_error *error);

/* Whether the object PLACE has a member KEY. */
bool json_has(const struct json_place *place, const char *key);

/* The number of values in an array or object. */
size_t json_length(const struct json_place *container);

/* Moves ITEM (all zero before the first) to the next value of CONTAINER; false after the last. */
bool json_next(const struct json_place *container, struct json_place *item);

/* The key of a place found by json_next in an object. */
const char *json_key(const struct json_place *place);

/* Sets the error `FILE: "KEY": expected EXPECTED; found ...`, for checks by the caller; returns BAGTAG_INPUT. */
enum bagtag_status json_unexpected(const struct json_place *place, const char *key, struct bagtag_error *error,
                                   const char *expected);

/* ---- writing --------------------------------------------------------------------------------------------- */

/* A text under construction; begins as an empty object. If memory runs out, `failed` is set and stays set, and
 * json_print returns NULL. The maker owns the arrays and objects that json_add_* return; they return NULL on failure,
 * which is allowed as PARENT. KEY is NULL if PARENT is an array. */
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

/* The shortest decimal (plain digits for an integer below 1e15) that reads back as VALUE, the same in every locale;
 * null if VALUE is not finite. */
void json_add_double(struct json_maker *maker, struct cJSON *parent, const char *key, double value);

/* Calls TAKE for each string, number, true, false and null in the objects of MAKER, in order, with its name
 * ("outer.inner") and its value as text; arrays are skipped. False if memory ran out before all were visited. */
bool json_each_value(const struct json_maker *maker, void (*take)(void *context, const char *name, const char *value),
                     void *context);

enum json_style { JSON_COMPACT, JSON_INDENTED };

/* The text, NUL-terminated, freed by free(); indented text ends in a newline. NULL if out of memory. */
char *json_print(const struct json_maker *maker, enum json_style style);

#endif
