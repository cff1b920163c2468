/* check_sample_order.c - which documents make up a sample, and that each label is spread evenly over the folds */
/* SPDX-License-Identifier: MIT */
#include "learn/sample_order.h"

#include <check.h>
#include <stdlib.h>

#include "base/rng.h"
#include "learn/sample.h"
#include "support/suite.h"

enum { N_LABELS = 7, N_FOLDS = 5, ROWS_EACH = 3, MOST = 2000 };

/* Documents of ROWS_EACH rows and one label, drawn so that some labels are rare; every hundredth has no label. */
struct fixture {
    struct corpus_contents contents;
    uint64_t offsets[MOST + 1], label_offsets[MOST + 1];
    uint32_t labels[MOST];
};

static struct fixture *make_fixture(size_t n)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    ck_assert_ptr_nonnull(fixture);
    for (size_t i = 0; i < n; i++) {
        uint64_t at = fixture->label_offsets[i];
        double u = (double)rng_unit(3, 0, i);
        fixture->labels[at] = (uint32_t)(u * u * N_LABELS);
        fixture->label_offsets[i + 1] = at + (i % 100 != 99);
        fixture->offsets[i + 1] = ROWS_EACH * (i + 1);
    }
    fixture->contents.train = (struct dataset){.offsets = fixture->offsets,
                                               .labels = fixture->labels,
                                               .label_offsets = fixture->label_offsets,
                                               .n_documents = n};
    fixture->contents.labels.n_words = N_LABELS;
    return fixture;
}

static size_t label_of(const struct fixture *fixture, uint32_t i)
{
    uint64_t first = fixture->label_offsets[i];
    return first < fixture->label_offsets[i + 1] ? fixture->labels[first] : N_LABELS;
}

START_TEST(each_label_is_spread_evenly_over_the_folds_if_documents_are_few)
{
    for (size_t n_documents = 20; n_documents < 1000; n_documents += 97) {
        struct fixture *fixture = make_fixture(n_documents);
        size_t n, n_of[N_LABELS + 1][N_FOLDS] = {{0}};
        uint32_t *order = sample_order(&fixture->contents, UINT64_MAX, SIZE_MAX, 1, &n);
        ck_assert_uint_eq(n, n_documents);
        for (size_t k = 0; k < n; k++)
            n_of[label_of(fixture, order[k])][k % N_FOLDS]++;
        for (size_t c = 0; c <= N_LABELS; c++)
            for (size_t a = 0; a < N_FOLDS; a++)
                for (size_t b = 0; b < N_FOLDS; b++)
                    ck_assert_uint_le(n_of[c][a], n_of[c][b] + 1);
        free(order);
        free(fixture);
    }
}
END_TEST

START_TEST(each_document_occurs_once_and_the_order_depends_on_the_seed)
{
    static const size_t sizes[] = {300, MOST};
    for (size_t s = 0; s < 2; s++) {
        struct fixture *fixture = make_fixture(sizes[s]);
        size_t n_differing = 0, n;
        uint32_t *order = sample_order(&fixture->contents, UINT64_MAX, SIZE_MAX, 1, &n);
        uint32_t *other = sample_order(&fixture->contents, UINT64_MAX, SIZE_MAX, 2, &n);
        unsigned char *is_there = calloc(n, 1);
        ck_assert_uint_eq(n, sizes[s]);
        for (size_t k = 0; k < n; k++) {
            ck_assert_uint_eq(is_there[order[k]], 0);
            is_there[order[k]] = 1;
            n_differing += order[k] != other[k];
        }
        ck_assert_uint_gt(n_differing, n / 2);
        free(is_there);
        free(order);
        free(other);
        free(fixture);
    }
}
END_TEST

START_TEST(many_documents_stay_in_the_order_of_the_draw)
{
    struct fixture *fixture = make_fixture(MOST);
    uint32_t drawn[MOST];
    size_t n;
    uint32_t *order = sample_order(&fixture->contents, ROWS_EACH * 1000, SIZE_MAX, 1, &n);
    rng_permutation(1, 50, drawn, MOST);
    ck_assert_uint_eq(n, 1000);
    ck_assert_mem_eq(order, drawn, n * sizeof *order);
    free(order);
    free(fixture);
}
END_TEST

START_TEST(a_sample_ends_with_the_document_that_reaches_the_limit_of_rows)
{
    struct fixture *fixture = make_fixture(300);
    size_t n;
    free(sample_order(&fixture->contents, ROWS_EACH * 100 + 1, SIZE_MAX, 1, &n));
    ck_assert_uint_eq(n, 101);
    free(sample_order(&fixture->contents, UINT64_MAX, 50, 1, &n));
    ck_assert_uint_eq(n, 50);
    free(fixture);
}
END_TEST

START_TEST(label_names_follow_any_sample_and_are_never_held_out)
{
    enum { N = 1500, N_NAMES = 40 };
    static const uint64_t max_rows[] = {ROWS_EACH * 10, ROWS_EACH * 1200, UINT64_MAX};
    static const size_t n_drawn[] = {10, 1200, N - N_NAMES};
    struct fixture *fixture = make_fixture(N);
    fixture->contents.train.n_label_texts = N_NAMES;
    for (size_t s = 0; s < 3; s++) {
        size_t n, n_held_out = 0;
        uint32_t *order = sample_order(&fixture->contents, max_rows[s], SIZE_MAX, 1, &n);
        ck_assert_uint_eq(n, n_drawn[s] + N_NAMES);
        for (size_t i = 0; i < N_NAMES; i++)
            ck_assert_uint_eq(order[n_drawn[s] + i], N - N_NAMES + i);
        for (uint32_t i = 0; i < n; i++)
            order[i] = i; /* no twins */
        const struct sample sample = {.documents = {.n_documents = n, .n_label_texts = N_NAMES}, .twins = order};
        for (size_t fold = 0; fold < SAMPLE_FOLDS; fold++)
            n_held_out += sample_held_out(&sample, fold);
        ck_assert_uint_eq(n_held_out, n_drawn[s]);
        free(order);
    }
    free(fixture);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sample order");
    TCase *tests = tcase_create("sample order");
    tcase_add_test(tests, each_label_is_spread_evenly_over_the_folds_if_documents_are_few);
    tcase_add_test(tests, each_document_occurs_once_and_the_order_depends_on_the_seed);
    tcase_add_test(tests, many_documents_stay_in_the_order_of_the_draw);
    tcase_add_test(tests, a_sample_ends_with_the_document_that_reaches_the_limit_of_rows);
    tcase_add_test(tests, label_names_follow_any_sample_and_are_never_held_out);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
