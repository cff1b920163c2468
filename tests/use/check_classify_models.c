/* check_classify_models.c - several models classify the same texts, each as it does alone */
/* SPDX-License-Identifier: MIT */
#include "bagtag_models.h"

#include <check.h>
#include <errno.h>
#include <string.h>

#include "support/corpus_text.h"
#include "support/streams.h"
#include "support/suite.h"

static struct bagtag_model *first, *second;

static struct bagtag_model *train_model(const char *tokenizer, int ngrams)
{
    struct bagtag_train_options *options = train_options("buckets=1000 epochs=3 dim=20");
    struct buffer text = corpus_text(400, CORPUS_MIXED, 3);
    const char *file = write_file("train", text.bytes, text.len);
    set_options(options, "tokenizer=%s ngrams=%d", tokenizer, ngrams);
    struct bagtag_model *model = train_file(file, options, NULL);
    buffer_clear(&text);
    return model;
}

/* The second model has labels, words and dimensions of its own. */
static void set_up(void)
{
    make_folder();
    first = round_model();
    second = train_model("unicode", 2);
}

static void tear_down(void)
{
    bagtag_model_free(first);
    bagtag_model_free(second);
    remove_folder();
}

static struct bagtag_classify_options usual_options(void)
{
    struct bagtag_classify_options options;
    bagtag_classify_options_init(&options);
    options.threads = 2;
    options.score = BAGTAG_PROBABILITY;
    return options;
}

static struct buffer classify_both(const char *file, const struct bagtag_classify_options *options)
{
    const struct bagtag_named_model models[] = {{first, "one"}, {second, "two"}};
    struct buffer out = {0};
    struct bagtag_error error = {""};
    enum bagtag_status status =
        bagtag_classify_models(models, 2, &file, 1, options, &(struct bagtag_sink){keep, &out}, NULL, &error);
    ck_assert_msg(status == BAGTAG_OK, "%s", error.sentence);
    buffer_char(&out, '\0');
    return out;
}

static struct buffer classify_alone(const struct bagtag_model *model, const char *file,
                                    const struct bagtag_classify_options *options)
{
    struct buffer out = {0};
    ck_assert_int_eq(bagtag_classify(model, &file, 1, options, &(struct bagtag_sink){keep, &out}, NULL, NULL),
                     BAGTAG_OK);
    return out;
}

/* The lines of A and B side by side, with a tab between them. */
static struct buffer paste(const struct buffer *a, const struct buffer *b)
{
    struct buffer out = {0};
    const char *x = a->bytes, *y = b->bytes;
    while (x < a->bytes + a->len) {
        const char *x_end = strchr(x, '\n'), *y_end = strchr(y, '\n');
        buffer_bytes(&out, x, (size_t)(x_end - x));
        buffer_char(&out, '\t');
        buffer_bytes(&out, y, (size_t)(y_end - y) + 1);
        x = x_end + 1;
        y = y_end + 1;
    }
    return out;
}

START_TEST(each_model_answers_as_it_does_alone)
{
    static const char *const tokenizers[] = {"unicode", "whitespace", "bert"};
    struct buffer text = corpus_text(6000, CORPUS_MIXED, 5);
    for (int i = 0; i < 50000; i++) /* a text that is tokenized in pieces */
        buffer_text(&text, i % 3 ? "Word other, " : "more \xff ");
    buffer_text(&text, "\n");
    const char *file = write_file("text", text.bytes, text.len);
    struct bagtag_classify_options options = usual_options();
    bagtag_model_free(first);
    bagtag_model_free(second);
    first = train_model("unicode", 1);
    second = train_model(tokenizers[_i / 3], 2);
    options.k = (size_t)_i % 3;
    if (_i % 3 == 2)
        options.score = BAGTAG_LOGIT;
    struct buffer alone = classify_alone(first, file, &options), other = classify_alone(second, file, &options);
    struct buffer wanted = paste(&alone, &other);
    static const int thread_counts[] = {1, 2, 3, 8};
    for (size_t t = 0; t < sizeof thread_counts / sizeof *thread_counts; t++) {
        options.threads = thread_counts[t];
        struct buffer out = classify_both(file, &options);
        ck_assert_uint_eq(out.len - 1, wanted.len);
        ck_assert_mem_eq(out.bytes, wanted.bytes, wanted.len);
        buffer_clear(&out);
    }
    buffer_clear(&alone);
    buffer_clear(&other);
    buffer_clear(&wanted);
    buffer_clear(&text);
}
END_TEST

