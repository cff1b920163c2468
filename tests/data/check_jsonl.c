/* check_jsonl.c - lines that are JSON objects: their texts, labels and ids, and their errors */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "data/records.h"
#include "support/streams.h"
#include "support/suite.h"

/* A block of TEXT, read by RULES; the bytes past it are a trap: they must not be used. */
static struct records_block make_block(const struct record_rules *rules, const char *text, size_t len)
{
    static const char following[65] =
        ",\"text\":\"behind\",\"label\":\"behind\"}{}}}\"\"\",\"text\":\"behind\",\"l}}}}";
    char *copy = malloc(len + 64);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, len);
    memcpy(copy + len, following, 64);
    return (struct records_block){.lines = {.text = copy,
                                            .len = len,
                                            .capacity = len + 64,
                                            .first_line = 1,
                                            .has_mark = lines_mark_len(text, len) > 0},
                                  .file = "x.jsonl",
                                  .format = FORMAT_JSONL,
                                  .hint = " (read as jsonl)",
                                  .rules = rules,
                                  .next_line = 1};
}

static const struct record_rules usual = {.label_prefix = "__label__", .fields = {"text", "label", "id"}};

/* Appends "label|label|>text #id @bytes before the place for the answer" of each record, "~" for a missing text, one a
 * line; or the error. */
static void parse(struct buffer *out, const struct record_rules *rules, const char *text, size_t len)
{
    struct records_block block = make_block(rules, text, len);
    struct record record = {0};
    struct bagtag_error error = {"none"};
    enum bagtag_status status;
    while ((status = records_next(&block, &record, &error)) == BAGTAG_OK && record.raw_len > 0) {
        for (size_t i = 0; i < record.n_labels; i++)
            buffer_format(out, "%.*s|", (int)record.labels[i].len, record.labels[i].text);
        buffer_text(out, record.has_text ? ">" : "~");
        buffer_bytes(out, record.text, record.text_len);
        buffer_text(out, " #");
        buffer_bytes(out, record.id != NULL ? record.id : "", record.id_len);
        ck_assert_int_eq(record.raw[record.insert], '}');
        buffer_text(out, record.is_bare ? " bare\n" : "\n");
        unsigned sum = 0; /* reads what is readable, for the sanitizer and valgrind */
        for (size_t i = 0; i < 64; i++)
            sum += (unsigned char)record.text[record.text_len + i];
        ck_assert_uint_lt(sum, 64 * 256);
    }
    if (status != BAGTAG_OK)
        buffer_text(out, error.sentence);
    buffer_char(out, '\0');
    record_clear(&record);
    records_block_clear(&block);
}

static void expect(const struct record_rules *rules, const char *text, size_t len, const char *expected)
{
    struct buffer out = {0};
    parse(&out, rules, text, len);
    ck_assert_str_eq(out.bytes, expected);
    buffer_clear(&out);
}

