/* json_cursor.h - a walk over JSON in place: no tree, no copies */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_JSON_CURSOR_H
#define BAGTAG_IO_JSON_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The depth of nested arrays and objects that json_cursor_skip accepts. */
#define JSON_CURSOR_DEPTH 1000

/* A position TEXT[at]. The grammar is strictly that of RFC 8259, but strings may be invalid UTF-8 and escapes may be
 * halves of characters. A function that fails leaves `at` at the error and sets `expected` to what should be there;
 * only json_cursor_found may follow. */
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

/* Bytes of the text; of a string, the raw bytes between its quotes. */
struct json_bytes {
    const char *text;
    size_t len;
    bool has_escape;
};

/* Skips white space and returns the kind of what follows, by its first byte. */
enum json_kind json_cursor_kind(struct json_cursor *cursor);

/* Each reads one value, which must begin at the cursor, and moves past it. */
bool json_cursor_string(struct json_cursor *cursor, struct json_bytes *string);
bool json_cursor_number(struct json_cursor *cursor, struct json_bytes *number);
bool json_cursor_word(struct json_cursor *cursor, const char *word);    /* "true", "false", "null" */
bool json_cursor_skip(struct json_cursor *cursor, enum json_kind kind); /* any value of KIND */

/* To walk through an object, enter it at its '{', then ask for members until there are none. The cursor is then before
 * the value of the member; read this before asking for the next. Arrays are the same, without keys. */
enum json_step { JSON_STEP_FAILED, JSON_STEP_NEXT, JSON_STEP_END };
void json_cursor_enter(struct json_cursor *cursor);
enum json_step json_cursor_member(struct json_cursor *cursor, bool is_first, struct json_bytes *key);
/* The same, but skips most members with other keys than those wanted: keys without an escape whose bit is not in
 * WANTED, the bits of all wanted keys. Many times faster if most members are skipped. */
enum json_step json_cursor_member_of(struct json_cursor *cursor, bool is_first, uint64_t wanted,
                                     struct json_bytes *key);
static inline uint64_t json_key_bit(const char *key, size_t len)
{
    return UINT64_C(1) << (((len > 0 ? (unsigned char)key[0] : 0) + 7 * len) & 63);
}
enum json_step json_cursor_item(struct json_cursor *cursor, bool is_first);

/* Fails unless only white space is left. */
bool json_cursor_finish(struct json_cursor *cursor);

/* What is at the position, for a sentence: "'x'", "the byte 0x0a" or END. */
enum { JSON_FOUND_BYTES = 40 };
const char *json_cursor_found(const struct json_cursor *cursor, const char *end, char out[JSON_FOUND_BYTES]);

/* The escape that begins at STRING.text[AT], a backslash: *CODE is its code point, or half a surrogate pair without the
 * other half. Returns its length. */
size_t json_escape(struct json_bytes string, size_t at, uint32_t *code);

/* Writes STRING, from json_cursor_string, without its escapes to OUT[0..string.len); returns the length. Half a
 * surrogate pair becomes U+FFFD. */
size_t json_unescape(struct json_bytes string, char *out);

#endif
