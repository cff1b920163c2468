/* check_fasttext_features.c - models trained with fastText's features: counted, stored, and written for fastText */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <string.h>

#include "bagtag.h"
#include "bagtag_convert.h"
#include "bagtag_fasttext.h"
#include "support/corpus_text.h"
#include "support/suite.h"

static char folder[64], texts[256], binary[256], saved[256];

static void set_up(void)
{
    struct buffer text = corpus_text(200, CORPUS_MIXED, 1);
    new_folder(folder);
    (void)in_folder(texts, folder, "texts");
    (void)in_folder(binary, folder, "m.bin");
    (void)in_folder(saved, folder, "m.model");
    write_whole(folder, "texts", text.bytes, text.len);
    buffer_clear(&text);
}

static void tear_down(void)
{
    remove_all(folder);
}

static struct bagtag_model *trained(const char *pairs)
{
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {{0}};
    const char *file = texts;
    ck_assert_msg(bagtag_train(&file, 1, train_options(pairs), &model, NULL, &error) == BAGTAG_OK, "%s",
                  error.sentence);
    return model;
}

static const char *const lines[] = {
    "", "w1 w2 w3", "w1 w1 unseenword w2 </s> w3", "never seen \xff\xfe", "__label__sport w5", "caf\xc3\xa9 w7 w2 w1",
};
enum { N_LINES = sizeof lines / sizeof lines[0], MAX_LABELS = 16 };

/* Checks that both give the same answers, bit for bit. */
static void expect_same(const struct bagtag_model *a, const struct bagtag_model *b)
{
    const struct bagtag_model *models[2] = {a, b};
    struct bagtag_predictor *predictors[2] = {NULL, NULL};
    for (int m = 0; m < 2; m++)
        ck_assert_int_eq(bagtag_predictor_new(models[m], &predictors[m], NULL), BAGTAG_OK);
    for (size_t i = 0; i < N_LINES; i++) {
        struct bagtag_prediction found[2][MAX_LABELS];
        size_t n[2] = {0, 0};
        memset(found, 0, sizeof found);
        for (int m = 0; m < 2; m++)
            ck_assert_int_eq(
                bagtag_predict(predictors[m], lines[i], strlen(lines[i]), MAX_LABELS, found[m], &n[m], NULL),
                BAGTAG_OK);
        ck_assert_uint_eq(n[0], n[1]);
        ck_assert_uint_gt(n[0], 0);
        ck_assert_msg(memcmp(found[0], found[1], sizeof found[0]) == 0, "'%s' has another answer", lines[i]);
    }
    for (int m = 0; m < 2; m++)
        bagtag_predictor_free(predictors[m]);
}