static const struct {
    const char *line, *expected;
} lines[] = {
    {"{\"text\":\"a b\",\"label\":\"x\"}", "x|>a b #\n"},
    {" { \"label\" : \"x\" , \"text\" : \"a b\" , \"id\" : 7 } \r\n", "x|>a b #7\n"},
    {"\xef\xbb\xbf{\"text\":\"a\"}", ">a #\n"},
    {"{}", "~ # bare\n"},
    {"{ \t}\n", "~ # bare\n"},
    {"{\"a\":1}", "~ #\n"},
    {"{\"text\":\"\"}", "> #\n"},
    {"{\"text\":null,\"label\":null,\"id\":null}", "~ #null\n"},
    {"{\"text\":\"a\"}\n\n \t\r\n{\"text\":\"b\"}\n", ">a #\n>b #\n"},
    {"{\"text\":\"\\u00e9\\\"\\\\\\/\\n\\t\\ud83d\\ude00\\ud83d!\"}",
     ">\xc3\xa9\"\\/\n\t\xf0\x9f\x98\x80\xef\xbf\xbd! #\n"},
    {"{\"text\":\"caf\xc3\xa9 \xff\"}", ">caf\xc3\xa9 \xff #\n"},
    {"{\"te\\u0078t\":\"a\",\"\\u006Cabel\":\"x\"}", "x|>a #\n"},
    {"{\"textt\":\"a\",\"tex\":\"b\",\"Text\":\"c\",\"\":\"d\",\"text.\":\"e\"}", "~ #\n"},
    {"{\"meta\":{\"text\":\"a\",\"label\":\"x\"}}", "~ #\n"},
    {"{\"text\":\"a\",\"text\":\"b\",\"label\":\"x\",\"label\":\"y\",\"id\":1,\"id\":2}", "y|>b #2\n"},
    {"{\"text\":\"a\\n\",\"text\":\"b\\n\"}", ">b\n #\n"},
    {"{\"text\":\"a\",\"text\":null,\"label\":\"x\",\"label\":null}", "~ #\n"},
    {"{\"label\":[\"x\",\"y\",\"x\"]}", "x|y|~ #\n"},
    {"{\"label\":[]}", "~ #\n"},
    {"{\"label\":{}}", "~ #\n"},
    {"{\"label\":[1,-2.50,1e3,true,false,null]}", "1|-2.50|1e3|true|false|~ #\n"},
    {"{\"label\":5}", "5|~ #\n"},
    {"{\"label\":true}", "true|~ #\n"},
    {"{\"label\":{\"a\":1,\"b\":0,\"c\":0.0,\"d\":0e7,\"e\":-1,\"f\":1e-9,\"g\":true,\"h\":false,\"i\":null,\"j\":0.01}"
     "}",
     "a|f|g|j|~ #\n"},
    {"{\"label\":\"caf\\u00e9\"}", "caf\xc3\xa9|~ #\n"},
    {"{\"label\":[\"\\u0061\",\"b\",\"\\u0063\",\"a\"],\"text\":\"\\u0064\"}", "a|b|c|>d #\n"},
    {"{\"label\":{\"\\u0061\":1}}", "a|~ #\n"},
    {"{\"label\":\"__label__x\"}", "x|~ #\n"},
    {"{\"label\":\" very good\\u00a0\"}", "very good|~ #\n"},
    {"{\"label\":\"\"}", "~ #\n"},
    {"{\"label\":\" \"}", "~ #\n"},
    {"{\"id\":\"a\\n\"}", "~ #\"a\\n\"\n"},
    {"{\"id\":{\"a\":[1, 2]}}", "~ #{\"a\":[1, 2]}\n"},
    /* errors, with file, line and column */
    {"{\"text\":\"a\"}\n{\"text\":5}", ">a #\nx.jsonl:2:9: expected a string or null as the text; found '5'"},
    {"{\"text\":[\"a\"]}", "x.jsonl:1:9: expected a string or null as the text; found '['"},
    {"{\"text\":{\"a\":\"b\"}}", "x.jsonl:1:9: expected a string or null as the text; found '{'"},
    {"{\"text\":true}", "x.jsonl:1:9: expected a string or null as the text; found 't'"},
    {"{\"label\":[[\"x\"]]}", "x.jsonl:1:11: expected a string, a number, true, false or null as a label; found '['"},
    {"{\"label\":{\"x\":\"y\"}}",
     "x.jsonl:1:15: expected a number, true, false or null as the weight of a label; found '\"'"},
    {"{\"label\":\"a\\tb\"}", "x.jsonl:1: expected a label on one line, without tabs; found one with a tab in it"},
    {"{\"label\":\"a\\nb\"}",
     "x.jsonl:1: expected a label on one line, without tabs; found one with a line break in it"},
    {"{\"label\":\"\\u0000\"}", "x.jsonl:1: expected a label without NUL bytes; found one with NUL"},
    {"{\"label\":\"\xff\"}", "x.jsonl:1: expected a label in UTF-8; found one with invalid bytes"},
    {"{\"a\":\"\xc3\xa9\xe2\x82\xac\",}", "x.jsonl:1:11: expected a string; found '}' (read as jsonl)"},
    {"{\"a\":1 \"b\":2}", "x.jsonl:1:8: expected a comma or '}'; found '\"' (read as jsonl)"},
    {"{\"a\":1", "x.jsonl:1:7: expected a comma or '}'; found the end of the line (read as jsonl)"},
    {"{\"text\":\"a",
     "x.jsonl:1:11: expected a character of a string or its closing quote; found the end of the line (read as jsonl)"},
    {"{\"a\":NaN}", "x.jsonl:1:6: expected a JSON value; found 'N' (read as jsonl)"},
    {"{\"label\":NaN}", "x.jsonl:1:10: expected a JSON value; found 'N' (read as jsonl)"},
    {"{\"id\":}", "x.jsonl:1:7: expected a JSON value; found '}' (read as jsonl)"},
    {"{\"a\":1}{\"b\":2}", "x.jsonl:1:8: expected nothing after the JSON value; found '{' (read as jsonl)"},
    {"[{\"text\":\"a\"}]",
     "x.jsonl:1:1: expected an object; found '[', an array: convert it with jq -c '.[]' (read as jsonl)"},
    {"text", "x.jsonl:1:1: expected an object; found 't' (read as jsonl)"},
    {"\"text\"", "x.jsonl:1:1: expected an object; found '\"' (read as jsonl)"},
    {"{\n\"text\":\"a\"}", "x.jsonl:1:2: expected a string; found the end of the line: put each object on one line "
                           "with jq -c . (read as jsonl)"},
};

