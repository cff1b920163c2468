/* check_input.c - input and decompress: files, pipes, gzip and zstd streams */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "io/input.h"
#include "support/streams.h"
#include "support/suite.h"

/* Reads everything through reads of at most CAPACITY; the caller clears the text. */
static enum bagtag_status read_all(const char *path, size_t capacity, struct buffer *text, struct bagtag_error *error)
{
    struct input *input = NULL;
    enum bagtag_status status = input_open(&input, path, NULL, error);
    size_t n_read = 1;
    while (status == BAGTAG_OK && n_read > 0) {
        ck_assert(buffer_reserve(text, capacity));
        status = input_read(input, text->bytes + text->len, capacity, &n_read, error);
        ck_assert_uint_le(n_read, capacity);
        text->len += n_read;
    }
    input_close(input);
    return status;
}

static void expect_all(const char *path, size_t capacity, const void *bytes, size_t len)
{
    struct buffer text = {0};
    struct bagtag_error error = {"no error"};
    ck_assert_msg(read_all(path, capacity, &text, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_uint_eq(text.len, len);
    if (len > 0)
        ck_assert_int_eq(memcmp(text.bytes, bytes, len), 0);
    buffer_clear(&text);
}

static void expect_failure(const char *path, enum bagtag_status status, const char *sentence)
{
    struct buffer text = {0};
    struct bagtag_error error = {"no error"};
    ck_assert_int_eq(read_all(path, 1000, &text, &error), status);
    ck_assert_msg(strstr(error.sentence, sentence) != NULL, "\"%s\" lacks \"%s\"", error.sentence, sentence);
    buffer_clear(&text);
}

/* The output of gzip -9 and zstd for "good\tfine\n" forty times. */
static const char gzip_real[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\xcf\xcf\x4f\xe1\x4c\xcb\xcc\x4b\xe5\x4a\x1f"
    "\x65\x0d\x02\x16\x00\x67\x86\x52\x0c\x90\x01\x00\x00";
static const char zstd_real[] =
    "\x28\xb5\x2f\xfd\x04\x68\x8d\x00\x00\x50\x67\x6f\x6f\x64\x09\x66\x69\x6e\x65\x0a\x01\x00"
    "\x83\x55\x0b\x12\xdc\x67\x18\x74";

static const struct {
    const char *bytes;
    size_t len;
    const char *format;
} reals[] = {{gzip_real, sizeof gzip_real - 1, "gzip"}, {zstd_real, sizeof zstd_real - 1, "zstd"}};

START_TEST(plain_file_is_read_at_any_capacity)
{
    char *text = make_text(30000);
    for (size_t capacity = 1; capacity < 100000; capacity = capacity * 7 + 1) {
        expect_all(write_file("plain", text, 30000), capacity, text, 30000);
        expect_all(write_file("tiny", "x", 1), capacity, "x", 1);
        expect_all(write_file("empty", "", 0), capacity, "", 0);
    }
    free(text);
}
END_TEST

START_TEST(text_that_begins_like_a_magic_number_is_text)
{
    static const char *const texts[] = {"BZh is not bzip2\n", "B", "BZ", "BZh9", "PK", "7z\n", "P*\n", "(\xb5", "\x1f"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        expect_all(write_file("text", texts[i], strlen(texts[i])), 100, texts[i], strlen(texts[i]));
}
END_TEST

START_TEST(unreadable_files_are_named)
{
    expect_failure("/no/such/file", BAGTAG_SYSTEM, "/no/such/file: No such file or directory");
    expect_failure(folder, BAGTAG_SYSTEM, ": is a directory");
    expect_failure("", BAGTAG_SYSTEM, ": No such file or directory");
    expect_failure(write_file("x.bz2", "BZh91AY&SY\0\0", 12), BAGTAG_INPUT,
                   "x.bz2: expected UTF-8 text; found bzip2; decompress it first: bzcat /tmp/");
    expect_failure(write_file("x.xz",
                              "\xfd"
                              "7zXZ\0\0\0",
                              8),
                   BAGTAG_INPUT, "expected UTF-8 text; found xz; ");
    expect_failure(write_file("x.zip", "PK\3\4....", 8), BAGTAG_INPUT, "expected UTF-8 text; found zip; ");
    expect_failure(write_file("x.7z", "7z\xbc\xaf\x27\x1c..", 8), BAGTAG_INPUT, "expected UTF-8 text; found 7z; ");

    pid_t child = feed("BZh91AY&SY\0\0", 12, 1, 100);
    expect_failure("-", BAGTAG_INPUT,
                   "standard input: expected UTF-8 text; found bzip2; decompress it first: bzcat | bagtag ...");
    waitpid(child, NULL, 0);
}
END_TEST

START_TEST(compressed_contents_are_checked_too)
{
    struct buffer stream = {0}, twice = {0};
    formats[_i](&stream, "\xFF\xFEl\0i\0n\0e\0\n\0", 12);
    const char *path = write_file("x", stream.bytes, stream.len);
    char sentence[400];
    (void)snprintf(
        sentence, sizeof sentence,
        "/x: expected UTF-8 text; found UTF-16 in %s; convert it first: %s %s | iconv -f utf-16 -t utf-8 | bagtag ...",
        reals[_i].format, _i == 0 ? "zcat" : "zstdcat", path);
    expect_failure(path, BAGTAG_INPUT, sentence);
    pid_t child = feed(stream.bytes, stream.len, 3, 100);
    expect_failure("-", BAGTAG_INPUT, _i == 0 ? "first: zcat | iconv -f" : "first: zstdcat | iconv -f");
    waitpid(child, NULL, 0);
    formats[_i](&twice, stream.bytes, stream.len);
    (void)snprintf(sentence, sizeof sentence,
                   "/xx: expected UTF-8 text; found %s in %s; decompress it first: ", reals[_i].format,
                   reals[_i].format);
    expect_failure(write_file("xx", twice.bytes, twice.len), BAGTAG_INPUT, sentence);
    buffer_clear(&stream);
    buffer_clear(&twice);
}
END_TEST

START_TEST(a_name_that_a_shell_would_split_is_quoted)
{
    expect_failure(write_file("my file", "BZh91AY&SY", 10), BAGTAG_INPUT, "/my file' | bagtag ...");
    expect_failure(write_file("it's", "BZh91AY&SY", 10), BAGTAG_INPUT, "/it'\\''s' | bagtag ...");
    expect_failure(write_file("x.pdf", "%PDF-1.7\n%\xE2\xE3", 12), BAGTAG_INPUT, "/x.pdf - | bagtag ...");
    pid_t child = feed("%PDF-1.7\n%\xE2\xE3", 12, 1, 100);
    expect_failure("-", BAGTAG_INPUT,
                   "standard input: expected UTF-8 text; found PDF; convert it first: pdftotext - - | bagtag ...");
    waitpid(child, NULL, 0);
}
END_TEST

START_TEST(really_compressed_files_are_read)
{
    char text[401] = "";
    for (int i = 0; i < 40; i++)
        strcat(text, "good\tfine\n");
    for (size_t capacity = 1; capacity < 1000; capacity = capacity * 3 + 1)
        expect_all(write_file("real", reals[_i].bytes, reals[_i].len), capacity, text, 400);
}
END_TEST

START_TEST(truncation_at_any_byte_is_an_error)
{
    size_t magic_len = _i == 0 ? 2 : 4;
    char sentence[64];
    (void)snprintf(sentence, sizeof sentence, "/cut: truncated %s stream", reals[_i].format);
    for (size_t len = magic_len; len < reals[_i].len; len++)
        expect_failure(write_file("cut", reals[_i].bytes, len), BAGTAG_INPUT, sentence);

    struct buffer stream = {0};
    char *text = make_text(700000);
    formats[_i](&stream, text, 700000);
    size_t whole = stream.len;
    formats[_i](&stream, text, 100);
    expect_failure(write_file("cut", stream.bytes, whole - 1), BAGTAG_INPUT, sentence);
    expect_failure(write_file("cut", stream.bytes, whole / 2), BAGTAG_INPUT, sentence);
    expect_failure(write_file("cut", stream.bytes, whole + 2), BAGTAG_INPUT, sentence);
    expect_all(write_file("cut", stream.bytes, whole), 50000, text, 700000);
    buffer_clear(&stream);
    free(text);
}
END_TEST

START_TEST(flipped_bit_in_a_checked_stream_is_an_error)
{
    for (size_t at = 10; at < reals[_i].len; at++) {
        char *damaged = malloc(reals[_i].len);
        memcpy(damaged, reals[_i].bytes, reals[_i].len);
        damaged[at] = (char)(damaged[at] ^ 0x10);
        expect_failure(write_file("damaged", damaged, reals[_i].len), BAGTAG_INPUT, "/damaged: ");
        free(damaged);
    }
}
END_TEST

START_TEST(several_members_are_one_stream)
{
    size_t len = 600000;
    char *text = make_text(len);
    struct buffer stream = {0};
    formats[_i](&stream, text, 0);
    formats[_i](&stream, text, 5);
    if (_i == 1)
        buffer_bytes(&stream, "\x52\x2a\x4d\x18\x03\0\0\0abc", 11); /* a skippable frame */
    formats[_i](&stream, text + 5, 0);
    formats[_i](&stream, text + 5, len - 5);
    const char *path = write_file("members", stream.bytes, stream.len);
    expect_all(path, 1 << 20, text, len);
    expect_all(path, 777, text, len);

    pid_t child = feed(stream.bytes, stream.len, 65537, 0);
    expect_all("-", 5000, text, len);
    waitpid(child, NULL, 0);

    buffer_text(&stream, "rubbish");
    expect_failure(write_file("rubbish", stream.bytes, stream.len), BAGTAG_INPUT, "/rubbish: ");
    buffer_clear(&stream);
    free(text);
}
END_TEST

START_TEST(zstd_stream_may_begin_with_a_skippable_frame)
{
    struct buffer stream = {0};
    buffer_bytes(&stream, "\x5f\x2a\x4d\x18\x02\0\0\0ab", 10);
    add_zstd_frame(&stream, "hello\n", 6);
    expect_all(write_file("skippable", stream.bytes, stream.len), 100, "hello\n", 6);
    buffer_clear(&stream);
}
END_TEST

START_TEST(zeros_after_gzip_are_padding)
{
    struct buffer stream = {0};
    add_gzip_member(&stream, "hello\n", 6);
    buffer_bytes(&stream, (char[1000]){0}, 1000);
    expect_all(write_file("padded", stream.bytes, stream.len), 100, "hello\n", 6);
    add_gzip_member(&stream, "hidden\n", 7);
    expect_failure(write_file("padded", stream.bytes, stream.len), BAGTAG_INPUT,
                   "the gzip stream is followed by other data");
    buffer_clear(&stream);
}
END_TEST

START_TEST(compressed_pipe_is_read_byte_by_byte)
{
    struct buffer stream = {0};
    formats[_i](&stream, "one\ntwo\n", 8);
    formats[_i](&stream, "three\n", 6);
    pid_t child = feed(stream.bytes, stream.len, 1, 200);
    expect_all("-", 100, "one\ntwo\nthree\n", 14);
    waitpid(child, NULL, 0);
    buffer_clear(&stream);
}
END_TEST

START_TEST(bytes_of_a_file_are_counted)
{
    struct bagtag_error error;
    struct input *input = NULL;
    const char *path = write_file("counted", gzip_real, sizeof gzip_real - 1);
    ck_assert_int_eq(input_open(&input, path, NULL, &error), BAGTAG_OK);
    ck_assert_str_eq(input_name(input), path);
    ck_assert_uint_eq(input_total_bytes(input), sizeof gzip_real - 1);
    ck_assert(input_is_ready(input));
    char bytes[1000];
    size_t n_read = 1;
    while (n_read > 0) {
        ck_assert_int_eq(input_read(input, bytes, sizeof bytes, &n_read, &error), BAGTAG_OK);
        ck_assert(input_is_ready(input));
    }
    ck_assert_uint_eq(input_read_bytes(input), sizeof gzip_real - 1);
    input_close(input);
    input_close(NULL);
}
END_TEST

START_TEST(an_open_pipe_is_ready_only_if_it_has_data)
{
    struct buffer stream = {0};
    if (_i == 2) {
        buffer_text(&stream, "B\n"); /* one byte of bzip2's magic, then clearly text */
    } else {
        formats[_i](&stream, "hello\n", 6);
        buffer_bytes(&stream, reals[_i].bytes, 5); /* the start of another member, which yields nothing yet */
    }
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], stream.bytes, stream.len), (int)stream.len);
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);

    struct bagtag_error error;
    struct input *input = NULL;
    char bytes[100];
    size_t n_read;
    double start = clock_seconds();
    ck_assert_int_eq(input_open(&input, "-", NULL, &error), BAGTAG_OK);
    ck_assert(input_is_ready(input));
    ck_assert_int_eq(input_read(input, bytes, sizeof bytes, &n_read, &error), BAGTAG_OK);
    ck_assert_uint_eq(n_read, _i == 2 ? 2 : 6);
    ck_assert(!input_is_ready(input));
    ck_assert(!input_is_ready(input));
    ck_assert_double_lt(clock_seconds() - start, 0.5);

    close(ends[1]);
    ck_assert(input_is_ready(input));
    enum bagtag_status expected = _i == 2 ? BAGTAG_OK : BAGTAG_INPUT;
    ck_assert_int_eq(input_read(input, bytes, sizeof bytes, &n_read, &error), expected);
    ck_assert_uint_eq(n_read, 0);
    if (_i < 2)
        ck_assert_ptr_nonnull(strstr(error.sentence, stream_names[_i]));
    input_close(input);
    buffer_clear(&stream);
}
END_TEST

