/* check_metric.c - metrics over scored documents, and how a sample is split */
/* SPDX-License-Identifier: MIT */
#include "learn/metric.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "base/rng.h"
#include "learn/sample.h"

#include "bagtag_tune.h"
#include "support/suite.h"

/* ---- metrics ---------------------------------------------------------------------------------------------- */

enum { C = 3, N = 8 };

/* Documents with one label each, except the last, which has labels 0 and 1, and a model's logits for them: the most
 * probable labels are 0 0 1 1 2 0 1 0, right for six. */
static uint32_t labels[N + 1] = {0, 0, 0, 1, 2, 0, 2, 0, 1};
static uint64_t label_offsets[N + 1] = {0, 1, 2, 3, 4, 5, 6, 7, 9};
static const float logits[N][C] = {{4, 1, 0}, {3, 1, 0}, {1, 2, 0}, {0, 5, 0},
                                   {0, 0, 3}, {2, 0, 1}, {0, 1, 0}, {6, 5, 0}};
static const struct dataset held_out = {.labels = labels, .label_offsets = label_offsets, .n_documents = N};

/* The metric NAME under LOSS over the documents, with those from SPLIT on in another scorecard. */
static double value_of(const char *name, const struct loss *loss, uint32_t label_id, size_t split)
{
    const struct kernel *kernel = NULL;
    struct bagtag_error error;
    struct metric metric;
    struct scorecard cards[2];
    const struct scorecard *both[] = {&cards[0], &cards[1]};
    double value = -1.0;
    ck_assert_int_eq(kernel_choose(&kernel, &error), BAGTAG_OK);
    ck_assert_int_eq(metric_parse(&metric, name, &error), BAGTAG_OK);
    metric.label_id = label_id;
    for (size_t k = 0; k < 2; k++)
        ck_assert_int_eq(scorecard_init(&cards[k], &metric, kernel, loss, C, &error), BAGTAG_OK);
    for (int round = 0; round < 2; round++) { /* a reset card starts afresh */
        scorecard_reset(&cards[0]);
        scorecard_reset(&cards[1]);
        for (size_t i = 0; i < N; i++)
            scorecard_add(&cards[i >= split], &held_out, i, logits[i]);
        ck_assert_int_eq(metric_value(both, 2, &value, &error), BAGTAG_OK);
    }
    scorecard_clear(&cards[0]);
    scorecard_clear(&cards[1]);
    return value;
}

static void check_value(const char *name, uint32_t label_id, double want)
{
    for (size_t split = 0; split <= N; split++)
        ck_assert_msg(value_of(name, &loss_softmax, label_id, split) == want, "%s: %g, wanted %g", name,
                      value_of(name, &loss_softmax, label_id, split), want);
}

START_TEST(metrics_have_the_values_computed_by_hand)
{
    check_value("accuracy", METRIC_ALL_LABELS, 6.0 / 8.0);
    check_value("f1", METRIC_ALL_LABELS, 2.0 * 6.0 / (8.0 + 9.0));
    /* label 0: support 5, predicted 4, hits 4; label 1: 2, 3, 1; label 2: 2, 1, 1 */
    double f0 = 8.0 / 9.0, f1 = 2.0 / 5.0, f2 = 2.0 / 3.0;
    check_value("f1:zero", 0, f0);
    check_value("f1:one", 1, f1);
    check_value("f1:two", 2, f2);
    check_value("macro-f1", METRIC_ALL_LABELS, (f0 + f1 + f2) / 3.0);
}
END_TEST

START_TEST(metrics_at_a_threshold_use_the_best_threshold)
{
    /* by probability: 4 (label 1, right), 0, 4 ... : documents 3 0 4 1 7 2 5 6, wrong are 2 and 6 */
    check_value("precision-at-recall:0", METRIC_ALL_LABELS, 1.0);
    check_value("precision-at-recall:0.5", METRIC_ALL_LABELS, 1.0);       /* 5 of 9 */
    check_value("precision-at-recall:0.6", METRIC_ALL_LABELS, 6.0 / 7.0); /* 6 of 9, one wrong */
    check_value("precision-at-recall:0.7", METRIC_ALL_LABELS, 0.0);       /* out of reach */
    check_value("recall-at-precision:1", METRIC_ALL_LABELS, 5.0 / 9.0);
    check_value("recall-at-precision:0.8", METRIC_ALL_LABELS, 6.0 / 9.0);
    /* of label 1: documents 3 (right), 2, 6, 7 (right), 1, 0 ... */
    check_value("recall-at-precision:1:one", 1, 1.0 / 2.0);
    check_value("precision-at-recall:1:one", 1, 2.0 / 4.0);
    check_value("recall-at-precision:0:one", 1, 1.0);
}
END_TEST

