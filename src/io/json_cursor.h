/* json_cursor.h - a pull parser for JSON in place: no tree, no copies */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_JSON_CURSOR_H
#define BAGTAG_IO_JSON_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/json_skip.h"

/* The most nested arrays and objects that json_cursor_skip accepts. */
#define JSON_CURSOR_DEPTH 1000

/* A position in a text. The grammar is strictly that of RFC 8259; but strings are not checked for valid UTF-8, nor
 * escapes for unpaired surrogates. A function that fails leaves `at` at the place of the failure and sets `expected` to
 * what should be there; after that only json_cursor_found may be called. */
struct json_cursor {
    const char *text;
    size_t len;
    size_t at;
    const char *expected;
};

enum json_kind {
    JSON_NOTHING, /* no value begins here */
    JSON_OBJECT,
    JSON_ARRAY,
    JSON_STRING,
    JSON_NUMBER,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL
};
extern const char *const json_kind_names[]; /* "an object", "a number" ...: in the order of the enum */

/* Bytes of the text; of a string, those between its quotes, with escapes as written. */
struct json_bytes {
    const char *text;
    size_t len;
    bool has_escape;
};

/* Skips white space; returns the kind of value that follows, judging by its first byte. */
enum json_kind json_cursor_kind(struct json_cursor *cursor);

/* Each reads one value, which must begin at the cursor, and moves past it. */
bool json_cursor_string(struct json_cursor *cursor, struct json_bytes *string);
bool json_cursor_number(struct json_cursor *cursor, struct json_bytes *number);
bool json_cursor_word(struct json_cursor *cursor, const char *word);    /* "true", "false", "null" */
bool json_cursor_skip(struct json_cursor *cursor, enum json_kind kind); /* any value; KIND from json_cursor_kind */

/* To read an object, enter it at its '{', then call json_cursor_member until JSON_STEP_END. Each call leaves the cursor
 * before the value of a member, which must be read before the next call. Likewise for an array, with
 * json_cursor_item. */
enum json_step { JSON_STEP_FAILED, JSON_STEP_NEXT, JSON_STEP_END };
void json_cursor_enter(struct json_cursor *cursor);
enum json_step json_cursor_member(struct json_cursor *cursor, bool is_first, struct json_bytes *key);
/* The same, but skips most members that are not wanted: those whose key has no escape and whose json_key_bit is not in
 * WANTED, the bits of all wanted keys. Many times as fast if most members are unwanted. The JSON_SKIP_READABLE bytes
 * after the text must be readable. SHAPE holds the keys of earlier objects. */
enum json_step json_cursor_member_of(struct json_cursor *cursor, bool is_first, uint64_t wanted,
                                     struct json_shape *shape, struct json_bytes *key);
enum json_step json_cursor_item(struct json_cursor *cursor, bool is_first);

/* Fails unless only white space is left. */
bool json_cursor_finish(struct json_cursor *cursor);

/* Describes what is at the cursor, for a message: "'x'", "the byte 0x0a" or, at the end of the text, END. */
enum { JSON_FOUND_BYTES = 40 };
const char *json_cursor_found(const struct json_cursor *cursor, const char *end, char out[JSON_FOUND_BYTES]);

/* Decodes the escape that begins at STRING.text[AT], a backslash: *CODE becomes its code point, or an unpaired
 * surrogate. Returns the length of the escape. */
size_t json_escape(struct json_bytes string, size_t at, uint32_t *code);

/* Decodes the escapes of STRING, which json_cursor_string returned, into OUT[0..string.len); returns the length. An
 * unpaired surrogate becomes U+FFFD. */
size_t json_unescape(struct json_bytes string, char *out);

#endif
