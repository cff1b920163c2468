/* check_logit_sum.c - products with an output layer of codes, transformed or not, by any number of workers */
/* SPDX-License-Identifier: MIT */
#include "net/logit_sum.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "net/loss.h"
#include "support/suite.h"

enum { LANES = KERNEL_LANES, DIM_MAX = 256, LABELS_MAX = 735, SHARES_MAX = 5, SEED = 11 };

/* Less than a block, exactly one, and several whose last one has few labels or nearly all. */
static const struct {
    size_t dim, n_labels, n_documents;
} layers[] = {{8, 1, 16},   {8, 8, 3},    {8, 13, 16},   {16, 5, 1},    {32, 77, 8},    {64, 64, 16},   {64, 129, 7},
              {64, 15, 16}, {128, 1, 16}, {128, 77, 16}, {128, 383, 5}, {256, 735, 16}, {256, 256, 16}, {256, 40, 9}};
enum { N_LAYERS = sizeof layers / sizeof *layers };

/* The numbers of all documents, of which each worker takes its columns: bags, and gradients of outputs. */
struct numbers {
    float h[LANES][DIM_MAX], g[LABELS_MAX][LANES], scale[LANES], limit[LANES];
};

struct products {
    float z[LABELS_MAX + 1][LANES], back[LANES][DIM_MAX];
};

struct work {
    const struct numbers *numbers;
    const struct kernel *kernel;
    struct params *params;
    struct pool *pool;
    struct logit_sum sum;
    size_t n_documents;
    struct products *products; /* [n_shares]: whole outputs, and the share's columns */
};

static void make_numbers(struct numbers *numbers)
{
    for (size_t lane = 0; lane < LANES; lane++) {
        for (size_t d = 0; d < DIM_MAX; d++)
            numbers->h[lane][d] = 2 * rng_unit(1, lane, d) - 1;
        for (size_t c = 0; c < LABELS_MAX; c++)
            numbers->g[c][lane] = 2 * rng_unit(2, lane, c) - 1;
        numbers->scale[lane] = -1 - (float)lane;
        numbers->limit[lane] = lane == 2 ? 0.5f : 1000;
    }
}

static void work(void *context, int w)
{
    struct work *work = context;
    struct products *products = &work->products[w];
    const struct numbers *numbers = work->numbers;
    const struct share *share = &work->params->shares[w];
    size_t n_labels = work->params->n_outputs, n = work->n_documents;
    struct group group;
    ck_assert_int_eq(group_init(&group, BAG_MEAN, &loss_ova, false, share->width, n_labels, NULL), BAGTAG_OK);
    group.n_documents = n;
    for (unsigned turn = 0; turn < 2; turn++) {
        work->kernel->to_lanes(group.columns, &numbers->h[0][share->first_column], DIM_MAX, share->width, n);
        logit_sum_run(&work->sum, work->kernel, work->pool, w, turn, &group);
    }
    memcpy(products->z, group.z, (n_labels + 1) * sizeof *products->z);
    memcpy(group.z, numbers->g, n_labels * sizeof *numbers->g);
    logit_sum_back(&work->sum, work->kernel, w, &group, group.bags, numbers->scale, numbers->limit);
    for (size_t lane = 0; lane < n; lane++)
        memcpy(products->back[lane], group.bags + lane * group.padded_width, share->width * sizeof(float));
    group_clear(&group);
}

/* Multiplies with N_SHARES workers; if IS_LEARNING, as if W were learned. All workers get the same outputs. */
static void multiply(struct products *out, struct params *params, size_t layer, size_t n_shares, bool is_learning,
                     const struct kernel *kernel, const struct numbers *numbers)
{
    size_t dim = layers[layer].dim, n_labels = layers[layer].n_labels;
    struct work all = {
        .numbers = numbers, .kernel = kernel, .params = params, .n_documents = layers[layer].n_documents};
    ck_assert_int_eq(pool_open(&all.pool, (int)n_shares, NULL), BAGTAG_OK);
    ck_assert_int_eq(params_init(params, 1, n_labels, dim, n_shares, SEED, NULL, all.pool, NULL), BAGTAG_OK);
    params_set_codes(params, SEED, 4.0);
    ck_assert_uint_eq(params->code_size, dim);
    if (is_learning)
        params->code_size = 0;
    for (size_t s = 0; s < n_shares; s++)
        for (size_t c = 0; c < n_labels; c++)
            params->shares[s].bias[c] = 0.01f * (float)c;
    ck_assert_int_eq(logit_sum_init(&all.sum, params, NULL), BAGTAG_OK);
    all.products = calloc(n_shares, sizeof *all.products);
    ck_assert_ptr_nonnull(all.products);
    pool_run(all.pool, work, &all);
    memset(out, 0, sizeof *out);
    memcpy(out->z, all.products[0].z, sizeof out->z);
    for (size_t s = 0; s < n_shares; s++) {
        const struct share *share = &params->shares[s];
        ck_assert_mem_eq(all.products[s].z, out->z, sizeof out->z);
        for (size_t lane = 0; lane < LANES; lane++)
            memcpy(&out->back[lane][share->first_column], all.products[s].back[lane], share->width * sizeof(float));
    }
    free(all.products);
    logit_sum_clear(&all.sum);
    pool_close(all.pool);
}

