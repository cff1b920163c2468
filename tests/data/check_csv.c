/* check_csv.c - rows of fields: where they end, their texts and labels, and their errors */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "data/csv.h"
#include "data/records.h"
#include "support/streams.h"
#include "support/suite.h"

#define TEXT(bytes) bytes, sizeof bytes - 1

/* Appends "line: label|>text" of each record, one a line, or the sentence of the failure. */
static void read_rows(struct buffer *out, const struct record_rules *rules, const char *path, size_t block_bytes)
{
    struct records *records;
    struct records_block block = {0};
    struct record record = {0};
    struct bagtag_error error = {"none"};
    ck_assert_int_eq(records_open(&records, &path, 1, rules, block_bytes, NULL), BAGTAG_OK);
    enum bagtag_status status;
    while ((status = records_take(records, &block, &error)) == BAGTAG_OK && block.lines.len > 0) {
        while ((status = records_next(&block, &record, &error)) == BAGTAG_OK && record.raw_len > 0) {
            buffer_format(out, "%u: ", (unsigned)record.line);
            for (size_t i = 0; i < record.n_labels; i++)
                buffer_format(out, "%.*s|", (int)record.labels[i].len, record.labels[i].text);
            buffer_text(out, ">");
            buffer_bytes(out, record.text, record.text_len);
            buffer_text(out, "\n");
            unsigned sum = 0; /* reads what is readable, for the sanitizer and valgrind */
            for (size_t i = 0; i < 64; i++)
                sum += (unsigned char)record.text[record.text_len + i];
            ck_assert_uint_lt(sum, 64 * 256);
        }
        if (status != BAGTAG_OK)
            break;
    }
    if (status != BAGTAG_OK) {
        const char *name = strrchr(error.sentence, '/');
        buffer_text(out, name != NULL ? name + 1 : error.sentence);
    }
    buffer_char(out, '\0');
    record_clear(&record);
    records_block_clear(&block);
    records_close(records);
}

static struct record_rules rules_of(const char *text_column, const char *label_column, char delimiter, bool has_header)
{
    return (struct record_rules){.format = FORMAT_CSV,
                                 .label_prefix = "__label__",
                                 .csv = {.delimiter = delimiter,
                                         .has_header = has_header,
                                         .text_column = text_column,
                                         .label_column = label_column}};
}

static const struct {
    const char *bytes;
    size_t len;
    const char *want;
} files[] = {
    {TEXT("label,text\na,b\n"), "2: a|>b\n"},
    {TEXT("label,text\na,b"), "2: a|>b\n"},
    {TEXT("text,label\r\nb c,a\r\n"), "2: a|>b c\n"},
    {TEXT("\xef\xbb\xbflabel,text\na,b\n"), "2: a|>b\n"},
    {TEXT("\xef\xbb\xbf\"label\",text\n\"a\",b\n"), "2: a|>b\n"},
    {TEXT("label,text,id\n\"a\",\"b,\"\"c\"\"\nd\",1\n\ne,f,2\n"), "2: a|>b,\"c\"\nd\n5: e|>f\n"},
    {TEXT("label,text\na,\n,b\n,\n"), "2: a|>\n3: >b\n4: >\n"},
    {TEXT("label,text\n\"\",\"\"\n\"\"\"\",\"\"\"\"\n"), "2: >\n3: \"|>\"\n"},
    {TEXT("label,text\na,b\"c\"d\na,\"b\"c\"d\"\n"), "2: a|>b\"c\"d\n3: a|>bc\"d\"\n"},
    {TEXT("label,text\n__label__a,b\n  c  ,d\n"), "2: a|>b\n3: c|>d\n"},
    {TEXT("label,text\ra,b\rc,d\r"), "1: a|>b\n1: c|>d\n"},
    {TEXT("\n\r\nlabel,text\n\n\na,b\n\n"), "6: a|>b\n"},
    {TEXT("la\"bel,text,label\n1,b,c\n"), "2: c|>b\n"},
    {TEXT("text,label,text,label\n1,2,3,4\n"), "2: 2|>1\n"},
    {TEXT("\"te\"xt,\"label\"\na,b\n"), "2: b|>a\n"},
    {TEXT("label,text\n"), ""},
    {TEXT("\n\n"), ""},
    {TEXT("label,text\na,b\0c\n"), "2: a|>b"},
    {TEXT("label,text\na,b\nc\n"), "2: a|>b\nx:3: expected 2 fields, as in the header; found 1"},
    {TEXT("label,text\na,b,c\n"), "x:2: expected 2 fields, as in the header; found 3"},
    {TEXT("label,text\na,\"b\nc\"\nd,\"e\nf,g\nh"),
     "2: a|>b\nc\nx:4: expected a closing quote; found the end of the file"},
    {TEXT("label,text\n\"a\nb\",\"c\n"), "x:3: expected a closing quote; found the end of the file"},
    {TEXT("label,\"text\na,b\n"), "x:1: expected a closing quote; found the end of the file"},
    {TEXT("label,text\n\"a\nb\",c\n"),
     "x:2: expected a label on one line, without tabs; found one with a line break in it"},
    {TEXT("\nclass,\"the\ntext\"\na,b\n"),
     "x:2: expected a column \"text\" (or another, with --text-column); found \"class\", \"the text\""},
    {TEXT("class,text\na,b\n"),
     "x:1: expected a column \"label\" (or another, with --label-column); found \"class\", \"text\""},
};

