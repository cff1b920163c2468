/* check_predict.c - one text at a time: probabilities, order, edges */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/corpus_text.h"
#include "support/suite.h"

static char folder[64];

static void set_up(void)
{
    new_folder(folder);
}

static void tear_down(void)
{
    remove_all(folder);
}

static struct bagtag_predictor *new_predictor(const struct bagtag_model *model)
{
    struct bagtag_predictor *predictor = NULL;
    ck_assert_int_eq(bagtag_predictor_new(model, &predictor, NULL), BAGTAG_OK);
    ck_assert_ptr_nonnull(predictor);
    return predictor;
}

static size_t predict(struct bagtag_predictor *predictor, const char *text, size_t len, size_t k,
                      struct bagtag_prediction *out)
{
    size_t n = 0;
    ck_assert_int_eq(bagtag_predict(predictor, text, len, k, out, &n, NULL), BAGTAG_OK);
    return n;
}

/* Checks that PREDICTIONS have LABELS, and probabilities within a millionth of WANT. */
static void check_predictions(const struct bagtag_prediction *predictions, const uint32_t *labels, const double *want)
{
    for (size_t i = 0; i < SMALL_LABELS; i++) {
        ck_assert_uint_eq(predictions[i].label, labels[i]);
        ck_assert_double_eq_tol((double)predictions[i].probability, want[i], 1e-6);
    }
}

START_TEST(the_probabilities_are_softmax_of_the_mean_row)
{
    struct bagtag_model *model = round_model();
    struct bagtag_predictor *predictor = new_predictor(model);
    struct bagtag_prediction p[SMALL_LABELS];
    static const uint32_t xyz[] = {0, 1, 2}, zxy[] = {2, 0, 1}, yzx[] = {1, 2, 0};
    static const double a[] = {0.5, 0.25, 0.25}, the[] = {0.75, 0.125, 0.125}, naive[] = {0.7, 0.2, 0.1};
    ck_assert_uint_eq(predict(predictor, "a", 1, 3, p), 3);
    check_predictions(p, xyz, a);
    ck_assert_uint_eq(predict(predictor, "Unknown A a unknown", 19, 3, p), 3);
    check_predictions(p, xyz, a);
    predict(predictor, "THE", 3, 3, p);
    check_predictions(p, zxy, the);
    predict(predictor, "nai\xcc\x88ve", 7, 3, p); /* i and a combining diaeresis */
    check_predictions(p, yzx, naive);
    /* The mean of two rows has the geometric mean of their probabilities, normalised. */
    double x = sqrt(0.5 * 0.125), y = sqrt(0.25 * 0.125), z = sqrt(0.25 * 0.75), sum = x + y + z;
    const double both[] = {z / sum, x / sum, y / sum};
    predict(predictor, "the a", 5, 3, p);
    check_predictions(p, zxy, both);
    bagtag_predictor_free(predictor);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_text_without_a_known_word_gets_softmax_of_the_bias)
{
    static const char *const texts[] = {"", " ", "unknown words", "\n\n", "\xff\xff\xff"};
    struct bagtag_model *model = round_model();
    float *bias = model->owned_weights + model->n_owned_weights - SMALL_LABELS;
    bias[0] = (float)log(0.2);
    bias[1] = (float)log(0.5);
    bias[2] = (float)log(0.3);
    struct bagtag_predictor *predictor = new_predictor(model);
    struct bagtag_prediction p[SMALL_LABELS];
    static const uint32_t yzx[] = {1, 2, 0};
    static const double want[] = {0.5, 0.3, 0.2};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        predict(predictor, texts[i], strlen(texts[i]), 3, p);
        check_predictions(p, yzx, want);
    }
    predict(predictor, NULL, 0, 3, p);
    check_predictions(p, yzx, want);
    predict(predictor, "\0a\0", 1, 3, p);
    check_predictions(p, yzx, want);
    bagtag_predictor_free(predictor);
    bagtag_model_free(model);
}
END_TEST

START_TEST(ties_come_in_the_order_of_the_labels)
{
    struct bagtag_model *model = round_model();
    struct bagtag_predictor *predictor = new_predictor(model);
    struct bagtag_prediction p[SMALL_LABELS];
    for (size_t k = 1; k <= 3; k++) {
        ck_assert_uint_eq(predict(predictor, "", 0, k, p), k);
        for (uint32_t i = 0; i < k; i++)
            ck_assert_uint_eq(p[i].label, i);
    }
    ck_assert_uint_eq(predict(predictor, "the", 3, 2, p), 2);
    ck_assert_uint_eq(p[0].label, 2);
    ck_assert_uint_eq(p[1].label, 0);
    bagtag_predictor_free(predictor);
    bagtag_model_free(model);
}
END_TEST

