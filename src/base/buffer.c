/* buffer.c - a growable byte buffer, and the few formats written into it */
/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#define SMALLEST_CAPACITY 256

void buffer_clear(struct buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}

bool buffer_reserve(struct buffer *buffer, size_t more)
{
    if (buffer->failed)
        return false;
    if (more <= buffer->capacity - buffer->len)
        return true;
    size_t needed;
    if (__builtin_add_overflow(buffer->len, more, &needed)) {
        buffer->failed = true;
        return false;
    }
    if (needed < SMALLEST_CAPACITY)
        needed = SMALLEST_CAPACITY;
    if (mem_reserve(&buffer->bytes, &buffer->capacity, needed, 1) != 0)
        buffer->failed = true;
    return !buffer->failed;
}

void buffer_bytes(struct buffer *buffer, const void *bytes, size_t len)
{
    if (len == 0 || !buffer_reserve(buffer, len))
        return;
    memcpy(buffer->bytes + buffer->len, bytes, len);
    buffer->len += len;
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_bytes(buffer, text, strlen(text));
}

void buffer_one_line(struct buffer *buffer, const char *text, size_t len)
{
    size_t begin = buffer->len;
    buffer_bytes(buffer, text, len);
    for (size_t i = begin; i < buffer->len; i++)
        if (buffer->bytes[i] == '\n')
            buffer->bytes[i] = ' ';
}

void buffer_char(struct buffer *buffer, char c)
{
    if (!buffer_reserve(buffer, 1))
        return;
    buffer->bytes[buffer->len++] = c;
}

/* Writes VALUE padded with zeros to at least MIN_DIGITS digits. */
static void add_digits(struct buffer *buffer, uint64_t value, int min_digits)
{
    char digits[20]; /* 2^64 - 1 has twenty */
    int n_digits = 0;
    do {
        digits[sizeof digits - 1 - (size_t)n_digits++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0 || n_digits < min_digits);
    buffer_bytes(buffer, digits + sizeof digits - (size_t)n_digits, (size_t)n_digits);
}

void buffer_unsigned(struct buffer *buffer, uint64_t value)
{
    add_digits(buffer, value, 1);
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list values;
    va_list again;
    va_start(values, format);
    va_copy(again, values);
    int wanted = vsnprintf(NULL, 0, format, values);
    if (wanted < 0) {
        buffer->failed = true;
    } else if (buffer_reserve(buffer, (size_t)wanted + 1)) { /* vsnprintf writes a NUL too */
        (void)vsnprintf(buffer->bytes + buffer->len, (size_t)wanted + 1, format, again);
        buffer->len += (size_t)wanted;
    }
    va_end(again);
    va_end(values);
}

/* VALUE in [0, 1) times SCALE (at most 10^9), exact until it is rounded half up. VALUE is split into four 32-bit digits
 * by lossless multiplications with 2^32, and these are multiplied by SCALE with carries. 128 bits hold every double of
 * at least 2^-75; smaller ones round to 0 anyway. */
static uint32_t scaled(double value, uint32_t scale)
{
    uint32_t parts[4];
    for (int i = 0; i < 4; i++) {
        value *= 0x1p32;
        parts[i] = (uint32_t)value;
        value -= (double)parts[i];
    }
    uint32_t carry = 0;
    uint32_t rest = 0; /* at the end: the highest 32 bits after the point */
    for (int i = 3; i >= 0; i--) {
        uint64_t multiplied = (uint64_t)parts[i] * scale + carry;
        carry = (uint32_t)(multiplied >> 32);
        rest = (uint32_t)multiplied;
    }
    return carry + (rest >> 31);
}

void buffer_fraction(struct buffer *buffer, double value, int digits)
{
    assert(digits >= 1 && digits <= 9);
    uint32_t scale = 1;
    for (int i = 0; i < digits; i++)
        scale *= 10;

    uint32_t decimals = 0; /* a NaN or a value below 0 is written as 0, one above 1 as 1 */
    if (value >= 1)
        decimals = scale;
    else if (value > 0)
        decimals = scaled(value, scale);
    buffer_char(buffer, decimals == scale ? '1' : '0');
    buffer_char(buffer, '.');
    add_digits(buffer, decimals % scale, digits);
}

/* Adds the JSON escape of C, an ASCII character that a JSON string cannot contain literally. */
static void add_escape(struct buffer *buffer, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    const char *named = c == '"'    ? "\\\""
                        : c == '\\' ? "\\\\"
                        : c == '\n' ? "\\n"
                        : c == '\r' ? "\\r"
                        : c == '\t' ? "\\t"
                        : c == '\b' ? "\\b"
                        : c == '\f' ? "\\f"
                                    : NULL;
    if (named != NULL) {
        buffer_bytes(buffer, named, 2);
        return;
    }
    buffer_bytes(buffer, "\\u00", 4);
    buffer_char(buffer, hex[c >> 4]);
    buffer_char(buffer, hex[c & 15]);
}

void buffer_json_string(struct buffer *buffer, const char *text, size_t len)
{
    buffer_char(buffer, '"');
    size_t copied = 0; /* the bytes before it are in the buffer */
    size_t position = 0;
    while (position < len) {
        unsigned char c = (unsigned char)text[position];
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
            position++;
            continue;
        }
        struct utf8_char decoded = utf8_decode(text + position, len - position);
        if (!decoded.is_valid || c < 0x80) {
            buffer_bytes(buffer, text + copied, position - copied);
            copied = position + decoded.bytes;
            if (decoded.is_valid)
                add_escape(buffer, c);
            else
                buffer_text(buffer, "\xef\xbf\xbd");
        }
        position += decoded.bytes;
    }
    if (copied < len)
        buffer_bytes(buffer, text + copied, len - copied);
    buffer_char(buffer, '"');
}