START_TEST(rows_become_texts_and_labels)
{
    struct record_rules rules = rules_of("text", "label", ',', true);
    const char *path = write_file("x", files[_i].bytes, files[_i].len);
    static const size_t block_bytes[] = {1, 2, 7, 1000};
    for (size_t i = 0; i < sizeof block_bytes / sizeof *block_bytes; i++) {
        struct buffer out = {0};
        read_rows(&out, &rules, path, block_bytes[i]);
        ck_assert_str_eq(out.bytes, files[_i].want);
        buffer_clear(&out);
    }
}
END_TEST

/* As above; a message may go on with the reason why the file is read that way. */
START_TEST(rows_detected_because_of_an_option_are_split_like_others)
{
    struct record_rules rules = rules_of("text", "label", ',', true);
    const char *path = write_file("x", files[_i].bytes, files[_i].len);
    rules.format = FORMAT_AUTO;
    rules.given = BAGTAG_GIVEN_LABEL_COLUMN;
    for (size_t block_bytes = 1; block_bytes < 24; block_bytes++) {
        struct buffer out = {0};
        read_rows(&out, &rules, path, block_bytes);
        ck_assert_msg(strncmp(out.bytes, files[_i].want, strlen(files[_i].want)) == 0, "%s", out.bytes);
        buffer_clear(&out);
    }
}
END_TEST

START_TEST(an_option_for_rows_does_not_affect_objects_or_labelled_lines)
{
    static const struct {
        const char *text, *want;
    } others[] = {
        {"\n{\"text\":\"x, \\\"y\",\"label\":\"a\"}\n{\"text\":\"z\",\"label\":\"b\"}\n", "2: a|>x, \"y\n3: b|>z\n"},
        {"\xef\xbb\xbf__label__a x,\"y\n__label__b z\n", "1: a|>x,\"y\n2: b|>z\n"}};
    struct record_rules rules = rules_of("text", "label", ',', true);
    rules.format = FORMAT_AUTO;
    rules.prefix_len = strlen(rules.label_prefix);
    rules.given = BAGTAG_GIVEN_DELIMITER;
    rules.fields[FIELD_TEXT] = "text";
    rules.fields[FIELD_LABEL] = "label";
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const char *path = write_file("x", others[i].text, strlen(others[i].text));
        for (size_t block_bytes = 1; block_bytes < 24; block_bytes++) {
            struct buffer out = {0};
            read_rows(&out, &rules, path, block_bytes);
            ck_assert_str_eq(out.bytes, others[i].want);
            buffer_clear(&out);
        }
    }
}
END_TEST

