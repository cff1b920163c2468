/* check_fold.c - folded models answer as before, except for rounding */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bagtag.h"
#include "bagtag_fasttext.h"
#include "support/fasttext_bytes.h"
#include "support/small_model.h"
#include "support/suite.h"
#include "support/train_options.h"

/* ---- models --------------------------------------------------------------------------------------------------- */

static const char *const settings[] = {
    "race=no epochs=3 dim=16",
    "race=no epochs=3 dim=100 ngrams=2",
    "race=no epochs=3 dim=33 bag=sum",
    "race=no epochs=3 dim=64 weight=gain chars=2-3",
    "race=no epochs=3 dim=20 weight=idf loss=ova bias=prior",
};

static struct bagtag_model *trained(const char *name, const char *pairs)
{
    static char path[512];
    const char *root = getenv("ROOT"), *files[] = {path}; /* set by tests/run */
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {""};
    (void)snprintf(path, sizeof path, "%s/data/%s", root ? root : ".", name);
    ck_assert_msg(bagtag_train(files, 1, train_options(pairs), &model, NULL, &error) == BAGTAG_OK, "%s",
                  error.sentence);
    return model;
}

static const char *const lines[] = {
    "When does the night train leave?",
    "",
    "xyzzy",
    "A wonderful film, and the worst food I ever had in the garden of a bank: goal, goal, goal!",
    "the the the the the the the the a a a a a a a a of of of train train",
};
enum { N_LINES = sizeof lines / sizeof lines[0], MAX_LABELS = 16 };

/* ANSWERS[line][label] */
static void answer(const struct bagtag_model *model, float answers[N_LINES][MAX_LABELS])
{
    struct bagtag_predictor *predictor = NULL;
    struct bagtag_prediction found[MAX_LABELS];
    ck_assert_int_eq(bagtag_predictor_new(model, &predictor, NULL), BAGTAG_OK);
    memset(answers, 0, sizeof(float[N_LINES][MAX_LABELS]));
    for (size_t i = 0; i < N_LINES; i++) {
        size_t n = 0;
        ck_assert_int_eq(bagtag_predict(predictor, lines[i], strlen(lines[i]), MAX_LABELS, found, &n, NULL), BAGTAG_OK);
        for (size_t k = 0; k < n; k++)
            answers[i][found[k].label] = found[k].probability;
    }
    bagtag_predictor_free(predictor);
}

static void expect_near(float a[N_LINES][MAX_LABELS], float b[N_LINES][MAX_LABELS])
{
    for (size_t i = 0; i < N_LINES; i++)
        for (size_t c = 0; c < MAX_LABELS; c++)
            ck_assert_msg(fabsf(a[i][c] - b[i][c]) <= 1e-6f, "'%s': label %zu: %.9g, not %.9g", lines[i], c,
                          (double)a[i][c], (double)b[i][c]);
}

/* Folds a trained model; without its scores, it is saved as models were before there were any. */
START_TEST(a_folded_model_answers_as_before_for_any_threads_and_kernel)
{
    static const char *const kernels[] = {"base", "avx2", "avx512"};
    const char *name = _i % 2 ? "topics.train.txt" : "sentiment.train.txt";
    float before[N_LINES][MAX_LABELS], first[N_LINES][MAX_LABELS], folded[N_LINES][MAX_LABELS];
    struct bagtag_model *model = trained(name, settings[_i / 2]);
    char folder[64], path[256], other[256];
    new_folder(folder);
    answer(model, first);
    ck_assert_int_eq(bagtag_model_save(model, in_folder(path, folder, "s"), NULL), BAGTAG_OK);
    bagtag_model_unfold(model);
    ck_assert_int_eq(bagtag_model_save(model, in_folder(path, folder, "m"), NULL), BAGTAG_OK);
    answer(model, before);
    bagtag_model_free(model);
    for (size_t k = 0; k < 3; k++) {
        if (kernel_find(kernels[k]) == NULL)
            continue;
        ck_assert_int_eq(setenv("BAGTAG_KERNEL", kernels[k], 1), 0);
        for (int threads = 1; threads <= 4; threads += 3) {
            struct bagtag_error error = {""};
            ck_assert_int_eq(bagtag_model_open(path, &model, NULL), BAGTAG_OK);
            ck_assert_msg(bagtag_model_fold(model, threads, &error) == BAGTAG_OK, "%s", error.sentence);
            ck_assert_int_eq(bagtag_model_fold(model, threads, NULL), BAGTAG_OK); /* again: does nothing */
            ck_assert_int_eq(bagtag_model_fold(model, -1, NULL), BAGTAG_ARGUMENT);
            ck_assert_int_eq(bagtag_model_fold(model, 1025, NULL), BAGTAG_ARGUMENT);
            answer(model, folded);
            ck_assert_mem_eq(folded, first, sizeof first);
            bagtag_model_free(model);
            ck_assert_int_eq(bagtag_model_open(in_folder(other, folder, "s"), &model, NULL), BAGTAG_OK);
            answer(model, folded);
            ck_assert_mem_eq(folded, first, sizeof first);
            bagtag_model_free(model);
        }
    }
    unsetenv("BAGTAG_KERNEL");
    expect_near(first, before);
    remove_all(folder);
}
END_TEST

