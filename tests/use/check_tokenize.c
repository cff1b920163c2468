/* check_tokenize.c - the tokens of lines, and what a model makes of them */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bagtag.h"
#include "base/buffer.h"
#include "support/small_model.h"
#include "support/suite.h"

static int keep(void *context, const char *bytes, size_t len)
{
    buffer_bytes(context, bytes, len);
    return 0;
}

/* The output for TEXT, NUL-terminated in OUT. */
static enum bagtag_status tokenize(const struct bagtag_model *model, const char *text, size_t len,
                                   const struct bagtag_tokenize_options *options, struct buffer *out,
                                   struct bagtag_stream_counts *counts, struct bagtag_error *error)
{
    char folder[64], path[256];
    new_folder(folder);
    write_whole(folder, "lines", text, len);
    const char *files[] = {in_folder(path, folder, "lines")};
    struct bagtag_sink sink = {.write = keep, .context = out};
    out->len = 0;
    enum bagtag_status status = bagtag_tokenize(model, files, 1, options, &sink, counts, error);
    buffer_char(out, '\0');
    ck_assert(!out->failed);
    remove_all(folder);
    return status;
}

static const struct {
    const char *tokenizer;
    int lower;
    const char *format;
    const char *text, *tokens;
} token_cases[] = {
    {"unicode", -1, "text", "It's 5 O'Clock.\n\n", "it ' s 5 o ' clock .\n\n"},
    {"unicode", 0, "text", "It's\r\n", "It ' s\n"},
    {"unicode", -1, "text", "no newline", "no newline\n"},
    {"unicode", -1, "text", "\xe6\x9d\xb1\xe4\xba\xac \xff", "\xe6\x9d\xb1 \xe4\xba\xac \xef\xbf\xbd\n"},
    {"whitespace", -1, "text", "  It's\t5\v\xff \n", "It's 5 \xff\n"},
    {"whitespace", 1, "text", "It's FIVE\n", "it's five\n"},
    {"unicode", -1, "fasttext", "__label__a Text __label__b here\n", "text here\n"},
    {"unicode", -1, "text", "__label__a Text\n", "__label__a text\n"},
    {"unicode", -1, "tsv", "a\tText\there\n", "text here\n"},
    {"unicode", -1, "text", "", ""},
};

START_TEST(a_line_becomes_its_tokens)
{
    struct bagtag_tokenize_options options;
    bagtag_tokenize_options_init(&options);
    options.tokenizer = token_cases[_i].tokenizer;
    options.lower = token_cases[_i].lower;
    options.input.format = token_cases[_i].format;
    struct buffer out = {0};
    ck_assert_int_eq(tokenize(NULL, token_cases[_i].text, strlen(token_cases[_i].text), &options, &out, NULL, NULL),
                     BAGTAG_OK);
    ck_assert_str_eq(out.bytes, token_cases[_i].tokens);
    buffer_clear(&out);
}
END_TEST

/* Tokens are text again: the whitespace tokenizer finds the same ones. */
START_TEST(tokens_are_unchanged_when_tokenized_again)
{
    static const char text[] =
        "Stra\xc3\x9f"
        "e, \xce\xa3\xce\xaf\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x82 co-op a\xcc\x81 \xef\xac\x81x\n"
        "\xf0\x9f\x98\x80\xf0\x9f\x98\x80 x\xe2\x80\x8dy\n";
    struct bagtag_tokenize_options options;
    bagtag_tokenize_options_init(&options);
    struct buffer once = {0}, twice = {0};
    ck_assert_int_eq(tokenize(NULL, text, sizeof text - 1, &options, &once, NULL, NULL), BAGTAG_OK);
    ck_assert_int_eq(tokenize(NULL, once.bytes, once.len - 1, &options, &twice, NULL, NULL), BAGTAG_OK);
    ck_assert_str_eq(once.bytes, twice.bytes);
    options.tokenizer = "whitespace";
    ck_assert_int_eq(tokenize(NULL, once.bytes, once.len - 1, &options, &twice, NULL, NULL), BAGTAG_OK);
    ck_assert_str_eq(once.bytes, twice.bytes);
    buffer_clear(&once);
    buffer_clear(&twice);
}
END_TEST