START_TEST(labels_that_are_all_certain_or_impossible_are_ordered_by_logits)
{
    static const enum loss_kind losses[] = {LOSS_OVA, LOSS_SOFTMAX};
    static const float logits[][SMALL_LABELS] = {{20, 30, 25}, {-300, -400, -200}, {0, -300, -200}};
    static const uint32_t orders[][SMALL_LABELS] = {{1, 2, 0}, {2, 0, 1}, {0, 2, 1}};
    enum { WORD = 2 }; /* "a" */
    for (size_t i = 0; i < 3; i++) {
        struct bagtag_model *model = round_model();
        model->settings.loss = losses[_i];
        float *weight = model->owned_weights + SMALL_WORDS * SMALL_DIM;
        for (size_t c = 0; c < SMALL_LABELS; c++)
            weight[c * SMALL_DIM + WORD] = logits[i][c];
        struct bagtag_predictor *predictor = new_predictor(model);
        struct bagtag_prediction p[SMALL_LABELS];
        for (size_t k = 1; k <= SMALL_LABELS; k++) {
            ck_assert_uint_eq(predict(predictor, "a", 1, k, p), k);
            for (size_t place = 0; place < k; place++)
                ck_assert_uint_eq(p[place].label, orders[i][place]);
        }
        bagtag_predictor_free(predictor);
        bagtag_model_free(model);
    }
}
END_TEST

START_TEST(no_more_than_min_k_and_labels_is_written)
{
    struct bagtag_model *model = round_model();
    struct bagtag_predictor *predictor = new_predictor(model);
    static const size_t ks[] = {0, 1, 2, 3, 4, 16, 17, SIZE_MAX};
    for (size_t i = 0; i < sizeof ks / sizeof *ks; i++) {
        size_t room = ks[i] < SMALL_LABELS ? ks[i] : SMALL_LABELS;
        struct bagtag_prediction *p = malloc((room + 1) * sizeof *p);
        p[room] = (struct bagtag_prediction){77, 0.5f};
        ck_assert_uint_eq(predict(predictor, "a the", 5, ks[i], p), room);
        ck_assert(p[room].label == 77 && p[room].probability == 0.5f);
        free(p);
    }
    bagtag_predictor_free(predictor);
    bagtag_model_free(model);
}
END_TEST

/* Few of many labels are kept sorted on the way, many are sorted at the end: both must agree. */
START_TEST(the_best_k_of_many_labels_are_the_first_of_all)
{
    enum { N = 200 };
    struct buffer text = {0};
    for (int i = 0; i < N; i++)
        buffer_format(&text, "__label__label%d word%d common\n__label__label%d word%d\n", i, i, i, (i * 7) % N);
    buffer_char(&text, '\0');
    struct bagtag_model *model = train_text(folder, text.bytes, train_options(""), NULL);
    buffer_clear(&text);
    struct bagtag_predictor *predictor = new_predictor(model);
    struct bagtag_prediction all[N], some[N];
    static const char *const texts[] = {"word3 word4", "common", "", "word150 common word1 word2"};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        double sum = 0;
        ck_assert_uint_eq(predict(predictor, texts[t], strlen(texts[t]), SIZE_MAX, all), N);
        for (size_t i = 0; i < N; i++) {
            sum += (double)all[i].probability;
            ck_assert(i == 0 || all[i].probability < all[i - 1].probability ||
                      (all[i].probability == all[i - 1].probability && all[i].label > all[i - 1].label));
        }
        ck_assert_double_eq_tol(sum, 1, 1e-5);
        for (size_t k = 0; k <= N; k++) {
            ck_assert_uint_eq(predict(predictor, texts[t], strlen(texts[t]), k, some), k);
            for (size_t i = 0; i < k; i++)
                ck_assert(some[i].label == all[i].label && some[i].probability == all[i].probability);
        }
    }
    bagtag_predictor_free(predictor);
    bagtag_model_free(model);
}
END_TEST

