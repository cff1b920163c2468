/* check_arguments.c - invalid option values are refused, with an error, before anything is read or written */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "bagtag_choose.h"
#include "bagtag_explain.h"
#include "bagtag_fasttext.h"
#include "bagtag_lstm.h"
#include "bagtag_models.h"
#include "bagtag_nn.h"
#include "bagtag_shrink.h"
#include "bagtag_tune.h"
#include "support/corpus_text.h"
#include "support/suite.h"

/* Files that do not exist: a function that reports one has not checked the options first. */
static const char *const files[] = {"no/such/file"};
static struct bagtag_model *model;
static struct bagtag_error error;

static int refuse(void *context, const char *bytes, size_t len)
{
    (void)context;
    ck_abort_msg("something was written: %.*s", (int)len, bytes);
    return 0;
}

static const struct bagtag_sink nowhere = {refuse, NULL};

static void set_up(void)
{
    model = round_model();
    memset(&error, 0, sizeof error);
}

static void tear_down(void)
{
    bagtag_model_free(model);
}

static void check_refused(enum bagtag_status status, const char *sentence)
{
    ck_assert_str_eq(error.sentence, sentence);
    ck_assert_int_eq(status, BAGTAG_ARGUMENT);
}

static struct bagtag_classify_options classify_options(void)
{
    struct bagtag_classify_options options;
    bagtag_classify_options_init(&options);
    return options;
}

static void check_classify(struct bagtag_classify_options options, const char *sentence)
{
    check_refused(bagtag_classify(model, files, 1, &options, &nowhere, NULL, &error), sentence);
}

START_TEST(classify_refuses_invalid_option_values)
{
    struct bagtag_classify_options options = classify_options();
    options.output = (enum bagtag_output)9;
    check_classify(options, "output: expected a value from 0 to 3; found 9");
    options = classify_options();
    options.score = (enum bagtag_score)9;
    check_classify(options, "score: expected a value from 0 to 2; found 9");
    options = classify_options();
    options.among.scale = (enum bagtag_scale)9;
    check_classify(options, "scale: expected a value from 0 to 1; found 9");
    options = classify_options();
    options.none = NULL;
    check_classify(options, "none: expected one line; found nothing");
    options = classify_options();
    options.scored_label = -2;
    check_classify(options, "scored_label: expected a label, or -1 for none; found -2");
}
END_TEST

START_TEST(filter_choose_and_test_refuse_invalid_option_values)
{
    static const size_t label = 0;
    struct bagtag_filter_options filter;
    struct bagtag_choice choice = {.rule = (enum bagtag_choice_rule)9, .most = 1};
    struct bagtag_test_options test;
    struct bagtag_report *report = NULL;
    bagtag_filter_options_init(&filter);
    bagtag_test_options_init(&test);
    check_refused(bagtag_choose(model, &label, 1, files, 1, &filter, &choice, &nowhere, NULL, &error),
                  "rule: expected a value from 0 to 2; found 9");
    choice = (struct bagtag_choice){.rule = BAGTAG_CHOOSE_MOST, .unit = (enum bagtag_choice_unit)9, .most = 1};
    check_refused(bagtag_choose(model, &label, 1, files, 1, &filter, &choice, &nowhere, NULL, &error),
                  "unit: expected a value from 0 to 1; found 9");
    filter.numbering = (enum bagtag_numbering)9;
    check_refused(bagtag_filter(model, &label, 1, files, 1, &filter, &nowhere, NULL, &error),
                  "numbering: expected a value from 0 to 1; found 9");
    test.truth = (enum bagtag_truth)9;
    check_refused(bagtag_test(model, files, 1, &test, &report, &error), "truth: expected a value from 0 to 1; found 9");
}
END_TEST

START_TEST(vectors_refuse_invalid_option_values)
{
    static const char *const words[] = {"a"};
    static const int64_t zero = 0;
    static const char no_output[] = "output: expected a value from 0 to 3; found 9";
    struct bagtag_sequences *sequences = NULL;
    struct bagtag_embed_options options;
    bagtag_embed_options_init(&options);
    options.output = (enum bagtag_vectors)9;
    check_refused(bagtag_embed_words(model, words, 1, &options, &nowhere, NULL, &error), no_output);
    check_refused(bagtag_embed_word_lines(model, files, 1, &options, &nowhere, NULL, &error), no_output);
    check_refused(bagtag_embed_all(model, &options, &nowhere, NULL, &error), no_output);
    check_refused(bagtag_embed_documents(model, files, 1, &options, &nowhere, NULL, &error), no_output);
    check_refused(bagtag_embed_ids(model, &zero, 1, &options, &nowhere, NULL, &error), no_output);
    check_refused(bagtag_embed_bags(model, &zero, 1, &zero, 1, NULL, &options, &nowhere, NULL, &error), no_output);
    bagtag_embed_options_init(&options);
    options.unknown = (enum bagtag_unknown)9;
    check_refused(bagtag_sequences_read(model, files, 1, &options, &sequences, &error),
                  "unknown: expected a value from 0 to 1; found 9");
}
END_TEST

