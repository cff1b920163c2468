/* check_classify.c - one output line for every input line: formats, edges, order, pauses, failures */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <check.h>
#include <math.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/decimal.h"
#include "support/corpus_text.h"
#include "support/streams.h"
#include "support/suite.h"

static void set_up(void)
{
    make_folder();
}

static void tear_down(void)
{
    remove_folder();
}

static struct bagtag_classify_options classify_options(void)
{
    struct bagtag_classify_options options;
    bagtag_classify_options_init(&options);
    options.threads = 1;
    return options;
}

/* The output of classifying the bytes. */
static struct buffer classify(const struct bagtag_model *model, const char *text, size_t len,
                              const struct bagtag_classify_options *options, struct bagtag_stream_counts *counts)
{
    const char *file = write_file("text", text, len);
    struct buffer out = {0};
    struct bagtag_sink sink = {keep, &out};
    struct bagtag_error error = {""};
    enum bagtag_status status = bagtag_classify(model, &file, 1, options, &sink, counts, &error);
    ck_assert_msg(status == BAGTAG_OK, "%s", error.sentence);
    buffer_char(&out, '\0');
    out.len--;
    ck_assert(!out.failed);
    return out;
}

static void check_output(const char *text, const struct bagtag_classify_options *options, const char *want)
{
    struct bagtag_model *model = round_model();
    struct buffer out = classify(model, text, strlen(text), options, NULL);
    ck_assert_str_eq(out.bytes, want);
    buffer_clear(&out);
    bagtag_model_free(model);
}

START_TEST(text_output_is_as_the_options_say)
{
    struct bagtag_classify_options options = classify_options();
    check_output("a\nthe\n\nunknown\n", &options, "x\nz\nx\nx\n");
    options.score = BAGTAG_PROBABILITY;
    check_output("a\nthe\n", &options, "x\t0.500000\nz\t0.75000006\n");
    options.k = 2;
    check_output("na\xc3\xafve\na", &options, "y\t0.70000005\tz\t0.200000\nx\t0.500000\ty\t0.250000\n");
    options.k = 0;
    check_output("the\n", &options, "z\t0.75000006\tx\t0.125000\ty\t0.125000\n");
    options.k = 1000;
    options.score = BAGTAG_NO_SCORE;
    check_output("the\n", &options, "z\tx\ty\n");
    options.threshold = 0.2;
    check_output("the\na\n", &options, "z\nx\ty\tz\n");
    options.threshold = 0.6;
    check_output("the\na\n\n", &options, "z\n\n\n");
    options.none = "none of these";
    check_output("the\na\n", &options, "z\nnone of these\n");
    options.with_text = true;
    check_output("the  \ta \r\nA\n", &options, "none of these\tthe  \ta \nnone of these\tA\n");
}
END_TEST

START_TEST(logits_are_scores_before_softmax_and_rank_like_probabilities)
{
    struct bagtag_model *model = round_model();
    struct bagtag_classify_options options = classify_options();
    options.score = BAGTAG_PROBABILITY;
    options.k = 0;
    struct buffer probabilities = classify(model, "na\xc3\xafve a the", strlen("na\xc3\xafve a the"), &options, NULL);
    options.score = BAGTAG_LOGIT;
    struct buffer logits = classify(model, "na\xc3\xafve a the", strlen("na\xc3\xafve a the"), &options, NULL);
    buffer_char(&probabilities, '\0');
    buffer_char(&logits, '\0');
    char labels[2][3] = {{0}};
    double p[3], z[3], sum = 0;
    ck_assert_int_eq(sscanf(probabilities.bytes, "%c\t%lf\t%c\t%lf\t%c\t%lf", &labels[0][0], &p[0], &labels[0][1],
                            &p[1], &labels[0][2], &p[2]),
                     6);
    ck_assert_int_eq(sscanf(logits.bytes, "%c\t%lf\t%c\t%lf\t%c\t%lf", &labels[1][0], &z[0], &labels[1][1], &z[1],
                            &labels[1][2], &z[2]),
                     6);
    ck_assert_mem_eq(labels[0], labels[1], 3);
    for (int i = 0; i < 3; i++)
        sum += exp(z[i]);
    for (int i = 0; i < 3; i++)
        ck_assert_double_lt(fabs(exp(z[i]) / sum - p[i]), 1e-6);
    buffer_clear(&probabilities);
    buffer_clear(&logits);
    struct bagtag_error error;
    options.threshold = 0.5;
    const char *file = "none";
    ck_assert_int_eq(bagtag_classify(model, &file, 1, &options, &(struct bagtag_sink){keep, NULL}, NULL, &error),
                     BAGTAG_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "score"));
    bagtag_model_free(model);
}
END_TEST

