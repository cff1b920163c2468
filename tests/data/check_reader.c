/* check_reader.c - which part of a line is label, which is text */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/reader.h"
#include "support/suite.h"

#define PREFIX "__label__"

/* A line in memory with nothing but the 64 readable bytes behind it; they hold what must not be looked at. */
static char *copy_line(const char *text, size_t len)
{
    static const char behind[64] = " __label__behind __label__behind __label__behind __label__behind";
    char *copy = malloc(len + sizeof behind);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, len);
    memcpy(copy + len, behind, sizeof behind);
    return copy;
}

/* "label|label|>text" */
static void parse(char *out, size_t out_size, enum reader_format format, const char *text, size_t len)
{
    struct record record = {0};
    struct bagtag_error error = {"none"};
    char *copy = copy_line(text, len);
    enum bagtag_status status = reader_parse(&record, format, PREFIX, (struct line){copy, len}, "file.txt", 17, &error);
    size_t used = 0;
    if (status != BAGTAG_OK) {
        (void)snprintf(out, out_size, "%d: %s", (int)status, error.sentence);
    } else {
        for (size_t i = 0; i < record.n_labels; i++)
            used += (size_t)snprintf(out + used, out_size - used, "%.*s|", (int)record.labels[i].len,
                                     record.labels[i].text);
        (void)snprintf(out + used, out_size - used, ">%.*s", (int)record.len, record.text);
    }
    record_clear(&record);
    free(copy);
}

static const struct {
    enum reader_format format;
    const char *line;
    const char *expected;
} lines[] = {
    {READER_FASTTEXT, "__label__a some text", "a|>some text"},
    {READER_FASTTEXT, "__label__a __label__b some text", "a|b|>some text"},
    {READER_FASTTEXT, "  __label__a\t__label__b\tsome text ", "a|b|>some text "},
    {READER_FASTTEXT, "some __label__a text", "a|>some   text"},
    {READER_FASTTEXT, "some text __label__a", "a|>some text  "},
    {READER_FASTTEXT, "__label__x some __label__a __label__b text __label__c", "x|a|b|c|>some     text  "},
    {READER_FASTTEXT, "__label__a __label__a x __label__b __label__a", "a|b|>x    "},
    {READER_FASTTEXT, "__label__", ">__label__"},
    {READER_FASTTEXT, "__label__ text", ">__label__ text"},
    {READER_FASTTEXT, "x __label__ y __label__a z", "a|>x __label__ y   z"},
    {READER_FASTTEXT, "x __label__a __label__", "a|>x   __label__"},
    {READER_FASTTEXT, "x__label__a text", ">x__label__a text"},
    {READER_FASTTEXT, "x__label__a __label__b", "b|>x__label__a  "},
    {READER_FASTTEXT, "__label____label__a", "__label__a|>"},
    {READER_FASTTEXT, "__label__a", "a|>"},
    {READER_FASTTEXT, "", ">"},
    {READER_FASTTEXT, "   ", ">"},
    {READER_FASTTEXT, "__label_", ">__label_"},
    {READER_FASTTEXT, "text only", ">text only"},
    {READER_FASTTEXT, "__label__caf\xc3\xa9 x", "caf\xc3\xa9|>x"},
    {READER_FASTTEXT, "__label__caf\xe9 x", "1: file.txt:17: expected a label in UTF-8; found one with invalid bytes"},
    {READER_FASTTEXT, "x __label__caf\xe9", "1: file.txt:17: expected a label in UTF-8; found one with invalid bytes"},
    {READER_TSV, "good\ttext", "good|>text"},
    {READER_TSV, "very good\ttext\twith tab", "very good|>text\twith tab"},
    {READER_TSV, "__label__good\ttext", "good|>text"},
    {READER_TSV, "good\t", "good|>"},
    {READER_TSV, "\ttext", ">text"},
    {READER_TSV, "__label__\ttext", ">text"},
    {READER_TSV, "", ">"},
    {READER_TSV, "no tab here", "1: file.txt:17: expected label, tab, text; found no tab"},
    {READER_TSV, "b\xff\ttext", "1: file.txt:17: expected a label in UTF-8; found one with invalid bytes"},
    {READER_TEXT, "__label__a text\tx", ">__label__a text\tx"},
};

START_TEST(lines_become_labels_and_text)
{
    char out[1200];
    parse(out, sizeof out, lines[_i].format, lines[_i].line, strlen(lines[_i].line));
    ck_assert_str_eq(out, lines[_i].expected);
}
END_TEST

