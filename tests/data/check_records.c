/* check_records.c - the records of files: their bytes, labels and texts */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "data/records.h"
#include "support/streams.h"
#include "support/suite.h"

#define PREFIX "__label__"

static const struct record_rules usual = {.label_prefix = PREFIX, .fields = {"text", "label", "id"}};

/* A block of TEXT followed by only the 64 readable bytes, which are a trap: they must not be used. */
static struct records_block make_block(enum format format, const char *text, size_t len)
{
    static const char following[64] = " __label__behind __label__behind __label__behind __label__behind";
    char *copy = malloc(len + sizeof following);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, len);
    memcpy(copy + len, following, sizeof following);
    return (struct records_block){
        .lines = {.text = copy, .len = len, .capacity = len + sizeof following, .first_line = 17},
        .file = "file.txt",
        .format = format,
        .rules = &usual,
        .next_line = 17};
}

/* "label|label|>text" of the only record. */
static void parse(char *out, size_t out_size, enum format format, const char *text, size_t len)
{
    struct record record = {0};
    struct bagtag_error error = {"none"};
    struct buffer line = {0};
    buffer_bytes(&line, text, len);
    buffer_char(&line, '\n');
    struct records_block block = make_block(format, line.bytes, line.len);
    buffer_clear(&line);
    enum bagtag_status status = records_next(&block, &record, &error);
    size_t used = 0;
    if (status != BAGTAG_OK) {
        (void)snprintf(out, out_size, "%d: %s", (int)status, error.sentence);
    } else {
        for (size_t i = 0; i < record.n_labels; i++)
            used += (size_t)snprintf(out + used, out_size - used, "%.*s|", (int)record.labels[i].len,
                                     record.labels[i].text);
        (void)snprintf(out + used, out_size - used, ">%.*s", (int)record.text_len, record.text);
        ck_assert_uint_eq(record.line, 17);
        ck_assert_uint_eq(record.raw_len, len + 1);
        ck_assert_ptr_eq(record.raw, block.lines.text);
        ck_assert_int_eq(records_next(&block, &record, &error), BAGTAG_OK);
        ck_assert_uint_eq(record.raw_len, 0);
    }
    record_clear(&record);
    records_block_clear(&block);
}

