/* check_gain.c - rows that say more about the labels weigh more */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "data/gain.h"
#include "support/suite.h"

enum { DOCUMENTS = 300, ROWS = 6, LABELS = 4, LABELS_EACH = 2 };

/* Documents with every row whose bit is set, each once. */
struct fixture {
    uint32_t ids[DOCUMENTS * ROWS], labels[DOCUMENTS * LABELS_EACH];
    uint64_t offsets[DOCUMENTS + 1], label_offsets[DOCUMENTS + 1];
    struct dataset dataset;
};

static void add(struct fixture *f, unsigned rows, unsigned labels)
{
    size_t n = f->dataset.n_documents++;
    f->offsets[n + 1] = f->offsets[n];
    f->label_offsets[n + 1] = f->label_offsets[n];
    for (uint32_t r = 0; r < ROWS; r++)
        if (rows & 1U << r)
            f->ids[f->offsets[n + 1]++] = r;
    for (uint32_t c = 0; c < LABELS; c++)
        if (labels & 1U << c)
            f->labels[f->label_offsets[n + 1]++] = c;
    f->dataset.values = DATASET_COUNTS;
    f->dataset.ids = f->ids;
    f->dataset.offsets = f->offsets;
    f->dataset.labels = f->labels;
    f->dataset.label_offsets = f->label_offsets;
}

/* The formula of gain.h, as it is written there. */
static double expected(const struct dataset *d, uint32_t row)
{
    double of_row[LABELS] = {0}, of_all[LABELS] = {0}, n = 0.0, all = 0.0, df = 0.0, divergence = 0.0;
    for (size_t i = 0; i < d->n_documents; i++) {
        bool has_row = false;
        for (uint64_t k = d->offsets[i]; k < d->offsets[i + 1]; k++)
            has_row |= d->ids[k] == row;
        df += has_row;
        for (uint64_t l = d->label_offsets[i]; l < d->label_offsets[i + 1]; l++) {
            of_all[d->labels[l]]++;
            of_row[d->labels[l]] += has_row;
            n += has_row;
            all++;
        }
    }
    for (size_t c = 0; c < LABELS; c++) {
        double prior = of_all[c] / all, p = (of_row[c] + prior) / (n + 1.0);
        divergence += prior > 0.0 ? p * log(p / prior) : 0.0;
    }
    return (0.25 + divergence) * sqrt(log((1.0 + (double)d->n_documents) / (1.0 + df)) + 1.0);
}

/* With any number of workers, including more workers than rows. */
static void check_all(const struct fixture *f)
{
    float *weights = gain_of_rows(&f->dataset, ROWS, LABELS, NULL);
    ck_assert_ptr_nonnull(weights);
    for (uint32_t r = 0; r < ROWS; r++)
        ck_assert_double_eq_tol((double)weights[r], expected(&f->dataset, r), 1e-6);
    for (int n_workers = 1; n_workers <= ROWS + 2; n_workers++) {
        struct pool *pool = NULL;
        ck_assert_int_eq(pool_open(&pool, n_workers, NULL), BAGTAG_OK);
        float *same = gain_of_rows(&f->dataset, ROWS, LABELS, pool);
        ck_assert_ptr_nonnull(same);
        ck_assert_mem_eq(same, weights, ROWS * sizeof *weights);
        free(same);
        pool_close(pool);
    }
    free(weights);
}

START_TEST(weights_follow_the_formula_for_few_and_many_documents)
{
    static const unsigned sizes[] = {1, 5, 63, 64, 65, 129, DOCUMENTS};
    struct fixture f = {0};
    for (size_t i = 0; i < sizes[_i]; i++)
        add(&f, (unsigned)(i * i / 3 + i) % (1U << ROWS), 1U << (i * i % 5) % LABELS);
    check_all(&f);
}
END_TEST

START_TEST(each_label_of_a_document_counts)
{
    struct fixture f = {0};
    for (unsigned i = 0; i < 100; i++)
        add(&f, i % (1U << ROWS), i % 3 == 0 ? 5 : 1U << i % LABELS);
    check_all(&f);
}
END_TEST

START_TEST(a_row_that_all_documents_have_carries_no_information)
{
    struct fixture f = {0};
    for (unsigned i = 0; i < 40; i++)
        add(&f, 1U | (i % 2 ? 2U : 0U), 1U << i % 2);
    float *weights = gain_of_rows(&f.dataset, ROWS, LABELS, NULL);
    ck_assert_ptr_nonnull(weights);
    ck_assert_double_eq_tol((double)weights[0], 0.25, 1e-7);
    ck_assert(weights[1] > 3 * weights[0]);
    free(weights);
}
END_TEST

START_TEST(one_label_and_rows_without_documents_carry_no_information)
{
    struct fixture f = {0};
    for (unsigned i = 0; i < 10; i++)
        add(&f, 1U, 1U);
    check_all(&f);
    float *weights = gain_of_rows(&f.dataset, ROWS, LABELS, NULL);
    ck_assert_ptr_nonnull(weights);
    ck_assert_double_eq_tol((double)weights[0], 0.25, 1e-7);
    ck_assert_double_eq_tol((double)weights[1], 0.25 * sqrt(log(11.0) + 1.0), 1e-6);
    free(weights);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gain");
    TCase *tests = tcase_create("gain");
    tcase_add_loop_test(tests, weights_follow_the_formula_for_few_and_many_documents, 0, 7);
    tcase_add_test(tests, each_label_of_a_document_counts);
    tcase_add_test(tests, a_row_that_all_documents_have_carries_no_information);
    tcase_add_test(tests, one_label_and_rows_without_documents_carry_no_information);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