START_TEST(an_unknown_text_may_get_a_name_of_its_own)
{
    struct bagtag_classify_options options = classify_options();
    options.unknown = "unknown";
    options.none = "unsure";
    check_output("the\nxyzzy\n\n", &options, "z\nunknown\nunknown\n");
    options.threshold = 0.6;
    options.with_text = true;
    check_output("the\na\nxyzzy\n", &options, "z\tthe\nunsure\ta\nunknown\txyzzy\n");
    options.output = BAGTAG_OUTPUT_JSONL;
    options.with_text = false;
    check_output("xyzzy\n", &options, "{\"labels\":[{\"label\":\"unknown\"}],\"unknown\":true}\n");
    options.unknown = "";
    options.none = "";
    check_output("a\nxyzzy\n", &options, "{\"labels\":[]}\n{\"labels\":[],\"unknown\":true}\n");
}
END_TEST

START_TEST(json_output_is_as_the_options_say)
{
    struct bagtag_classify_options options = classify_options();
    options.output = BAGTAG_OUTPUT_JSONL;
    check_output("a\n\n", &options,
                 "{\"labels\":[{\"label\":\"x\",\"prob\":0.500000}]}\n"
                 "{\"labels\":[{\"label\":\"x\",\"prob\":0.33333334}],\"unknown\":true}\n");
    options.k = 2;
    options.with_text = true;
    check_output("the \"a\"\t\xff\\\r\n", &options,
                 "{\"labels\":[{\"label\":\"z\",\"prob\":0.50362647},{\"label\":\"x\",\"prob\":0.29076886}],"
                 "\"text\":\"the \\\"a\\\"\\t\xef\xbf\xbd\\\\\"}\n");
    options.threshold = 1;
    options.none = "nothing";
    check_output("a", &options, "{\"labels\":[{\"label\":\"nothing\"}],\"text\":\"a\"}\n");
    check_output("b\na b", &options,
                 "{\"labels\":[{\"label\":\"nothing\"}],\"unknown\":true,\"text\":\"b\"}\n"
                 "{\"labels\":[{\"label\":\"nothing\"}],\"text\":\"a b\"}\n");
    struct bagtag_model *model = small_model(0); /* labels with quotes, a tab, a backslash */
    options.threshold = 0;
    options.k = 0;
    options.with_text = false;
    struct buffer out = classify(model, "\n", 1, &options, NULL);
    ck_assert_ptr_nonnull(strstr(out.bytes, "\"say \\\"hi\\\"\""));
    ck_assert_ptr_nonnull(strstr(out.bytes, "\"\xc3\xbc\\t\\\\ /\""));
    buffer_clear(&out);
    bagtag_model_free(model);
}
END_TEST

START_TEST(plain_text_that_begins_with_labels_is_counted_and_the_first_is_named)
{
    struct bagtag_model *model = round_model();
    struct bagtag_classify_options options = classify_options();
    struct bagtag_stream_counts counts;
    static const char text[] = "a\n__label__\n __label__x a\n__label__x a\nthe\n__label__y b";
    for (int threads = 1; threads <= 3; threads++) {
        options.threads = threads;
        struct buffer out = classify(model, text, sizeof text - 1, &options, &counts);
        ck_assert_uint_eq(counts.labelled, 2);
        ck_assert_uint_eq(counts.first_labelled.line, 4);
        buffer_clear(&out);
    }
    options.input.format = "fasttext";
    struct buffer out = classify(model, text, sizeof text - 1, &options, &counts);
    ck_assert_uint_eq(counts.labelled, 0);
    buffer_clear(&out);
    bagtag_model_free(model);
}
END_TEST