START_TEST(objects_become_texts_labels_and_ids)
{
    expect(&usual, lines[_i].line, strlen(lines[_i].line), lines[_i].expected);
}
END_TEST

static const struct {
    struct record_rules rules;
    const char *line, *expected;
} paths[] = {
    {{.label_prefix = "#", .fields = {"content", "topic", "url"}},
     "{\"content\":\"a\",\"topic\":\"#x\",\"url\":\"u\",\"text\":\"b\"}",
     "x|>a #\"u\"\n"},
    {{.label_prefix = "#", .fields = {"meta.text", "meta.tags.topic", "meta.id"}},
     "{\"text\":1,\"meta\":{\"a\":2,\"text\":\"a\",\"tags\":{\"topic\":[\"x\"],\"other\":\"y\"},\"id\":3},\"id\":4}",
     "x|>a #3\n"},
    {{.label_prefix = "#", .fields = {"meta.text", "meta.label", "id"}},
     "{\"meta.text\":\"a\",\"meta.label\":\"x\"}",
     "x|>a #\n"},
    {{.label_prefix = "#", .fields = {"a.b.c", "label", "id"}}, "{\"a.b\":{\"c\":\"1\"}}", ">1 #\n"},
    {{.label_prefix = "#", .fields = {"a.b.c", "label", "id"}}, "{\"a\":{\"b.c\":\"1\"}}", ">1 #\n"},
    {{.label_prefix = "#", .fields = {"a.b.c", "label", "id"}}, "{\"a\":{\"b\":{\"c\":\"1\"},\"b\":null}}", "~ #\n"},
    {{.label_prefix = "#", .fields = {"a.b.c", "label", "id"}},
     "{\"a\":{\"b\":{\"c\":\"1\"}},\"a\":{\"b\":5}}",
     "~ #\n"},
    {{.label_prefix = "#", .fields = {"a.b", "label", "id"}}, "{\"a\":[{\"b\":\"1\"}],\"a\":\"b\"}", "~ #\n"},
    {{.label_prefix = "#", .fields = {"a.b", "label", "id"}},
     "{\"a\":{\"b\":1}}",
     "x.jsonl:1:11: expected a string or null as the text; found '1'"},
    {{.label_prefix = "#", .fields = {"a.b", "label", "id"}},
     "{\"a\":{\"b\":\"1\",}}",
     "x.jsonl:1:15: expected a string; found '}' (read as jsonl)"},
    {{.label_prefix = "#", .fields = {"a", "a.b", "id"}}, "{\"a\":\"t\"}", ">t #\n"},
    {{.label_prefix = "#", .fields = {"a..b", "label", "id"}}, "{\"a\":{\"\":{\"b\":\"t\"}}}", ">t #\n"},
    {{.label_prefix = "#", .fields = {"\xc3\xa9", "label", "id"}}, "{\"\\u00e9\":\"t\"}", ">t #\n"},
    {{.label_prefix = "#", .fields = {"text", "label", "id", "out"}}, "{\"text\":\"a\",\"b\":{\"out\":1}}", ">a #\n"},
    {{.label_prefix = "#", .fields = {"text", "label", "id", "out"}},
     "{\"text\":\"a\",\"out\":1}",
     "x.jsonl:1: already has a member \"out\"; choose another name for the added one with --add NAME"},
    {{.label_prefix = "#", .fields = {"text", NULL, "id", "text"}},
     "{\"id\":1,\"text\":\"a\"}",
     "x.jsonl:1: already has a member \"text\"; choose another name for the added one with --add NAME"},
    {{.label_prefix = "#", .fields = {"a.text", NULL, "id", "id"}},
     "{\"a\":{\"text\":\"a\"},\"id\":7}",
     "x.jsonl:1: already has a member \"id\"; choose another name for the added one with --add NAME"},
    {{.label_prefix = "#", .fields = {"a.text", NULL, "id", "a"}},
     "{\"a\":{\"text\":\"a\"}}",
     "x.jsonl:1: already has a member \"a\"; choose another name for the added one with --add NAME"},
    {{.label_prefix = "#", .fields = {"text", "label", "id", "out.x"}}, "{\"out\":{\"x\":1}}", "~ #\n"},
    /* texts in the order of the list, without those that are missing or null */
    {{.label_prefix = "#", .fields = {"a,b", "label", "id"}},
     "{\"b\":\"2\",\"label\":\"x\",\"a\":\"1\"}",
     "x|>1 2 #\n"},
    {{.label_prefix = "#", .fields = {"a,b", "label", "id"}}, "{\"b\":\"2\"}", ">2 #\n"},
    {{.label_prefix = "#", .fields = {"a,b", "label", "id"}}, "{\"a\":\"\",\"b\":null}", "> #\n"},
    {{.label_prefix = "#", .fields = {"a,b", "label", "id"}}, "{\"a\":null,\"c\":\"3\"}", "~ #\n"},
    {{.label_prefix = "#", .fields = {"a,b", "label", "id"}},
     "{\"a\":\"1\",\"b\":\"2\",\"a\":\"3\"}\n{\"b\":\"2\",\"b\":null,\"a\":\"4\"}",
     ">3 2 #\n>4 #\n"},
    {{.label_prefix = "#", .fields = {"a,m.b,m.c.d", "m.label", "id"}},
     "{\"m\":{\"c\":{\"d\":\"\\u0034\"},\"label\":\"\\u0078\",\"b\":\"2\\n3\"},\"a\":\"\\u0031\"}",
     "x|>1 2\n3 4 #\n"},
    {{.label_prefix = "#", .fields = {"a,b", "label,x", "id"}},
     "{\"label\":\"x\",\"label,x\":\"y\",\"b\":\"1\"}",
     "y|>1 #\n"},
    {{.label_prefix = "#", .fields = {"question,product", "label", "id"}},
     "{\"question\":\"q\",\"product\":\"p\",\"question,product\":\"both\"}",
     ">q p #\n"},
    {{.label_prefix = "#", .fields = {"a,b", NULL, "id", "a,b"}}, "{\"a\":\"1\",\"b\":\"2\"}", ">1 2 #\n"},
    {{.label_prefix = "#", .fields = {"a,b", "label", "id"}},
     "{\"a\":\"1\",\"b\":2}",
     "x.jsonl:1:14: expected a string or null as the text; found '2'"},
};