/* Compares with W in one share, in doubles. */
static void check_products(const struct products *got, const struct params *params, const struct numbers *numbers,
                           size_t n_documents)
{
    size_t dim = params->dim, n_labels = params->n_outputs;
    const float *w = params->shares[0].weight;
    for (size_t lane = 0; lane < n_documents; lane++) {
        double square = 0;
        for (size_t c = 0; c < n_labels; c++) {
            double z = 0.01 * (double)c;
            for (size_t d = 0; d < dim; d++)
                z += (double)w[c * dim + d] * (double)numbers->h[lane][d];
            ck_assert_double_eq_tol((double)got->z[c][lane], z, 1e-5);
        }
        for (size_t d = 0; d < dim; d++) {
            double sum = 0, limit = (double)numbers->limit[lane];
            for (size_t c = 0; c < n_labels; c++)
                sum += (double)w[c * dim + d] * (double)numbers->g[c][lane];
            sum = fmax(fmin(sum * (double)numbers->scale[lane], limit), -limit);
            ck_assert_double_eq_tol((double)got->back[lane][d], sum, 1e-4);
            square += (double)numbers->h[lane][d] * (double)numbers->h[lane][d];
        }
        ck_assert_double_eq_tol((double)got->z[n_labels][lane], square, 1e-4);
    }
}

struct room {
    struct numbers numbers;
    struct products want, got;
};

static struct room *new_room(void)
{
    struct room *room = malloc(sizeof *room);
    ck_assert_ptr_nonnull(room);
    make_numbers(&room->numbers);
    return room;
}

START_TEST(codes_give_the_same_products_as_any_layer)
{
    struct room *room = new_room();
    for (int is_learning = 0; is_learning < 2; is_learning++) {
        struct params params;
        multiply(&room->got, &params, (size_t)_i, 1, is_learning, &kernel_base, &room->numbers);
        check_products(&room->got, &params, &room->numbers, layers[_i].n_documents);
        params_clear(&params);
    }
    free(room);
}
END_TEST

/* Includes shares of slices that are not a single node of the tree. */
START_TEST(the_products_do_not_depend_on_workers_or_kernel)
{
    struct room *room = new_room();
    for (int is_learning = 0; is_learning < 2; is_learning++) {
        struct params params;
        multiply(&room->want, &params, (size_t)_i, 1, is_learning, &kernel_base, &room->numbers);
        params_clear(&params);
        for (size_t k = 0; kernel_names[k]; k++)
            for (size_t n = 1; kernel_find(kernel_names[k]) && n <= SHARES_MAX && n * KERNEL_SLICE <= layers[_i].dim;
                 n++) {
                multiply(&room->got, &params, (size_t)_i, n, is_learning, kernel_find(kernel_names[k]), &room->numbers);
                ck_assert_msg(memcmp(&room->got, &room->want, sizeof room->want) == 0, "%s, %zu workers: differs",
                              kernel_names[k], n);
                params_clear(&params);
            }
    }
    free(room);
}
END_TEST

/* All columns, and documents of one row each. */
START_TEST(a_group_is_scored_with_codes_as_with_any_layer)
{
    size_t dim = layers[_i].dim, n_labels = layers[_i].n_labels, n = layers[_i].n_documents, bytes;
    struct params params;
    struct group group;
    struct document documents[LANES];
    static const uint32_t ids[LANES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    for (size_t lane = 0; lane < LANES; lane++)
        documents[lane] = (struct document){.ids = ids + lane, .n = 1};
    ck_assert_int_eq(params_init(&params, LANES, n_labels, dim, 1, SEED, NULL, NULL, NULL), BAGTAG_OK);
    params_set_codes(&params, SEED, 4.0);
    ck_assert_int_eq(group_init(&group, BAG_MEAN, &loss_ova, false, dim, n_labels, NULL), BAGTAG_OK);
    bytes = n_labels * LANES * sizeof *group.z;
    float *want = malloc(bytes), *base = malloc(bytes);
    ck_assert(want && base);
    const struct share *share = &params.shares[0];
    struct output_layer layer = {.weight = share->weight, .bias = share->bias};
    group_logits(&group, &kernel_base, &share->rows, layer, documents, n);
    memcpy(want, group.z, bytes);
    layer.code_size = params.code_size;
    for (size_t k = 0; kernel_names[k]; k++)
        if (kernel_find(kernel_names[k])) {
            group_logits(&group, &kernel_base, &share->rows, layer, documents, n);
            memcpy(base, group.z, bytes);
            group_logits(&group, kernel_find(kernel_names[k]), &share->rows, layer, documents, n);
            ck_assert_mem_eq(group.z, base, bytes);
        }
    for (size_t i = 0; i < n_labels * LANES; i++)
        ck_assert_double_eq_tol((double)group.z[i], (double)want[i], 1e-6);
    free(want);
    free(base);
    group_clear(&group);
    params_clear(&params);
}
END_TEST

START_TEST(codes_with_missing_columns_are_not_transformed)
{
    static const size_t dims[] = {1, 4, 9, 40, 48, 65, 100};
    struct params params;
    ck_assert_int_eq(params_init(&params, 1, 20, dims[_i], 1, SEED, NULL, NULL, NULL), BAGTAG_OK);
    params_set_codes(&params, SEED, 4.0);
    ck_assert_uint_eq(params.code_size, 0);
    params_clear(&params);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("logit sum");
    TCase *tests = tcase_create("logit sum");
    tcase_add_loop_test(tests, codes_give_the_same_products_as_any_layer, 0, N_LAYERS);
    tcase_add_loop_test(tests, the_products_do_not_depend_on_workers_or_kernel, 0, N_LAYERS);
    tcase_add_loop_test(tests, a_group_is_scored_with_codes_as_with_any_layer, 0, N_LAYERS);
    tcase_add_loop_test(tests, codes_with_missing_columns_are_not_transformed, 0, 7);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
