/* check_lines.c - an input cut into blocks of whole lines */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "io/input.h"
#include "io/lines.h"
#include "support/streams.h"
#include "support/suite.h"

/* Reads PATH in blocks and joins the lines of lines_split with '|', checking what a block guarantees. */
static void join_lines(const char *path, size_t block_bytes, struct buffer *joined)
{
    struct bagtag_error error = {"no error"};
    struct input *input = NULL;
    struct lines_reader *reader = NULL;
    struct lines_block block = {0};
    uint64_t next_line = 1;
    ck_assert_msg(input_open(&input, path, NULL, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_int_eq(lines_open(&reader, input, block_bytes, &error), BAGTAG_OK);
    bool has_unfinished = false;
    for (;;) {
        ck_assert_msg(lines_next(reader, &block, &error) == BAGTAG_OK, "%s", error.sentence);
        ck_assert_ptr_null(memchr(block.text + block.len, '\n', 64));
        if (block.len == 0)
            break;
        ck_assert(!has_unfinished);
        has_unfinished = block.text[block.len - 1] != '\n';
        ck_assert_uint_eq(block.first_line, next_line);
        size_t position = 0;
        struct line line;
        uint64_t n_lines = 0;
        bool is_inside = true;
        while (lines_split(&block, &position, &line)) {
            is_inside &= line.text >= block.text && line.text + line.len <= block.text + block.len;
            buffer_bytes(joined, line.text, line.len);
            buffer_char(joined, '|');
            n_lines++;
        }
        ck_assert(is_inside);
        ck_assert_uint_eq(n_lines, block.n_lines);
        next_line += n_lines;
    }
    ck_assert_uint_eq(block.n_lines, 0);
    ck_assert_int_eq(lines_next(reader, &block, &error), BAGTAG_OK); /* the end is final */
    ck_assert_uint_eq(block.len, 0);
    lines_block_clear(&block);
    lines_close(reader);
    input_close(input);
}

static const struct {
    const char *text;
    size_t len;
    const char *joined;
    size_t joined_len;
} line_cases[] = {
#define TEXT(literal) literal, sizeof literal - 1
    {TEXT(""), TEXT("")},
    {TEXT("\n"), TEXT("|")},
    {TEXT("\n\n\n"), TEXT("|||")},
    {TEXT("a"), TEXT("a|")},
    {TEXT("a\nbc\n"), TEXT("a|bc|")},
    {TEXT("a\nbc"), TEXT("a|bc|")},
    {TEXT("a\r\nb\r\n"), TEXT("a|b|")},
    {TEXT("a\r\r\n\r\nb\rc\r"), TEXT("a\r||b\rc|")},
    {TEXT("a\0b\n\0\nc\0"), TEXT("a\0b|\0|c\0|")},
    {TEXT("\xef\xbb\xbf"
          "a\n"),
     TEXT("a|")},
    {TEXT("\xef\xbb\xbf"), TEXT("")},
    {TEXT("\xef\xbb\xbf\n"), TEXT("|")},
    {TEXT("\xef\xbb\na"), TEXT("\xef\xbb|a|")},
    {TEXT("\xef\xbb"), TEXT("\xef\xbb|")},
    {TEXT("\xef\xbb\xbf\xef\xbb\xbf"
          "a\n"),
     TEXT("\xef\xbb\xbf"
          "a|")},
    {TEXT("a\n\xef\xbb\xbf"
          "b\n"),
     TEXT("a|\xef\xbb\xbf"
          "b|")},
    {TEXT("a line that is far longer than a block\nb\n"), TEXT("a line that is far longer than a block|b|")},
    {TEXT("b\na line that is far longer than a block"), TEXT("b|a line that is far longer than a block|")},
#undef TEXT
};

START_TEST(lines_are_split_the_same_from_files_and_slow_pipes)
{
    static const size_t block_sizes[] = {1, 2, 3, 7, 16, 1 << 20};
    for (size_t i = 0; i < sizeof block_sizes / sizeof block_sizes[0]; i++) {
        const char *path = write_file("lines", line_cases[_i].text, line_cases[_i].len);
        struct buffer joined = {0};
        join_lines(path, block_sizes[i], &joined);
        pid_t child = feed(line_cases[_i].text, line_cases[_i].len, 1, i % 5 == 0 ? 20 : 0);
        size_t half = joined.len;
        join_lines("-", block_sizes[i], &joined);
        waitpid(child, NULL, 0);
        ck_assert_uint_eq(half, line_cases[_i].joined_len);
        ck_assert_uint_eq(joined.len, 2 * half);
        if (half > 0) {
            ck_assert_int_eq(memcmp(joined.bytes, line_cases[_i].joined, half), 0);
            ck_assert_int_eq(memcmp(joined.bytes + half, line_cases[_i].joined, half), 0);
        }
        buffer_clear(&joined);
    }
}
END_TEST

START_TEST(blocks_join_to_the_whole_text_whatever_their_size)
{
    size_t len = 1500000;
    char *text = make_text(len);
    memset(text + 300000, 'x', 400000); /* one very long line */
    struct buffer stream = {0};
    if (_i < 2)
        formats[_i](&stream, text, len);
    else
        buffer_bytes(&stream, text, len);
    const char *path = write_file("text", stream.bytes, stream.len);
    static const size_t block_sizes[] = {1000, 4096, 65536, 1 << 20, 1 << 22};
    for (size_t i = 0; i < sizeof block_sizes / sizeof block_sizes[0]; i++) {
        struct buffer joined = {0};
        join_lines(path, block_sizes[i], &joined);
        for (size_t at = 0; at < joined.len; at++) {
            if (joined.bytes[at] == '|')
                joined.bytes[at] = '\n';
        }
        ck_assert_uint_eq(joined.len, len + (text[len - 1] != '\n'));
        ck_assert_int_eq(memcmp(joined.bytes, text, len), 0);
        buffer_clear(&joined);
    }
    buffer_clear(&stream);
    free(text);
}
END_TEST

START_TEST(whole_line_in_an_open_pipe_is_returned_at_once)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    struct bagtag_error error;
    struct input *input = NULL;
    struct lines_reader *reader = NULL;
    struct lines_block block = {0};
    ck_assert_int_eq(write(ends[1], "one\ntw", 6), 6);
    double start = clock_seconds();
    ck_assert_int_eq(input_open(&input, "-", NULL, &error), BAGTAG_OK);
    ck_assert_int_eq(lines_open(&reader, input, 1 << 20, &error), BAGTAG_OK);
    ck_assert_int_eq(lines_next(reader, &block, &error), BAGTAG_OK);
    ck_assert_uint_eq(block.len, 4);
    ck_assert_int_eq(write(ends[1], "o\nthree\n", 8), 8);
    ck_assert_int_eq(lines_next(reader, &block, &error), BAGTAG_OK);
    ck_assert_uint_eq(block.len, 10);
    ck_assert_int_eq(memcmp(block.text, "two\nthree\n", 10), 0);
    ck_assert_uint_eq(block.first_line, 2);
    ck_assert_double_lt(clock_seconds() - start, 0.5);
    lines_close(reader);
    lines_close(NULL);
    lines_block_clear(&block);
    input_close(input);
}
END_TEST

START_TEST(the_reader_of_lines_reports_a_damaged_stream)
{
    struct bagtag_error error;
    struct input *input = NULL;
    struct lines_reader *reader = NULL;
    struct lines_block block = {0};
    struct buffer stream = {0};
    add_gzip_member(&stream, "one\ntwo\n", 8);
    const char *path = write_file("cut.gz", stream.bytes, stream.len - 5);
    ck_assert_int_eq(input_open(&input, path, NULL, &error), BAGTAG_OK);
    ck_assert_int_eq(lines_open(&reader, input, 100, &error), BAGTAG_OK);
    enum bagtag_status status;
    do
        status = lines_next(reader, &block, &error);
    while (status == BAGTAG_OK && block.len > 0);
    ck_assert_int_eq(status, BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "cut.gz: truncated gzip stream"));
    buffer_clear(&stream);
    lines_block_clear(&block);
    lines_close(reader);
    input_close(input);
}
END_TEST