static const struct {
    enum format format;
    const char *line;
    const char *expected;
} lines[] = {
    {FORMAT_FASTTEXT, "__label__a some text", "a|>some text"},
    {FORMAT_FASTTEXT, "__label__a __label__b some text", "a|b|>some text"},
    {FORMAT_FASTTEXT, "  __label__a\t__label__b\tsome text ", "a|b|>some text "},
    {FORMAT_FASTTEXT, "some __label__a text", "a|>some   text"},
    {FORMAT_FASTTEXT, "some text __label__a", "a|>some text  "},
    {FORMAT_FASTTEXT, "__label__x some __label__a __label__b text __label__c", "x|a|b|c|>some     text  "},
    {FORMAT_FASTTEXT, "__label__a __label__a x __label__b __label__a", "a|b|>x    "},
    {FORMAT_FASTTEXT, "__label__", ">__label__"},
    {FORMAT_FASTTEXT, "__label__ text", ">__label__ text"},
    {FORMAT_FASTTEXT, "x __label__ y __label__a z", "a|>x __label__ y   z"},
    {FORMAT_FASTTEXT, "x __label__a __label__", "a|>x   __label__"},
    {FORMAT_FASTTEXT, "x__label__a text", ">x__label__a text"},
    {FORMAT_FASTTEXT, "x__label__a __label__b", "b|>x__label__a  "},
    {FORMAT_FASTTEXT, "__label____label__a", "__label__a|>"},
    {FORMAT_FASTTEXT, "__label__a", "a|>"},
    {FORMAT_FASTTEXT, "", ">"},
    {FORMAT_FASTTEXT, "   ", ">"},
    {FORMAT_FASTTEXT, "__label_", ">__label_"},
    {FORMAT_FASTTEXT, "text only", ">text only"},
    {FORMAT_FASTTEXT, "__label__caf\xc3\xa9 x", "caf\xc3\xa9|>x"},
    {FORMAT_FASTTEXT, "__label__a\xc2\xa0w1 w2", "a|>w1 w2"},
    {FORMAT_FASTTEXT, "__label__a\xe3\x80\x80__label__b\xe2\x80\xaf w1", "a|b|>w1"},
    {FORMAT_FASTTEXT, "\xef\xbb\xbf__label__a w1", "a|>w1"},
    {FORMAT_FASTTEXT, "\xc2\xa0w1 w2", ">\xc2\xa0w1 w2"},
    {FORMAT_FASTTEXT, "w1\xe2\x80\x83__label__a\xe2\x80\x8bw2", "a|>w1\xe2\x80\x83 \xe2\x80\x8bw2"},
    {FORMAT_FASTTEXT, "__label__\xc2\xa0__label__a", "a|>__label__\xc2\xa0 "},
    {FORMAT_FASTTEXT, "x\xc3\xa0__label__a y", ">x\xc3\xa0__label__a y"},
    {FORMAT_FASTTEXT, "__label__caf\xe9 x", "1: file.txt:17: expected a label in UTF-8; found one with invalid bytes"},
    {FORMAT_FASTTEXT, "x __label__caf\xe9", "1: file.txt:17: expected a label in UTF-8; found one with invalid bytes"},
    {FORMAT_TSV, "good\ttext", "good|>text"},
    {FORMAT_TSV, "very good\ttext\twith tab", "very good|>text\twith tab"},
    {FORMAT_TSV, "__label__good\ttext", "good|>text"},
    {FORMAT_TSV, "good\t", "good|>"},
    {FORMAT_TSV, "\ttext", ">text"},
    {FORMAT_TSV, "__label__\ttext", ">text"},
    {FORMAT_TSV, "", ">"},
    {FORMAT_TSV, " good \ttext", "good|>text"},
    {FORMAT_TSV, "good\xc2\xa0\ttext", "good|>text"},
    {FORMAT_TSV, "\xe3\x80\x80__label__very good\xe2\x80\x8b\x20\ttext", "very good|>text"},
    {FORMAT_TSV, "\xef\xbb\xbfgood\ttext", "good|>text"},
    {FORMAT_TSV, "\xe2\x80\xa8\xc2\x85 \v\ttext", ">text"},
    {FORMAT_TSV, "very\xc2\xa0good\ttext", "very\xc2\xa0good|>text"},
    {FORMAT_TSV, "a\rb\ttext",
     "1: file.txt:17: expected a label on one line, without tabs; found one with a line break in it"},
    {FORMAT_TSV, "no tab here", "1: file.txt:17: expected label, tab, text; found no tab"},
    {FORMAT_TSV, "b\xff\ttext", "1: file.txt:17: expected a label in UTF-8; found one with invalid bytes"},
    {FORMAT_TEXT, "__label__a text\tx", ">__label__a text\tx"},
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
    char out[1200];
    struct record record = {0};
    struct bagtag_error error;
    struct records_block block = make_block(FORMAT_FASTTEXT, "a\0__label__b\0c", 14);
    ck_assert_int_eq(records_next(&block, &record, &error), BAGTAG_OK);
    ck_assert_uint_eq(record.n_labels, 1);
    ck_assert_uint_eq(record.labels[0].len, 1);
    ck_assert_uint_eq(record.text_len, 5);
    ck_assert_mem_eq(record.text, "a\0 \0c", 5);
    record_clear(&record);
    records_block_clear(&block);
    static const struct {
        const char *line;
        size_t len;
    } hostile[] = {{"a\0x\ttext", 8}, {"\0\ttext", 6}, {"a\0\ttext", 7}, {"\0a\ttext", 7}, {"__label__\0a\ttext", 16}};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        parse(out, sizeof out, FORMAT_TSV, hostile[i].line, hostile[i].len);
        ck_assert_str_eq(out, "1: file.txt:17: expected a label without NUL bytes; found one with NUL");
    }
}
END_TEST

