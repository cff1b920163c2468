/* json_cursor.h - a walk over JSON where it lies: no tree, no copies */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_JSON_CURSOR_H
#define BAGTAG_IO_JSON_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/json_skip.h"

/* Arrays and objects that may lie in each other under json_cursor_skip. */
#define JSON_CURSOR_DEPTH 1000

/* Stands at TEXT[at]. The grammar is that of RFC 8259, strictly; whether strings are valid UTF-8 and escapes name
 * whole characters is not looked at. A function that fails leaves `at` at the place and says in `expected` what should
 * stand there; nothing but json_cursor_found may follow. */
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

/* Bytes of the text: of a string those between its quotes, as they stand there. */
struct json_bytes {
    const char *text;
    size_t len;
    bool has_escape;
};

/* Moves over white space. What begins after it, told from its first byte. */
enum json_kind json_cursor_kind(struct json_cursor *cursor);

/* Each reads one value, at whose first byte the cursor must stand, and moves past it. */
bool json_cursor_string(struct json_cursor *cursor, struct json_bytes *string);
bool json_cursor_number(struct json_cursor *cursor, struct json_bytes *number);
bool json_cursor_word(struct json_cursor *cursor, const char *word);    /* "true", "false", "null" */
bool json_cursor_skip(struct json_cursor *cursor, enum json_kind kind); /* anything, KIND as it was told */

/* The way through an object: enter it at its '{', then ask for members until there are none. The cursor stands before
 * the value of a member, which is to be read before the next is asked for. Likewise an array, without keys. */
enum json_step { JSON_STEP_FAILED, JSON_STEP_NEXT, JSON_STEP_END };
void json_cursor_enter(struct json_cursor *cursor);
enum json_step json_cursor_member(struct json_cursor *cursor, bool is_first, struct json_bytes *key);
/* The same, but most members are skipped whose key is none of those looked for: that has no escape, and whose
 * json_key_bit is not in WANTED, the bits of all those keys. Many times as fast where these are most. The
 * JSON_SKIP_READABLE bytes after the text must be readable. SHAPE is that of the objects before. */
enum json_step json_cursor_member_of(struct json_cursor *cursor, bool is_first, uint64_t wanted,
                                     struct json_shape *shape, struct json_bytes *key);
enum json_step json_cursor_item(struct json_cursor *cursor, bool is_first);

/* Fails unless there is nothing but white space up to the end. */
bool json_cursor_finish(struct json_cursor *cursor);

/* What stands at the place reached, for a sentence: "'x'", "the byte 0x0a" or END. */
enum { JSON_FOUND_BYTES = 40 };
const char *json_cursor_found(const struct json_cursor *cursor, const char *end, char out[JSON_FOUND_BYTES]);

/* The escape that begins at STRING.text[AT], a backslash: *CODE is what it stands for, a code point, or half a
 * surrogate pair that stands alone. Returns its length. */
size_t json_escape(struct json_bytes string, size_t at, uint32_t *code);

/* STRING, which json_cursor_string gave, without its escapes, into OUT[0..string.len); returns the length. Half a
 * surrogate pair becomes U+FFFD. */
size_t json_unescape(struct json_bytes string, char *out);

#endif