START_TEST(labels_of_labelled_input_are_left_out_of_the_text)
{
    struct bagtag_classify_options options = classify_options();
    options.with_text = true;
    options.input.format = "fasttext";
    check_output("__label__x the\nthe __label__a\n", &options, "z\t__label__x the\nz\tthe __label__a\n");
    options.input.label_prefix = "#";
    check_output("#a the\n", &options, "z\t#a the\n");
    options.input.format = "tsv";
    check_output("a\tthe\n\nna\xc3\xafve\ta\ta\n", &options, "z\ta\tthe\nx\t\nx\tna\xc3\xafve\ta\ta\n");
    options.input.format = "text";
    options.input.label_prefix = "__label__";
    check_output("a a a a a a a a a a a a a a a a __label__the\n", &options,
                 "x\ta a a a a a a a a a a a a a a a __label__the\n");
}
END_TEST

/* Each text and its number of lines. */
static const struct {
    const char *text;
    size_t len, n_lines;
} streams[] = {
    {"", 0, 0},
    {"\n", 1, 1},
    {"\n\n\n", 3, 3},
    {"a", 1, 1},
    {"a\n", 2, 1},
    {"a\nthe", 5, 2},
    {"a\r\n\r\n\r", 6, 3},
    {"a\r\r\n", 4, 1},
    {"a\0\0the\n\0\n\0", 10, 3},
    {"\xff\xfd\n\xe2\x82\n\xf0\x9f\x98", 9, 3},
    {"a\fb\vc\xe2\x80\xa8"
     "d\xc2\x85\n",
     11, 1},
    {"\xef\xbb\xbf\n\xef\xbb\xbf"
     "a\n",
     9, 2},
    {"1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17", 40, 17},
};

START_TEST(every_line_in_gives_one_line_out)
{
    struct bagtag_model *model = round_model();
    for (int output = 0; output < 2; output++)
        for (int threads = 1; threads <= 3; threads++) {
            struct bagtag_classify_options options = classify_options();
            struct bagtag_stream_counts counts;
            options.output = output ? BAGTAG_OUTPUT_JSONL : BAGTAG_OUTPUT_TEXT;
            options.threads = threads;
            struct buffer out = classify(model, streams[_i].text, streams[_i].len, &options, &counts);
            size_t n_lines = 0;
            for (size_t i = 0; i < out.len; i++)
                n_lines += out.bytes[i] == '\n';
            ck_assert_uint_eq(n_lines, streams[_i].n_lines);
            ck_assert_uint_eq(counts.lines, streams[_i].n_lines);
            ck_assert(out.len == 0 || out.bytes[out.len - 1] == '\n');
            buffer_clear(&out);
        }
    bagtag_model_free(model);
}
END_TEST

START_TEST(lines_with_invalid_utf8_are_counted_and_answered)
{
    struct bagtag_model *model = round_model();
    struct bagtag_classify_options options = classify_options();
    struct bagtag_stream_counts counts = {.lines = 9, .invalid_utf8 = 9};
    static const char text[] = "\xff the\nthe\nthe \xc3\n\xed\xa0\x80\n";
    struct buffer out = classify(model, text, sizeof text - 1, &options, &counts);
    ck_assert_str_eq(out.bytes, "z\nz\nz\nx\n");
    ck_assert_uint_eq(counts.lines, 4);
    ck_assert_uint_eq(counts.invalid_utf8, 3);
    buffer_clear(&out);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_line_of_a_megabyte_is_one_line)
{
    enum { LEN = 1 << 20 };
    struct bagtag_model *model = round_model();
    struct bagtag_classify_options options = classify_options();
    char *text = malloc(2 * LEN);
    memset(text, 'q', 2 * LEN);
    memcpy(text, "a\nthe ", 6);
    memcpy(text + LEN, "\nthe\n", 5);
    for (options.threads = 1; options.threads <= 2; options.threads++) {
        struct buffer out = classify(model, text, 2 * LEN, &options, NULL);
        ck_assert_str_eq(out.bytes, "x\nz\nz\nx\n");
        buffer_clear(&out);
    }
    free(text);
    bagtag_model_free(model);
}
END_TEST

