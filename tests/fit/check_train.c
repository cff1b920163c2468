/* check_train.c - training runs from files to models: what they count, reach, refuse and report */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "model/model.h"
#include "net/bag.h"
#include "net/params.h"
#include "support/corpus_text.h"
#include "support/suite.h"
#include "words/weight.h"

static char folder[64];

static void set_up(void)
{
    new_folder(folder);
}

static void tear_down(void)
{
    remove_all(folder);
}

/* The status of training on the file NAME of the folder; *ERROR gets the sentence. A failure must not set a model. */
static enum bagtag_status train_status(const char *name, const struct bagtag_train_options *options,
                                       struct bagtag_error *error)
{
    char path[256];
    const char *file = in_folder(path, folder, name);
    struct bagtag_model *const untouched = (struct bagtag_model *)(void *)path;
    struct bagtag_model *model = untouched;
    struct bagtag_train_summary summary = {.documents = 12345};
    error->sentence[0] = '\0';
    enum bagtag_status status = bagtag_train(&file, 1, options, &model, &summary, error);
    if (status == BAGTAG_OK) {
        bagtag_model_free(model);
        return status;
    }
    ck_assert_ptr_eq(model, untouched);
    ck_assert_uint_eq(summary.documents, 12345);
    ck_assert_uint_gt(strlen(error->sentence), 0);
    return status;
}