static struct bagtag_model *opened(const struct blueprint *blueprint, const char *folder)
{
    struct buffer bytes = blueprint_bytes(blueprint);
    struct bagtag_model *model = NULL;
    char path[256];
    write_whole(folder, "m.bin", bytes.bytes, bytes.len);
    ck_assert_int_eq(bagtag_model_open(in_folder(path, folder, "m.bin"), &model, NULL), BAGTAG_OK);
    buffer_clear(&bytes);
    return model;
}

/* All kinds, including quantised ones. */
START_TEST(a_folded_fasttext_model_answers_as_before)
{
    static const struct blueprint_entry labels[] = {{"__label__yes", 2}, {"__label__no", 1}};
    struct blueprint blueprint = blueprint_of((enum blueprint_kind)_i);
    float before[N_LINES][MAX_LABELS], folded[N_LINES][MAX_LABELS];
    char folder[64];
    if (blueprint.task != FASTTEXT_SUPERVISED)
        return;
    blueprint.labels = labels;
    blueprint.n_labels = 2;
    blueprint.loss = FASTTEXT_SOFTMAX;
    new_folder(folder);
    struct bagtag_model *model = opened(&blueprint, folder);
    answer(model, before);
    ck_assert_int_eq(bagtag_model_fold(model, 2, NULL), BAGTAG_OK);
    answer(model, folded);
    expect_near(folded, before);
    bagtag_model_free(model);
    remove_all(folder);
}
END_TEST

/* ---- refusals --------------------------------------------------------------------------------------------------- */

static void expect_refused(struct bagtag_model *model, const char *why)
{
    struct bagtag_error error = {""};
    ck_assert_int_eq(bagtag_model_fold(model, 1, &error), BAGTAG_INPUT);
    ck_assert_msg(strstr(error.sentence, why) != NULL, "%s", error.sentence);
    bagtag_model_free(model);
}

START_TEST(models_whose_scores_are_not_sums_are_refused)
{
    struct blueprint tree = blueprint_of(DENSE), steps = tree;
    char folder[64];
    new_folder(folder);
    tree.loss = FASTTEXT_HS;
    steps.loss = FASTTEXT_OVA;
    expect_refused(trained("topics.train.txt", "race=no epochs=1 dim=16 bag=max"), "with --bag max");
    expect_refused(trained("topics.train.txt", "race=no epochs=1 dim=15"),
                   "at most half as many labels as dimensions (15); found 8");
    expect_refused(opened(&tree, folder), "form a tree");
    expect_refused(opened(&steps, folder), "fastText's losses ova and ns");
    remove_all(folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fold");
    TCase *tests = tcase_create("fold");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, a_folded_model_answers_as_before_for_any_threads_and_kernel, 0,
                        2 * (int)(sizeof settings / sizeof settings[0]));
    tcase_add_loop_test(tests, a_folded_fasttext_model_answers_as_before, 0, N_KINDS);
    tcase_add_test(tests, models_whose_scores_are_not_sums_are_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