/* Lines of all lengths; each output must be what bagtag_predict returns for its line. */
START_TEST(the_output_is_in_order_and_the_same_for_any_number_of_threads)
{
    enum { N = 50000 };
    struct bagtag_model *model = round_model();
    struct buffer text = {0}, want = {0};
    uint64_t state = 5;
    struct bagtag_predictor *predictor = NULL;
    ck_assert_int_eq(bagtag_predictor_new(model, &predictor, NULL), BAGTAG_OK);
    for (int i = 0; i < N; i++) {
        static const char *const words[] = {"a ", "the ", "na\xc3\xafve ", "unknown ", "\xff", "\t"};
        struct bagtag_prediction p;
        size_t start = text.len, n;
        for (uint32_t k = draw(&state, 30); k > 0; k--)
            buffer_text(&text, words[draw(&state, 6)]);
        ck_assert_int_eq(
            bagtag_predict(predictor, text.bytes ? text.bytes + start : "", text.len - start, 1, &p, &n, NULL),
            BAGTAG_OK);
        buffer_text(&want, bagtag_model_label(model, p.label));
        buffer_char(&want, '\t');
        decimal_append_probability(&want, p.probability);
        buffer_char(&want, '\n');
        buffer_char(&text, '\n');
    }
    bagtag_predictor_free(predictor);
    ck_assert_uint_gt(text.len, 4 * 256 * 1024);
    static const int thread_counts[] = {1, 2, 3, 8};
    for (size_t t = 0; t < sizeof thread_counts / sizeof *thread_counts; t++) {
        struct bagtag_classify_options options = classify_options();
        options.score = BAGTAG_PROBABILITY;
        options.threads = thread_counts[t];
        struct buffer out = classify(model, text.bytes, text.len, &options, NULL);
        ck_assert_uint_eq(out.len, want.len);
        ck_assert_mem_eq(out.bytes, want.bytes, want.len);
        buffer_clear(&out);
    }
    buffer_clear(&text);
    buffer_clear(&want);
    bagtag_model_free(model);
}
END_TEST

/* Three files, one without a newline at its end, then one that is missing. */
START_TEST(several_files_are_one_stream_up_to_the_first_that_fails)
{
    char paths[4][128];
    static const char *const names[] = {"one", "two", "three", "missing"}, *const texts[] = {"a\nthe", "",
                                                                                             "na\xc3\xafve\n"};
    const char *files[4];
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(paths[i], sizeof paths[i], "%s/%s", folder, names[i]);
        if (i < 3)
            write_file(names[i], texts[i], strlen(texts[i]));
        files[i] = paths[i];
    }
    struct bagtag_model *model = round_model();
    for (int threads = 1; threads <= 3; threads++) {
        struct bagtag_classify_options options = classify_options();
        struct bagtag_stream_counts counts = {.lines = 77, .invalid_utf8 = 77};
        struct bagtag_error error = {""};
        struct buffer out = {0};
        struct bagtag_sink sink = {keep, &out};
        options.threads = threads;
        ck_assert_int_eq(bagtag_classify(model, files, 3, &options, &sink, &counts, NULL), BAGTAG_OK);
        ck_assert_uint_eq(out.len, 6);
        ck_assert_mem_eq(out.bytes, "x\nz\ny\n", 6);
        ck_assert_uint_eq(counts.lines, 3);
        out.len = 0;
        counts.lines = 77;
        ck_assert_int_eq(bagtag_classify(model, files, 4, &options, &sink, &counts, &error), BAGTAG_SYSTEM);
        ck_assert_ptr_nonnull(strstr(error.sentence, "missing: No such file"));
        ck_assert_uint_eq(out.len, 6);
        ck_assert_uint_eq(counts.lines, 77);
        buffer_clear(&out);
    }
    bagtag_model_free(model);
}
END_TEST

static void note_warning(void *context, const char *sentence)
{
    buffer_text(context, sentence);
    buffer_char(context, '\n');
}

