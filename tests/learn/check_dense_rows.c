/* check_dense_rows.c - rows that no document of a trial uses are left out, and the others keep their order */
/* SPDX-License-Identifier: MIT */
#include "learn/dense_rows.h"

#include <check.h>

#include "base/large.h"
#include "base/mem.h"
#include "support/suite.h"

/* Rows 0 to 5 are words, 6 to 9 n-grams, 10 to 12 character n-grams. */
enum { N_WORDS = 6, N_CHARS = 3, V = 13, N_DOCUMENTS = 10, EACH = 2 };

/* Every document has ROWS. */
static void make_sample(struct sample *sample, const uint32_t rows[EACH])
{
    struct dataset *documents = &sample->documents;
    *sample = (struct sample){.n_words = N_WORDS, .n_rows = V, .n_char_rows = N_CHARS, .n_labels = 1};
    *documents = (struct dataset){.values = DATASET_COUNTS,
                                  .ids = large_array(EACH * N_DOCUMENTS, sizeof *documents->ids),
                                  .weights = mem_zeroed(EACH * N_DOCUMENTS, sizeof *documents->weights),
                                  .offsets = mem_zeroed(N_DOCUMENTS + 1, sizeof *documents->offsets),
                                  .labels = mem_zeroed(N_DOCUMENTS, sizeof *documents->labels),
                                  .label_offsets = mem_zeroed(N_DOCUMENTS + 1, sizeof *documents->label_offsets),
                                  .n_documents = N_DOCUMENTS};
    sample->twins = mem_array(N_DOCUMENTS, sizeof *sample->twins);
    for (uint32_t i = 0; i < N_DOCUMENTS; i++) {
        sample->twins[i] = i;
        for (size_t k = 0; k < EACH; k++)
            documents->ids[EACH * i + k] = rows[k];
        documents->offsets[i + 1] = (uint64_t)EACH * (i + 1);
        documents->label_offsets[i + 1] = i + 1;
    }
}

static void check_rows(const struct dataset *dataset, const uint32_t rows[EACH])
{
    ck_assert_uint_gt(dataset->n_documents, 0);
    for (uint64_t k = 0; k < dataset->offsets[dataset->n_documents]; k++)
        ck_assert_uint_eq(dataset->ids[k], rows[k % EACH]);
}

START_TEST(unused_rows_are_left_out)
{
    static const struct {
        uint32_t rows[EACH], numbers[EACH];
        size_t n_words, n_char_rows;
    } cases[] = {{{0, 5}, {0, 1}, 2, 0}, {{3, 7}, {0, 1}, 1, 0}, {{4, 12}, {0, 1}, 1, 1}, {{8, 8}, {0, 0}, 0, 0}};
    const struct sample_view view = {.fold = 1, .share = 1.0, .has_ngrams = true};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sample sample;
        struct dataset train = {0}, held_out = {0};
        struct dense_rows dense;
        make_sample(&sample, cases[i].rows);
        ck_assert_int_eq(sample_split(&sample, &view, &train, &held_out, NULL), BAGTAG_OK);
        ck_assert_int_eq(dense_rows_make(&dense, &sample, &view, &train, &held_out, NULL), BAGTAG_OK);
        check_rows(&train, cases[i].numbers);
        check_rows(&held_out, cases[i].numbers);
        ck_assert_uint_eq(dense.n_rows, (size_t)cases[i].numbers[EACH - 1] + 1);
        ck_assert_uint_eq(dense.n_char_rows, cases[i].n_char_rows);
        ck_assert_uint_eq(dense.pretrained.n, cases[i].n_words);
        for (size_t word = 0; word < cases[i].n_words; word++)
            ck_assert_uint_eq(dense.pretrained.words[word], cases[i].rows[word]);
        dense_rows_clear(&dense);
        dataset_clear(&train);
        dataset_clear(&held_out);
        sample_clear(&sample);
    }
}
END_TEST

/* More than three quarters of V rows are in use. */
START_TEST(rows_keep_their_numbers_if_most_are_used)
{
    static const uint32_t rows[] = {0, 0};
    const struct sample_view view = {.fold = 1, .share = 1.0, .has_ngrams = true};
    struct sample sample;
    struct dataset train = {0}, held_out = {0};
    struct dense_rows dense;
    make_sample(&sample, rows);
    for (uint32_t k = 0; k < EACH * N_DOCUMENTS; k++)
        sample.documents.ids[k] = V - 1 - k % V;
    ck_assert_int_eq(sample_split(&sample, &view, &train, &held_out, NULL), BAGTAG_OK);
    uint32_t first = train.ids[0];
    ck_assert_int_eq(dense_rows_make(&dense, &sample, &view, &train, &held_out, NULL), BAGTAG_OK);
    ck_assert_uint_eq(train.ids[0], first);
    ck_assert_uint_eq(dense.n_rows, V);
    ck_assert_uint_eq(dense.n_char_rows, N_CHARS);
    ck_assert_uint_eq(dense.pretrained.n, N_WORDS);
    ck_assert_ptr_null(dense.pretrained.words);
    dense_rows_clear(&dense);
    dataset_clear(&train);
    dataset_clear(&held_out);
    sample_clear(&sample);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dense rows");
    TCase *tests = tcase_create("dense rows");
    tcase_add_test(tests, unused_rows_are_left_out);
    tcase_add_test(tests, rows_keep_their_numbers_if_most_are_used);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