/* Appends the lines of PATH before the failure that ends it to ALL. */
static void read_until_failure(const char *path, size_t block_bytes, struct buffer *all)
{
    struct bagtag_error error = {"none"};
    struct input *input = NULL;
    struct lines_reader *reader = NULL;
    struct lines_block block = {0};
    ck_assert_int_eq(input_open(&input, path, NULL, &error), BAGTAG_OK);
    ck_assert_int_eq(lines_open(&reader, input, block_bytes, &error), BAGTAG_OK);
    while (lines_next(reader, &block, &error) == BAGTAG_OK) {
        ck_assert_uint_gt(block.len, 0);
        buffer_bytes(all, block.text, block.len);
    }
    ck_assert_ptr_nonnull(strstr(error.sentence, path));
    ck_assert_int_eq(lines_next(reader, &block, NULL), BAGTAG_INPUT); /* the failure is final */
    lines_block_clear(&block);
    lines_close(reader);
    input_close(input);
}

START_TEST(whole_lines_before_a_failure_come_first)
{
    static const size_t block_sizes[] = {10, 4000, 1 << 20};
    size_t len = 250000, tail = 12;
    char *text = make_text(len);
    struct buffer stream = {0};
    formats[_i](&stream, text, len);
    size_t n_whole = stream.len;
    buffer_text(&stream, "rubbish");
    for (size_t i = 0; i < 3 * sizeof block_sizes / sizeof block_sizes[0]; i++) {
        struct buffer all = {0};
        size_t n_bytes = i % 3 == 0 ? stream.len : i % 3 == 1 ? n_whole - tail : n_whole / 2;
        read_until_failure(write_file("cut", stream.bytes, n_bytes), block_sizes[i / 3], &all);
        ck_assert_uint_gt(all.len, n_bytes - 101000); /* zstd yields nothing of a truncated block */
        ck_assert_int_eq(memcmp(all.bytes, text, all.len), 0);
        ck_assert_int_eq(all.bytes[all.len - 1], '\n');
        if (n_bytes > n_whole) /* all text came before the garbage */
            ck_assert_ptr_null(memchr(text + all.len, '\n', len - all.len));
        buffer_clear(&all);
    }
    buffer_clear(&stream);
    free(text);
}
END_TEST