START_TEST(a_warning_about_the_first_objects_lists_the_members_of_their_file)
{
    static const char *const objects[] = {"{\"id\":1,\"body\":\"a\"}\n", "{\"title\":\"a\",\"words\":\"b\"}\n"};
    char paths[2][128];
    const char *files[] = {paths[0], paths[1]};
    for (size_t f = 0; f < 2; f++) {
        struct buffer text = {0};
        for (int i = 0; i < 150; i++)
            buffer_text(&text, objects[f]);
        (void)snprintf(paths[f], sizeof paths[f], "%s",
                       write_file(f == 0 ? "a.jsonl" : "b.jsonl", text.bytes, text.len));
        buffer_clear(&text);
    }
    struct bagtag_model *model = round_model();
    for (int round = 0; round < 20; round++) {
        struct bagtag_classify_options options = classify_options();
        struct buffer out = {0}, warnings = {0};
        struct bagtag_sink sink = {keep, &out};
        options.threads = 4;
        options.input.warn = note_warning;
        options.input.warn_context = &warnings;
        ck_assert_int_eq(bagtag_classify(model, files, 2, &options, &sink, NULL, NULL), BAGTAG_OK);
        buffer_char(&warnings, '\0');
        ck_assert_ptr_nonnull(strstr(warnings.bytes, "a.jsonl: none of the first 100 objects has a text; "));
        ck_assert_ptr_nonnull(strstr(warnings.bytes, "; found \"id\", \"body\"\n"));
        buffer_clear(&warnings);
        buffer_clear(&out);
    }
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_malformed_line_ends_the_run_with_all_before_it_written)
{
    struct bagtag_model *model = round_model();
    struct buffer text = {0};
    for (int i = 0; i < 150000; i++)
        buffer_text(&text, i == 120000 || i == 149999 ? "no tab\n" : "l\tthe\n");
    const char *file = write_file("a.tsv", text.bytes, text.len);
    for (int threads = 1; threads <= 3; threads++) {
        struct bagtag_classify_options options = classify_options();
        struct bagtag_error error = {""};
        struct buffer out = {0};
        struct bagtag_sink sink = {keep, &out};
        options.threads = threads;
        options.input.format = "tsv";
        ck_assert_int_eq(bagtag_classify(model, &file, 1, &options, &sink, NULL, &error), BAGTAG_INPUT);
        ck_assert_ptr_nonnull(strstr(error.sentence, "a.tsv:120001: expected label, tab, text; found no tab"));
        ck_assert_uint_le(out.len, 2 * 120000);
        ck_assert_uint_ge(out.len, 2 * (120000 - 256 * 1024 / 6));
        buffer_clear(&out);
    }
    buffer_clear(&text);
    bagtag_model_free(model);
}
END_TEST

/* Takes the first block and refuses the second. */
static int refuse_second(void *context, const char *bytes, size_t len)
{
    int *n_calls = context;
    (void)bytes;
    ck_assert_uint_gt(len, 0);
    return ++*n_calls == 1 ? 0 : ENOSPC;
}

START_TEST(a_sink_that_fails_ends_the_run_with_its_reason)
{
    struct bagtag_model *model = round_model();
    char *text = make_text(4 << 20);
    const char *file = write_file("text", text, 4 << 20);
    for (int threads = 1; threads <= 8; threads *= 2) {
        struct bagtag_classify_options options = classify_options();
        struct bagtag_error error = {""};
        int n_calls = 0;
        struct bagtag_sink sink = {refuse_second, &n_calls};
        options.threads = threads;
        ck_assert_int_eq(bagtag_classify(model, &file, 1, &options, &sink, NULL, &error), BAGTAG_SYSTEM);
        ck_assert_str_eq(error.sentence, "cannot write the output: No space left on device");
        ck_assert_int_eq(n_calls, 2);
    }
    free(text);
    bagtag_model_free(model);
}
END_TEST

/* ---- a pipe that pauses ---------------------------------------------------------------------------------- */

/* Passes each output on to the feeding process as it comes. */
static int write_to(void *context, const char *bytes, size_t len)
{
    return write(*(const int *)context, bytes, len) == (ssize_t)len ? 0 : errno;
}

/* Writes a line and waits for the answer, three times; then ends the input. Exits 0 if each answer came in time. */
static void converse(int to, int from)
{
    static const char *const lines[] = {"a\n", "the\nth", "e\n"}, *const answers[] = {"x\n", "z\n", "z\n"};
    for (int i = 0; i < 3; i++) {
        char answer[8] = "";
        double start = clock_seconds();
        if (write(to, lines[i], strlen(lines[i])) != (ssize_t)strlen(lines[i]))
            _exit(1);
        alarm(5); /* no answer at all */
        if (read(from, answer, sizeof answer - 1) != 2 || strcmp(answer, answers[i]) != 0)
            _exit(2);
        if (clock_seconds() - start > 2)
            _exit(3);
    }
    _exit(0);
}