START_TEST(other_streams_refuse_invalid_option_values)
{
    struct bagtag_tokenize_options tokenize;
    struct bagtag_explain_options explain;
    bagtag_tokenize_options_init(&tokenize);
    bagtag_explain_options_init(&explain);
    tokenize.output = BAGTAG_OUTPUT_AS_INPUT;
    check_refused(bagtag_tokenize(NULL, files, 1, &tokenize, &nowhere, NULL, &error),
                  "output: expected a value from 0 to 1; found 2");
    bagtag_tokenize_options_init(&tokenize);
    tokenize.lower = 2;
    check_refused(bagtag_tokenize(NULL, files, 1, &tokenize, &nowhere, NULL, &error),
                  "lower: expected a whole number from -1 to 1; found 2");
    explain.output = (enum bagtag_explanation)9;
    check_refused(bagtag_explain(model, files, 1, &explain, &nowhere, NULL, &error),
                  "output: expected a value from 0 to 4; found 9");
    check_refused(bagtag_fasttext_dump(files[0], (enum bagtag_fasttext_part)9, &nowhere, &error),
                  "part: expected a value from 0 to 3; found 9");
}
END_TEST

static const int no_threads[] = {-1, 1025};

START_TEST(threads_are_from_0_to_1024)
{
    int threads = no_threads[_i];
    char sentence[80];
    (void)snprintf(sentence, sizeof sentence, "threads: expected a whole number from 0 to 1024; found %d", threads);
    struct bagtag_classify_options classify = classify_options();
    struct bagtag_test_options test;
    struct bagtag_tokenize_options tokenize;
    struct bagtag_report *report = NULL;
    struct bagtag_neighbors *neighbors = NULL;
    struct bagtag_shrink_options shrink;
    struct bagtag_model *small = NULL;
    bagtag_test_options_init(&test);
    bagtag_tokenize_options_init(&tokenize);
    bagtag_shrink_options_init(&shrink);
    classify.threads = test.threads = tokenize.threads = shrink.threads = threads;
    shrink.most_bytes = 100000;
    check_classify(classify, sentence);
    check_refused(bagtag_test(model, files, 1, &test, &report, &error), sentence);
    check_refused(bagtag_tokenize(NULL, files, 1, &tokenize, &nowhere, NULL, &error), sentence);
    check_refused(bagtag_neighbors_new(model, threads, &neighbors, &error), sentence);
    check_refused(bagtag_fasttext_all_vectors(model, threads, &nowhere, &error), sentence);
    check_refused(bagtag_shrink(model, &shrink, &small, NULL, &error), sentence);
    ck_assert_ptr_null(report);
    ck_assert_ptr_null(neighbors);
    ck_assert_ptr_null(small);
}
END_TEST

START_TEST(each_of_several_models_needs_a_name)
{
    struct bagtag_named_model named = {model, _i == 0 ? "" : NULL};
    struct bagtag_classify_options options = classify_options();
    check_refused(bagtag_classify_models(&named, 1, files, 1, &options, &nowhere, NULL, &error),
                  "models: expected a name for each; found none for model 1");
}
END_TEST

START_TEST(nan_as_a_limit_and_missing_metrics_are_refused)
{
    struct bagtag_shrink_options shrink;
    struct bagtag_tune_options tune;
    struct bagtag_model *out = NULL;
    bagtag_shrink_options_init(&shrink);
    bagtag_tune_options_init(&tune);
    shrink.most_loss = (double)NAN;
    ck_assert_int_eq(bagtag_shrink(model, &shrink, &out, NULL, &error), BAGTAG_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "most_loss: expected points from 0 to 100; found "));
    tune.metric = NULL;
    ck_assert_int_eq(bagtag_tune(files, 1, &tune, &out, NULL, &error), BAGTAG_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "; found nothing"));
    ck_assert_ptr_null(out);
}
END_TEST

START_TEST(an_empty_file_name_is_quoted_in_the_sentence)
{
    static const char *const empty[] = {""};
    struct bagtag_model *out = NULL;
    ck_assert_int_eq(bagtag_model_open("", &out, &error), BAGTAG_SYSTEM);
    ck_assert_str_eq(error.sentence, "'': expected a model; found nothing of that name");
    ck_assert_int_eq(bagtag_train(empty, 1, NULL, &out, NULL, &error), BAGTAG_SYSTEM);
    ck_assert_str_eq(error.sentence, "'': No such file or directory");
    struct bagtag_lstm *lstm = NULL;
    ck_assert_int_eq(bagtag_lstm_open("", "lstm", &lstm, &error), BAGTAG_SYSTEM);
    ck_assert_str_eq(error.sentence, "'': No such file or directory");
    ck_assert_int_eq(bagtag_model_save(model, "", &error), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence, "expected a name for the model; found an empty one");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arguments");
    TCase *tests = tcase_create("arguments");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, classify_refuses_invalid_option_values);
    tcase_add_test(tests, filter_choose_and_test_refuse_invalid_option_values);
    tcase_add_test(tests, vectors_refuse_invalid_option_values);
    tcase_add_test(tests, other_streams_refuse_invalid_option_values);
    tcase_add_loop_test(tests, threads_are_from_0_to_1024, 0, 2);
    tcase_add_loop_test(tests, each_of_several_models_needs_a_name, 0, 2);
    tcase_add_test(tests, nan_as_a_limit_and_missing_metrics_are_refused);
    tcase_add_test(tests, an_empty_file_name_is_quoted_in_the_sentence);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
