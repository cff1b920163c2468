/* check_shrink.c - small models keep to their limits, answer correctly, and are the same bytes everywhere */
/* SPDX-License-Identifier: MIT */
#include "bagtag_shrink.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/model_file.h"
#include "model/model_shrink.h"
#include "support/small_model.h"
#include "support/suite.h"
#include "support/train_options.h"

/* Every way to store rows, and every kind of bag: leads, scores with one scale or one per row, the embedding. */
static const struct {
    const char *data, *settings;
    enum storage storage;
} kinds[] = {
    {"sentiment.train.txt", "race=no epochs=3 dim=16 ngrams=2 weight=gain", STORAGE_DIFFERENCES},
    {"sentiment.train.txt", "race=no epochs=3 dim=16 loss=ova", STORAGE_SCORES},
    {"topics.train.txt", "race=no epochs=3 dim=33 bag=sum weight=idf chars=2-3", STORAGE_SCORES},
    {"topics.train.txt", "race=no epochs=3 dim=4 ngrams=3", STORAGE_ROWS},
    {"topics.train.txt", "race=no epochs=3 dim=16 bag=max", STORAGE_ROWS},
    {"topics.train.txt", "race=no epochs=3 dim=33 bag=max layer=codes", STORAGE_ROWS},
};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

static const char *data_file(const char *name)
{
    static char path[512];
    const char *root = getenv("ROOT"); /* set by tests/run */
    (void)snprintf(path, sizeof path, "%s/data/%s", root ? root : ".", name);
    return path;
}

static struct bagtag_model *trained(int kind)
{
    const char *files[] = {data_file(kinds[kind].data)};
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {""};
    ck_assert_msg(bagtag_train(files, 1, train_options(kinds[kind].settings), &model, NULL, &error) == BAGTAG_OK, "%s",
                  error.sentence);
    return model;
}

/* The test file of the same data set. */
static const char *test_file(int kind)
{
    return data_file(strncmp(kinds[kind].data, "topics", strlen("topics")) == 0 ? "topics.test.txt"
                                                                                : "sentiment.test.txt");
}

static struct bagtag_model *small_of(const struct bagtag_model *model, size_t n_rows)
{
    struct shrinking *shrinking = NULL;
    struct bagtag_model *small = NULL;
    ck_assert_int_eq(shrinking_begin(&shrinking, model, NULL, NULL), BAGTAG_OK);
    ck_assert_int_eq(shrinking_make(shrinking, n_rows, 1.0, &small, NULL), BAGTAG_OK);
    shrinking_free(shrinking);
    return small;
}

enum { MAX_LABELS = 64 };

