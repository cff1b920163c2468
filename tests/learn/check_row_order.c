/* check_row_order.c - training with reordered rows gives the same numbers */
/* SPDX-License-Identifier: MIT */
#include "learn/training.h"

#include <check.h>
#include <stdbool.h>
#include <string.h>

#include "base/large.h"
#include "base/mem.h"
#include "base/rng.h"
#include "model/settings_text.h"
#include "support/suite.h"

enum { DIM = 40, V = 80000, N_DOCUMENTS = 50, EACH = 100, LABELS = 3, UNUSED = V - 1, HUGE_ROW = 1 << 30 };

/* Each document has rows of its own and some that it shares; none has the last row. */
static void make_documents(struct dataset *dataset, uint64_t stream)
{
    *dataset = (struct dataset){.ids = large_array(N_DOCUMENTS * EACH, sizeof *dataset->ids),
                                .offsets = mem_zeroed(N_DOCUMENTS + 1, sizeof *dataset->offsets),
                                .labels = mem_zeroed(N_DOCUMENTS, sizeof *dataset->labels),
                                .label_offsets = mem_zeroed(N_DOCUMENTS + 1, sizeof *dataset->label_offsets),
                                .n_documents = N_DOCUMENTS};
    for (uint32_t i = 0; i < N_DOCUMENTS; i++) {
        for (uint32_t k = 0; k < EACH; k++)
            dataset->ids[i * EACH + k] = (uint32_t)(rng_bits(1, stream, i * EACH + k) % (k % 2 ? 50 : UNUSED));
        dataset->labels[i] = i % LABELS;
        dataset->offsets[i + 1] = (uint64_t)EACH * (i + 1);
        dataset->label_offsets[i + 1] = i + 1;
    }
}

START_TEST(rows_are_in_the_order_in_which_documents_first_use_them)
{
    static const uint32_t rows[] = {4, 2, 0, 1, 3}, places[] = {2, 3, 1, 4, 0};
    enum { N = sizeof rows / sizeof *rows, LENGTH = 100 };
    uint64_t offsets[] = {0, LENGTH};
    uint32_t ids[LENGTH] = {4, 2, 0, 4};
    struct dataset train = {.ids = ids, .offsets = offsets, .n_documents = 1};
    struct row_order order;
    for (size_t k = 4; k < LENGTH; k++)
        ids[k] = 2;
    ck_assert_int_eq(row_order_make(&order, &train, N, HUGE_ROW, NULL), BAGTAG_OK);
    ck_assert_mem_eq(order.rows, rows, sizeof rows);
    ck_assert_mem_eq(order.places, places, sizeof places);
    ck_assert(ids[0] == 0 && ids[1] == 1 && ids[2] == 2 && ids[3] == 0 && ids[4] == 1);
    row_order_clear(&order);
    ck_assert_int_eq(row_order_make(&order, &train, N, 1, NULL), BAGTAG_OK); /* small: nothing is moved */
    ck_assert_ptr_null(order.rows);
    ck_assert(ids[0] == 0);
}
END_TEST

/* The result of sgd_run with the rows in their own order, all in one share, with a layer of zeros or of fixed codes. */
static float *train_as_numbered(const struct settings *settings, const struct kernel *kernel, size_t *n_floats)
{
    static const float SQUARE_OF_FIXED_CODE = 4;
    bool has_codes = settings->layer == LAYER_CODES;
    struct dataset train;
    struct params params;
    struct sgd_progress last;
    const struct sgd_options how = {.loss = loss_get(settings->loss),
                                    .n_labels = LABELS,
                                    .epochs = settings->epochs,
                                    .batch = settings_batch(settings),
                                    .learning_rate = (float)settings->learning_rate,
                                    .layer_rate = has_codes ? 0 : 1,
                                    .layer_square = has_codes ? SQUARE_OF_FIXED_CODE : 1,
                                    .is_linear = settings->schedule == SCHEDULE_LINEAR,
                                    .seed = settings->seed};
    make_documents(&train, 0);
    ck_assert_int_eq(params_init(&params, V, LABELS, DIM, 1, settings->seed, NULL, NULL, NULL), BAGTAG_OK);
    if (has_codes)
        params_set_codes(&params, settings->seed, (double)SQUARE_OF_FIXED_CODE);
    params_zero_row(&params, UNUSED);
    ck_assert_int_eq(sgd_run(&params, &train, NULL, &how, kernel, NULL, NULL, NULL, &last, NULL), BAGTAG_OK);
    dataset_clear(&train);
    return params_join(&params, NULL, n_floats);
}

/* With a table that is large enough to be reordered, by two workers. */
START_TEST(the_order_of_rows_does_not_change_the_result)
{
    static const enum layer layers[] = {LAYER_TRAINED, LAYER_CODES};
    struct settings settings;
    struct dataset train, held_out;
    struct trained trained;
    struct pool *pool;
    size_t n_floats, n_expected;
    settings_init(&settings);
    settings.dim = DIM;
    settings.epochs = 2;
    settings.layer = layers[_i];
    struct training training = {.settings = &settings,
                                .train = &train,
                                .held_out = &held_out,
                                .n_rows = V,
                                .has_unseen_row = true,
                                .n_labels = LABELS};
    ck_assert_int_eq(kernel_choose(&training.kernel, NULL), BAGTAG_OK);
    ck_assert_int_eq(pool_open(&pool, 2, NULL), BAGTAG_OK);
    training.pool = pool;
    make_documents(&train, 0);
    make_documents(&held_out, 1);
    ck_assert_int_eq(training_run(&training, &trained, NULL), BAGTAG_OK);
    ck_assert_ptr_nonnull(trained.order.rows);
    ck_assert_int_eq(trained_restore(&trained, pool, NULL), BAGTAG_OK);
    float *joined = params_join(&trained.params, pool, &n_floats);
    float *expected = train_as_numbered(&settings, training.kernel, &n_expected);
    ck_assert_uint_eq(n_floats, n_expected);
    ck_assert_int_eq(memcmp(joined, expected, n_floats * sizeof *joined), 0);
    large_free(joined);
    large_free(expected);
    trained_clear(&trained);
    dataset_clear(&train);
    dataset_clear(&held_out);
    pool_close(pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("row order");
    TCase *tests = tcase_create("row order");
    tcase_add_test(tests, rows_are_in_the_order_in_which_documents_first_use_them);
    tcase_add_loop_test(tests, the_order_of_rows_does_not_change_the_result, 0, 2);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
