/* check_sample.c - which documents of a sample are trained on, and which are held out */
/* SPDX-License-Identifier: MIT */
#include "learn/sample.h"

#include <check.h>

#include "support/suite.h"

/* Six documents of one word each, then the names of the three labels; only the first document has label 2. */
enum { N_DOCUMENTS = 6, N_LABELS = 3, N_ALL = N_DOCUMENTS + N_LABELS };
static uint32_t ids[N_ALL] = {0, 1, 2, 3, 4, 5, 6, 7, 8}, twins[N_ALL] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
static uint32_t labels[N_ALL] = {2, 0, 1, 0, 1, 0, 0, 1, 2};
static float counts[N_ALL] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
static uint64_t offsets[N_ALL + 1] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
static const struct sample all = {.documents = {.ids = ids,
                                                .values = DATASET_COUNTS,
                                                .weights = counts,
                                                .offsets = offsets,
                                                .labels = labels,
                                                .label_offsets = offsets,
                                                .n_documents = N_ALL,
                                                .n_label_texts = N_LABELS},
                                  .twins = twins,
                                  .n_words = N_ALL,
                                  .n_rows = N_ALL,
                                  .n_labels = N_LABELS};

/* Checks the training documents of FOLD, given as the word of each. */
static void expect_trained_on(size_t fold, const uint32_t *expected, size_t n)
{
    const struct sample_view view = {.fold = fold, .share = 1.0};
    struct dataset train = {0}, held_out = {0};
    struct bagtag_error error;
    ck_assert_int_eq(sample_split(&all, &view, &train, &held_out, &error), BAGTAG_OK);
    ck_assert_uint_eq(train.n_documents, n);
    for (size_t i = 0; i < n; i++)
        ck_assert_uint_eq(train.ids[train.offsets[i]], expected[i]);
    ck_assert_uint_eq(held_out.n_documents, sample_held_out(&all, fold));
    dataset_clear(&train);
    dataset_clear(&held_out);
}

START_TEST(names_of_labels_are_trained_on_in_each_fold)
{
    static const uint32_t expected[] = {0, 2, 3, 4, 5, 6, 7, 8};
    expect_trained_on(1, expected, sizeof expected / sizeof *expected);
}
END_TEST

START_TEST(the_name_of_a_label_of_only_held_out_documents_is_left_out)
{
    static const uint32_t expected[] = {1, 2, 3, 4, 6, 7};
    expect_trained_on(0, expected, sizeof expected / sizeof *expected);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sample");
    TCase *tests = tcase_create("sample");
    tcase_add_test(tests, names_of_labels_are_trained_on_in_each_fold);
    tcase_add_test(tests, the_name_of_a_label_of_only_held_out_documents_is_left_out);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