/* ANSWERS[label] for TEXT. */
static void answer(const struct bagtag_model *model, const char *text, float answers[MAX_LABELS])
{
    struct bagtag_predictor *predictor = NULL;
    struct bagtag_prediction found[MAX_LABELS];
    size_t n = 0;
    ck_assert_uint_le(bagtag_model_n_labels(model), MAX_LABELS);
    ck_assert_int_eq(bagtag_predictor_new(model, &predictor, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_predict(predictor, text, strlen(text), MAX_LABELS, found, &n, NULL), BAGTAG_OK);
    for (size_t k = 0; k < n; k++)
        answers[found[k].label] = found[k].probability;
    bagtag_predictor_free(predictor);
}

static void expect_alike(const struct bagtag_model *a, const struct bagtag_model *b, const char *text, float most)
{
    float of_a[MAX_LABELS] = {0}, of_b[MAX_LABELS] = {0};
    answer(a, text, of_a);
    answer(b, text, of_b);
    for (size_t c = 0; c < MAX_LABELS; c++)
        ck_assert_msg(fabsf(of_a[c] - of_b[c]) <= most, "'%s': label %zu: %.9g and %.9g", text, c, (double)of_a[c],
                      (double)of_b[c]);
}

static const char *const texts[] = {
    "When does the night train leave?",
    "",
    "xyzzy",
    "A wonderful film, and the worst food I ever had in the garden of a bank: goal, goal, goal!",
    "the the the the the the the the a a a a a a a a of of of train train",
};
enum { N_TEXTS = sizeof texts / sizeof *texts };

START_TEST(a_model_of_all_rows_differs_by_no_more_than_rounding)
{
    struct bagtag_model *model = trained(_i), *small = small_of(model, SIZE_MAX);
    ck_assert_int_eq(small->storage, kinds[_i].storage);
    ck_assert_uint_eq(bagtag_model_n_rows(small), bagtag_model_n_rows(model));
    for (size_t i = 0; i < N_TEXTS; i++)
        expect_alike(model, small, texts[i], 0.02f);
    bagtag_model_free(small);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_saved_model_is_opened_and_verified_and_answers_the_same)
{
    char folder[64], path[256];
    struct bagtag_error error = {""};
    struct bagtag_model *model = trained(_i), *small = small_of(model, bagtag_model_n_rows(model) / 3), *opened = NULL;
    new_folder(folder);
    ck_assert_int_eq(bagtag_model_save(small, in_folder(path, folder, "m"), NULL), BAGTAG_OK);
    ck_assert_msg(bagtag_model_verify(path, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_int_eq(bagtag_model_open(path, &opened, NULL), BAGTAG_OK);
    for (size_t i = 0; i < N_TEXTS; i++)
        expect_alike(small, opened, texts[i], 0.0f);
    struct bytes config = read_whole(path, "config.json");
    ck_assert_ptr_nonnull(strstr((const char *)config.data, "\"version\":\t2"));
    free(config.data);
    bagtag_model_free(opened);
    bagtag_model_free(small);
    bagtag_model_free(model);
    remove_all(folder);
}
END_TEST

/* Not for layers whose numbers differ in more than their signs. */
START_TEST(a_layer_of_codes_takes_one_bit_per_number)
{
    static const char *const layers[] = {"race=no epochs=3 dim=32 bag=max layer=codes",
                                         "race=no epochs=3 dim=32 bag=max"};
    const char *files[] = {data_file("topics.train.txt")};
    uint64_t n_bytes[2];
    struct bagtag_model *model = NULL;
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(bagtag_train(files, 1, train_options(layers[i]), &model, NULL, NULL), BAGTAG_OK);
        struct bagtag_model *small = small_of(model, 100);
        ck_assert_int_eq(model_file_bytes(small, &n_bytes[i], NULL), BAGTAG_OK);
        bagtag_model_free(small);
        if (i == 0)
            bagtag_model_free(model);
    }
    uint64_t n_floats = bagtag_model_n_labels(model) * 32;
    ck_assert_uint_lt(n_bytes[0], n_bytes[1] - sizeof(float) * n_floats + n_floats / 8 + 200);
    bagtag_model_free(model);
}
END_TEST

static size_t best_of(const float answers[MAX_LABELS])
{
    size_t best = 0;
    for (size_t c = 1; c < MAX_LABELS; c++)
        best = answers[c] > answers[best] ? c : best;
    return best;
}

START_TEST(a_temperature_factor_changes_probabilities_but_no_label)
{
    struct bagtag_model *model = trained(_i), *plain = NULL, *cooled = NULL;
    struct shrinking *shrinking = NULL;
    ck_assert_int_eq(shrinking_begin(&shrinking, model, NULL, NULL), BAGTAG_OK);
    ck_assert_int_eq(shrinking_make(shrinking, shrinking_max_rows(shrinking) / 2, 1.0, &plain, NULL), BAGTAG_OK);
    ck_assert_int_eq(shrinking_make(shrinking, shrinking_max_rows(shrinking) / 2, 0.5, &cooled, NULL), BAGTAG_OK);
    for (size_t i = 0; i < N_TEXTS; i++) {
        float a[MAX_LABELS] = {0}, b[MAX_LABELS] = {0};
        answer(plain, texts[i], a);
        answer(cooled, texts[i], b);
        ck_assert_uint_eq(best_of(a), best_of(b));
        if (fabsf(a[best_of(a)] - 0.5f) > 0.01f)
            ck_assert(a[best_of(a)] != b[best_of(b)]);
    }
    shrinking_free(shrinking);
    bagtag_model_free(cooled);
    bagtag_model_free(plain);
    bagtag_model_free(model);
}
END_TEST

/* Appends WORD to TEXT, a word a line. */
static void append(char text[1024], const char *word, size_t len)
{
    size_t used = strlen(text);
    (void)snprintf(text + used, 1024 - used, "%.*s\n", (int)len, word);
}

/* With these features, n-grams that training did not see share a row, which a small model drops. */
START_TEST(a_model_with_the_features_of_fasttext_is_saved_and_opened_too)
{
    char folder[64], path[256];
    const char *files[] = {data_file("topics.train.txt")};
    struct bagtag_model *model = NULL, *opened = NULL;
    struct bagtag_error error = {""};
    ck_assert_int_eq(bagtag_train(files, 1, train_options("recipe=fasttext dim=16 ngrams=2 chars=2-3 buckets=5000"),
                                  &model, NULL, NULL),
                     BAGTAG_OK);
    struct bagtag_model *small = small_of(model, SIZE_MAX);
    new_folder(folder);
    (void)in_folder(path, folder, "m");
    ck_assert_int_eq(bagtag_model_save(small, path, NULL), BAGTAG_OK);
    ck_assert_msg(bagtag_model_verify(path, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_int_eq(bagtag_model_open(path, &opened, NULL), BAGTAG_OK);
    for (size_t i = 0; i < N_TEXTS; i++)
        expect_alike(small, opened, texts[i], 0.0f);
    bagtag_model_free(opened);
    bagtag_model_free(small);
    bagtag_model_free(model);
    remove_all(folder);
}
END_TEST

/* Three kept words, alone and mixed with five dropped ones. */
START_TEST(a_dropped_word_is_treated_as_an_unknown_word)
{
    static const int of_words_alone[] = {1, 4};
    struct bagtag_model *model = trained(of_words_alone[_i]);
    struct bagtag_model *small = small_of(model, bagtag_model_n_rows(model) / 4);
    char kept[1024] = "", mixed[1024] = "", with_unknown[1024] = "";
    size_t n_kept = 0, n_dropped = 0;
    for (size_t i = 0; i < bagtag_model_n_words(model); i++) {
        size_t len;
        const char *word = bagtag_model_word(model, i, &len, NULL);
        bool is_kept = bagtag_model_find_word(small, word, len) >= 0;
        if (len > 20 || (is_kept ? n_kept == 3 : n_dropped == 5))
            continue;
        n_kept += is_kept;
        n_dropped += !is_kept;
        if (is_kept)
            append(kept, word, len);
        append(mixed, word, len);
        append(with_unknown, is_kept ? word : "xyzzy", is_kept ? len : strlen("xyzzy"));
    }
    ck_assert_uint_eq(n_kept, 3);
    ck_assert_uint_eq(n_dropped, 5);
    float of_kept[MAX_LABELS] = {0}, of_mixed[MAX_LABELS] = {0}, of_unknown[MAX_LABELS] = {0};
    answer(small, kept, of_kept);
    answer(small, mixed, of_mixed);
    answer(small, with_unknown, of_unknown);
    ck_assert_mem_eq(of_mixed, of_unknown, sizeof of_mixed);
    ck_assert_mem_eq(of_mixed, of_kept, sizeof of_mixed);
    bagtag_model_free(small);
    bagtag_model_free(model);
}
END_TEST

/* ---- limits --------------------------------------------------------------------------------------------------- */

static struct bytes read_all(const char *path)
{
    static const char *const names[] = {"config.json", "model.safetensors", "vocab.safetensors"};
    struct bytes all = {NULL, 0};
    for (size_t i = 0; i < 3; i++) {
        struct bytes file = read_whole(path, names[i]);
        all.data = mem_resize(all.data, all.len + file.len + 1, 1);
        ck_assert_ptr_nonnull(all.data);
        memcpy(all.data + all.len, file.data, file.len);
        all.len += file.len;
        free(file.data);
    }
    return all;
}

START_TEST(the_bytes_do_not_depend_on_threads_or_kernel_and_keep_the_limit)
{
    static const char *const kernels[] = {"base", "avx2", "avx512"};
    uint64_t limit = 0;
    char folder[64], path[256];
    const char *file = test_file(_i);
    struct bagtag_model *model = trained(_i);
    struct bagtag_shrink_options options;
    struct bytes first = {NULL, 0};
    struct bagtag_model *whole = small_of(model, SIZE_MAX);
    new_folder(folder);
    ck_assert_int_eq(model_file_bytes(whole, &limit, NULL), BAGTAG_OK);
    bagtag_model_free(whole);
    limit = limit * 2 / 3;
    bagtag_shrink_options_init(&options);
    options.most_bytes = limit;
    options.files = &file;
    options.n_files = 1;
    for (size_t k = 0; k < 3; k++)
        for (int threads = 1; threads <= 3; threads++) {
            struct bagtag_model *small = NULL;
            struct bagtag_shrink_summary summary;
            struct bagtag_error error = {""};
            setenv("BAGTAG_KERNEL", kernels[k], 1);
            options.threads = threads;
            enum bagtag_status status = bagtag_shrink(model, &options, &small, &summary, &error);
            if (status != BAGTAG_OK && strstr(error.sentence, "BAGTAG_KERNEL") != NULL)
                continue; /* not supported by this processor */
            ck_assert_msg(status == BAGTAG_OK, "%s", error.sentence);
            ck_assert_int_eq(bagtag_model_save(small, in_folder(path, folder, "m"), NULL), BAGTAG_OK);
            bagtag_model_free(small);
            struct bytes here = read_all(path);
            ck_assert_uint_le(here.len, limit);
            ck_assert_uint_eq(here.len, summary.bytes_after);
            ck_assert_uint_gt(here.len, limit * 49 / 50);
            if (first.data == NULL) {
                first = here;
                continue;
            }
            ck_assert_uint_eq(here.len, first.len);
            ck_assert_mem_eq(here.data, first.data, here.len);
            free(here.data);
        }
    unsetenv("BAGTAG_KERNEL");
    ck_assert_ptr_nonnull(first.data);
    free(first.data);
    bagtag_model_free(model);
    remove_all(folder);
}
END_TEST

START_TEST(no_more_accuracy_is_lost_than_was_allowed)
{
    const char *file = test_file(_i);
    struct bagtag_model *model = trained(_i);
    struct bagtag_shrink_options options;
    bagtag_shrink_options_init(&options);
    options.files = &file;
    options.n_files = 1;
    uint64_t before = UINT64_MAX;
    for (options.most_loss = 0.0; options.most_loss <= 8.0; options.most_loss += 4.0) {
        struct bagtag_model *small = NULL;
        struct bagtag_shrink_summary summary;
        struct bagtag_error error = {""};
        enum bagtag_status status = bagtag_shrink(model, &options, &small, &summary, &error);
        if (options.most_loss == 0.0 && status == BAGTAG_INPUT)
            continue; /* rounding alone may cost a document */
        ck_assert_msg(status == BAGTAG_OK, "%s", error.sentence);
        ck_assert(100.0 * (summary.accuracy_before - summary.accuracy_after) <= options.most_loss + 1e-9);
        ck_assert(summary.accuracy_after >= 0.0);
        ck_assert_uint_gt(summary.documents, 0);
        ck_assert_uint_le(summary.bytes_after, before);
        before = summary.bytes_after;
        struct bagtag_test_options how;
        struct bagtag_report *report = NULL;
        bagtag_test_options_init(&how);
        ck_assert_int_eq(bagtag_test(small, &file, 1, &how, &report, NULL), BAGTAG_OK);
        ck_assert(report->accuracy == summary.accuracy_after);
        ck_assert(report->macro_f1 == summary.macro_f1_after);
        bagtag_report_free(report);
        bagtag_model_free(small);
    }
    bagtag_model_free(model);
}
END_TEST

/* The number of documents that get each label at the model's threshold. */
static void count_predicted(const struct bagtag_model *model, uint64_t counts[2])
{
    const char *file = test_file(0);
    struct bagtag_test_options options;
    struct bagtag_report *report = NULL;
    bagtag_test_options_init(&options);
    options.k = 0;
    options.threshold = BAGTAG_MODEL_THRESHOLD;
    ck_assert_int_eq(bagtag_test(model, &file, 1, &options, &report, NULL), BAGTAG_OK);
    for (size_t i = 0; i < 2; i++)
        counts[i] = report->labels[i].predicted;
    bagtag_report_free(report);
}

START_TEST(the_threshold_is_adjusted_with_the_probabilities)
{
    static const double factors[] = {0.25, 0.8, 1.6};
    static const double thresholds[] = {0.0, 0.2, 0.9};
    const char *file = data_file("sentiment.train.txt");
    struct bagtag_train_options *how = train_options("race=no epochs=20 weight=gain loss=ova");
    struct bagtag_model *model = NULL;
    ck_assert_int_eq(bagtag_train(&file, 1, how, &model, NULL, NULL), BAGTAG_OK);
    struct shrinking *shrinking = NULL;
    ck_assert_int_eq(shrinking_begin(&shrinking, model, NULL, NULL), BAGTAG_OK);
    for (size_t t = 0; t < 3; t++) {
        uint64_t wanted[2], counts[2];
        struct bagtag_model *small = NULL;
        model->settings.threshold = thresholds[t];
        ck_assert_int_eq(shrinking_make(shrinking, 200, 1.0, &small, NULL), BAGTAG_OK);
        count_predicted(small, wanted);
        bagtag_model_free(small);
        for (size_t f = 0; f < 3; f++) {
            ck_assert_int_eq(shrinking_make(shrinking, 200, factors[f], &small, NULL), BAGTAG_OK);
            count_predicted(small, counts);
            ck_assert_mem_eq(counts, wanted, sizeof counts);
            bagtag_model_free(small);
        }
    }
    shrinking_free(shrinking);
    bagtag_model_free(model);
}
END_TEST

static void expect_refused(const struct bagtag_model *model, const struct bagtag_shrink_options *options,
                           enum bagtag_status wanted, const char *sentence)
{
    struct bagtag_model *small = NULL;
    struct bagtag_error error = {""};
    ck_assert_int_eq(bagtag_shrink(model, options, &small, NULL, &error), wanted);
    ck_assert_ptr_null(small);
    ck_assert_str_eq(error.sentence, sentence);
}

START_TEST(limits_that_cannot_be_kept_are_refused)
{
    const char *file = test_file(0);
    struct bagtag_model *model = trained(0);
    struct bagtag_shrink_options options;
    struct bagtag_error error = {""};
    struct bagtag_model *small = NULL;
    bagtag_shrink_options_init(&options);
    expect_refused(model, &options, BAGTAG_ARGUMENT, "expected a limit of bytes or of accuracy; found neither");
    options.most_loss = 1.0;
    expect_refused(model, &options, BAGTAG_ARGUMENT,
                   "expected held-out files to measure the loss of accuracy; found none");
    options.most_loss = 101.0;
    expect_refused(model, &options, BAGTAG_ARGUMENT, "most_loss: expected points from 0 to 100; found 101");
    options.most_loss = 0.0;
    options.files = &file;
    options.n_files = 1;
    options.most_bytes = 1500; /* room for hardly a word */
    ck_assert_int_eq(bagtag_shrink(model, &options, &small, NULL, &error), BAGTAG_INPUT);
    ck_assert_msg(strstr(error.sentence, " at that size: allow a larger loss or more bytes") != NULL, "%s",
                  error.sentence);
    options.most_bytes = 100;
    ck_assert_int_eq(bagtag_shrink(model, &options, &small, NULL, &error), BAGTAG_INPUT);
    ck_assert_msg(strstr(error.sentence, "the size of labels and settings alone; found 100") != NULL, "%s",
                  error.sentence);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_shrunk_model_reports_that_it_has_no_vectors_or_words)
{
    static const char sentence[] = "the model was shrunk: it classifies but has neither vectors nor words; use the "
                                   "model it was made from";
    struct bagtag_model *model = small_model(0), *small = small_of(model, 4);
    struct bagtag_shrink_options options;
    struct bagtag_error error = {""};
    struct bagtag_neighbors *neighbors = NULL;
    struct bagtag_label_word *words = NULL;
    uint32_t suggested[1];
    float row[SMALL_DIM];
    size_t n;
    bagtag_shrink_options_init(&options);
    options.most_bytes = 100000;
    expect_refused(small, &options, BAGTAG_INPUT, sentence);
    ck_assert_int_eq(bagtag_model_has_vectors(small, &error), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence, sentence);
    ck_assert_int_eq(bagtag_model_has_vectors(model, &error), BAGTAG_OK);
    error.sentence[0] = '\0';
    ck_assert_int_eq(bagtag_neighbors_new(small, 1, &neighbors, NULL), BAGTAG_INPUT);
    ck_assert_int_eq(bagtag_model_label_words(small, 0, 3, &words, &n, NULL), BAGTAG_INPUT);
    ck_assert_int_eq(bagtag_model_read_row(small, 0, row, NULL), BAGTAG_INPUT);
    bool is_known = true;
    ck_assert_int_eq(bagtag_model_word_vector(small, "the", 3, row, &is_known, &error), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence, sentence);
    ck_assert(is_known);
    ck_assert_ptr_null(bagtag_model_word(small, 0, &n, NULL));
    ck_assert_ptr_null(bagtag_model_embedding(small, 0));
    ck_assert_uint_eq(bagtag_suggest_words(small, "thee", 4, 1, suggested), 0);
    ck_assert_int_eq(bagtag_model_fold(small, 1, NULL), BAGTAG_OK); /* its rows are scores already */
    bagtag_model_free(small);
    bagtag_model_free(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("shrink");
    TCase *tcase = tcase_create("models");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, a_layer_of_codes_takes_one_bit_per_number);
    tcase_add_loop_test(tcase, a_model_of_all_rows_differs_by_no_more_than_rounding, 0, N_KINDS);
    tcase_add_loop_test(tcase, a_saved_model_is_opened_and_verified_and_answers_the_same, 0, N_KINDS);
    tcase_add_loop_test(tcase, a_temperature_factor_changes_probabilities_but_no_label, 0, N_KINDS);
    tcase_add_test(tcase, the_threshold_is_adjusted_with_the_probabilities);
    tcase_add_test(tcase, a_model_with_the_features_of_fasttext_is_saved_and_opened_too);
    tcase_add_loop_test(tcase, a_dropped_word_is_treated_as_an_unknown_word, 0, 2);
    tcase_add_loop_test(tcase, the_bytes_do_not_depend_on_threads_or_kernel_and_keep_the_limit, 0, N_KINDS);
    tcase_add_loop_test(tcase, no_more_accuracy_is_lost_than_was_allowed, 0, N_KINDS);
    tcase_add_test(tcase, limits_that_cannot_be_kept_are_refused);
    tcase_add_test(tcase, a_shrunk_model_reports_that_it_has_no_vectors_or_words);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