START_TEST(json_shows_the_rows_of_a_model)
{
    struct bagtag_model *model = small_model(0);
    static const char text[] = "The unseen a the\n\nNa\xc3\xafve \"a\"\n";
    struct bagtag_tokenize_options options;
    bagtag_tokenize_options_init(&options);
    options.output = BAGTAG_OUTPUT_JSONL;
    options.threads = 4;
    struct buffer out = {0};
    struct bagtag_stream_counts counts;
    ck_assert_int_eq(tokenize(model, text, sizeof text - 1, &options, &out, &counts, NULL), BAGTAG_OK);
    ck_assert_str_eq(
        out.bytes,
        "{\"tokens\":[\"the\",\"unseen\",\"a\",\"the\"],\"ids\":[0,null,2,0],\"rows\":[0,2,0],\"offset\":0}\n"
        "{\"tokens\":[],\"ids\":[],\"rows\":[],\"offset\":3}\n"
        "{\"tokens\":[\"na\xc3\xafve\",\"\\\"\",\"a\",\"\\\"\"],\"ids\":[1,null,2,null],\"rows\":[1,2],\"offset\":3}"
        "\n");
    ck_assert_uint_eq(counts.lines, 3);
    ck_assert_uint_eq(counts.invalid_utf8, 0);
    buffer_clear(&out);
    bagtag_model_free(model);
}
END_TEST

/* The numbers between KEY and the next bracket. */
static size_t numbers_after(const char *json, const char *key, uint32_t *numbers, size_t most)
{
    const char *at = strstr(json, key);
    ck_assert_msg(at != NULL, "%s in %s", key, json);
    size_t n = 0;
    for (at += strlen(key); *at != ']'; n++) {
        char *end;
        ck_assert_uint_lt(n, most);
        numbers[n] = (uint32_t)strtoul(at, &end, 10);
        ck_assert_ptr_ne(end, at);
        at = end + (*end == ',');
    }
    return n;
}

/* Takes the buckets of the whole text from its own output; a model that knows exactly those has a row for each. */
START_TEST(buckets_are_the_rows_after_the_words)
{
    static const char text[] = "the unseen a\n";
    struct bagtag_tokenize_options options;
    bagtag_tokenize_options_init(&options);
    options.output = BAGTAG_OUTPUT_JSONL;
    options.ngrams = 2;
    options.buckets = 1000;
    struct buffer out = {0};
    uint32_t buckets[2], same[2], rows[4];
    ck_assert_int_eq(tokenize(NULL, text, sizeof text - 1, &options, &out, NULL, NULL), BAGTAG_OK);
    ck_assert_ptr_null(strstr(out.bytes, "\"rows\""));
    ck_assert_uint_eq(numbers_after(out.bytes, "\"buckets\":[", buckets, 2), 2);
    ck_assert_uint_lt(buckets[0], 1000);
    ck_assert_uint_ne(buckets[0], buckets[1]);

    struct bagtag_model *model = small_model(2);
    bool is_ascending = buckets[0] < buckets[1];
    model->owned_ngram_ids[0] = (int32_t)buckets[is_ascending ? 0 : 1];
    model->owned_ngram_ids[1] = (int32_t)buckets[is_ascending ? 1 : 0];
    ck_assert_int_eq(tokenize(model, text, sizeof text - 1, &options, &out, NULL, NULL), BAGTAG_OK);
    ck_assert_uint_eq(numbers_after(out.bytes, "\"buckets\":[", same, 2), 2);
    ck_assert_int_eq(memcmp(buckets, same, sizeof same), 0);
    ck_assert_uint_eq(numbers_after(out.bytes, "\"rows\":[", rows, 4), 4);
    ck_assert_uint_eq(rows[0], 0);
    ck_assert_uint_eq(rows[1], SMALL_WORDS + (is_ascending ? 0 : 1));
    ck_assert_uint_eq(rows[2], SMALL_WORDS + (is_ascending ? 1 : 0));
    ck_assert_uint_eq(rows[3], 2);

    options.ngrams = 3; /* the model's own value is used */
    struct buffer again = {0};
    ck_assert_int_eq(tokenize(model, text, sizeof text - 1, &options, &again, NULL, NULL), BAGTAG_OK);
    ck_assert_str_eq(again.bytes, out.bytes);
    uint32_t three[3];
    ck_assert_int_eq(tokenize(NULL, text, sizeof text - 1, &options, &again, NULL, NULL), BAGTAG_OK);
    ck_assert_uint_eq(numbers_after(again.bytes, "\"buckets\":[", three, 3), 3);
    ck_assert_uint_eq(three[0], buckets[0]); /* by first token, then length */
    ck_assert_uint_eq(three[2], buckets[1]);
    buffer_clear(&again);
    buffer_clear(&out);
    bagtag_model_free(model);
}
END_TEST

