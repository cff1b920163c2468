/* error.c - a sentence that says what went wrong, and its status */
/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* Makes a sentence safe for terminals and logs: a file name may contain anything, even line breaks and escape
 * sequences. A last character that vsnprintf truncated is dropped. Never makes the text longer. */
static void make_printable(char *sentence, size_t len, bool was_cut)
{
    size_t in = 0;
    size_t out = 0;
    while (in < len) {
        struct utf8_char c = utf8_decode(sentence + in, len - in);
        if (!c.is_valid && was_cut && in + c.bytes == len)
            break;
        if (!c.is_valid || utf8_is_control(c.code)) {
            sentence[out++] = '?';
        } else {
            memmove(sentence + out, sentence + in, c.bytes);
            out += c.bytes;
        }
        in += c.bytes;
    }
    sentence[out] = '\0';
}

/* Appends to the first LEN bytes of the sentence; returns the new length. */
static size_t append(struct bagtag_error *error, size_t len, const char *format, va_list values)
    __attribute__((format(printf, 3, 0)));

static size_t append(struct bagtag_error *error, size_t len, const char *format, va_list values)
{
    size_t room = sizeof error->sentence - len;
    int wanted = vsnprintf(error->sentence + len, room, format, values);
    if (wanted < 0) { /* the C library could not format it: keep what there is */
        error->sentence[len] = '\0';
        return len;
    }
    bool was_cut = (size_t)wanted >= room;
    size_t added = was_cut ? room - 1 : (size_t)wanted;
    make_printable(error->sentence + len, added, was_cut);
    return len + strlen(error->sentence + len);
}

static size_t append_text(struct bagtag_error *error, size_t len, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static size_t append_text(struct bagtag_error *error, size_t len, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    len = append(error, len, format, values);
    va_end(values);
    return len;
}

enum bagtag_status error_set(struct bagtag_error *error, enum bagtag_status status, const char *format, ...)
{
    if (error != NULL) {
        va_list values;
        va_start(values, format);
        append(error, 0, format, values);
        va_end(values);
    }
    return status;
}

/* There are two kinds of strerror_r: glibc's returns the text, POSIX's (musl) fills the buffer and returns a number. */
static const char *text_returned(const char *returned, const char *buffer)
{
    (void)buffer;
    return returned;
}

static const char *text_written(int failure, const char *buffer)
{
    return failure == 0 ? buffer : "unknown error";
}

enum bagtag_status error_errno(struct bagtag_error *error, int errnum, const char *format, ...)
{
    if (error == NULL)
        return BAGTAG_SYSTEM;
    va_list values;
    va_start(values, format);
    size_t len = append(error, 0, format, values);
    va_end(values);

    char buffer[256] = "";
    const char *reason = _Generic(strerror_r(errnum, buffer, sizeof buffer), int
                                  : text_written, char *
                                  : text_returned)(strerror_r(errnum, buffer, sizeof buffer), buffer);
    append_text(error, len, ": %s", reason);
    return BAGTAG_SYSTEM;
}

const char *error_file_name(const char *path)
{
    return *path != '\0' ? path : "''";
}

enum bagtag_status error_forward(struct bagtag_error *error, enum bagtag_status status, const struct bagtag_error *from)
{
    if (status != BAGTAG_OK && error != NULL)
        *error = *from;
    return status;
}

void error_at_line(struct bagtag_error *error, const char *name, uint64_t line)
{
    struct bagtag_error placed;
    if (error == NULL)
        return;
    error_set(&placed, BAGTAG_INPUT, "%s:%" PRIu64 ": %s", name, line, error->sentence);
    *error = placed;
}

enum bagtag_status error_memory(struct bagtag_error *error)
{
    return error_set(error, BAGTAG_MEMORY, "out of memory");
}