/* A text ends where LEN says, at every alignment, and only copies are read past its end. */
START_TEST(a_text_ends_where_its_length_says)
{
    struct bagtag_model *model = round_model();
    struct bagtag_predictor *predictor = new_predictor(model);
    struct bagtag_prediction p[SMALL_LABELS];
    for (size_t n_spaces = 0; n_spaces < 130; n_spaces++) {
        char *text = malloc(n_spaces + 1);
        memset(text, ' ', n_spaces);
        text[n_spaces] = 'a';
        predict(predictor, text, n_spaces + 1, 3, p);
        ck_assert_double_eq_tol((double)p[0].probability, 0.5, 1e-6);
        predict(predictor, text, n_spaces, 3, p);
        ck_assert_double_eq_tol((double)p[0].probability, 1.0 / 3, 1e-6);
        free(text);
    }
    predict(predictor, "antidisestablishmentarianism the", 32, 3, p);
    predict(predictor, "the", 2, 3, p); /* "th"; what a longer text left after it does not count */
    ck_assert_double_eq_tol((double)p[0].probability, 1.0 / 3, 1e-6);
    bagtag_predictor_free(predictor);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_long_text_and_one_of_many_lines_are_one_text)
{
    enum { N = 300000 };
    struct bagtag_model *model = round_model();
    struct bagtag_predictor *predictor = new_predictor(model);
    struct bagtag_prediction p[SMALL_LABELS];
    char *text = malloc(2 * N);
    for (size_t i = 0; i < N; i++) {
        text[2 * i] = 'a';
        text[2 * i + 1] = i % 3 ? '\n' : ' ';
    }
    predict(predictor, text, 2 * N, 3, p);
    ck_assert_double_eq_tol((double)p[0].probability, 0.5, 1e-4);
    ck_assert_uint_eq(p[0].label, 0);
    free(text);
    bagtag_predictor_free(predictor);
    bagtag_model_free(model);
}
END_TEST

START_TEST(an_unknown_kernel_is_an_error_and_leaves_no_predictor)
{
    struct bagtag_model *model = round_model();
    struct bagtag_predictor *predictor = NULL;
    struct bagtag_error error = {""};
    setenv("BAGTAG_KERNEL", "mmx", 1);
    ck_assert_int_eq(bagtag_predictor_new(model, &predictor, &error), BAGTAG_INPUT);
    ck_assert_ptr_null(predictor);
    ck_assert_ptr_nonnull(strstr(error.sentence, "mmx"));
    unsetenv("BAGTAG_KERNEL");
    bagtag_predictor_free(NULL);
    bagtag_model_free(model);
}
END_TEST

/* A model in memory and the same model mapped from its files, whose rows have any alignment. */
START_TEST(a_saved_and_opened_model_predicts_the_same)
{
    struct buffer text = corpus_text(300, CORPUS_MIXED, 11);
    buffer_char(&text, '\0');
    for (uint32_t dim = 9; dim <= 33; dim += 8) {
        char path[256];
        struct bagtag_train_options *options = train_options("ngrams=2 buckets=1000");
        set_options(options, "dim=%u", (unsigned)dim);
        struct bagtag_model *model = train_text(folder, text.bytes, options, NULL), *opened = NULL;
        ck_assert_int_eq(bagtag_model_save(model, in_folder(path, folder, "model"), NULL), BAGTAG_OK);
        ck_assert_int_eq(bagtag_model_open(path, &opened, NULL), BAGTAG_OK);
        struct bagtag_predictor *a = new_predictor(model), *b = new_predictor(opened);
        for (const char *line = text.bytes, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
            struct bagtag_prediction p[CORPUS_LABELS], q[CORPUS_LABELS];
            predict(a, line, (size_t)(end - line), CORPUS_LABELS, p);
            predict(b, line, (size_t)(end - line), CORPUS_LABELS, q);
            ck_assert_mem_eq(p, q, sizeof p);
        }
        bagtag_predictor_free(a);
        bagtag_predictor_free(b);
        bagtag_model_free(model);
        bagtag_model_free(opened);
    }
    buffer_clear(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("predict");
    TCase *tests = tcase_create("predict");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_probabilities_are_softmax_of_the_mean_row);
    tcase_add_test(tests, a_text_without_a_known_word_gets_softmax_of_the_bias);
    tcase_add_test(tests, ties_come_in_the_order_of_the_labels);
    tcase_add_loop_test(tests, labels_that_are_all_certain_or_impossible_are_ordered_by_logits, 0, 2);
    tcase_add_test(tests, no_more_than_min_k_and_labels_is_written);
    tcase_add_test(tests, the_best_k_of_many_labels_are_the_first_of_all);
    tcase_add_test(tests, a_text_ends_where_its_length_says);
    tcase_add_test(tests, a_long_text_and_one_of_many_lines_are_one_text);
    tcase_add_test(tests, an_unknown_kernel_is_an_error_and_leaves_no_predictor);
    tcase_add_test(tests, a_saved_and_opened_model_predicts_the_same);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