START_TEST(the_saved_folder_and_the_fasttext_file_answer_like_the_model)
{
    static const char *const kinds[] = {"", " ngrams=2", " chars=2-3", " ngrams=3 chars=1-4", " min-count=3 chars=2-3"};
    static const char *const losses[] = {"softmax", "ova"};
    char pairs[200];
    struct bagtag_model *folder_model = NULL, *file_model = NULL;
    struct bagtag_error error = {{0}};
    (void)snprintf(pairs, sizeof pairs, "recipe=fasttext dim=10 lr=0.5 buckets=300 loss=%s%s", losses[_i % 2],
                   kinds[_i / 2]);
    struct bagtag_model *model = trained(pairs);
    ck_assert_msg(bagtag_model_save(model, saved, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_msg(bagtag_model_verify(saved, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_int_eq(bagtag_model_open(saved, &folder_model, NULL), BAGTAG_OK);
    ck_assert_msg(bagtag_fasttext_save(folder_model, binary, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_int_eq(bagtag_model_open(binary, &file_model, NULL), BAGTAG_OK);
    expect_same(model, folder_model);
    bagtag_model_unfold(model);
    expect_same(model, file_model);
    check_setting(folder_model, "features", "fasttext");
    check_setting(folder_model, "loss", losses[_i % 2]);
    bagtag_model_free(model);
    bagtag_model_free(folder_model);
    bagtag_model_free(file_model);
}
END_TEST

START_TEST(the_end_of_a_text_is_a_word_of_each_document)
{
    struct bagtag_model *model = trained("recipe=fasttext dim=4");
    size_t len = 0;
    uint64_t count = 0;
    int64_t id = bagtag_model_find_word(model, "</s>", 4);
    ck_assert_int_ge(id, 0);
    const char *word = bagtag_model_word(model, (size_t)id, &len, &count);
    ck_assert(len == 4 && memcmp(word, "</s>", 4) == 0);
    ck_assert_uint_eq(count, 200);
    bagtag_model_free(model);
}
END_TEST

START_TEST(the_model_is_the_same_for_any_number_of_threads)
{
    struct bagtag_model *models[2];
    char *json[2] = {NULL, NULL};
    for (int m = 0; m < 2; m++) {
        char pairs[100];
        (void)snprintf(pairs, sizeof pairs, "recipe=fasttext dim=40 ngrams=2 chars=2-3 buckets=300 threads=%d",
                       1 + 2 * m);
        models[m] = trained(pairs);
        ck_assert_int_eq(bagtag_model_json(models[m], &json[m], NULL), BAGTAG_OK);
    }
    ck_assert_str_eq(json[0], json[1]); /* includes the checksums of all arrays */
    for (int m = 0; m < 2; m++) {
        bagtag_model_free(models[m]);
        free(json[m]);
    }
}
END_TEST

static struct bytes saved_bytes(const struct bagtag_model *model)
{
    struct bagtag_error error = {{0}};
    ck_assert_msg(bagtag_fasttext_save(model, binary, &error) == BAGTAG_OK, "%s", error.sentence);
    return read_whole(folder, "m.bin");
}

START_TEST(a_model_trained_for_fasttext_has_the_same_file)
{
    static const char pairs[] = "recipe=fasttext dim=40 ngrams=2 buckets=300";
    struct bagtag_model *to_use = trained(pairs), *to_write = NULL;
    struct bagtag_error error = {{0}};
    ck_assert_msg(bagtag_fasttext_train(texts, train_options(pairs), &to_write, NULL, &error) == BAGTAG_OK, "%s",
                  error.sentence);
    ck_assert(model_is_folded(to_use) && !model_is_folded(to_write));
    struct bytes used = saved_bytes(to_use), written = saved_bytes(to_write);
    ck_assert(used.len == written.len && memcmp(used.data, written.data, used.len) == 0);
    free(used.data);
    free(written.data);
    bagtag_model_free(to_use);
    bagtag_model_free(to_write);
}
END_TEST

START_TEST(settings_that_conflict_with_the_features_are_refused)
{
    static const struct {
        const char *pairs, *sentence;
    } cases[] = {
        {"features=fasttext race=yes", "race: expected no with --features fasttext; found 'yes'"},
        {"features=fasttext weight=idf", "weight: expected none with --features fasttext; found 'idf'"},
        {"features=fasttext pretrained-all=yes", "pretrained-all: expected no with --features fasttext; found 'yes'"},
    };
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {{0}};
    const char *file = texts;
    ck_assert_int_eq(bagtag_train(&file, 1, train_options(cases[_i].pairs), &model, NULL, &error), BAGTAG_ARGUMENT);
    ck_assert_str_eq(error.sentence, cases[_i].sentence);
}
END_TEST

START_TEST(models_that_fasttext_cannot_score_are_not_written)
{
    static const struct {
        const char *pairs, *sentence;
    } cases[] = {
        {"features=fasttext tokenizer=whitespace", "bias: expected none; found a label bias"},
        {"features=fasttext bias=none", "tokenizer: expected whitespace; found unicode"},
        {"recipe=fasttext lower=yes", "lower: expected false; found true"},
        {"recipe=fasttext bag=sum", "bag: expected mean; found sum"},
        {"tokenizer=whitespace bias=none", "features: expected fasttext; found bagtag"},
    };
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = trained(cases[_i].pairs);
    ck_assert_int_eq(bagtag_fasttext_save(model, binary, &error), BAGTAG_INPUT);
    ck_assert_msg(strstr(error.sentence, cases[_i].sentence) != NULL, "%s", error.sentence);
    ck_assert_int_ne(access(binary, F_OK), 0);
    bagtag_model_free(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fasttext_features");
    TCase *tests = tcase_create("fasttext_features");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, the_saved_folder_and_the_fasttext_file_answer_like_the_model, 0, 10);
    tcase_add_test(tests, the_end_of_a_text_is_a_word_of_each_document);
    tcase_add_test(tests, the_model_is_the_same_for_any_number_of_threads);
    tcase_add_test(tests, a_model_trained_for_fasttext_has_the_same_file);
    tcase_add_loop_test(tests, settings_that_conflict_with_the_features_are_refused, 0, 3);
    tcase_add_loop_test(tests, models_that_fasttext_cannot_score_are_not_written, 0, 5);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
