/* check_label_words.c - labels by name, their counts, and the words that speak for them */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <check.h>
#include <stdlib.h>

#include "support/small_model.h"
#include "support/suite.h"

/* small_model with rows e_i and a weight of which only the first column matters: z gets 3, the others 0. */
static struct bagtag_model *model_with_column(const float *first_column)
{
    struct bagtag_model *model = small_model(3);
    memset(model->owned_weights, 0, model->n_owned_weights * sizeof(float));
    for (size_t i = 0; i < SMALL_WORDS; i++)
        model->owned_weights[i * SMALL_DIM] = first_column[i];
    size_t n_rows = bagtag_model_n_rows(model);
    for (size_t i = SMALL_WORDS; i < n_rows; i++)
        model->owned_weights[i * SMALL_DIM] = 1000; /* an n-gram has no name: never listed */
    model->owned_weights[(n_rows + 2) * SMALL_DIM] = 3;
    return model;
}

START_TEST(the_strongest_words_come_first_and_only_positive_ones)
{
    struct bagtag_model *model = model_with_column((const float[]){0.5f, -2, 4, 0, 1});
    static const struct bagtag_label_word z[] = {{2, 8.0}, {4, 2.0}, {0, 1.0}}; /* 3 - mean 1 = 2 */
    for (size_t k = 0; k <= 5; k++) {
        struct bagtag_label_word *words = NULL;
        size_t n = 99;
        ck_assert_int_eq(bagtag_model_label_words(model, 2, k, &words, &n, NULL), BAGTAG_OK);
        ck_assert_uint_eq(n, k == 0 || k > 3 ? 3 : k);
        for (size_t i = 0; i < n; i++)
            ck_assert(words[i].word == z[i].word && words[i].strength == z[i].strength);
        free(words);
    }
    struct bagtag_label_word *words = NULL;
    size_t n = 99;
    ck_assert_int_eq(bagtag_model_label_words(model, 0, 0, &words, &n, NULL), BAGTAG_OK);
    ck_assert_uint_eq(n, 1); /* the only one that speaks against z */
    ck_assert(words[0].word == 1 && words[0].strength == 2.0);
    free(words);
    bagtag_model_free(model);
}
END_TEST

START_TEST(equal_words_keep_the_order_of_the_model)
{
    struct bagtag_model *model = model_with_column((const float[]){1, 1, 1, 1, 1});
    for (size_t k = 1; k <= 5; k++) {
        struct bagtag_label_word *words = NULL;
        size_t n;
        ck_assert_int_eq(bagtag_model_label_words(model, 2, k, &words, &n, NULL), BAGTAG_OK);
        ck_assert_uint_eq(n, k);
        for (size_t i = 0; i < n; i++)
            ck_assert_uint_eq(words[i].word, i);
        free(words);
    }
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_label_without_positive_words_has_none)
{
    struct bagtag_model *model = model_with_column((const float[]){0, 0, 0, 0, 0});
    struct bagtag_label_word *words = NULL;
    size_t n = 99;
    ck_assert_int_eq(bagtag_model_label_words(model, 2, 5, &words, &n, NULL), BAGTAG_OK);
    ck_assert(n == 0 && words == NULL);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_label_out_of_range_is_an_error)
{
    struct bagtag_model *model = small_model(0);
    struct bagtag_label_word *words = NULL;
    struct bagtag_error error = {""};
    size_t n = 99;
    ck_assert_int_eq(bagtag_model_label_words(model, 3, 5, &words, &n, &error), BAGTAG_ARGUMENT);
    ck_assert_str_eq(error.sentence, "label: expected a number below 3; found 3");
    ck_assert(n == 99 && words == NULL);
    bagtag_model_free(model);
}
END_TEST

START_TEST(labels_are_found_by_name)
{
    struct bagtag_model *model = small_model(0);
    for (size_t i = 0; i < SMALL_LABELS; i++)
        ck_assert_int_eq(bagtag_model_find_label(model, small_labels[i]), (int64_t)i);
    ck_assert_int_eq(bagtag_model_find_label(model, ""), -1);
    ck_assert_int_eq(bagtag_model_find_label(model, "Z"), -1);
    bagtag_model_free(model);
}
END_TEST

START_TEST(training_counts_the_documents_of_each_label)
{
    char folder[64], file[256];
    new_folder(folder);
    static const char text[] =
        "__label__a x\n__label__b y\n__label__b __label__b z\nno label\n__label__a __label__b w\n";
    write_whole(folder, "train.txt", text, sizeof text - 1);
    const char *path = in_folder(file, folder, "train.txt");
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {""};
    ck_assert_msg(bagtag_train(&path, 1, NULL, &model, NULL, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_int_eq(bagtag_model_label_count(model, (size_t)bagtag_model_find_label(model, "a")), 2);
    ck_assert_int_eq(bagtag_model_label_count(model, (size_t)bagtag_model_find_label(model, "b")), 3);
    ck_assert_int_eq(bagtag_model_label_count(model, 2), -1);
    bagtag_model_free(model);
    remove_all(folder);
}
END_TEST

START_TEST(counts_of_labels_are_optional_but_checked)
{
    static const struct {
        const char *counts, *sentence;
    } cases[] = {
        {"[1, 2]", "\"label_counts\": expected as many numbers as labels; found"},
        {"[1, 2, 3, 4]", "\"label_counts\": expected as many numbers as labels; found"},
        {"[1, 2, -3]", "\"label_counts[2]\": expected an integer from 0 to 9223372036854775807; found -3"},
        {"[1, 9223372036854775808, 3]", "\"label_counts[1]\": expected an integer from 0 to 9223372036854775807"},
        {"[1, \"2\", 3]", "\"label_counts[1]\""},
        {"7", "\"label_counts\": expected an array; found 7"},
    };
    struct bagtag_model *model = small_model(0);
    char folder[64], path[256];
    new_folder(folder);
    in_folder(path, folder, "m");
    struct bagtag_model *opened = NULL;
    ck_assert_int_eq(bagtag_model_save(model, path, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_model_open(path, &opened, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_model_label_count(opened, 0), -1);
    bagtag_model_free(opened);
    struct bytes config = read_whole(path, "config.json");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bagtag_model *refused = NULL;
        struct bagtag_error error = {{0}};
        char text[8192];
        int len = snprintf(text, sizeof text, "{\"label_counts\": %s,%s", cases[i].counts, (char *)config.data + 1);
        write_whole(path, "config.json", text, (size_t)len);
        ck_assert_int_eq(bagtag_model_open(path, &refused, &error), BAGTAG_INPUT);
        ck_assert_msg(strstr(error.sentence, cases[i].sentence) != NULL, "%s", error.sentence);
    }
    free(config.data);
    remove_all(folder);
    bagtag_model_free(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("label_words");
    TCase *tests = tcase_create("labels");
    tcase_add_test(tests, the_strongest_words_come_first_and_only_positive_ones);
    tcase_add_test(tests, equal_words_keep_the_order_of_the_model);
    tcase_add_test(tests, a_label_without_positive_words_has_none);
    tcase_add_test(tests, a_label_out_of_range_is_an_error);
    tcase_add_test(tests, labels_are_found_by_name);
    tcase_add_test(tests, training_counts_the_documents_of_each_label);
    tcase_add_test(tests, counts_of_labels_are_optional_but_checked);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
