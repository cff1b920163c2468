/* check_filter.c - the right lines pass, byte for byte */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/corpus_text.h"
#include "support/streams.h"
#include "support/suite.h"

/* The labels of round_model: "a" alone is x, "na\xc3\xafve" y, "the" z; a text without known words is x. */
enum { X, Y, Z };

static void set_up(void)
{
    make_folder();
}

static void tear_down(void)
{
    remove_folder();
}

static struct bagtag_filter_options filter_options(void)
{
    struct bagtag_filter_options options;
    bagtag_filter_options_init(&options);
    options.threads = 1;
    return options;
}

static struct buffer filter(const struct bagtag_model *model, size_t label, const char *const *files, size_t n_files,
                            const struct bagtag_filter_options *options, struct bagtag_filter_counts *counts)
{
    struct buffer out = {0};
    struct bagtag_sink sink = {keep, &out};
    struct bagtag_error error = {""};
    enum bagtag_status status =
        bagtag_filter(model, &(size_t){label}, 1, files, n_files, options, &sink, counts, &error);
    ck_assert_msg(status == BAGTAG_OK, "%s", error.sentence);
    ck_assert(!out.failed);
    return out;
}

static void check_bytes(size_t label, const struct bagtag_filter_options *options, const char *text, size_t len,
                        const char *want, size_t want_len)
{
    struct bagtag_model *model = round_model();
    const char *file = write_file("text", text, len);
    struct buffer out = filter(model, label, &file, 1, options, NULL);
    ck_assert_uint_eq(out.len, want_len);
    if (want_len)
        ck_assert_mem_eq(out.bytes, want, want_len);
    buffer_clear(&out);
    bagtag_model_free(model);
}

#define CHECK(label, options, text, want) check_bytes(label, options, text, sizeof text - 1, want, sizeof want - 1)

START_TEST(lines_pass_by_their_most_probable_label)
{
    struct bagtag_filter_options options = filter_options();
    CHECK(X, &options, "a\nthe\n\nna\xc3\xafve\nunknown\n", "a\n\nunknown\n");
    CHECK(Y, &options, "a\nthe\n\nna\xc3\xafve\nunknown\n", "na\xc3\xafve\n");
    CHECK(Z, &options, "a\nthe\n\nna\xc3\xafve\nunknown\n", "the\n");
    options.invert = true;
    CHECK(X, &options, "a\nthe\n\nna\xc3\xafve\nunknown\n", "the\nna\xc3\xafve\n");
    CHECK(Z, &options, "the\nthe", "");
    CHECK(Z, &options, "", "");
}
END_TEST

START_TEST(a_threshold_asks_for_that_label_alone)
{
    struct bagtag_filter_options options = filter_options();
    options.threshold = 0.25; /* "a" is x 0.5, y 0.25, z 0.25 */
    CHECK(Y, &options, "a\nthe\nna\xc3\xafve\n", "a\nna\xc3\xafve\n");
    options.threshold = 0.2500001;
    CHECK(Y, &options, "a\nthe\nna\xc3\xafve\n", "na\xc3\xafve\n");
    options.invert = true;
    CHECK(Y, &options, "a\nthe\nna\xc3\xafve\n", "a\nthe\n");
    options.threshold = 0.0;
    CHECK(Y, &options, "a\nthe\nna\xc3\xafve\n", "");
    options.invert = false;
    CHECK(Y, &options, "a\nthe\nna\xc3\xafve\n", "a\nthe\nna\xc3\xafve\n");
    options.threshold = 1.0;
    CHECK(Y, &options, "a\nthe\nna\xc3\xafve\n", "");
}
END_TEST

START_TEST(labelled_lines_are_judged_by_their_text_and_keep_their_labels)
{
    struct bagtag_filter_options options = filter_options();
    options.input.format = "fasttext";
    CHECK(Z, &options, "__label__x the\nthe __label__a \r\n__label__the a\n", "__label__x the\nthe __label__a \r\n");
    options.input.label_prefix = "#";
    CHECK(Z, &options, "#a the\n#the a\n", "#a the\n");
    options.input.format = "tsv";
    CHECK(Z, &options, "a\tthe\tthe\nthe\ta\n", "a\tthe\tthe\n");
}
END_TEST