/* Whether C cannot be shown in a message. */
static bool is_hidden(struct utf8_char c)
{
    return !c.is_valid || utf8_is_control(c.code);
}

static bool has_hidden(const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        struct utf8_char c = utf8_decode(text + i, len - i);
        if (is_hidden(c))
            return true;
        i += c.bytes;
    }
    return false;
}

/* Writes $'...' as understood by POSIX 2024, bash, ksh and zsh, with hidden bytes as octal escapes. */
static void add_escaped_word(struct buffer *buffer, const char *text, size_t len)
{
    buffer_text(buffer, "$'");
    for (size_t i = 0; i < len;) {
        struct utf8_char c = utf8_decode(text + i, len - i);
        if (text[i] == '\'' || text[i] == '\\')
            buffer_char(buffer, '\\');
        for (size_t k = i; k < i + c.bytes; k++)
            if (is_hidden(c))
                buffer_format(buffer, "\\%03o", (unsigned)(unsigned char)text[k]);
            else
                buffer_char(buffer, text[k]);
        i += c.bytes;
    }
    buffer_char(buffer, '\'');
}

void buffer_shell_word(struct buffer *buffer, const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./,:=+@%-";
    if (*text != '\0' && text[strspn(text, plain)] == '\0') {
        buffer_text(buffer, text);
        return;
    }
    if (has_hidden(text, strlen(text))) {
        add_escaped_word(buffer, text, strlen(text));
        return;
    }
    buffer_char(buffer, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            buffer_text(buffer, "'\\''");
        else
            buffer_char(buffer, *text);
    }
    buffer_char(buffer, '\'');
}

/* The length of the printable ASCII at the start of TEXT. */
static size_t plain_len(const char *text, size_t len)
{
    size_t i = 0;
    while (i < len && text[i] >= ' ' && text[i] <= '~')
        i++;
    return i;
}

void buffer_field(struct buffer *buffer, const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        size_t plain = plain_len(text + i, len - i);
        buffer_bytes(buffer, text + i, plain);
        i += plain;
        if (i == len)
            return;
        struct utf8_char c = utf8_decode(text + i, len - i);
        if (!c.is_valid || !utf8_is_control(c.code))
            buffer_bytes(buffer, text + i, c.bytes);
        else if (c.code == '\n' || c.code == '\t' || c.code == '\r')
            buffer_text(buffer, c.code == '\n' ? "\\n" : c.code == '\t' ? "\\t" : "\\r");
        else
            buffer_format(buffer, "\\u%04x", (unsigned)c.code);
        i += c.bytes;
    }
}

void buffer_solid(struct buffer *buffer, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        buffer_char(buffer, (unsigned char)text[i] <= ' ' ? '_' : text[i]);
}

void buffer_printable(struct buffer *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        struct utf8_char c = utf8_decode(text + i, len - i);
        if (!c.is_valid || utf8_is_control(c.code))
            buffer_char(out, '?');
        else
            buffer_bytes(out, text + i, c.bytes);
        i += c.bytes;
    }
}