START_TEST(an_option_for_rows_makes_csv_of_files_that_could_be_csv)
{
    static const struct {
        const char *name;
        enum format_use use;
        uint32_t given;
        enum format format; /* by name or, where the name is not enough, by a first line without a label */
    } cases[] = {
        {"x.tsv", FORMAT_WITH_LABELS, BAGTAG_GIVEN_DELIMITER, FORMAT_CSV},
        {"x.tsv", FORMAT_WITH_LABELS, BAGTAG_GIVEN_LABEL_COLUMN, FORMAT_CSV},
        {"x.tsv", FORMAT_WITH_LABELS, BAGTAG_GIVEN_HEADER | BAGTAG_GIVEN_TEXT_FIELD, FORMAT_TSV},
        {"x.tsv", FORMAT_AS_TEXT, BAGTAG_GIVEN_TEXT_COLUMN, FORMAT_CSV},
        {"x.tsv", FORMAT_AS_TEXT, BAGTAG_GIVEN_LABEL_COLUMN, FORMAT_TEXT},
        {"x", FORMAT_WITH_LABELS, BAGTAG_GIVEN_TEXT_COLUMN, FORMAT_CSV},
        {"x", FORMAT_AS_TEXT, BAGTAG_GIVEN_DELIMITER, FORMAT_CSV},
        {"x.jsonl", FORMAT_WITH_LABELS, BAGTAG_GIVEN_DELIMITER, FORMAT_JSONL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char padded[128] = "a\tb"; /* 64 bytes after a line are readable */
        struct format_guess guess = format_guess_by_name(cases[i].name, cases[i].use, cases[i].given);
        if (guess.format == FORMAT_AUTO)
            guess = format_guess_by_line((struct line){.text = padded, .len = 3}, cases[i].use, "__label__",
                                         cases[i].given);
        ck_assert_int_eq(guess.format, cases[i].format);
    }
}
END_TEST

static const struct {
    const char *text_column, *label_column;
    char delimiter;
    bool has_header;
    const char *bytes, *want;
} selections[] = {
    {"body", "2", ',', true, "body,class\na,b\n", "2: b|>a\n"},
    {"title,body", "class", ',', true, "body,class,title\n\"a\"\"\",b,c\n", "2: b|>c a\"\n"},
    {"title,body", "class", ',', true, "\"title,body\",class,title\na,b,c\n", "2: b|>a\n"},
    {"1,1,3", "2", ',', true, "x,y,z\na,b,\"c\"\n", "2: b|>a a c\n"},
    {"2", "1", ',', true, "1,3,2\na,b,c\n", "2: a|>c\n"}, /* a name takes precedence over a number */
    {"2", "1", ',', false, "a,b\nc,\"d\"\n", "1: a|>b\n2: c|>d\n"},
    {"2", NULL, ',', false,
     "\xef\xbb\xbf"
     "a,b\nc,d\n",
     "1: >b\n2: >d\n"},
    {"text", NULL, '\t', true, "a\ttext\nb\t\"c\td\"\ne\tf,g\n", "2: >c\td\n3: >f,g\n"},
    {"text", NULL, ';', true, "text;n\na,b;1\n", "2: >a,b\n"},
    {"text", NULL, ',', true, "text\na\n\nb\n", "2: >a\n4: >b\n"},
    {"text", "1", ',', false, "a,b\n",
     "x:1: expected --text-column to be a number from 1 to 2, as there is no header; found 'text'"},
    {"3", "1", ',', false, "a,b\n",
     "x:1: expected --text-column to be a number from 1 to 2, as there is no header; found '3'"},
    {"1", "0", ',', false, "a,b\n",
     "x:1: expected --label-column to be a number from 1 to 2, as there is no header; found '0'"},
    {"a,,b", "a", ',', true, "a,b\n",
     "x:1: expected a column \"\" (or another, with --text-column); found \"a\", \"b\""},
    {"99999999999999999999999", "a", ',', true, "a,b\n",
     "x:1: expected a column \"99999999999999999999999\" (or another, with --text-column); found \"a\", \"b\""},
    {"1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", "a", ',', true, "a,b\n",
     "x:1: expected at most 16 columns with --text-column; found more"},
    {"2", "1", ',', false, "a,b\nc\n", "1: a|>b\nx:2: expected 2 fields, as in the first row; found 1"},
};

START_TEST(columns_are_found_by_name_and_number)
{
    struct record_rules rules = rules_of(selections[_i].text_column, selections[_i].label_column,
                                         selections[_i].delimiter, selections[_i].has_header);
    const char *path = write_file("x", selections[_i].bytes, strlen(selections[_i].bytes));
    struct buffer out = {0};
    read_rows(&out, &rules, path, 1);
    ck_assert_str_eq(out.bytes, selections[_i].want);
    buffer_clear(&out);
}
END_TEST

START_TEST(bad_rows_are_left_out_and_counted)
{
    static const char rows[] = "label,text\na,b\nc\n\nd,e,f\ng,h\n\"i\ni\",\"j\nk,l\n";
    struct record_rules rules = rules_of("text", "label", ',', true);
    const char *path = write_file("x", rows, sizeof rows - 1);
    struct records *records;
    struct records_block block = {0};
    struct record record = {0};
    rules.skips_bad = true;
    size_t n = 0;
    ck_assert_int_eq(records_open(&records, &path, 1, &rules, 0, NULL), BAGTAG_OK);
    ck_assert_int_eq(records_take(records, &block, NULL), BAGTAG_OK);
    while (records_next(&block, &record, NULL) == BAGTAG_OK && record.raw_len > 0)
        n++;
    ck_assert_uint_eq(n, 3);
    ck_assert_uint_eq(block.counts.bad, 3);
    ck_assert_uint_eq(block.counts.bad_lines, 4);
    ck_assert_uint_eq(block.counts.first_bad.line, 3);
    record_clear(&record);
    records_block_clear(&block);
    records_close(records);
}
END_TEST

/* Given the bytes in two pieces, split anywhere, the splitter finds the same end of the last row. */
START_TEST(rows_end_in_the_same_places_however_the_bytes_come)
{
    static const char bytes[] = "\xef\xbb\xbf\"a\nb\",\"c\"\"\n\"\nd\"\ne,\"f\"g\nh\r\n\"\n\",\"\"\n\"\"\n\"i\n";
    static const size_t ends[] = {16, 19, 26, 29, 36, 39}; /* past each row */
    size_t len = sizeof bytes - 1;
    for (size_t cut = 0; cut <= len; cut++) {
        for (size_t n = cut; n <= len; n++) {
            struct csv_splitter splitter = {.delimiter = ','};
            size_t first = csv_split(&splitter, bytes, cut), second = csv_split(&splitter, bytes + cut, n - cut),
                   want = 0;
            for (size_t i = 0; i < sizeof ends / sizeof *ends && ends[i] <= n; i++)
                want = ends[i];
            ck_assert_uint_eq(second > 0 ? cut + second : first, want);
        }
    }
}
END_TEST

START_TEST(a_quote_that_is_not_closed_soon_is_given_up_at_a_line_end)
{
    static const char bytes[] = "a,b\nc,\"d\ne,f\ng\"\"\nh,i\n\"j\nk\",l\n\"m\"\n";
    static const size_t ends[] = {4, 21, 29, 33}; /* the tenth byte after the quote is before h */
    size_t len = sizeof bytes - 1;
    for (size_t cut = 0; cut <= len; cut++) {
        for (size_t n = cut; n <= len; n++) {
            struct csv_splitter cutter = {.delimiter = ',', .max_quoted = 10};
            size_t first = csv_split(&cutter, bytes, cut), second = csv_split(&cutter, bytes + cut, n - cut), want = 0;
            for (size_t i = 0; i < sizeof ends / sizeof *ends && ends[i] <= n; i++)
                want = ends[i];
            ck_assert_uint_eq(second > 0 ? cut + second : first, want);
        }
    }
}
END_TEST

/* Reads a file with a quote that is not closed; returns the largest block. */
static size_t read_lost_rows(const struct record_rules *rules, const char *path, size_t *n, uint64_t *n_bad,
                             struct bagtag_error *error)
{
    struct records *records;
    struct records_block block = {0};
    struct record record = {0};
    size_t largest = 0;
    *n = *n_bad = 0;
    ck_assert_int_eq(records_open(&records, &path, 1, rules, 0, NULL), BAGTAG_OK);
    enum bagtag_status status = BAGTAG_OK;
    while (status == BAGTAG_OK && (status = records_take(records, &block, error)) == BAGTAG_OK && block.lines.len > 0) {
        while ((status = records_next(&block, &record, error)) == BAGTAG_OK && record.raw_len > 0)
            ++*n;
        *n_bad += block.counts.bad;
        largest = block.lines.capacity > largest ? block.lines.capacity : largest;
    }
    record_clear(&record);
    records_block_clear(&block);
    records_close(records);
    return largest;
}

START_TEST(a_quote_that_is_never_closed_does_not_take_the_memory)
{
    enum { N_ROWS = 600000, MAX = 1 << 20 };
    struct record_rules rules = rules_of("text", "label", ',', true);
    struct buffer rows = {0};
    buffer_text(&rows, "label,text\na,b\nc,\"d\n");
    for (size_t i = 0; i < N_ROWS; i++)
        buffer_text(&rows, i % 2 == 0 ? "e,fffffffff\n" : "g,\"\"\n");
    ck_assert(!rows.failed);
    const char *path = write_file("x", rows.bytes, rows.len);
    size_t n;
    uint64_t n_bad;
    struct bagtag_error error = {"none"};
    rules.csv.max_quoted = MAX;
    ck_assert_uint_lt(read_lost_rows(&rules, path, &n, &n_bad, &error), rows.len / 2);
    ck_assert_uint_eq(n, 1);
    ck_assert_ptr_nonnull(strstr(error.sentence, "x:3: expected a closing quote within 1 MiB; found none"));
    rules.skips_bad = true;
    ck_assert_uint_lt(read_lost_rows(&rules, path, &n, &n_bad, &error), rows.len / 2);
    ck_assert_uint_eq(n, N_ROWS + 1);
    ck_assert_uint_eq(n_bad, 1);
    buffer_clear(&rows);
}
END_TEST

START_TEST(a_field_in_quotes_may_be_as_long_as_the_limit)
{
    struct record_rules rules = rules_of("text", "label", ',', true);
    const char *path = write_file("x", TEXT("label,text\na,\"b\nb\"\nc,\"d\nde\"\n"));
    struct buffer out = {0};
    rules.csv.max_quoted = 6;
    read_rows(&out, &rules, path, 1);
    ck_assert_str_eq(out.bytes, "2: a|>b\nb\nx:4: expected a closing quote within 0 MiB; found none");
    buffer_clear(&out);
}
END_TEST

START_TEST(files_of_rows_are_recognised_by_name)
{
    static const char *const names[] = {"x.csv", "x.csv.gz", "a/x.csv.zst", "X.CSV", "x.Csv.GZ", "X.CSV.ZST"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (enum format_use use = FORMAT_WITH_LABELS; use <= FORMAT_AS_TEXT; use++)
            ck_assert_int_eq(format_guess_by_name(names[i], use, 0).format, FORMAT_CSV);
    ck_assert_int_eq(format_guess_by_name("csv", FORMAT_AS_TEXT, 0).format, FORMAT_AUTO);
    ck_assert_int_eq(format_guess_by_name("x.csv.txt", FORMAT_AS_TEXT, 0).format, FORMAT_AUTO);
}
END_TEST

static const struct {
    const char *plain, *field;
} written[] = {
    {"", ""},
    {"a b", "a b"},
    {"a,b", "\"a,b\""},
    {"\"", "\"\"\"\""},
    {"\"\"", "\"\"\"\"\"\""},
    {"a\nb", "\"a\nb\""},
    {"\r", "\"\r\""},
    {"a \"b\"", "\"a \"\"b\"\"\""},
};

START_TEST(fields_are_quoted_where_necessary)
{
    struct buffer out = {0};
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        char value[32] = "";
        struct csv_field field;
        enum csv_end what;
        out.len = 0;
        buffer_text(&out, "x,");
        buffer_text(&out, written[i].plain);
        csv_end_field(&out, 2, ',');
        buffer_char(&out, '\0');
        ck_assert_str_eq(out.bytes + 2, written[i].field);
        csv_read_field(out.bytes + 2, out.bytes + out.len - 1, ',', &field, &what);
        ck_assert_int_eq(what, CSV_END_ROW);
        ck_assert_uint_eq(csv_field_value(&field, value), strlen(written[i].plain));
        ck_assert_str_eq(value, written[i].plain);
    }
    buffer_clear(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_set_timeout(parts, 30);
    tcase_add_checked_fixture(parts, make_folder, remove_folder);
    tcase_add_loop_test(parts, rows_become_texts_and_labels, 0, sizeof files / sizeof *files);
    tcase_add_loop_test(parts, rows_detected_because_of_an_option_are_split_like_others, 0,
                        sizeof files / sizeof *files);
    tcase_add_test(parts, an_option_for_rows_does_not_affect_objects_or_labelled_lines);
    tcase_add_test(parts, an_option_for_rows_makes_csv_of_files_that_could_be_csv);
    tcase_add_loop_test(parts, columns_are_found_by_name_and_number, 0, sizeof selections / sizeof *selections);
    tcase_add_test(parts, bad_rows_are_left_out_and_counted);
    tcase_add_test(parts, rows_end_in_the_same_places_however_the_bytes_come);
    tcase_add_test(parts, fields_are_quoted_where_necessary);
    tcase_add_test(parts, a_quote_that_is_not_closed_soon_is_given_up_at_a_line_end);
    tcase_add_test(parts, a_quote_that_is_never_closed_does_not_take_the_memory);
    tcase_add_test(parts, a_field_in_quotes_may_be_as_long_as_the_limit);
    tcase_add_test(parts, files_of_rows_are_recognised_by_name);
    return suite_run(suite);
}