START_TEST(no_byte_is_touched)
{
    struct bagtag_filter_options options = filter_options();
    CHECK(Z, &options, "the\r\na\r\nthe\r\r\nthe", "the\r\nthe\r\r\nthe");
    CHECK(X, &options, "\r\n\n\r\r\n\r", "\r\n\n\r\r\n\r");
    CHECK(Z, &options, "the\0\n\0the\n\0\nthe\0", "the\0\n\0the\nthe\0");
    CHECK(Z, &options, "\xff the\n\xff\xfe\nthe \xe2\x82\n\xf0\x9f\x98", "\xff the\nthe \xe2\x82\n");
    CHECK(Z, &options, "the\n\nthe", "the\nthe");
    CHECK(Z, &options, "the", "the");
    CHECK(X, &options, "\n", "\n");
}
END_TEST

START_TEST(a_byte_order_mark_goes_with_the_first_line)
{
    struct bagtag_filter_options options = filter_options();
    CHECK(Z, &options, "\xef\xbb\xbfthe\na\n", "\xef\xbb\xbfthe\n");
    CHECK(X, &options, "\xef\xbb\xbfthe\na\n", "a\n");
    CHECK(X, &options, "\xef\xbb\xbf\na\n", "\xef\xbb\xbf\na\n");
    CHECK(Z, &options, "a\n\xef\xbb\xbfthe\n", "\xef\xbb\xbfthe\n"); /* elsewhere it is an invisible character */
}
END_TEST

START_TEST(lines_of_two_files_never_become_one)
{
    static const char *const texts[] = {"a\nthe", "a\na", "the\nthe", "", "\xef\xbb\xbfthe"};
    enum { N = sizeof texts / sizeof *texts };
    char paths[N][128];
    const char *files[N];
    struct bagtag_model *model = round_model();
    for (size_t i = 0; i < N; i++) {
        char name[8] = {(char)('0' + i)};
        strcpy(paths[i], write_file(name, texts[i], strlen(texts[i])));
        files[i] = paths[i];
    }
    for (int threads = 1; threads <= 3; threads++) {
        static const char passed[] = "the\nthe\nthe\n\xef\xbb\xbfthe", others[] = "a\na\na";
        struct bagtag_filter_options options = filter_options();
        struct bagtag_filter_counts counts = {0};
        options.threads = threads;
        struct buffer out = filter(model, Z, files, N, &options, &counts);
        ck_assert_uint_eq(out.len, sizeof passed - 1);
        ck_assert_mem_eq(out.bytes, passed, out.len);
        ck_assert(counts.lines == 7 && counts.passed == 4 && counts.invalid_utf8 == 0);
        buffer_clear(&out);
        options.invert = true;
        out = filter(model, Z, files, N, &options, &counts);
        ck_assert_uint_eq(out.len, sizeof others - 1);
        ck_assert_mem_eq(out.bytes, others, out.len);
        ck_assert(counts.lines == 7 && counts.passed == 3);
        buffer_clear(&out);
    }
    bagtag_model_free(model);
}
END_TEST

/* Lines of all lengths with all kinds of bytes, the last without a newline, in many blocks. */
static struct buffer many_lines(size_t n)
{
    static const char *const words[] = {"a ", "the ", "the ", "na\xc3\xafve ", "unknown ", "\xff", "\t", "\r"};
    struct buffer text = {0};
    uint64_t state = 11;
    for (size_t i = 0; i < n; i++) {
        for (uint32_t k = draw(&state, 24); k > 0; k--)
            buffer_text(&text, words[draw(&state, 8)]);
        if (draw(&state, 50) == 0)
            buffer_char(&text, '\0');
        buffer_text(&text, draw(&state, 4) == 0 ? "\r\n" : "\n");
    }
    buffer_text(&text, "the \r");
    return text;
}