START_TEST(the_number_in_a_metric_may_have_any_decimal_form)
{
    static const char *const right[] = {".5", "0.5", "5e-1", "0.50:a:b"};
    static const char *const wrong[] = {"", "-0.1", "1.1", "nan", "0x1", "half", "0.5x", ".", " 0.5", "0.5:"};
    struct bagtag_error error;
    struct metric metric;
    char name[64];
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        (void)snprintf(name, sizeof name, "precision-at-recall:%s", right[i]);
        ck_assert_msg(metric_parse(&metric, name, &error) == BAGTAG_OK, "%s", name);
        ck_assert_double_eq(metric.least, 0.5);
    }
    ck_assert_str_eq(metric.label, "a:b");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        (void)snprintf(name, sizeof name, "recall-at-precision:%s", wrong[i]);
        ck_assert_msg(metric_parse(&metric, name, &error) == BAGTAG_ARGUMENT, "%s", name);
    }
}
END_TEST

/* Under softmax, label 1 is less probable for document 7 than for document 2; under ova, it is as probable as for
 * document 3, and more than for all others. */
START_TEST(predictions_are_ordered_by_the_probabilities_of_the_loss)
{
    for (size_t split = 0; split <= N; split++) {
        ck_assert_double_eq(value_of("precision-at-recall:1:one", &loss_softmax, 1, split), 2.0 / 4.0);
        ck_assert_double_eq(value_of("precision-at-recall:1:one", &loss_ova, 1, split), 1.0);
    }
}
END_TEST

START_TEST(equal_probabilities_pass_together)
{
    static uint32_t one_each[2] = {0, 1};
    static uint64_t offsets[3] = {0, 1, 2};
    static const struct dataset two = {.labels = one_each, .label_offsets = offsets, .n_documents = 2};
    static const float same[2] = {1, 0};
    const struct kernel *kernel = NULL;
    struct bagtag_error error;
    struct metric metric;
    struct scorecard card;
    const struct scorecard *cards[] = {&card};
    double value;
    ck_assert_int_eq(kernel_choose(&kernel, &error), BAGTAG_OK);
    ck_assert_int_eq(metric_parse(&metric, "precision-at-recall:0.5", &error), BAGTAG_OK);
    ck_assert_int_eq(scorecard_init(&card, &metric, kernel, &loss_softmax, 2, &error), BAGTAG_OK);
    scorecard_add(&card, &two, 0, same);
    scorecard_add(&card, &two, 1, same);
    ck_assert_int_eq(metric_value(cards, 1, &value, &error), BAGTAG_OK);
    ck_assert_double_eq(value, 0.5);
    scorecard_clear(&card);
}
END_TEST

/* ---- samples ---------------------------------------------------------------------------------------------- */

enum { N_DOCUMENTS = 200, N_WORDS = 20, N_NGRAMS = 10, V = N_WORDS + N_NGRAMS };

/* Document i has the words i % 20 and, twice, 0, and the n-gram i % 10; label i % 3. */
static void make_contents(struct corpus_contents *contents, int64_t counts[N_WORDS], size_t n_held_out)
{
    struct dataset *sets[] = {&contents->train, &contents->held_out};
    memset(contents, 0, sizeof *contents);
    for (size_t s = 0; s < 2; s++) {
        size_t n = s ? n_held_out : N_DOCUMENTS;
        *sets[s] = (struct dataset){.ids = large_array(4 * (n + 1), sizeof(uint32_t)),
                                    .offsets = calloc(n + 1, sizeof(uint64_t)),
                                    .labels = malloc((n + 1) * sizeof(uint32_t)),
                                    .label_offsets = calloc(n + 1, sizeof(uint64_t)),
                                    .n_documents = n};
        for (size_t i = 0; i < n; i++) {
            uint32_t rows[] = {(uint32_t)i % N_WORDS, 0, 0, N_WORDS + (uint32_t)i % N_NGRAMS};
            memcpy(sets[s]->ids + 4 * i, rows, sizeof rows);
            sets[s]->offsets[i + 1] = 4 * (i + 1);
            sets[s]->labels[i] = (uint32_t)i % 3;
            sets[s]->label_offsets[i + 1] = i + 1;
        }
    }
    for (int64_t w = 0; w < N_WORDS; w++)
        counts[w] = N_WORDS - w;
    contents->words = (struct vocab){.n_words = N_WORDS, .counts = counts};
    contents->labels = (struct vocab){.n_words = 3};
    contents->n_ngram_ids = N_NGRAMS;
}

static void clear_contents(struct corpus_contents *contents)
{
    dataset_clear(&contents->train);
    dataset_clear(&contents->held_out);
}