START_TEST(lines_before_a_pause_of_the_input_are_answered_at_once)
{
    int in[2], out[2], result;
    ck_assert_int_eq(pipe(in), 0);
    ck_assert_int_eq(pipe(out), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        close(in[0]);
        close(out[1]);
        converse(in[1], out[0]);
    }
    close(in[1]);
    close(out[0]);
    ck_assert_int_eq(dup2(in[0], STDIN_FILENO), STDIN_FILENO);
    struct bagtag_model *model = round_model();
    struct bagtag_classify_options options = classify_options();
    struct bagtag_sink sink = {write_to, &out[1]};
    struct bagtag_stream_counts counts;
    options.threads = _i;
    ck_assert_int_eq(bagtag_classify(model, NULL, 0, &options, &sink, &counts, NULL), BAGTAG_OK);
    close(out[1]);
    ck_assert_int_eq(waitpid(child, &result, 0), child);
    ck_assert_msg(WIFEXITED(result) && WEXITSTATUS(result) == 0, "the feeding process ended with %x", (unsigned)result);
    ck_assert_uint_eq(counts.lines, 3);
    bagtag_model_free(model);
}
END_TEST

START_TEST(impossible_options_are_named)
{
    struct bagtag_model *model = round_model();
    const char *file = write_file("text", "a\n", 2);
#define REFUSED(member, value, name)                                                                                  \
    do {                                                                                                              \
        struct bagtag_classify_options options = classify_options();                                                  \
        struct bagtag_error error = {""};                                                                             \
        options.member = value;                                                                                       \
        ck_assert_int_eq(bagtag_classify(model, &file, 1, &options, &(struct bagtag_sink){keep, NULL}, NULL, &error), \
                         BAGTAG_ARGUMENT);                                                                            \
        ck_assert_msg(strstr(error.sentence, name) != NULL, "%s", error.sentence);                                    \
    } while (0)
    REFUSED(input.format, "xml", "format");
    REFUSED(input.text_field, "", "text-field");
    REFUSED(add, "", "add: ");
    char longer[257] = "";
    memset(longer, 'x', sizeof longer - 1);
    REFUSED(add, longer, "add: ");
    REFUSED(add, "\xff", "add: ");
    REFUSED(input.format, "pdf", "format");
    REFUSED(input.format, NULL, "format");
    REFUSED(threshold, -0.1, "threshold");
    REFUSED(threshold, 1.1, "threshold");
    REFUSED(threshold, (double)NAN, "threshold");
    REFUSED(none, "two\nlines", "none");
#undef REFUSED
    bagtag_model_free(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("classify");
    TCase *tests = tcase_create("classify");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, text_output_is_as_the_options_say);
    tcase_add_test(tests, logits_are_scores_before_softmax_and_rank_like_probabilities);
    tcase_add_test(tests, an_unknown_text_may_get_a_name_of_its_own);
    tcase_add_test(tests, json_output_is_as_the_options_say);
    tcase_add_test(tests, plain_text_that_begins_with_labels_is_counted_and_the_first_is_named);
    tcase_add_test(tests, labels_of_labelled_input_are_left_out_of_the_text);
    tcase_add_loop_test(tests, every_line_in_gives_one_line_out, 0, sizeof streams / sizeof *streams);
    tcase_add_test(tests, lines_with_invalid_utf8_are_counted_and_answered);
    tcase_add_test(tests, a_line_of_a_megabyte_is_one_line);
    tcase_add_test(tests, the_output_is_in_order_and_the_same_for_any_number_of_threads);
    tcase_add_test(tests, several_files_are_one_stream_up_to_the_first_that_fails);
    tcase_add_test(tests, a_warning_about_the_first_objects_lists_the_members_of_their_file);
    tcase_add_test(tests, a_malformed_line_ends_the_run_with_all_before_it_written);
    tcase_add_test(tests, a_sink_that_fails_ends_the_run_with_its_reason);
    tcase_add_loop_test(tests, lines_before_a_pause_of_the_input_are_answered_at_once, 1, 4);
    tcase_add_test(tests, impossible_options_are_named);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
