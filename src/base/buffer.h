/* buffer.h - a growable byte buffer, and the few formats written into it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_BUFFER_H
#define BAGTAG_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialise. If memory runs out, `failed` is set for good and later additions do nothing: check it once at the
 * end. */
struct buffer {
    char *bytes;
    size_t len;
    size_t capacity;
    bool failed;
};

void buffer_clear(struct buffer *buffer); /* frees the bytes; the buffer can be used again */
bool buffer_reserve(struct buffer *buffer, size_t more);
void buffer_bytes(struct buffer *buffer, const void *bytes, size_t len);
void buffer_text(struct buffer *buffer, const char *text); /* up to its NUL */
void buffer_char(struct buffer *buffer, char c);
void buffer_one_line(struct buffer *buffer, const char *text, size_t len); /* line feeds as spaces */
void buffer_unsigned(struct buffer *buffer, uint64_t value);
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* VALUE in [0, 1] with exactly DIGITS (1..9) decimals, rounded half up; the same text on every machine and in
 * every locale, without printf. */
void buffer_fraction(struct buffer *buffer, double value, int digits);

/* TEXT as a JSON string with its quotes: control characters escaped, invalid UTF-8 as U+FFFD. */
void buffer_json_string(struct buffer *buffer, const char *text, size_t len);

/* TEXT as one shell word, quoted where necessary. Invalid bytes and the characters of utf8_is_control are written as
 * octal escapes, so that the word fits in a one-line message. */
void buffer_shell_word(struct buffer *buffer, const char *text);

/* TEXT as one field of a line of columns: the characters of utf8_is_control are escaped as "\n", "\t", "\r" or
 * "\u001b", everything else is copied. */
void buffer_field(struct buffer *buffer, const char *text, size_t len);

/* TEXT as one field of a line whose fields are separated by spaces: each byte up to ' ' becomes '_'. */
void buffer_solid(struct buffer *buffer, const char *text, size_t len);

/* TEXT for display: control characters and invalid bytes become '?'. */
void buffer_printable(struct buffer *out, const char *text, size_t len);

#endif