/* Appends the line to the text in CONTEXT, as a visitor gets it; fails at the line "stop". */
static enum bagtag_status note_line(void *context, struct line line, const char *file, uint64_t number,
                                    struct bagtag_error *error)
{
    struct buffer *visited = context;
    buffer_format(visited, "%s:%u:%.*s ", strrchr(file, '/') + 1, (unsigned)number, (int)line.len, line.text);
    return line.len == 4 && memcmp(line.text, "stop", 4) == 0 ? error_set(error, BAGTAG_INPUT, "stopped") : BAGTAG_OK;
}

static enum bagtag_status note_pause(void *context, struct bagtag_error *error)
{
    struct buffer *visited = context;
    bool is_long = visited->len > 30;
    buffer_text(visited, "| ");
    return is_long ? error_set(error, BAGTAG_SYSTEM, "too long") : BAGTAG_OK;
}

static const struct {
    const char *text, *expected;
    enum bagtag_status status;
    const char *sentence;
} visits[] = {
    {"", "", BAGTAG_OK, "none"},
    {"a\r\n\nb", "f:1:a f:2: f:3:b | ", BAGTAG_OK, "none"},
    {"a\nstop\nb\n", "f:1:a f:2:stop | ", BAGTAG_INPUT, "stopped"},
    {"a long line, longer than what is taken\n", "f:1:a long line, longer than what is taken | ", BAGTAG_SYSTEM,
     "too long"},
    {"a long line, longer than what is taken\nstop\n", "f:1:a long line, longer than what is taken f:2:stop | ",
     BAGTAG_INPUT, "stopped"},
};

START_TEST(a_visitor_sees_every_line_until_a_call_fails)
{
    struct buffer visited = {0};
    struct bagtag_error error = {"none"};
    const char *path = write_file("f", visits[_i].text, strlen(visits[_i].text));
    struct lines_visitor visitor = {.context = &visited, .visit = note_line, .pause = note_pause};
    ck_assert_int_eq(lines_visit(path, &visitor, &error), visits[_i].status);
    buffer_char(&visited, '\0');
    ck_assert_str_eq(visited.bytes, visits[_i].expected);
    ck_assert_str_eq(error.sentence, visits[_i].sentence);
    buffer_clear(&visited);
    ck_assert_int_eq(lines_visit("/nowhere", &visitor, &error), BAGTAG_SYSTEM);
}
END_TEST

/* The words of a line, each followed by '|'. */
static const struct {
    const char *line;
    size_t len;
    const char *expected;
} word_cases[] = {
    {"one", 3, "one|"},
    {"  one\ttwo ", 10, "one|two|"},
    {"", 0, ""},
    {" \t\v\f\r ", 6, ""},
    {"caf\xc3\xa9\xc2\xa0x", 8, "caf\xc3\xa9\xc2\xa0x|"},
};

START_TEST(words_end_at_white_space_of_ascii)
{
    struct line line = {.text = word_cases[_i].line, .len = word_cases[_i].len}, word;
    struct buffer found = {0};
    for (size_t at = 0; line_next_word(line, &at, &word);) {
        buffer_bytes(&found, word.text, word.len);
        buffer_char(&found, '|');
    }
    buffer_char(&found, '\0');
    ck_assert_str_eq(found.bytes, word_cases[_i].expected);
    buffer_clear(&found);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lines");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_set_timeout(parts, 30);
    tcase_add_checked_fixture(parts, make_folder, remove_folder);
    tcase_add_loop_test(parts, lines_are_split_the_same_from_files_and_slow_pipes, 0,
                        sizeof line_cases / sizeof line_cases[0]);
    tcase_add_loop_test(parts, blocks_join_to_the_whole_text_whatever_their_size, 0, 3);
    tcase_add_test(parts, whole_line_in_an_open_pipe_is_returned_at_once);
    tcase_add_test(parts, the_reader_of_lines_reports_a_damaged_stream);
    tcase_add_loop_test(parts, whole_lines_before_a_failure_come_first, 0, 2);
    tcase_add_loop_test(parts, words_end_at_white_space_of_ascii, 0, sizeof word_cases / sizeof word_cases[0]);
    tcase_add_loop_test(parts, a_visitor_sees_every_line_until_a_call_fails, 0, sizeof visits / sizeof visits[0]);

    return suite_run(suite);
}