/* The lines that pass by bagtag_predict, one at a time; COUNTS: lines and passed. */
static struct buffer pass_one_by_one(const struct bagtag_model *model, const struct buffer *text, bool invert,
                                     struct bagtag_filter_counts *counts)
{
    struct bagtag_predictor *predictor = NULL;
    struct buffer want = {0};
    *counts = (struct bagtag_filter_counts){0};
    ck_assert_int_eq(bagtag_predictor_new(model, &predictor, NULL), BAGTAG_OK);
    for (size_t at = 0; at < text->len;) {
        const char *newline = memchr(text->bytes + at, '\n', text->len - at);
        size_t end = newline ? (size_t)(newline - text->bytes) + 1 : text->len, n;
        struct bagtag_prediction p;
        ck_assert_int_eq(bagtag_predict(predictor, text->bytes + at, end - at, 1, &p, &n, NULL), BAGTAG_OK);
        counts->lines++;
        if ((p.label == Z) != invert) {
            counts->passed++;
            buffer_bytes(&want, text->bytes + at, end - at);
        }
        at = end;
    }
    bagtag_predictor_free(predictor);
    return want;
}

START_TEST(any_number_of_threads_passes_the_same_bytes)
{
    struct bagtag_model *model = round_model();
    struct buffer text = many_lines(40000);
    const char *file = write_file("text", text.bytes, text.len);
    ck_assert_uint_gt(text.len, 4 * 256 * 1024);
    for (int invert = 0; invert < 2; invert++) {
        struct bagtag_filter_counts wanted, counts;
        struct buffer want = pass_one_by_one(model, &text, invert, &wanted);
        static const int thread_counts[] = {1, 2, 3, 8};
        for (size_t t = 0; t < sizeof thread_counts / sizeof *thread_counts; t++) {
            struct bagtag_filter_options options = filter_options();
            options.threads = thread_counts[t];
            options.invert = invert;
            struct buffer out = filter(model, Z, &file, 1, &options, &counts);
            ck_assert_uint_eq(out.len, want.len);
            ck_assert_mem_eq(out.bytes, want.bytes, want.len);
            ck_assert(counts.lines == wanted.lines && counts.passed == wanted.passed);
            ck_assert_uint_gt(counts.invalid_utf8, 0);
            buffer_clear(&out);
        }
        buffer_clear(&want);
    }
    buffer_clear(&text);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_malformed_line_ends_the_run_with_all_before_it_passed)
{
    struct bagtag_model *model = round_model();
    static const char text[] = "l\tthe\nl\tthe\nno tab\nl\tthe\n";
    const char *file = write_file("a.tsv", text, sizeof text - 1);
    struct bagtag_filter_options options = filter_options();
    struct bagtag_filter_counts counts = {.lines = 77};
    struct bagtag_error error = {""};
    struct buffer out = {0};
    struct bagtag_sink sink = {keep, &out};
    options.input.format = "tsv";
    ck_assert_int_eq(bagtag_filter(model, &(size_t){Z}, 1, &file, 1, &options, &sink, &counts, &error), BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "a.tsv:3: expected label, tab, text; found no tab"));
    ck_assert_uint_eq(out.len, 12);
    ck_assert_mem_eq(out.bytes, "l\tthe\nl\tthe\n", 12);
    ck_assert_uint_eq(counts.lines, 77);
    buffer_clear(&out);
    bagtag_model_free(model);
}
END_TEST

static int refuse(void *context, const char *bytes, size_t len)
{
    (void)bytes;
    (void)len;
    ++*(int *)context;
    return ENOSPC;
}