START_TEST(unused_labels_are_not_checked)
{
    static const struct record_rules as_text = {.use = FORMAT_AS_TEXT, .label_prefix = PREFIX, .fields = {"text"}};
    static const struct {
        enum format format;
        const char *line;
        size_t len;
    } bad[] = {{FORMAT_TSV, "b\xff\ttext", 7},
               {FORMAT_TSV, "a\0x\ttext", 8},
               {FORMAT_TSV, "a\rb\ttext", 8},
               {FORMAT_FASTTEXT, "__label__caf\xe9 text", 18}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct record record = {0};
        struct bagtag_error error;
        struct records_block block = make_block(bad[i].format, bad[i].line, bad[i].len);
        block.rules = &as_text;
        ck_assert_int_eq(records_next(&block, &record, &error), BAGTAG_OK);
        ck_assert_uint_eq(record.n_labels, 0);
        ck_assert_uint_eq(record.text_len, 4);
        ck_assert_mem_eq(record.text, "text", 4);
        record_clear(&record);
        records_block_clear(&block);
    }
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
    for (int round = 0; round < 2; round++) {
        struct records_block block = make_block(FORMAT_FASTTEXT, line, len);
        ck_assert_int_eq(records_next(&block, &record, &error), BAGTAG_OK);
        ck_assert_uint_eq(record.n_labels, DIFFERENT);
        for (int i = 0; i < DIFFERENT; i++)
            ck_assert_int_eq(atoi(record.labels[i].text), (i * 7) % DIFFERENT);
        records_block_clear(&block);
    }
    record_clear(&record);
    record_clear(&record);
}
END_TEST

START_TEST(joined_text_is_followed_by_readable_bytes)
{
    struct record record = {0};
    struct bagtag_error error;
    struct records_block block = make_block(FORMAT_FASTTEXT, "a __label__b", 12);
    ck_assert_int_eq(records_next(&block, &record, &error), BAGTAG_OK);
    ck_assert_uint_eq(record.text_len, 3);
    unsigned sum = 0;
    for (size_t i = 0; i < 64; i++)
        sum += (unsigned char)record.text[record.text_len + i];
    ck_assert_uint_eq(sum, 0);
    record_clear(&record);
    records_block_clear(&block);
}
END_TEST

/* ---- files ------------------------------------------------------------------------------------------------ */

/* Reads FILES and appends each record as "format line labels>text|", its raw bytes to RAW. Stops at a failure and
 * appends its sentence. */
static void read_files(const char *const *files, size_t n_files, enum format format, size_t block_bytes,
                       struct buffer *out, struct buffer *raw)
{
    struct bagtag_error error = {"none"};
    struct records *records = NULL;
    struct records_block block = {.file = NULL};
    struct record record = {0};
    struct record_rules rules = usual;
    rules.format = format;
    uint64_t n_blocks = 0;
    ck_assert_int_eq(records_open(&records, files, n_files, &rules, block_bytes, &error), BAGTAG_OK);
    enum bagtag_status status;
    while ((status = records_take(records, &block, &error)) == BAGTAG_OK && block.lines.len > 0) {
        ck_assert_uint_eq(block.number, n_blocks++);
        ck_assert_str_eq(records_file(records), block.file);
        while ((status = records_next(&block, &record, &error)) == BAGTAG_OK && record.raw_len > 0) {
            struct line line = record_line(&record);
            bool has_text = record.text_len > 0; /* the format of empty lines does not matter */
            buffer_format(out, "%s %u ", has_text ? format_names[block.format] : "-", (unsigned)record.line);
            for (size_t i = 0; i < record.n_labels; i++)
                buffer_format(out, "%.*s ", (int)record.labels[i].len, record.labels[i].text);
            buffer_format(out, ">%.*s|", (int)record.text_len, record.text);
            buffer_bytes(raw, record.raw, record.raw_len);
            ck_assert_ptr_null(memchr(line.text, '\n', line.len));
        }
        if (status != BAGTAG_OK)
            break;
    }
    if (status != BAGTAG_OK)
        buffer_text(out, strrchr(error.sentence, '/') ? strrchr(error.sentence, '/') + 1 : error.sentence);
    buffer_char(out, '\0');
    record_clear(&record);
    records_block_clear(&block);
    records_close(records);
}