START_TEST(records_are_returned_with_an_answer_from_each_model)
{
    struct bagtag_classify_options options = usual_options();
    options.threshold = 1.0; /* the answers of the second model do not matter here */
    options.none = "-";
    options.score = BAGTAG_NO_SCORE;
    static const char objects[] = "{\"id\":1,\"text\":\"a\"}\n{}";
    struct buffer out = classify_both(write_file("a.jsonl", objects, sizeof objects - 1), &options);
    ck_assert_str_eq(out.bytes,
                     "{\"id\":1,\"text\":\"a\",\"bagtag\":{\"one\":{\"label\":\"-\"},\"two\":{\"label\":\"-\","
                     "\"unknown\":true}}}\n"
                     "{\"bagtag\":{\"one\":{\"label\":\"-\",\"unknown\":true},\"two\":{\"label\":\"-\","
                     "\"unknown\":true}}}\n");
    buffer_clear(&out);
    options.output = BAGTAG_OUTPUT_JSONL;
    out = classify_both(write_file("a.jsonl", objects, sizeof objects - 1), &options);
    ck_assert_str_eq(out.bytes, "{\"id\":1,\"models\":{\"one\":{\"labels\":[{\"label\":\"-\"}]},"
                                "\"two\":{\"labels\":[{\"label\":\"-\"}],\"unknown\":true}}}\n"
                                "{\"models\":{\"one\":{\"labels\":[{\"label\":\"-\"}],\"unknown\":true},"
                                "\"two\":{\"labels\":[{\"label\":\"-\"}],\"unknown\":true}}}\n");
    buffer_clear(&out);
    options.output = BAGTAG_OUTPUT_AS_INPUT;
    static const char rows[] = "text\r\na\r\nb";
    out = classify_both(write_file("a.csv", rows, sizeof rows - 1), &options);
    ck_assert_str_eq(out.bytes, "text,one_label,two_label\r\na,-,-\r\nb,-,-\n");
    buffer_clear(&out);
}
END_TEST

START_TEST(options_of_a_single_model_are_refused)
{
    const struct bagtag_named_model twice[] = {{first, "one"}, {second, "one"}}, both[] = {{first, "a"}, {second, "b"}};
    struct bagtag_sink sink = {keep, NULL};
    const char *file = write_file("text", "a\n", 2);
    struct bagtag_error error;
    struct bagtag_classify_options options = usual_options();
    ck_assert_int_eq(bagtag_classify_models(twice, 2, &file, 1, &options, &sink, NULL, &error), BAGTAG_ARGUMENT);
    ck_assert_str_eq(error.sentence, "models: expected different names; found 'one' twice");
    ck_assert_int_eq(bagtag_classify_models(both, 0, &file, 1, &options, &sink, NULL, &error), BAGTAG_ARGUMENT);
    for (options.scored_label = -3; options.scored_label <= 0; options.scored_label += 3)
        ck_assert_int_eq(bagtag_classify_models(both, 2, &file, 1, &options, &sink, NULL, &error), BAGTAG_ARGUMENT);
    options = usual_options();
    options.output = BAGTAG_OUTPUT_FASTTEXT;
    ck_assert_int_eq(bagtag_classify_models(both, 2, &file, 1, &options, &sink, NULL, &error), BAGTAG_ARGUMENT);
    options = usual_options();
    options.threshold = BAGTAG_MODEL_THRESHOLD; /* which the models do not have */
    ck_assert_int_eq(bagtag_classify_models(both, 2, &file, 1, &options, &sink, NULL, &error), BAGTAG_INPUT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("classify_models");
    TCase *tests = tcase_create("classify_models");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, each_model_answers_as_it_does_alone, 0, 9);
    tcase_add_test(tests, records_are_returned_with_an_answer_from_each_model);
    tcase_add_test(tests, options_of_a_single_model_are_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
