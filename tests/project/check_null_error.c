/* check_null_error.c - a failure returns its status even if the caller passes no error */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <string.h>

#include "bagtag.h"
#include "bagtag_choose.h"
#include "bagtag_models.h"
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

/* A TSV file with a bad last line, and a missing one: read by one thread and by several. */
static const char *const names[] = {"bad.tsv", "missing.tsv"};

static const char *bad_file(int i)
{
    static const char text[] = "x\tgood\ny\tgood\nno tab\n";
    if (i > 0)
        return names[1];
    return write_file(names[0], text, strlen(text));
}

START_TEST(training_fails_cleanly_without_an_error_argument)
{
    const char *file = bad_file(_i);
    struct bagtag_train_options *options = train_options("threads=3");
    struct bagtag_model *model = NULL;
    ck_assert_int_ne(bagtag_train(&file, 1, options, &model, NULL, NULL), BAGTAG_OK);
    ck_assert_int_ne(bagtag_train(&file, 0, options, &model, NULL, NULL), BAGTAG_OK);
    ck_assert_ptr_null(model);
}
END_TEST

START_TEST(streams_fail_cleanly_without_an_error_argument)
{
    const char *file = bad_file(_i);
    struct bagtag_model *model = round_model();
    struct buffer out = {0};
    struct bagtag_sink sink = {keep, &out};
    struct bagtag_classify_options classify;
    struct bagtag_filter_options filter;
    struct bagtag_test_options test;
    struct bagtag_embed_options embed;
    struct bagtag_tokenize_options tokenize;
    struct bagtag_report *report = NULL;
    bagtag_classify_options_init(&classify);
    bagtag_filter_options_init(&filter);
    bagtag_test_options_init(&test);
    bagtag_embed_options_init(&embed);
    bagtag_tokenize_options_init(&tokenize);
    classify.input.format = filter.input.format = embed.input.format = tokenize.input.format = "tsv";
    classify.threads = filter.threads = test.threads = embed.threads = tokenize.threads = 3;
    ck_assert_int_ne(bagtag_classify(model, &file, 1, &classify, &sink, NULL, NULL), BAGTAG_OK);
    ck_assert_int_ne(
        bagtag_classify_models(&(struct bagtag_named_model){model, "a"}, 1, &file, 1, &classify, &sink, NULL, NULL),
        BAGTAG_OK);
    ck_assert_int_ne(bagtag_filter(model, &(size_t){0}, 1, &file, 1, &filter, &sink, NULL, NULL), BAGTAG_OK);
    ck_assert_int_ne(bagtag_choose(model, &(size_t){0}, 1, &file, 1, &filter,
                                   &(struct bagtag_choice){.rule = BAGTAG_CHOOSE_MOST, .most = 1}, &sink, NULL, NULL),
                     BAGTAG_OK);
    ck_assert_int_ne(bagtag_quantiles(model, &(size_t){0}, 1, &file, 1, &filter, &(double){0.5}, 1, &(float){0},
                                      &(struct bagtag_filter_counts){0}, NULL),
                     BAGTAG_OK);
    ck_assert_int_ne(
        bagtag_promise_precision(model, &(size_t){0}, 1, &file, 1, &filter, 0.99, &(struct bagtag_promise){0}, NULL),
        BAGTAG_OK);
    ck_assert_int_ne(bagtag_promise_coverage(model, &file, 1, &classify, 0.99, &(struct bagtag_promise){0}, NULL),
                     BAGTAG_OK);
    ck_assert_int_ne(bagtag_test(model, &file, 1, &test, &report, NULL), BAGTAG_OK);
    ck_assert_int_ne(bagtag_embed_documents(model, &file, 1, &embed, &sink, NULL, NULL), BAGTAG_OK);
    ck_assert_int_ne(bagtag_tokenize(model, &file, 1, &tokenize, &sink, NULL, NULL), BAGTAG_OK);
    ck_assert_ptr_null(report);
    buffer_clear(&out);
    bagtag_model_free(model);
}
END_TEST

START_TEST(models_fail_cleanly_without_an_error_argument)
{
    struct bagtag_model *model = NULL;
    const char *file = write_file("file", "x", 1);
    ck_assert_int_ne(bagtag_model_open("no/such/model", &model, NULL), BAGTAG_OK);
    ck_assert_int_ne(bagtag_model_open(file, &model, NULL), BAGTAG_OK);
    ck_assert_int_ne(bagtag_model_verify(file, NULL), BAGTAG_OK);
    ck_assert_int_ne(bagtag_model_can_save(file, NULL), BAGTAG_OK);
    ck_assert_ptr_null(model);
    model = round_model();
    ck_assert_int_ne(bagtag_model_save(model, file, NULL), BAGTAG_OK);
    bagtag_model_free(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("null_error");
    TCase *tests = tcase_create("null_error");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, training_fails_cleanly_without_an_error_argument, 0, 2);
    tcase_add_loop_test(tests, streams_fail_cleanly_without_an_error_argument, 0, 2);
    tcase_add_test(tests, models_fail_cleanly_without_an_error_argument);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
