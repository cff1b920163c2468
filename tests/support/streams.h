/* streams.h - helpers of the tests of input and lines: files, slow pipes, gzip and zstd streams made by hand */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_STREAMS_H
#define BAGTAG_TESTS_SUPPORT_STREAMS_H

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"

static char folder[64];

static inline void make_folder(void)
{
    strcpy(folder, "/tmp/check_input.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static inline void remove_folder(void)
{
    char command[100];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

static inline const char *write_file(const char *name, const void *bytes, size_t len)
{
    static char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *stream = fopen(path, "w");
    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(bytes, 1, len, stream), len);
    ck_assert_int_eq(fclose(stream), 0);
    return path;
}

/* Starts a process that writes BYTES in pieces with a pause of PAUSE microseconds after each, and makes its pipe the
 * standard input. */
static inline pid_t feed(const void *bytes, size_t len, size_t piece, useconds_t pause)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        close(ends[0]);
        const char *next = bytes;
        while (len > 0) {
            size_t n = len < piece ? len : piece;
            if (write(ends[1], next, n) != (ssize_t)n)
                _exit(1);
            next += n;
            len -= n;
            if (pause > 0)
                usleep(pause);
        }
        _exit(0);
    }
    close(ends[1]);
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    return child;
}

/* Text of LEN bytes in lines of varying length. */
static inline char *make_text(size_t len)
{
    char *text = malloc(len + 1);
    ck_assert_ptr_nonnull(text);
    uint32_t state = 1;
    for (size_t i = 0; i < len; i++) {
        state = state * 1664525 + 1013904223;
        text[i] = state >> 24 < 6 ? '\n' : (char)('a' + (state >> 24) % 26);
    }
    return text;
}

/* ---- streams written by hand: stored gzip blocks, raw zstd blocks ---- */

static inline void add_little_endian(struct buffer *out, uint64_t value, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++)
        buffer_char(out, (char)(value >> 8 * i & 0xff));
}

static inline uint32_t crc32_of(const unsigned char *bytes, size_t len)
{
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < len; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static inline void add_gzip_member(struct buffer *out, const char *text, size_t len)
{
    buffer_bytes(out, "\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
    for (size_t at = 0;;) {
        size_t n = len - at < 60000 ? len - at : 60000;
        buffer_char(out, at + n == len ? 1 : 0);
        add_little_endian(out, n, 2);
        add_little_endian(out, ~n & 0xffff, 2);
        buffer_bytes(out, text + at, n);
        at += n;
        if (at == len)
            break;
    }
    add_little_endian(out, crc32_of((const unsigned char *)text, len), 4);
    add_little_endian(out, len, 4);
}

static inline void add_zstd_frame(struct buffer *out, const char *text, size_t len)
{
    buffer_bytes(out, "\x28\xb5\x2f\xfd\x80\x58", 6); /* 4 bytes of size, a window of 2 MB, no checksum */
    add_little_endian(out, len, 4);
    for (size_t at = 0;;) {
        size_t n = len - at < 100000 ? len - at : 100000;
        add_little_endian(out, n << 3 | (at + n == len), 3);
        buffer_bytes(out, text + at, n);
        at += n;
        if (at == len)
            break;
    }
}

typedef void add_stream(struct buffer *out, const char *text, size_t len);

static add_stream *const formats[] = {add_gzip_member, add_zstd_frame};
static const char *const stream_names[] = {"gzip", "zstd"};

#endif