START_TEST(fields_are_found_by_their_paths)
{
    expect(&paths[_i].rules, paths[_i].line, strlen(paths[_i].line), paths[_i].expected);
}
END_TEST

START_TEST(an_escaped_nul_is_an_ordinary_character)
{
    struct buffer out = {0};
    static const char line[] = "{\"te\\u0000xt\":\"a\",\"text\\u0000\":\"b\",\"text\":\"c\\u0000d\"}";
    parse(&out, &usual, line, sizeof line - 1);
    ck_assert_mem_eq(out.bytes, ">c\0d #\n", 8);
    buffer_clear(&out);
    expect(&usual, "{\"text\":\"a\0\"}", 13,
           "x.jsonl:1:11: expected a character of a string or its closing quote; found the byte 0x00 (read as jsonl)");
}
END_TEST

/* More than sixteen labels, some of which need unescaping: each is kept once, in order. */
START_TEST(many_labels_keep_their_order)
{
    struct buffer line = {0}, expected = {0};
    buffer_text(&line, "{\"label\":[");
    for (int i = 0; i < 300; i++) {
        int label = i * 7 % 50;
        buffer_format(&line, i % 3 ? "%s\"\\u00%x%d\"" : "%s\"%c%d\"", i > 0 ? "," : "", 'a' + label % 26, label);
        if (i < 50)
            buffer_format(&expected, "%c%d|", 'a' + label % 26, label);
    }
    buffer_text(&line, "],\"text\":\"\\u00e9\"}");
    buffer_text(&expected, ">\xc3\xa9 #\n");
    buffer_char(&expected, '\0');
    ck_assert(!line.failed && !expected.failed);
    expect(&usual, line.bytes, line.len, expected.bytes);
    buffer_clear(&line);
    buffer_clear(&expected);
}
END_TEST