static const struct {
    const char *name, *bytes, *expected;
} files[] = {
    {"x.tsv", PREFIX "a text\n",
     "x.tsv:1: expected label, tab, text; found no tab (read as tsv because of its name; if that is wrong, use "
     "--format fasttext)"},
    {"x.tsv", "a\tb\r\n\nc\td", "tsv 1 a >b|- 2 >|tsv 3 c >d|"},
    {"tsv", "a b\n", "fasttext 1 >a b|"},
    {"x.txt", PREFIX "a some\ttext\n", "fasttext 1 a >some\ttext|"},
    {"x.txt", "text\t" PREFIX "a\n", "fasttext 1 a >text\t |"},
    {"x.txt", "text\tmore " PREFIX "a\n", "fasttext 1 a >text\tmore  |"},
    {"x.txt", "good\ttext\n", "tsv 1 good >text|"},
    {"x.txt", "good\tx" PREFIX "a\n", "tsv 1 good >x" PREFIX "a|"},
    {"x.txt", "good\tbuy " PREFIX "a now\n", "tsv 1 good >buy " PREFIX "a now|"},
    {"x.txt", "\n\r\n\ngood\ttext\nx\ty\n", "- 1 >|- 2 >|- 3 >|tsv 4 good >text|tsv 5 x >y|"},
    {"x.txt", "good\ttext\n" PREFIX "a\n",
     "tsv 1 good >text|x.txt:2: expected label, tab, text; found no tab (read as tsv because of its first line; if "
     "that is wrong, use --format fasttext)"},
    {"x.txt", "\n\n" PREFIX "a text", "- 1 >|- 2 >|fasttext 3 a >text|"},
    {"x.txt", "no tab\ngood\ttext\n", "fasttext 1 >no tab|fasttext 2 >good\ttext|"},
    {"x.txt", "\n\n", "- 1 >|- 2 >|"},
    {"x.txt", "", ""},
    {"x.txt", "\xef\xbb\xbfgood\ttext\n", "tsv 1 good >text|"},
    {"x.txt", "\xef\xbb\xbf", ""},
};

START_TEST(the_format_is_detected_from_the_name_or_the_first_line)
{
    static const size_t block_sizes[] = {1, 2, 5, 1 << 16, 0};
    const char *path = write_file(files[_i].name, files[_i].bytes, strlen(files[_i].bytes));
    for (size_t i = 0; i < sizeof block_sizes / sizeof *block_sizes; i++) {
        struct buffer out = {0}, raw = {0};
        read_files(&path, 1, FORMAT_AUTO, block_sizes[i], &out, &raw);
        ck_assert_str_eq(out.bytes, files[_i].expected);
        buffer_clear(&out);
        buffer_clear(&raw);
    }
}
END_TEST

/* As above, but the bytes come one by one, with a pause after each. */
START_TEST(a_slow_pipe_is_detected_by_its_first_line_that_is_not_empty)
{
    static const char *const standard_input[] = {"-"};
    static const char lines_of_tsv[] = "\n\n\ngood\ttext\nbad\ttext\n";
    struct buffer out = {0}, raw = {0};
    pid_t child = feed(lines_of_tsv, sizeof lines_of_tsv - 1, 1, 10000);
    read_files(standard_input, 1, FORMAT_AUTO, 1 << 16, &out, &raw);
    waitpid(child, NULL, 0);
    ck_assert_str_eq(out.bytes, "- 1 >|- 2 >|- 3 >|tsv 4 good >text|tsv 5 bad >text|");
    buffer_clear(&out);
    buffer_clear(&raw);
}
END_TEST