/* The probability of LABEL for TEXT. */
static double probability(const struct bagtag_model *model, const char *text, const char *label)
{
    struct bagtag_predictor *predictor = NULL;
    struct bagtag_prediction *all = malloc(bagtag_model_n_labels(model) * sizeof *all);
    size_t n = 0;
    double p = -1;
    ck_assert_int_eq(bagtag_predictor_new(model, &predictor, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_predict(predictor, text, strlen(text), SIZE_MAX, all, &n, NULL), BAGTAG_OK);
    for (size_t i = 0; i < n; i++)
        if (strcmp(bagtag_model_label(model, all[i].label), label) == 0)
            p = (double)all[i].probability;
    bagtag_predictor_free(predictor);
    free(all);
    return p;
}

static struct bagtag_report *test_file(const struct bagtag_model *model, const char *name)
{
    char path[256];
    const char *file = in_folder(path, folder, name);
    struct bagtag_test_options options;
    bagtag_test_options_init(&options);
    options.threads = 1;
    struct bagtag_report *report = NULL;
    struct bagtag_error error = {""};
    ck_assert_msg(bagtag_test(model, &file, 1, &options, &report, &error) == BAGTAG_OK, "%s", error.sentence);
    return report;
}

static void write_corpus(const char *name, uint32_t n, enum corpus_order order, uint64_t seed)
{
    struct buffer text = corpus_text(n, order, seed);
    write_whole(folder, name, text.bytes, text.len);
    buffer_clear(&text);
}

static bool same_models(const struct bagtag_model *a, const struct bagtag_model *b)
{
    size_t n_rows = bagtag_model_n_rows(a), n_labels = bagtag_model_n_labels(a), dim = bagtag_model_dim(a);
    return n_rows == bagtag_model_n_rows(b) && n_labels == bagtag_model_n_labels(b) && dim == bagtag_model_dim(b) &&
           memcmp(bagtag_model_embedding(a, 0), bagtag_model_embedding(b, 0), n_rows * dim * sizeof(float)) == 0 &&
           memcmp(bagtag_model_weight(a), bagtag_model_weight(b), n_labels * dim * sizeof(float)) == 0 &&
           memcmp(bagtag_model_bias(a), bagtag_model_bias(b), n_labels * sizeof(float)) == 0;
}

/* ---- counts ------------------------------------------------------------------------------------------------ */

START_TEST(the_summary_counts_what_was_read)
{
    static const char text[] = "__label__a one two\n"
                               "no label here\n"
                               "\n"
                               "__label__b __label__a __label__b Two three \xff\n"
                               "\xff unlabelled\n"
                               "__label__c\n"
                               "four, __label__a five\r\n"
                               "__label__d one";
    struct bagtag_train_options *options = train_options("");
    struct bagtag_train_summary summary;
    for (int threads = 1; threads <= 3; threads++) {
        set_options(options, "threads=%d", threads);
        struct bagtag_model *model = train_text(folder, text, options, &summary);
        ck_assert_uint_eq(summary.documents, 5);
        ck_assert_uint_eq(summary.held_out, 0);
        ck_assert_uint_eq(summary.unlabelled, 3);
        ck_assert_uint_eq(summary.invalid_utf8, 1);
        ck_assert_uint_eq(summary.tokens, 9); /* one two | two three U+FFFD | | four , five | one */
        ck_assert_uint_eq(summary.words, 7);
        ck_assert_uint_eq(summary.labels, 4);
        ck_assert_double_eq(summary.valid_loss, -1);
        ck_assert_double_eq(summary.valid_accuracy, -1);
        ck_assert(summary.loss > 0 && summary.loss < log(4) && summary.read_seconds >= 0 && summary.train_seconds >= 0);
        ck_assert_uint_eq(bagtag_model_n_labels(model), 4);
        ck_assert_uint_eq(bagtag_model_n_words(model), 7);
        ck_assert_uint_eq(bagtag_model_n_rows(model), 7);
        ck_assert_str_eq(bagtag_model_label(model, 0), "a");
        ck_assert_str_eq(bagtag_model_label(model, 1), "b");
        ck_assert_str_eq(bagtag_model_label(model, 3), "d");
        ck_assert_ptr_null(bagtag_model_label(model, 4));
        ck_assert_int_eq(bagtag_model_find_word(model, "one", 3), 0);
        ck_assert_int_eq(bagtag_model_find_word(model, "two", 3), 1);
        ck_assert_int_eq(bagtag_model_find_word(model, "unlabelled", 10), -1);
        bagtag_model_free(model);
    }
}
END_TEST

static void check_refused(const char *name, const struct bagtag_train_options *options, enum bagtag_status want,
                          const char *part)
{
    struct bagtag_error error;
    enum bagtag_status status = train_status(name, options, &error);
    ck_assert_msg(status == want && strstr(error.sentence, part), "%d: %s (wanted %d: %s)", (int)status, error.sentence,
                  (int)want, part);
}

START_TEST(words_seen_less_often_than_min_count_are_dropped)
{
    struct bagtag_train_options *options = train_options("");
    struct bagtag_train_summary summary;
    static const char text[] = "__label__a x x x y\n__label__b y z\n";
    static const uint64_t kept[] = {3, 2, 1};
    for (int least = 1; least <= 3; least++) {
        set_options(options, "min-count=%d", least);
        struct bagtag_model *model = train_text(folder, text, options, &summary);
        ck_assert_uint_eq(summary.words, kept[least - 1]);
        ck_assert_uint_eq(summary.tokens, 6);
        ck_assert_int_eq(bagtag_model_find_word(model, "x", 1), 0);
        bagtag_model_free(model);
    }
    set_options(options, "min-count=4");
    check_refused("text", options, BAGTAG_INPUT, "no words are left: none occurs 4 times; lower --min-count");
    set_options(options, "chars=1-1"); /* the characters of rare words are learned */
    bagtag_model_free(train_text(folder, text, options, &summary));
    ck_assert_uint_eq(summary.words, 0);
}
END_TEST

START_TEST(the_options_of_the_text_are_followed)
{
    struct bagtag_train_options *options = train_options("tokenizer=whitespace label-prefix=# ngrams=2");
    struct bagtag_train_summary summary;
    struct bagtag_model *model = train_text(folder, "#a A, b\n#b a\n", options, &summary);
    ck_assert_uint_eq(summary.words, 3);
    ck_assert_uint_eq(bagtag_model_n_rows(model), 4); /* including the n-gram "A, b" */
    ck_assert_int_ge(bagtag_model_find_word(model, "A,", 2), 0);
    bagtag_model_free(model);
    set_options(options, "lower=yes format=tsv ngrams=1");
    model = train_text(folder, "#a\tA, b\nb\ta a, #c\n", options, &summary);
    ck_assert_uint_eq(summary.labels, 2);
    ck_assert_uint_eq(summary.words, 4);
    ck_assert_int_eq(bagtag_model_find_word(model, "a,", 2), 0);
    ck_assert_int_ge(bagtag_model_find_word(model, "#c", 2), 0);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_file_given_twice_is_trained_on_twice)
{
    char path[256], twice[256];
    struct buffer text = corpus_text(200, CORPUS_MIXED, 4);
    write_whole(folder, "once", text.bytes, text.len);
    size_t len = text.len;
    ck_assert(buffer_reserve(&text, len));
    buffer_bytes(&text, text.bytes, len);
    write_whole(folder, "twice", text.bytes, text.len);
    buffer_clear(&text);
    struct bagtag_train_options *options = train_options("");
    struct bagtag_train_summary one, two;
    const char *files[] = {in_folder(path, folder, "once"), path};
    struct bagtag_model *a = train_file(in_folder(twice, folder, "twice"), options, &one), *b = NULL;
    ck_assert_int_eq(bagtag_train(files, 2, options, &b, &two, NULL), BAGTAG_OK);
    ck_assert(same_models(a, b));
    ck_assert_uint_eq(one.documents, 400);
    ck_assert_uint_eq(two.documents, 400);
    ck_assert_uint_eq(two.tokens, one.tokens);
    bagtag_model_free(a);
    bagtag_model_free(b);
}
END_TEST

/* ---- results ----------------------------------------------------------------------------------------------- */

START_TEST(a_file_sorted_by_label_trains_as_well_as_a_shuffled_one)
{
    write_corpus("mixed", 1500, CORPUS_MIXED, 6);
    write_corpus("sorted", 1500, CORPUS_SORTED_BY_LABEL, 6);
    write_corpus("test", 1000, CORPUS_MIXED, 7);
    double accuracy[2];
    for (int i = 0; i < 2; i++) {
        char path[256];
        struct bagtag_train_options *options = train_options("");
        struct bagtag_model *model = train_file(in_folder(path, folder, i ? "sorted" : "mixed"), options, NULL);
        struct bagtag_report *report = test_file(model, "test");
        accuracy[i] = report->accuracy;
        bagtag_report_free(report);
        bagtag_model_free(model);
    }
    ck_assert_double_gt(accuracy[0], 0.8);
    ck_assert_double_gt(accuracy[1], accuracy[0] - 0.03);
}
END_TEST

START_TEST(several_labels_of_a_line_share_its_probability)
{
    struct bagtag_train_options *options = train_options("epochs=300");
    struct bagtag_model *model = train_text(
        folder, "__label__a __label__b both\n__label__c other\n__label__a __label__b __label__c all\n", options, NULL);
    ck_assert_double_eq_tol(probability(model, "both", "a"), 0.5, 0.03);
    ck_assert_double_eq_tol(probability(model, "both", "b"), 0.5, 0.03);
    ck_assert_double_eq_tol(probability(model, "all", "c"), 1.0 / 3, 0.03);
    ck_assert_double_gt(probability(model, "other", "c"), 0.95);
    bagtag_model_free(model);
}
END_TEST

START_TEST(documents_without_words_teach_label_frequencies)
{
    struct bagtag_train_options *options = train_options("epochs=100 batch=4 lr=0.1");
    struct bagtag_train_summary summary;
    struct buffer text = {0};
    buffer_text(&text, "__label__a word\n__label__b other\n");
    for (int i = 0; i < 60; i++)
        buffer_text(&text, i % 4 == 0 ? "__label__b\n" : "__label__a\n");
    buffer_char(&text, '\0');
    struct bagtag_model *model = train_text(folder, text.bytes, options, &summary);
    buffer_clear(&text);
    ck_assert_uint_eq(summary.words, 2);
    ck_assert_uint_eq(summary.tokens, 2);
    ck_assert_double_eq_tol(probability(model, "any of these", "a"), 0.75, 0.02);
    char path[256];
    struct bagtag_model *opened = NULL;
    ck_assert_int_eq(bagtag_model_save(model, in_folder(path, folder, "model"), NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_model_open(path, &opened, NULL), BAGTAG_OK);
    ck_assert(probability(opened, "", "a") == probability(model, "", "a"));
    bagtag_model_free(model);
    bagtag_model_free(opened);
}
END_TEST

START_TEST(one_label_alone_is_certain)
{
    struct bagtag_train_options *options = train_options("");
    struct bagtag_train_summary summary;
    struct bagtag_model *model = train_text(folder, "__label__a x\n__label__a y\n", options, &summary);
    ck_assert_double_eq(probability(model, "x", "a"), 1);
    ck_assert_double_eq_tol(summary.loss, 0, 1e-6);
    bagtag_model_free(model);
}
END_TEST

/* More labels than one block of the softmax, and more workers than the columns can keep busy. */
START_TEST(three_hundred_labels_are_learned_with_any_number_of_threads)
{
    enum { N = 300 };
    struct buffer text = {0};
    for (int i = 0; i < N; i++)
        buffer_format(&text, "__label__label%d word%d\n", i, i);
    buffer_char(&text, '\0');
    struct bagtag_train_options *options = train_options("epochs=100 lr=1");
    struct bagtag_model *one = train_text(folder, text.bytes, options, NULL);
    set_options(options, "threads=40");
    struct bagtag_model *many = train_text(folder, text.bytes, options, NULL);
    ck_assert(same_models(one, many));
    struct bagtag_report *report = test_file(one, "text");
    ck_assert_double_gt(report->accuracy, 0.99);
    bagtag_report_free(report);
    bagtag_model_free(one);
    bagtag_model_free(many);
    buffer_clear(&text);
}
END_TEST

START_TEST(high_rates_and_large_batches_do_not_diverge)
{
    static const char *const rates[] = {"1", "5"};
    static const char *const batches[] = {"auto", "1", "16", "64"};
    write_corpus("text", 600, CORPUS_MIXED, 8);
    write_corpus("test", 400, CORPUS_MIXED, 9);
    for (size_t r = 0; r < 2; r++)
        for (size_t b = 0; b < 4; b++) {
            char path[256];
            struct bagtag_train_options *options = train_options("");
            struct bagtag_train_summary summary;
            set_options(options, "lr=%s batch=%s", rates[r], batches[b]);
            struct bagtag_model *model = train_file(in_folder(path, folder, "text"), options, &summary);
            struct bagtag_report *report = test_file(model, "test");
            ck_assert_msg(report->accuracy > 0.7 && summary.loss < 0.9, "lr %s, batch %s: accuracy %g, loss %g",
                          rates[r], batches[b], report->accuracy, summary.loss);
            bagtag_report_free(report);
            bagtag_model_free(model);
        }
}
END_TEST

/* ---- refusals ---------------------------------------------------------------------------------------------- */

START_TEST(an_invalid_value_is_refused_when_it_is_set)
{
    struct bagtag_train_options *options = train_options("dim=20");
    struct bagtag_error error = {""};
    char scratch[BAGTAG_SETTING_BYTES];
    ck_assert_int_eq(bagtag_train_options_set(options, "dim", "4097", &error), BAGTAG_ARGUMENT);
    ck_assert_str_eq(error.sentence, "dim: expected a whole number from 1 to 4096; found '4097'");
    ck_assert_str_eq(bagtag_train_options_get(options, "dim", scratch), "20");
    ck_assert_int_eq(bagtag_train_options_set(options, "dims", "10", &error), BAGTAG_ARGUMENT);
    ck_assert_str_eq(error.sentence, "expected the name of a setting; found 'dims'");
    ck_assert_int_eq(bagtag_train_options_set(options, NULL, "10", &error), BAGTAG_ARGUMENT);
    ck_assert_int_eq(bagtag_train_options_set(options, "dim", NULL, NULL), BAGTAG_ARGUMENT);
    ck_assert_ptr_null(bagtag_train_options_get(options, "dims", scratch));
    ck_assert_int_eq(bagtag_train_options_set(NULL, "dim", "10", &error), BAGTAG_MEMORY);
}
END_TEST

START_TEST(setting_a_value_marks_it_as_given_and_copies_its_text)
{
    struct bagtag_train_options *options = train_options("");
    char prefix[] = "#", scratch[BAGTAG_SETTING_BYTES];
    ck_assert(!bagtag_train_options_is_set(options, "label-prefix"));
    ck_assert(!bagtag_train_options_is_set(options, "prefix"));
    ck_assert_int_eq(bagtag_train_options_set(options, "label-prefix", prefix, NULL), BAGTAG_OK);
    prefix[0] = '!';
    ck_assert_str_eq(bagtag_train_options_get(options, "label-prefix", scratch), "#");
    ck_assert(bagtag_train_options_is_set(options, "label-prefix"));
    bagtag_train_options_free(NULL);
}
END_TEST

START_TEST(a_model_records_its_training_settings)
{
    char path[256], scratch[BAGTAG_SETTING_BYTES];
    write_corpus("text", 60, CORPUS_MIXED, 3);
    struct bagtag_train_options *options =
        train_options("tokenizer=bert lower=no ngrams=2 chars=2-3 buckets=1000 min-count=2 dim=8 bag=sum weight=idf "
                      "loss=ova threshold=0.25 epochs=2 lr=0.3 decay=0.001 bias=prior temperature=1.5 batch=8 "
                      "schedule=constant seed=18446744073709551615 label-prefix=__label__ valid=20% format=fasttext");
    struct bagtag_model *model = train_file(in_folder(path, folder, "text"), options, NULL), *opened = NULL;
    ck_assert_int_eq(bagtag_model_save(model, in_folder(path, folder, "model"), NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_model_open(path, &opened, NULL), BAGTAG_OK);
    const struct bagtag_setting *setting;
    for (size_t i = 0; (setting = bagtag_setting_at(i)) != NULL; i++) {
        const char *text = setting->role == BAGTAG_OF_RUN ? setting->initial
                                                          : bagtag_train_options_get(options, setting->name, scratch);
        check_setting(model, setting->name, text);
        check_setting(opened, setting->name, strcmp(setting->name, "format") == 0 ? setting->initial : text);
    }
    ck_assert_ptr_null(bagtag_model_setting(model, "dims", scratch));
    bagtag_model_free(model);
    bagtag_model_free(opened);
}
END_TEST

START_TEST(without_a_layer_rows_have_one_column_per_label)
{
    char path[256];
    write_corpus("text", 200, CORPUS_MIXED, 3);
    for (int threads = 1; threads <= 3; threads++) {
        struct bagtag_train_options *options = train_options("layer=identity weight=gain temperature=2 decay=0.001");
        set_options(options, "threads=%d", threads);
        struct bagtag_model *model = train_file(in_folder(path, folder, "text"), options, NULL);
        size_t n = bagtag_model_n_labels(model);
        ck_assert_uint_gt(n, 1);
        ck_assert_uint_eq(bagtag_model_dim(model), n);
        for (size_t c = 0; c < n; c++)
            for (size_t d = 0; d < n; d++)
                ck_assert(model->weight[c * n + d] == (c == d ? 0.5f : 0.0f));
        bagtag_model_free(model);
    }
}
END_TEST

/* Labels of further blocks than there are columns have codes as well. */
START_TEST(fixed_codes_do_not_change_in_training)
{
    static const char *const pairs[] = {"weight=gain temperature=2 decay=0.001 dim=32",
                                        "weight=none dim=40 temperature=2",
                                        "weight=idf loss=ova bias=prior dim=45 temperature=2"};
    char path[256];
    write_corpus("text", 200, CORPUS_MIXED, 3);
    struct bagtag_train_options *options = train_options(pairs[_i]);
    set_options(options, "layer=codes seed=9 threads=2");
    struct bagtag_model *model = train_file(in_folder(path, folder, "text"), options, NULL);
    size_t n = bagtag_model_n_labels(model), dim = bagtag_model_dim(model), n_floats;
    struct params params;
    ck_assert_int_eq(params_init(&params, 1, n, dim, 1, 9, NULL, NULL, NULL), BAGTAG_OK);
    params_set_codes(&params, 9, 4.0);
    params_scale_output(&params, 0.5);
    float *want = params_join(&params, NULL, &n_floats);
    ck_assert_ptr_nonnull(want);
    ck_assert_mem_eq(model->weight, want + dim, n * dim * sizeof *want);
    large_free(want);
    bagtag_model_free(model);
}
END_TEST

START_TEST(labels_with_fixed_codes_are_learned)
{
    write_corpus("text", 1500, CORPUS_MIXED, 6);
    write_corpus("test", 1000, CORPUS_MIXED, 7);
    char path[256];
    struct bagtag_train_options *options = train_options("layer=codes weight=gain dim=64 epochs=10");
    struct bagtag_model *model = train_file(in_folder(path, folder, "text"), options, NULL);
    struct bagtag_report *report = test_file(model, "test");
    ck_assert_double_gt(report->accuracy, 0.8);
    bagtag_report_free(report);
    bagtag_model_free(model);
}
END_TEST

START_TEST(without_a_layer_any_other_width_is_refused)
{
    write_whole(folder, "two", "__label__a x\n__label__b y\n", 27);
    write_whole(folder, "v.vec", "1 2\nx 1 2\n", 11);
    char path[256];
    bagtag_model_free(train_file(in_folder(path, folder, "two"), train_options("layer=identity dim=2"), NULL));
    check_refused("two", train_options("layer=identity dim=3"), BAGTAG_ARGUMENT,
                  "dim: expected 2, the number of labels, with --layer identity; found '3'");
    struct bagtag_train_options *options = train_options("layer=identity");
    set_options(options, "pretrained=%s", in_folder(path, folder, "v.vec"));
    check_refused("two", options, BAGTAG_ARGUMENT, "layer: expected trained with --pretrained; found 'identity'");
    set_options(options, "layer=codes");
    check_refused("two", options, BAGTAG_ARGUMENT, "layer: expected trained with --pretrained; found 'codes'");
}
END_TEST

START_TEST(without_options_the_defaults_are_taken)
{
    char path[256];
    write_corpus("text", 60, CORPUS_MIXED, 3);
    struct bagtag_model *plain = train_file(in_folder(path, folder, "text"), NULL, NULL);
    struct bagtag_model *model = train_file(path, train_options(""), NULL);
    ck_assert(same_models(plain, model));
    bagtag_model_free(plain);
    bagtag_model_free(model);
}
END_TEST

START_TEST(conflicting_settings_and_missing_files_are_refused)
{
    struct bagtag_model *model = NULL;
    write_whole(folder, "text", "__label__a x\n", 13);
    check_refused("text", train_options("race=yes recipe=fasttext"), BAGTAG_ARGUMENT,
                  "race: expected no with --recipe fasttext; found 'yes'");
    ck_assert_int_eq(bagtag_train(NULL, 0, train_options(""), &model, NULL, NULL), BAGTAG_ARGUMENT);
}
END_TEST

START_TEST(a_file_that_cannot_be_trained_on_is_named)
{
    struct bagtag_train_options *options = train_options("");
    write_whole(folder, "empty", "", 0);
    write_whole(folder, "plain", "no label\nat all\n", 16);
    write_whole(folder, "blank", "\n\n", 2);
    write_whole(folder, "a.tsv", "x\ty\nz\n", 6);
    write_whole(folder, "bytes", "__label__\xff x\n", 13);
    write_whole(folder, "good", "__label__a x\n", 13);
    for (int threads = 1; threads <= 2; threads++) {
        set_options(options, "threads=%d valid=none", threads);
        check_refused("empty", options, BAGTAG_INPUT, "empty: is empty");
        check_refused("plain", options, BAGTAG_INPUT, "plain: no line has a label; expected words that begin");
        check_refused("blank", options, BAGTAG_INPUT, "blank: no line has a label");
        check_refused("a.tsv", options, BAGTAG_INPUT, "a.tsv:2: expected label, tab, text; found no tab");
        check_refused("bytes", options, BAGTAG_INPUT, "bytes:1: expected a label in UTF-8");
        check_refused("missing", options, BAGTAG_SYSTEM, "missing: No such file");
        check_refused(".", options, BAGTAG_SYSTEM, "is a directory");
        char path[256];
        set_options(options, "valid=%s", in_folder(path, folder, "plain"));
        check_refused("good", options, BAGTAG_INPUT, "plain: no line has a label");
        set_options(options, "valid=%s", in_folder(path, folder, "missing"));
        check_refused("good", options, BAGTAG_SYSTEM, "missing: No such file");
    }
    set_options(options, "valid=99.999%%");
    check_refused("good", options, BAGTAG_INPUT, "held out");
    set_options(options, "valid=none");
    write_whole(folder, "labels", "__label__a\n__label__b\n", 22);
    check_refused("labels", options, BAGTAG_INPUT, "no line with a label has any text to learn from");
}
END_TEST

/* Every bag with every weight: each is trained, or refused with an error that names both. */
START_TEST(a_weighted_maximum_is_refused)
{
    char path[256];
    write_whole(folder, "text", "__label__a x y\n__label__b y z\n", 30);
    for (size_t b = 0; bag_names[b]; b++)
        for (size_t w = 0; weight_names[w]; w++) {
            struct bagtag_train_options *options = train_options("");
            set_options(options, "bag=%s weight=%s", bag_names[b], weight_names[w]);
            if (w > 0 && strcmp(bag_names[b], "max") == 0)
                check_refused("text", options, BAGTAG_ARGUMENT, "bag: expected mean or sum with --weight");
            else
                bagtag_model_free(train_file(in_folder(path, folder, "text"), options, NULL));
        }
}
END_TEST

START_TEST(an_unknown_kernel_is_refused)
{
    struct bagtag_train_options *options = train_options("");
    write_whole(folder, "good", "__label__a x\n", 13);
    setenv("BAGTAG_KERNEL", "mmx", 1);
    check_refused("good", options, BAGTAG_INPUT, "mmx");
    unsetenv("BAGTAG_KERNEL");
}
END_TEST

/* A run must not end in a model worse than guessing, nor in NaNs. */
START_TEST(a_run_at_the_highest_rate_gives_a_usable_model_or_reports_divergence)
{
    char path[256];
    write_corpus("text", 300, CORPUS_MIXED, 8);
    for (uint32_t batch = 1; batch <= 1024; batch *= 32) {
        struct bagtag_train_options *options = train_options("lr=100");
        struct bagtag_train_summary summary = {0};
        struct bagtag_error error = {""};
        struct bagtag_model *model = NULL;
        const char *file = in_folder(path, folder, "text");
        set_options(options, "batch=%u", (unsigned)batch);
        enum bagtag_status status = bagtag_train(&file, 1, options, &model, &summary, &error);
        if (status == BAGTAG_OK)
            ck_assert_double_le(summary.loss, 1.5 * log(5));
        else
            ck_assert_msg(strstr(error.sentence, "diverged") && strstr(error.sentence, "--lr"), "%s", error.sentence);
        bagtag_model_free(model);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("train");
    TCase *tests = tcase_create("train");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_summary_counts_what_was_read);
    tcase_add_test(tests, words_seen_less_often_than_min_count_are_dropped);
    tcase_add_test(tests, the_options_of_the_text_are_followed);
    tcase_add_test(tests, a_file_given_twice_is_trained_on_twice);
    tcase_add_test(tests, a_file_sorted_by_label_trains_as_well_as_a_shuffled_one);
    tcase_add_test(tests, several_labels_of_a_line_share_its_probability);
    tcase_add_test(tests, documents_without_words_teach_label_frequencies);
    tcase_add_test(tests, one_label_alone_is_certain);
    tcase_add_test(tests, three_hundred_labels_are_learned_with_any_number_of_threads);
    tcase_add_test(tests, high_rates_and_large_batches_do_not_diverge);
    tcase_add_test(tests, an_invalid_value_is_refused_when_it_is_set);
    tcase_add_test(tests, setting_a_value_marks_it_as_given_and_copies_its_text);
    tcase_add_test(tests, a_model_records_its_training_settings);
    tcase_add_test(tests, without_a_layer_rows_have_one_column_per_label);
    tcase_add_loop_test(tests, fixed_codes_do_not_change_in_training, 0, 3);
    tcase_add_test(tests, labels_with_fixed_codes_are_learned);
    tcase_add_test(tests, without_a_layer_any_other_width_is_refused);
    tcase_add_test(tests, without_options_the_defaults_are_taken);
    tcase_add_test(tests, conflicting_settings_and_missing_files_are_refused);
    tcase_add_test(tests, a_file_that_cannot_be_trained_on_is_named);
    tcase_add_test(tests, a_weighted_maximum_is_refused);
    tcase_add_test(tests, an_unknown_kernel_is_refused);
    tcase_add_test(tests, a_run_at_the_highest_rate_gives_a_usable_model_or_reports_divergence);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