START_TEST(bad_records_are_left_out_and_counted)
{
    static const char text[] =
        "{\"text\":1}\n{\"text\":\"a\"}\n\nno\n{\"label\":\"a\\tb\"}\n{}\n{\"text\":\"b\"}\n{\"text\":null}\n[";
    struct record_rules rules = usual;
    rules.skips_bad = true;
    expect(&rules, text, sizeof text - 1, ">a #\n~ # bare\n>b #\n~ #\n");
    struct records_block block = make_block(&rules, text, sizeof text - 1);
    struct record record = {0};
    while (records_next(&block, &record, NULL) == BAGTAG_OK && record.raw_len > 0)
        ;
    ck_assert_uint_eq(block.counts.bad, 4);
    ck_assert_uint_eq(block.counts.first_bad.line, 1);
    ck_assert_str_eq(block.counts.first_bad.file, "x.jsonl");
    ck_assert_uint_eq(block.counts.textless, 2);
    ck_assert_uint_eq(block.counts.first_textless.line, 6);
    struct bagtag_input_counts sum = {.bad = 0}, none = {.bad = 0};
    records_add_counts(&sum, &none);
    records_add_counts(&sum, &block.counts);
    block.counts.first_bad.line = 99;
    records_add_counts(&sum, &block.counts);
    ck_assert_uint_eq(sum.bad, 8);
    ck_assert_uint_eq(sum.first_bad.line, 1);
    ck_assert_uint_eq(sum.textless, 4);
    record_clear(&record);
    records_block_clear(&block);

    block = make_block(&rules, "no tab\nx\ty\n", 11);
    block.format = FORMAT_TSV;
    ck_assert_int_eq(records_next(&block, &record, NULL), BAGTAG_OK);
    ck_assert_uint_eq(record.line, 2);
    ck_assert_uint_eq(block.counts.bad, 1);
    record_clear(&record);
    records_block_clear(&block);
}
END_TEST