START_TEST(nul_is_white_space)
{
    static const char line[] = "a\0__label__b\0c";
    struct record record = {0};
    struct bagtag_error error;
    char *copy = copy_line(line, sizeof line - 1);
    ck_assert_int_eq(
        reader_parse(&record, READER_FASTTEXT, PREFIX, (struct line){copy, sizeof line - 1}, "f", 1, &error),
        BAGTAG_OK);
    ck_assert_uint_eq(record.n_labels, 1);
    ck_assert_uint_eq(record.labels[0].len, 1);
    ck_assert_uint_eq(record.len, 5);
    ck_assert_mem_eq(record.text, "a\0 \0c", 5);
    record_clear(&record);
    free(copy);
}
END_TEST

/* 200,000 labels in one line: quadratic work would take minutes. */
START_TEST(very_many_labels_are_each_taken_once_in_order)
{
    enum { N = 200000, DIFFERENT = 1000 };
    static char line[N * 14 + 64];
    size_t len = 0;
    for (int i = 0; i < N; i++)
        len += (size_t)snprintf(line + len, sizeof line - len, PREFIX "%d ", (i * 7) % DIFFERENT);
    struct record record = {0};
    struct bagtag_error error;
    char *copy = copy_line(line, len);
    for (int round = 0; round < 2; round++) {
        ck_assert_int_eq(reader_parse(&record, READER_FASTTEXT, PREFIX, (struct line){copy, len}, "f", 1, &error),
                         BAGTAG_OK);
        ck_assert_uint_eq(record.n_labels, DIFFERENT);
        for (int i = 0; i < DIFFERENT; i++)
            ck_assert_int_eq(atoi(record.labels[i].text), (i * 7) % DIFFERENT);
    }
    record_clear(&record);
    record_clear(&record);
    free(copy);
}
END_TEST

START_TEST(joined_text_has_readable_bytes_behind_it)
{
    struct record record = {0};
    struct bagtag_error error;
    char *copy = copy_line("a __label__b", 12);
    ck_assert_int_eq(reader_parse(&record, READER_FASTTEXT, PREFIX, (struct line){copy, 12}, "f", 1, &error),
                     BAGTAG_OK);
    ck_assert_uint_eq(record.len, 3);
    unsigned sum = 0;
    for (size_t i = 0; i < 64; i++)
        sum += (unsigned char)record.text[record.len + i];
    ck_assert_uint_eq(sum, 0);
    record_clear(&record);
    free(copy);
}
END_TEST

static const struct {
    const char *path;
    const char *block;
    enum reader_format expected;
} files[] = {
    {"x.tsv", "__label__a text\n", READER_TSV},
    {"x.tsv.gz", "", READER_TSV},
    {"dir/x.tsv.zst", "a b\n", READER_TSV},
    {"tsv", "a b\n", READER_FASTTEXT},
    {"x.txt", "__label__a some\ttext\n", READER_FASTTEXT},
    {"x.txt", "text\t__label__a\n", READER_FASTTEXT},
    {"x.txt", "good\ttext\n", READER_TSV},
    {"x.txt", "good\tx__label__a\n", READER_TSV},
    {"x.txt", "\n\r\n\ngood\ttext\n__label__a\n", READER_TSV},
    {"x.txt", "\n\n__label__a text", READER_FASTTEXT},
    {"x.txt", "no tab\ngood\ttext\n", READER_FASTTEXT},
    {"x.txt", "\n\n", READER_FASTTEXT},
    {"-", "", READER_FASTTEXT},
};

START_TEST(the_format_is_told_by_name_or_first_line)
{
    size_t len = strlen(files[_i].block);
    char *text = copy_line(files[_i].block, len);
    struct lines_block block = {.text = text, .len = len, .capacity = len + 64, .first_line = 1, .n_lines = 1};
    ck_assert_int_eq(reader_detect(files[_i].path, &block, PREFIX), files[_i].expected);
    free(text);
}
END_TEST

START_TEST(formats_have_names)
{
    ck_assert_int_eq(reader_format_of("auto"), READER_AUTO);
    ck_assert_int_eq(reader_format_of("fasttext"), READER_FASTTEXT);
    ck_assert_int_eq(reader_format_of("tsv"), READER_TSV);
    ck_assert_int_eq(reader_format_of("text"), READER_TEXT);
    ck_assert_int_eq(reader_format_of("TSV"), -1);
    ck_assert_int_eq(reader_format_of(""), -1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reader");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_set_timeout(parts, 30);
    tcase_add_loop_test(parts, lines_become_labels_and_text, 0, sizeof lines / sizeof lines[0]);
    tcase_add_test(parts, nul_is_white_space);
    tcase_add_test(parts, very_many_labels_are_each_taken_once_in_order);
    tcase_add_test(parts, joined_text_has_readable_bytes_behind_it);
    tcase_add_loop_test(parts, the_format_is_told_by_name_or_first_line, 0, sizeof files / sizeof files[0]);
    tcase_add_test(parts, formats_have_names);

    return suite_run(suite);
}