START_TEST(the_bytes_do_not_depend_on_threads)
{
    struct bagtag_model *model = small_model(2);
    struct buffer text = {0}, one = {0}, many = {0};
    for (unsigned i = 0; i < 60000; i++)
        buffer_format(&text, i % 7 ? "The number %u, a %u.\n" : "\n", i, i / 3);
    struct bagtag_tokenize_options options;
    bagtag_tokenize_options_init(&options);
    for (int output = BAGTAG_OUTPUT_TEXT; output <= BAGTAG_OUTPUT_JSONL; output++) {
        options.output = (enum bagtag_output)output;
        options.threads = 1;
        ck_assert_int_eq(tokenize(model, text.bytes, text.len, &options, &one, NULL, NULL), BAGTAG_OK);
        options.threads = 4;
        struct bagtag_stream_counts counts;
        ck_assert_int_eq(tokenize(model, text.bytes, text.len, &options, &many, &counts, NULL), BAGTAG_OK);
        ck_assert_uint_eq(counts.lines, 60000);
        ck_assert_uint_eq(one.len, many.len);
        ck_assert_int_eq(memcmp(one.bytes, many.bytes, one.len), 0);
    }
    buffer_clear(&text);
    buffer_clear(&one);
    buffer_clear(&many);
    bagtag_model_free(model);
}
END_TEST

START_TEST(impossible_options_are_named)
{
    struct bagtag_tokenize_options options;
    struct bagtag_error error;
    struct buffer out = {0};
    static const char *const names[] = {"format", "tokenizer", "ngrams", "ngrams", "buckets"};
    for (int i = 0; i < 5; i++) {
        bagtag_tokenize_options_init(&options);
        options.input.format = i == 0 ? "xml" : "text";
        options.tokenizer = i == 1 ? "latin" : "unicode";
        options.ngrams = i == 2 ? 0 : i == 3 ? 9 : 1;
        options.buckets = i == 4 ? 0 : 10;
        ck_assert_int_eq(tokenize(NULL, "a\n", 2, &options, &out, NULL, &error), BAGTAG_ARGUMENT);
        ck_assert_msg(strstr(error.sentence, names[i]) == error.sentence, "%s", error.sentence);
        ck_assert_uint_eq(out.len, 1);
    }
    buffer_clear(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tokenize");
    TCase *lines = tcase_create("lines");
    tcase_add_loop_test(lines, a_line_becomes_its_tokens, 0, (int)(sizeof token_cases / sizeof token_cases[0]));
    tcase_add_test(lines, tokens_are_unchanged_when_tokenized_again);
    tcase_add_test(lines, json_shows_the_rows_of_a_model);
    tcase_add_test(lines, buckets_are_the_rows_after_the_words);
    tcase_add_test(lines, the_bytes_do_not_depend_on_threads);
    tcase_add_test(lines, impossible_options_are_named);
    suite_add_tcase(suite, lines);
    return suite_run(suite);
}