START_TEST(records_of_several_files_follow_each_other_and_keep_their_bytes)
{
    static const char one[] = "\xef\xbb\xbf" PREFIX "a x\r\n\0\n\xff\n\nlast";
    static const char two[] = "b\ty\n\r\n";
    char paths[3][128];
    const char *files_read[] = {paths[0], paths[1], paths[2]};
    strcpy(paths[0], write_file("one.txt", one, sizeof one - 1));
    strcpy(paths[1], write_file("empty.txt", "", 0));
    strcpy(paths[2], write_file("two.tsv", two, sizeof two - 1));
    for (size_t block_bytes = 0; block_bytes < 12; block_bytes++) {
        struct buffer out = {0}, raw = {0};
        read_files(files_read, 3, FORMAT_AUTO, block_bytes, &out, &raw);
        ck_assert_str_eq(out.bytes, "fasttext 1 a >x|- 2 >|fasttext 3 >\xff|- 4 >|fasttext 5 >last|"
                                    "tsv 1 b >y|- 2 >|");
        ck_assert_uint_eq(raw.len, sizeof one + sizeof two - 2);
        ck_assert_mem_eq(raw.bytes, one, sizeof one - 1);
        ck_assert_mem_eq(raw.bytes + sizeof one - 1, two, sizeof two - 1);
        buffer_clear(&out);
        buffer_clear(&raw);
    }
    files_read[1] = "/nowhere/to/be/found";
    struct buffer out = {0}, raw = {0};
    read_files(files_read, 2, FORMAT_TEXT, 0, &out, &raw);
    ck_assert_ptr_nonnull(strstr(out.bytes, "|found: No such file"));
    buffer_clear(&out);
    buffer_clear(&raw);
}
END_TEST

/* ---- rules ------------------------------------------------------------------------------------------------ */

START_TEST(the_usual_rules_are_right)
{
    struct record_rules found;
    struct bagtag_error error;
    struct bagtag_input input = record_rules_usual();
    ck_assert_int_eq(record_rules_of(&found, FORMAT_WITH_LABELS, &input, NULL, &error), BAGTAG_OK);
    ck_assert_str_eq(found.label_prefix, "__label__");
    ck_assert_str_eq(found.fields[FIELD_LABEL], "label");
    ck_assert_int_eq(record_rules_of(&found, FORMAT_AS_TEXT, &input, "#", &error), BAGTAG_OK);
    ck_assert_str_eq(found.label_prefix, "#");
    ck_assert_int_eq(found.format, FORMAT_AUTO);
    ck_assert_str_eq(found.fields[FIELD_TEXT], "text");
    ck_assert_ptr_null(found.fields[FIELD_LABEL]);
    ck_assert_str_eq(found.fields[FIELD_ID], "id");
    ck_assert_ptr_null(found.fields[FIELD_ADDED]);
    for (size_t i = 0; format_names[i] != NULL; i++) {
        input.format = format_names[i];
        ck_assert_int_eq(record_rules_of(&found, FORMAT_AS_TEXT, &input, NULL, &error), BAGTAG_OK);
        ck_assert_uint_eq(found.format, i);
    }
}
END_TEST

START_TEST(the_first_record_of_a_kind_is_found_in_any_order)
{
    struct records_first first = {.block = 0}, none = {.block = 0};
    struct records_block blocks[] = {
        {.file = "a", .number = 0}, {.file = "a", .number = 1}, {.file = "b", .number = 2}};
    struct record early = {.line = 3}, late = {.line = 5};
    records_note_first(&first, &blocks[2], &early, FORMAT_TEXT);
    ck_assert_str_eq(first.place.file, "b");
    records_note_first(&first, &blocks[1], &late, FORMAT_TEXT);
    ck_assert_str_eq(first.place.file, "a");
    records_note_first(&first, &blocks[1], &(struct record){.line = 6}, FORMAT_TEXT);
    records_merge_first(&first, &none);
    ck_assert_uint_eq(first.place.line, 5);
    records_note_first(&none, &blocks[0], &early, FORMAT_TEXT);
    records_merge_first(&first, &none);
    ck_assert_uint_eq(first.place.line, 3);
}
END_TEST

/* ---- options ---------------------------------------------------------------------------------------------- */

enum { TEXT = 1 << FORMAT_TEXT, TSV = 1 << FORMAT_TSV, JSONL = 1 << FORMAT_JSONL, CSV = 1 << FORMAT_CSV };