START_TEST(a_sink_that_fails_ends_the_run_and_one_without_lines_is_not_called)
{
    struct bagtag_model *model = round_model();
    const char *file = write_file("text", "the\nthe\n", 8);
    struct bagtag_filter_options options = filter_options();
    struct bagtag_error error = {""};
    int n_calls = 0;
    struct bagtag_sink sink = {refuse, &n_calls};
    ck_assert_int_eq(bagtag_filter(model, &(size_t){Z}, 1, &file, 1, &options, &sink, NULL, &error), BAGTAG_SYSTEM);
    ck_assert_str_eq(error.sentence, "cannot write the output: No space left on device");
    ck_assert_int_eq(n_calls, 1);
    ck_assert_int_eq(bagtag_filter(model, &(size_t){X}, 1, &file, 1, &options, &sink, NULL, &error), BAGTAG_OK);
    ck_assert_int_eq(n_calls, 1);
    bagtag_model_free(model);
}
END_TEST

START_TEST(impossible_options_are_named)
{
    struct bagtag_model *model = round_model();
    const char *file = write_file("text", "a\n", 2);
    static const struct {
        const char *format;
        double threshold;
        size_t label;
        const char *sentence;
    } cases[] = {
        {"text", 0.5, 3, "label: expected a number below 3; found 3"},
        {"text", 1.5, 0, "threshold: expected a probability from 0 to 1; found 1.5"},
        {"text", -0.5, 0, "threshold"},
        {"text", (double)NAN, 0, "threshold"},
        {"xml", 0.5, 0, "format: expected auto, fasttext, tsv, jsonl, csv or text; found 'xml'"},
        {NULL, 0.5, 0, "format"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bagtag_filter_options options = filter_options();
        struct bagtag_error error = {""};
        options.input.format = cases[i].format;
        options.threshold = cases[i].threshold;
        ck_assert_int_eq(bagtag_filter(model, &(size_t){cases[i].label}, 1, &file, 1, &options,
                                       &(struct bagtag_sink){keep, NULL}, NULL, &error),
                         BAGTAG_ARGUMENT);
        ck_assert_msg(strstr(error.sentence, cases[i].sentence) != NULL, "%s", error.sentence);
    }
    bagtag_model_free(model);
}
END_TEST

/* Filters lines of "a", "naïve", "the" and of an unknown word, which is x, by LABELS. */
static void check_lines(const size_t *labels, size_t n_labels, const struct bagtag_filter_options *options,
                        const char *want, uint64_t n_passed)
{
    struct bagtag_model *model = round_model();
    const char *text = "a\nna\xc3\xafve\nthe\nxyzzy\n";
    char *one = strdup(write_file("one", text, strlen(text))), *two = strdup(write_file("two", "the\na", 5));
    const char *files[] = {one, two};
    struct buffer out = {0};
    struct bagtag_sink sink = {keep, &out};
    struct bagtag_filter_counts counts;
    struct bagtag_error error = {""};
    ck_assert_msg(bagtag_filter(model, labels, n_labels, files, 2, options, &sink, &counts, &error) == BAGTAG_OK, "%s",
                  error.sentence);
    buffer_char(&out, '\0');
    ck_assert_str_eq(out.bytes, want);
    ck_assert_uint_eq(counts.passed, n_passed);
    free(one);
    free(two);
    buffer_clear(&out);
    bagtag_model_free(model);
}

START_TEST(one_of_several_labels_is_enough)
{
    struct bagtag_filter_options options = filter_options();
    check_lines((const size_t[]){Y, Z}, 2, &options, "na\xc3\xafve\nthe\nthe\n", 3);
    check_lines((const size_t[]){Z, Y, Z}, 3, &options, "na\xc3\xafve\nthe\nthe\n", 3);
    options.threshold = 0.6;
    check_lines((const size_t[]){X, Y, Z}, 3, &options, "na\xc3\xafve\nthe\nthe\n", 3);
    options.threshold = 0.2; /* z is second in the second line */
    check_lines((const size_t[]){Z}, 1, &options, "a\nna\xc3\xafve\nthe\nxyzzy\nthe\na", 6);
}
END_TEST

START_TEST(lines_without_a_known_word_may_be_left_out)
{
    struct bagtag_filter_options options = filter_options();
    check_lines((const size_t[]){X}, 1, &options, "a\nxyzzy\na", 3);
    options.is_known = true;
    check_lines((const size_t[]){X}, 1, &options, "a\na", 2);
    options.invert = true;
    check_lines((const size_t[]){X}, 1, &options, "na\xc3\xafve\nthe\nxyzzy\nthe\n", 4);
}
END_TEST

START_TEST(passed_lines_may_have_their_numbers_before_them)
{
    struct bagtag_filter_options options = filter_options();
    options.numbering = BAGTAG_NUMBERED;
    check_lines((const size_t[]){X}, 1, &options, "1:a\n4:xyzzy\n2:a", 3);
    check_lines((const size_t[]){Y, Z}, 2, &options, "2:na\xc3\xafve\n3:the\n1:the\n", 3);
}
END_TEST

START_TEST(reading_stops_after_the_requested_number_of_lines)
{
    struct bagtag_filter_options options = filter_options();
    options.threads = 4;
    options.most = 1;
    check_lines((const size_t[]){Z}, 1, &options, "the\n", 1);
    options.most = 2;
    check_lines((const size_t[]){Z}, 1, &options, "the\nthe\n", 2);
    options.most = 9;
    check_lines((const size_t[]){Z}, 1, &options, "the\nthe\n", 2);
    struct bagtag_model *model = round_model();
    const char *files[] = {write_file("one", "the\n", 4), "missing"};
    struct buffer out = {0};
    struct bagtag_sink sink = {keep, &out};
    options.most = 1;
    ck_assert_int_eq(bagtag_filter(model, &(size_t){Z}, 1, files, 2, &options, &sink, NULL, NULL), BAGTAG_OK);
    options.most = 2;
    ck_assert_int_eq(bagtag_filter(model, &(size_t){Z}, 1, files, 2, &options, &sink, NULL, NULL), BAGTAG_SYSTEM);
    buffer_clear(&out);
    bagtag_model_free(model);
}
END_TEST

START_TEST(asking_for_the_threshold_of_a_model_without_one_is_an_error)
{
    struct bagtag_model *model = round_model();
    struct bagtag_filter_options options = filter_options();
    struct bagtag_error error;
    const char *file = write_file("one", "the\n", 4);
    options.threshold = BAGTAG_MODEL_THRESHOLD;
    ck_assert_int_eq(
        bagtag_filter(model, &(size_t){Z}, 1, &file, 1, &options, &(struct bagtag_sink){keep, NULL}, NULL, &error),
        BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "threshold"));
    bagtag_model_free(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("filter");
    TCase *tests = tcase_create("filter");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, lines_pass_by_their_most_probable_label);
    tcase_add_test(tests, one_of_several_labels_is_enough);
    tcase_add_test(tests, lines_without_a_known_word_may_be_left_out);
    tcase_add_test(tests, passed_lines_may_have_their_numbers_before_them);
    tcase_add_test(tests, reading_stops_after_the_requested_number_of_lines);
    tcase_add_test(tests, asking_for_the_threshold_of_a_model_without_one_is_an_error);
    tcase_add_test(tests, a_threshold_asks_for_that_label_alone);
    tcase_add_test(tests, labelled_lines_are_judged_by_their_text_and_keep_their_labels);
    tcase_add_test(tests, no_byte_is_touched);
    tcase_add_test(tests, a_byte_order_mark_goes_with_the_first_line);
    tcase_add_test(tests, lines_of_two_files_never_become_one);
    tcase_add_test(tests, any_number_of_threads_passes_the_same_bytes);
    tcase_add_test(tests, a_malformed_line_ends_the_run_with_all_before_it_passed);
    tcase_add_test(tests, a_sink_that_fails_ends_the_run_and_one_without_lines_is_not_called);
    tcase_add_test(tests, impossible_options_are_named);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