/* How often rows >= FIRST and < END occur in a part of a split. */
static size_t count_rows(const struct dataset *dataset, uint32_t first, uint32_t end)
{
    size_t n = 0;
    for (uint64_t k = 0; k < dataset->offsets[dataset->n_documents]; k++)
        n += dataset->ids[k] >= first && dataset->ids[k] < end;
    return n;
}

START_TEST(each_document_is_held_out_once_in_either_split_of_a_sample)
{
    int64_t counts[N_WORDS];
    struct corpus_contents contents;
    struct sample sample;
    struct pool *pool = NULL;
    struct bagtag_error error;
    make_contents(&contents, counts, 0);
    ck_assert_int_eq(pool_open(&pool, 1, &error), BAGTAG_OK);
    ck_assert_int_eq(sample_take(&sample, &contents, UINT64_MAX, SIZE_MAX, 1, pool, &error), BAGTAG_OK);
    ck_assert_uint_eq(sample.documents.n_documents, N_DOCUMENTS);
    for (size_t way = 0; way < 2; way++) {
        size_t n_held_out = 0;
        for (size_t fold = 0; fold < SAMPLE_FOLDS; fold++) {
            struct dataset train = {0}, held = {0};
            struct sample_view view = {way * SAMPLE_FOLDS + fold, 1.0, 1, true};
            ck_assert_int_eq(sample_split(&sample, &view, &train, &held, &error), BAGTAG_OK);
            ck_assert_uint_eq(train.n_documents + held.n_documents, N_DOCUMENTS);
            n_held_out += held.n_documents;
            dataset_clear(&train);
            dataset_clear(&held);
        }
        ck_assert_uint_eq(n_held_out, N_DOCUMENTS);
    }
    sample_clear(&sample);
    pool_close(pool);
    clear_contents(&contents);
}
END_TEST

/* The words of document I as one number: those of make_contents are 0, twice, and at most one more. */
static uint32_t words_of(const struct dataset *dataset, size_t i)
{
    uint32_t last = 0;
    for (uint64_t k = dataset->offsets[i]; k < dataset->offsets[i + 1]; k++)
        last = dataset->ids[k] < N_WORDS ? dataset->ids[k] : last;
    return last;
}

/* Each text has ten documents; views with n-grams and without. */
START_TEST(equal_texts_are_held_out_together)
{
    int64_t counts[N_WORDS];
    struct corpus_contents contents;
    struct sample sample;
    make_contents(&contents, counts, 0);
    ck_assert_int_eq(sample_take(&sample, &contents, UINT64_MAX, SIZE_MAX, 1, NULL, NULL), BAGTAG_OK);
    for (size_t fold = 0; fold < 2 * SAMPLE_FOLDS; fold++)
        for (int has_ngrams = 0; has_ngrams < 2; has_ngrams++) {
            struct dataset train = {0}, held = {0};
            struct sample_view view = {fold, 1.0, 1, has_ngrams};
            ck_assert_int_eq(sample_split(&sample, &view, &train, &held, NULL), BAGTAG_OK);
            for (size_t i = 0; i < held.n_documents; i++) /* word 0 alone is left: the other is not learned */
                ck_assert(words_of(&held, i) == 0);
            ck_assert_uint_eq(train.n_documents % (N_DOCUMENTS / N_WORDS), 0);
            dataset_clear(&train);
            dataset_clear(&held);
        }
    sample_clear(&sample);
    clear_contents(&contents);
}
END_TEST

START_TEST(labels_that_only_held_out_documents_carry_are_unknown)
{
    int64_t counts[N_WORDS];
    struct corpus_contents contents;
    struct sample sample;
    make_contents(&contents, counts, 0);
    for (uint32_t i = 0; i < N_DOCUMENTS; i++) /* one text per label */
        contents.train.labels[i] = i % N_WORDS;
    contents.labels.n_words = N_WORDS;
    ck_assert_int_eq(sample_take(&sample, &contents, UINT64_MAX, SIZE_MAX, 1, NULL, NULL), BAGTAG_OK);
    for (size_t fold = 0; fold < SAMPLE_FOLDS; fold++) {
        struct dataset train = {0}, held = {0};
        struct sample_view view = {fold, 1.0, 1, true};
        ck_assert_int_eq(sample_split(&sample, &view, &train, &held, NULL), BAGTAG_OK);
        for (size_t i = 0; i < held.n_documents; i++)
            ck_assert_uint_eq(held.labels[i], DATASET_UNKNOWN_LABEL);
        for (size_t i = 0; i < train.n_documents; i++)
            ck_assert_uint_lt(train.labels[i], N_WORDS);
        dataset_clear(&train);
        dataset_clear(&held);
    }
    sample_clear(&sample);
    clear_contents(&contents);
}
END_TEST