static const struct {
    const char *name, *text;
    enum format labelled, as_text;
} guesses[] = {
    {"x.jsonl", "no object\n", FORMAT_JSONL, FORMAT_JSONL},
    {"x.jsonl.gz", "\n", FORMAT_JSONL, FORMAT_JSONL},
    {"x.ndjson.zst", "\n", FORMAT_JSONL, FORMAT_JSONL},
    {"x.jsonl.txt", "a\n", FORMAT_FASTTEXT, FORMAT_TEXT},
    {"x.tsv", "{\"a\":1}\n", FORMAT_TSV, FORMAT_JSONL},
    {"x", "\n\n {\"a\":1} \r\n", FORMAT_JSONL, FORMAT_JSONL},
    {"x", "{}\n", FORMAT_JSONL, FORMAT_JSONL},
    {"x", "{\"a\":1,}\n", FORMAT_JSONL, FORMAT_JSONL},
    {"x", "{\"a\" and more\n", FORMAT_FASTTEXT, FORMAT_TEXT},
    {"x", "{a} __label__b\n", FORMAT_FASTTEXT, FORMAT_TEXT},
    {"x", "{\n", FORMAT_JSONL, FORMAT_JSONL},
    {"x", " [ \n", FORMAT_JSONL, FORMAT_JSONL},
    {"x", "[{\"a\":1}]\n", FORMAT_JSONL, FORMAT_JSONL},
    {"x", "[{},\n", FORMAT_JSONL, FORMAT_JSONL},
    {"x", "[\"a\"]\n", FORMAT_FASTTEXT, FORMAT_TEXT},
    {"x", "[{a}]\n", FORMAT_FASTTEXT, FORMAT_TEXT},
    {"X.JSONL", "x\n", FORMAT_JSONL, FORMAT_JSONL},
    {"X.NDJSON.GZ", "x\n", FORMAT_JSONL, FORMAT_JSONL},
    {"X.TSV", "x\n", FORMAT_TSV, FORMAT_TEXT},
    {"x", "[[1]]\n", FORMAT_FASTTEXT, FORMAT_TEXT},
    {"x", "]\n", FORMAT_FASTTEXT, FORMAT_TEXT},
    {"x", "{\"a\":\"b\tc\"}\n", FORMAT_JSONL, FORMAT_JSONL},
    {"x", "x\t{\"a\":1}\n", FORMAT_TSV, FORMAT_TEXT},
};

START_TEST(files_of_objects_are_recognised)
{
    const char *path = write_file(guesses[_i].name, guesses[_i].text, strlen(guesses[_i].text));
    for (enum format_use use = FORMAT_WITH_LABELS; use <= FORMAT_AS_TEXT; use++) {
        struct format_guess guess = format_guess_by_name(path, use, 0);
        char padded[128] = ""; /* 64 bytes after a line are readable */
        struct line line = {.text = strcpy(padded, guesses[_i].text)};
        line.text += strspn(line.text, "\n");
        line.len = strcspn(line.text, "\r\n");
        if (guess.format == FORMAT_AUTO)
            guess = format_guess_by_line(line, use, "__label__", 0);
        ck_assert_int_eq(guess.format, use == FORMAT_WITH_LABELS ? guesses[_i].labelled : guesses[_i].as_text);
        ck_assert_ptr_nonnull(guess.reason);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("jsonl");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_set_timeout(parts, 30);
    tcase_add_checked_fixture(parts, make_folder, remove_folder);
    tcase_add_loop_test(parts, objects_become_texts_labels_and_ids, 0, sizeof lines / sizeof *lines);
    tcase_add_loop_test(parts, fields_are_found_by_their_paths, 0, sizeof paths / sizeof *paths);
    tcase_add_test(parts, an_escaped_nul_is_an_ordinary_character);
    tcase_add_test(parts, many_labels_keep_their_order);
    tcase_add_test(parts, bad_records_are_left_out_and_counted);
    tcase_add_loop_test(parts, files_of_objects_are_recognised, 0, sizeof guesses / sizeof *guesses);
    return suite_run(suite);
}