START_TEST(an_option_is_used_by_a_file_of_its_format)
{
    static const struct {
        uint32_t given;
        unsigned set;
        uint32_t unused;
    } cases[] = {
        {0, TEXT, 0},
        {BAGTAG_GIVEN_TEXT_FIELD, TEXT, BAGTAG_GIVEN_TEXT_FIELD},
        {BAGTAG_GIVEN_TEXT_FIELD, CSV | TSV, BAGTAG_GIVEN_TEXT_FIELD},
        {BAGTAG_GIVEN_TEXT_FIELD, TEXT | JSONL, 0},
        {BAGTAG_GIVEN_TEXT_FIELD | BAGTAG_GIVEN_TEXT_COLUMN, CSV, 0},
        {BAGTAG_GIVEN_TEXT_FIELD | BAGTAG_GIVEN_TEXT_COLUMN, TSV, BAGTAG_GIVEN_TEXT_FIELD | BAGTAG_GIVEN_TEXT_COLUMN},
        {BAGTAG_GIVEN_TEXT_FIELD | BAGTAG_GIVEN_LABEL_COLUMN, CSV, BAGTAG_GIVEN_TEXT_FIELD},
        {BAGTAG_GIVEN_LABEL_FIELD | BAGTAG_GIVEN_LABEL_COLUMN, JSONL, 0},
        {BAGTAG_GIVEN_ID_FIELD | BAGTAG_GIVEN_DELIMITER, JSONL, BAGTAG_GIVEN_DELIMITER},
        {BAGTAG_GIVEN_HEADER | BAGTAG_GIVEN_NO_HEADER, CSV, 0},
        {BAGTAG_GIVEN_ADD, JSONL, 0},
        {BAGTAG_GIVEN_ADD, CSV, 0},
        {BAGTAG_GIVEN_ADD, TEXT, BAGTAG_GIVEN_ADD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_uint_eq(format_options_unused(cases[i].given, cases[i].set), cases[i].unused);
}
END_TEST

/* A file that is not open yet may have any format, and so may one with only empty lines so far. */
START_TEST(all_formats_are_known_once_the_last_file_has_a_line_with_text)
{
    char paths[2][128];
    const char *files_read[] = {paths[0], paths[1]};
    struct records *records = NULL;
    struct records_block block = {.file = NULL};
    struct record_rules rules;
    struct bagtag_error error;
    struct bagtag_input input = record_rules_usual();
    ck_assert_int_eq(record_rules_of(&rules, FORMAT_WITH_LABELS, &input, NULL, &error), BAGTAG_OK);
    strcpy(paths[0], write_file("one.csv", "text,label\na,b\n", 15));
    strcpy(paths[1], write_file("two", "\n\nx\ty\n", 6));
    ck_assert_int_eq(records_open(&records, files_read, 2, &rules, 1, &error), BAGTAG_OK);
    for (int n = 0; n < 5; n++) {
        bool is_last = n == 4;
        ck_assert_int_eq(records_take(records, &block, &error), BAGTAG_OK);
        ck_assert_uint_gt(block.lines.len, 0);
        ck_assert_uint_eq(block.formats.set, is_last ? CSV | TSV : CSV);
        ck_assert_str_eq(block.formats.file, paths[is_last]);
        ck_assert(block.is_all_known == is_last);
    }
    records_block_clear(&block);
    records_close(records);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("records");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_set_timeout(parts, 30);
    tcase_add_checked_fixture(parts, make_folder, remove_folder);
    tcase_add_loop_test(parts, lines_become_labels_and_text, 0, sizeof lines / sizeof *lines);
    tcase_add_test(parts, nul_is_white_space);
    tcase_add_test(parts, unused_labels_are_not_checked);
    tcase_add_test(parts, very_many_labels_are_each_taken_once_in_order);
    tcase_add_test(parts, joined_text_is_followed_by_readable_bytes);
    tcase_add_loop_test(parts, the_format_is_detected_from_the_name_or_the_first_line, 0, sizeof files / sizeof *files);
    tcase_add_test(parts, a_slow_pipe_is_detected_by_its_first_line_that_is_not_empty);
    tcase_add_test(parts, records_of_several_files_follow_each_other_and_keep_their_bytes);
    tcase_add_test(parts, the_usual_rules_are_right);
    tcase_add_test(parts, the_first_record_of_a_kind_is_found_in_any_order);
    tcase_add_test(parts, an_option_is_used_by_a_file_of_its_format);
    tcase_add_test(parts, all_formats_are_known_once_the_last_file_has_a_line_with_text);

    return suite_run(suite);
}