START_TEST(a_view_leaves_out_n_grams_rare_words_and_a_share)
{
    int64_t counts[N_WORDS];
    struct corpus_contents contents;
    struct sample sample;
    struct pool *pool = NULL;
    struct bagtag_error error;
    struct dataset train = {0}, held = {0};
    make_contents(&contents, counts, 40);
    ck_assert_int_eq(pool_open(&pool, 1, &error), BAGTAG_OK);
    ck_assert_int_eq(sample_take_split(&sample, &contents, UINT64_MAX, SIZE_MAX, 1, pool, &error), BAGTAG_OK);
    for (size_t i = 0; i < N_DOCUMENTS; i++) /* in their original order */
        ck_assert_uint_eq(sample.documents.labels[i], i % 3);

    struct sample_view view = {0, 1.0, 5, false};
    ck_assert_uint_eq(sample_rows(&sample, &view), N_WORDS);
    ck_assert_int_eq(sample_split(&sample, &view, &train, &held, &error), BAGTAG_OK);
    ck_assert_uint_eq(train.n_documents, N_DOCUMENTS);
    ck_assert_uint_eq(held.n_documents, 40);
    ck_assert_uint_eq(count_rows(&train, 16, V), 0); /* words from 16 on occur fewer than 5 times */
    ck_assert_uint_eq(count_rows(&train, 15, 16), N_DOCUMENTS / N_WORDS);
    ck_assert_uint_eq(count_rows(&train, 0, 1), N_DOCUMENTS);
    ck_assert_uint_eq(count_rows(&held, 16, V), 0);
    dataset_clear(&train);
    dataset_clear(&held);

    view = (struct sample_view){0, 0.25, 1, true};
    ck_assert_uint_eq(sample_rows(&sample, &view), V);
    ck_assert_int_eq(sample_split(&sample, &view, &train, &held, &error), BAGTAG_OK);
    ck_assert(train.n_documents > N_DOCUMENTS / 8 && train.n_documents < N_DOCUMENTS / 2);
    ck_assert_uint_eq(held.n_documents, 40);
    dataset_clear(&train);
    dataset_clear(&held);
    sample_clear(&sample);
    pool_close(pool);
    clear_contents(&contents);
}
END_TEST

START_TEST(ids_without_a_row_are_in_a_sample_but_in_no_view)
{
    int64_t counts[N_WORDS];
    struct corpus_contents contents;
    struct sample sample;
    struct pool *pool = NULL;
    struct bagtag_error error;
    make_contents(&contents, counts, 40);
    for (size_t i = 0; i < 40; i++)
        contents.train.ids[4 * i] = contents.held_out.ids[4 * i] = DATASET_OTHER + (uint32_t)i;
    contents.train.has_others = contents.held_out.has_others = true;
    ck_assert_int_eq(pool_open(&pool, 1, &error), BAGTAG_OK);
    ck_assert_int_eq(sample_take_split(&sample, &contents, UINT64_MAX, SIZE_MAX, 1, pool, &error), BAGTAG_OK);
    ck_assert(sample.documents.has_others && sample.held_out.has_others);
    ck_assert_uint_eq(count_rows(&sample.documents, DATASET_OTHER, UINT32_MAX), 40);
    for (int has_ngrams = 0; has_ngrams < 2; has_ngrams++) {
        struct dataset parts[2] = {{0}, {0}};
        struct sample_view view = {0, 1.0, 1, has_ngrams};
        ck_assert_int_eq(sample_split(&sample, &view, &parts[0], &parts[1], &error), BAGTAG_OK);
        for (int p = 0; p < 2; p++) {
            ck_assert(!parts[p].has_others);
            ck_assert_int_eq((int)parts[p].values, DATASET_COUNTS);
            ck_assert_uint_eq(count_rows(&parts[p], (uint32_t)sample_rows(&sample, &view), UINT32_MAX), 0);
            dataset_clear(&parts[p]);
        }
    }
    sample_clear(&sample);
    pool_close(pool);
    clear_contents(&contents);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("metric");
    TCase *tests = tcase_create("metric");
    tcase_add_test(tests, metrics_have_the_values_computed_by_hand);
    tcase_add_test(tests, metrics_at_a_threshold_use_the_best_threshold);
    tcase_add_test(tests, the_number_in_a_metric_may_have_any_decimal_form);
    tcase_add_test(tests, predictions_are_ordered_by_the_probabilities_of_the_loss);
    tcase_add_test(tests, equal_probabilities_pass_together);
    tcase_add_test(tests, each_document_is_held_out_once_in_either_split_of_a_sample);
    tcase_add_test(tests, equal_texts_are_held_out_together);
    tcase_add_test(tests, labels_that_only_held_out_documents_carry_are_unknown);
    tcase_add_test(tests, a_view_leaves_out_n_grams_rare_words_and_a_share);
    tcase_add_test(tests, ids_without_a_row_are_in_a_sample_but_in_no_view);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
