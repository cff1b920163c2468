/* nn_fixture.h - a table whose sums are easy to check by eye, for the tests of the nn functions */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_NN_FIXTURE_H
#define BAGTAG_TESTS_SUPPORT_NN_FIXTURE_H

#include "bagtag_nn.h"

#include <check.h>
#include <string.h>

enum { ROWS = 100, WIDTH = 5, STRIDE = 7 };

/* Row v, column d is 10 v + d, so that sums are easy to check by eye. The two floats after each row must not change. */
struct fixture {
    float weight[ROWS * STRIDE], gradient[ROWS * STRIDE];
    struct bagtag_table table, gradient_table;
    struct bagtag_embedding_options options;
    struct bagtag_error error;
    float out[ROWS * WIDTH];
    int64_t argmax[ROWS * WIDTH];
};

static struct fixture f;

static inline void setup(void)
{
    memset(&f, 0, sizeof f);
    for (int v = 0; v < ROWS; v++)
        for (int d = 0; d < STRIDE; d++)
            f.weight[v * STRIDE + d] = d < WIDTH ? (float)(10 * v + d) : -1.0f;
    f.table = (struct bagtag_table){f.weight, ROWS, WIDTH, STRIDE};
    f.gradient_table = (struct bagtag_table){f.gradient, ROWS, WIDTH, STRIDE};
    bagtag_embedding_options_init(&f.options);
    for (int i = 0; i < ROWS * WIDTH; i++)
        f.out[i] = -99.0f;
}

#define FLOAT_IS(x, want) ck_assert_double_eq((double)(x), (double)(want))

static inline void nothing_past_the_rows_changed(void)
{
    for (int v = 0; v < ROWS; v++)
        for (int d = WIDTH; d < STRIDE; d++) {
            FLOAT_IS(f.weight[v * STRIDE + d], -1.0f);
            FLOAT_IS(f.gradient[v * STRIDE + d], 0.0f);
        }
}

#define OK(call) ck_assert_msg((call) == BAGTAG_OK, "%s", f.error.sentence)
#define REFUSED(call, words)                                                                             \
    do {                                                                                                 \
        ck_assert_int_eq(call, BAGTAG_ARGUMENT);                                                         \
        ck_assert_msg(strstr(f.error.sentence, words) != NULL, "'%s' in '%s'", words, f.error.sentence); \
        FLOAT_IS(f.out[0], -99.0f);                                                                      \
    } while (0)

static inline struct bagtag_bags bags_of(const int64_t *indices, size_t n, const int64_t *offsets, size_t n_bags)
{
    return (struct bagtag_bags){BAGTAG_INT64, indices, n, offsets, n_bags, NULL};
}

static inline enum bagtag_status forward(const struct bagtag_bags *bags)
{
    return bagtag_embedding_bag_forward(&f.table, bags, &f.options, f.out,
                                        f.options.mode == BAGTAG_BAG_MAX ? f.argmax : NULL, &f.error);
}

static inline enum bagtag_status backward(const struct bagtag_bags *bags, const float *grad_output, float *grad_weights)
{
    return bagtag_embedding_bag_backward(&f.table, bags, &f.options, f.argmax, grad_output, &f.gradient_table,
                                         grad_weights, &f.error);
}

/* The first textbook example: a table of 10 rows of 3, indices 1 2 4 5 3 2 9, offsets 0 3. */
static const int64_t ten[] = {1, 2, 4, 5, 3, 2, 9}, ten_offsets[] = {0, 3};
/* The second: 100 rows of 5, indices 3 1 7 4 0, offsets 0 2. */
static const int64_t hundred[] = {3, 1, 7, 4, 0}, hundred_offsets[] = {0, 2};

#endif