START_TEST(a_nonblocking_pipe_is_waited_for)
{
    pid_t child = feed("a\nb\n", 4, 1, 3000);
    ck_assert_int_eq(fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK), 0);
    expect_all("-", 100, "a\nb\n", 4);
    waitpid(child, NULL, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_set_timeout(parts, 30);
    tcase_add_checked_fixture(parts, make_folder, remove_folder);
    tcase_add_test(parts, plain_file_is_read_at_any_capacity);
    tcase_add_test(parts, text_that_begins_like_a_magic_number_is_text);
    tcase_add_test(parts, unreadable_files_are_named);
    tcase_add_loop_test(parts, compressed_contents_are_checked_too, 0, 2);
    tcase_add_test(parts, a_name_that_a_shell_would_split_is_quoted);
    tcase_add_loop_test(parts, really_compressed_files_are_read, 0, 2);
    tcase_add_loop_test(parts, truncation_at_any_byte_is_an_error, 0, 2);
    tcase_add_loop_test(parts, flipped_bit_in_a_checked_stream_is_an_error, 0, 2);
    tcase_add_loop_test(parts, several_members_are_one_stream, 0, 2);
    tcase_add_test(parts, zstd_stream_may_begin_with_a_skippable_frame);
    tcase_add_test(parts, zeros_after_gzip_are_padding);
    tcase_add_loop_test(parts, compressed_pipe_is_read_byte_by_byte, 0, 2);
    tcase_add_test(parts, bytes_of_a_file_are_counted);
    tcase_add_loop_test(parts, an_open_pipe_is_ready_only_if_it_has_data, 0, 3);
    tcase_add_test(parts, a_nonblocking_pipe_is_waited_for);

    return suite_run(suite);
}
