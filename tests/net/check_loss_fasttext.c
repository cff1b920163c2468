/* check_loss_fasttext.c - probabilities, order and losses of fastText's models, by hand and by plain loops */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"
#include "net/group.h"
#include "support/suite.h"

enum { LANES = KERNEL_LANES, MOST = 40 };

static const struct loss *const losses[] = {&loss_fasttext_softmax, &loss_fasttext_ova, &loss_fasttext_hs};

/* Sixteen documents of C labels in a group of one column. */
static struct group group;
static struct label_tree tree;
static const struct kernel *kernel;
static float outputs[MOST];

static void begin(const struct loss *loss, const float *z, size_t n_labels, const int64_t *counts)
{
    ck_assert_int_eq(kernel_choose(&kernel, NULL), BAGTAG_OK);
    ck_assert_int_eq(group_init(&group, BAG_MEAN, loss, false, 1, n_labels, NULL), BAGTAG_OK);
    if (counts != NULL)
        ck_assert_int_eq(label_tree_init(&tree, counts, n_labels, NULL), BAGTAG_OK);
    group.extra.tree = &tree;
    group.n_documents = LANES;
    for (size_t c = 0; c < n_labels; c++)
        for (size_t lane = 0; lane < LANES; lane++)
            group.z[c * LANES + lane] = lane % 2 == 0 ? z[c] : -z[c];
}

static struct loss_lanes lanes_of_group(void)
{
    struct loss_lanes lanes = group_lanes(&group, kernel);
    group.loss->probabilities(&lanes);
    return lanes;
}

static void end(void)
{
    group_clear(&group);
    label_tree_clear(&tree);
    tree = (struct label_tree){.n_labels = 0};
}

/* ---- the tree ------------------------------------------------------------------------------------------------- */

START_TEST(a_tree_is_built_from_the_last_label_up)
{
    static const int64_t counts[] = {8, 5, 3, 2, 1, 1};
    static const struct label_children expected[] = {{5, 4}, {6, 3}, {2, 7}, {1, 8}, {0, 9}};
    struct label_tree built;
    ck_assert_int_eq(label_tree_init(&built, counts, 6, NULL), BAGTAG_OK);
    ck_assert_uint_eq(label_tree_root(&built), 10);
    /* 1 + 1 = 2 is node 6; it is taken before the leaf of count 2, and they are node 7, of 4; 3 + 4; 5 + 7; 8 + 12 */
    for (uint32_t i = 0; i < 5; i++) {
        ck_assert_uint_eq(built.children[i].left, expected[i].left);
        ck_assert_uint_eq(built.children[i].right, expected[i].right);
        ck_assert_uint_eq(built.parents[expected[i].left], 6 + i);
        ck_assert_uint_eq(built.parents[expected[i].right], 6 + i);
    }
    label_tree_clear(&built);
}
END_TEST

START_TEST(a_tree_of_any_counts_has_every_label_once)
{
    int64_t counts[MOST];
    for (uint32_t run = 0; run < 200; run++) {
        size_t n = 1 + rng_bits(run, 1, 0) % MOST;
        struct label_tree built;
        for (uint32_t c = 0; c < n; c++)
            counts[c] = run % 3 == 0 ? 0 : (int64_t)(rng_bits(run, 2, c) % (run % 3 == 1 ? 4 : 100000000000000));
        ck_assert_int_eq(label_tree_init(&built, counts, n, NULL), BAGTAG_OK);
        for (uint32_t c = 0; c < n; c++) {
            size_t depth = 0;
            for (uint32_t node = c; node != label_tree_root(&built); node = built.parents[node]) {
                const struct label_children *children = &built.children[built.parents[node] - n];
                ck_assert_msg((children->left == node) != (children->right == node), "run %u", run);
                ck_assert_uint_lt(depth++, n);
            }
        }
        label_tree_clear(&built);
    }
}
END_TEST

/* ---- by hand -------------------------------------------------------------------------------------------------- */

START_TEST(softmax_adds_its_floor_and_stays_below_1)
{
    static const float z[] = {0.0f, 1.09861228866811f, -100.0f}; /* 1 : 3 : 0 */
    begin(&loss_fasttext_softmax, z, 3, NULL);
    struct loss_lanes lanes = lanes_of_group();
    ck_assert_uint_eq(group.loss->best(&lanes, 0, 3, 0.0f), 3);
    const struct ranked *best = group.extra.heap;
    ck_assert_uint_eq(best[0].label, 1);
    ck_assert_uint_eq(best[1].label, 0);
    ck_assert_uint_eq(best[2].label, 2);
    ck_assert(fabs((double)best[0].score - log(0.75001)) < 1e-6);
    ck_assert(fabs((double)group.loss->probability(&lanes, 0, 0) - 0.25001) < 1e-6);
    ck_assert(fabs((double)group.loss->probability(&lanes, 0, 2) - 0.00001) < 1e-9);
    ck_assert(group.loss->probability(&lanes, 1, 2) == 1.0f); /* -z: all but certain, and not 1.00001 */
    ck_assert_uint_eq(group.loss->best(&lanes, 0, 3, 0.5f), 1);
    ck_assert_uint_eq(group.loss->best(&lanes, 0, 1, 0.0f), 1);
    end();
}
END_TEST

START_TEST(sigmoids_are_looked_up_at_the_left_end_of_a_table_cell)
{
    static const float z[] = {0.0f, 0.03f, -0.001f, 8.001f, -8.001f, 8.0f};
    static const double x[] = {0.0, 0.0, -0.03125, (double)INFINITY, -(double)INFINITY, 8.0};
    begin(&loss_fasttext_ova, z, 6, NULL);
    struct loss_lanes lanes = lanes_of_group();
    for (uint32_t c = 0; c < 6; c++) {
        double expected = fmin(1.0 / (1.0 + exp(-x[c])) + 1e-5, 1.0);
        ck_assert_msg(fabs((double)group.loss->probability(&lanes, 0, c) - expected) < 1e-6, "label %u", c);
    }
    ck_assert_uint_eq(group.loss->best(&lanes, 0, 3, 0.0f), 3);
    ck_assert_uint_eq(group.extra.heap[0].label, 3);
    ck_assert_uint_eq(group.extra.heap[1].label, 5);
    end();
}
END_TEST

START_TEST(a_tree_multiplies_along_the_path)
{
    static const int64_t counts[] = {8, 5, 3, 2, 1, 1};
    static const float z[] = {0.5f, -1.0f, 2.0f, -0.25f, 1.5f, 0.0f};
    double f[5], floor = 1e-5;
    for (int i = 0; i < 5; i++)
        f[i] = 1.0 / (1.0 + exp(-(double)z[i]));
    /* the tree of a_tree_is_built_from_the_last_label_up */
    const double p[] = {1 - f[4] + floor,
                        (f[4] + floor) * (1 - f[3] + floor),
                        (f[4] + floor) * (f[3] + floor) * (1 - f[2] + floor),
                        (f[4] + floor) * (f[3] + floor) * (f[2] + floor) * (f[1] + floor),
                        (f[4] + floor) * (f[3] + floor) * (f[2] + floor) * (1 - f[1] + floor) * (f[0] + floor),
                        (f[4] + floor) * (f[3] + floor) * (f[2] + floor) * (1 - f[1] + floor) * (1 - f[0] + floor)};
    begin(&loss_fasttext_hs, z, 6, counts);
    struct loss_lanes lanes = lanes_of_group();
    for (uint32_t c = 0; c < 6; c++)
        ck_assert_msg(fabs((double)group.loss->probability(&lanes, 0, c) - p[c]) < 1e-6, "label %u", c);
    for (size_t k = 1; k <= 6; k++) {
        ck_assert_uint_eq(group.loss->best(&lanes, 0, k, 0.0f), k);
        for (size_t i = 0; i < k; i++) {
            struct ranked ranked = group.extra.heap[i];
            ck_assert(i == 0 || group.extra.heap[i - 1].score >= ranked.score);
            ck_assert(fabs(exp((double)ranked.score) - p[ranked.label]) < 1e-6);
        }
    }
    end();
}
END_TEST

/* ---- any numbers ---------------------------------------------------------------------------------------------- */

START_TEST(the_best_have_the_greatest_probabilities)
{
    const struct loss *loss = losses[_i];
    int64_t counts[MOST];
    for (uint32_t run = 0; run < 50; run++) {
        size_t n = 1 + rng_bits(run, 3, 0) % MOST, k = 1 + rng_bits(run, 3, 1) % n;
        for (uint32_t c = 0; c < n; c++) {
            outputs[c] = (rng_unit(run, 4, c) - 0.5f) * (run % 2 == 0 ? 4.0f : 30.0f);
            counts[c] = (int64_t)(n - c);
        }
        begin(loss, outputs, n, counts);
        struct loss_lanes lanes = lanes_of_group();
        for (size_t lane = 0; lane < LANES; lane++) {
            size_t n_best = loss->best(&lanes, lane, k, 0.0f);
            ck_assert_uint_le(n_best, k);
            ck_assert(n_best == k || loss == &loss_fasttext_hs); /* hs leaves out what is below 0.00001 */
            for (size_t i = 0; i < n_best; i++) {
                struct ranked ranked = group.extra.heap[i];
                float p = loss->probability(&lanes, lane, ranked.label);
                ck_assert(fabsf(p - loss_ranked_probability(ranked.score)) <= 1e-6f);
                size_t n_better = 0;
                for (uint32_t c = 0; c < n; c++)
                    n_better += loss->probability(&lanes, lane, c) > p + 1e-6f;
                ck_assert_uint_le(n_better, i);
            }
        }
        end();
    }
}
END_TEST

START_TEST(the_loss_of_a_document_is_that_of_its_labels)
{
    static const float z[] = {0.0f, 1.09861228866811f};
    const uint32_t labels[] = {1, 7}; /* 7 is unknown */
    begin(&loss_fasttext_softmax, z, 2, NULL);
    struct loss_lanes lanes = lanes_of_group();
    ck_assert(fabs(group.loss->value(&lanes, 0, &(struct loss_truth){labels, 2}) + log(0.75001)) < 1e-6);
    ck_assert(group.loss->value(&lanes, 0, &(struct loss_truth){labels + 1, 1}) == -1.0);
    end();
}
END_TEST

START_TEST(the_loss_of_an_impossible_label_is_that_of_its_score)
{
    static const float z[] = {90.0f, 90.0f, 90.0f, 90.0f, -90.0f, 90.0f, 90.0f, -90.0f, 90.0f, 90.0f, 90.0f, 0.0f};
    enum { N = 12 };
    static const int64_t counts[N] = {4096, 2048, 1024, 512, 256, 128, 64, 32, 16, 8, 4, 2};
    const uint32_t label = 3;
    const double floor = log(1e-5);
    begin(&loss_fasttext_ova, z, 5, NULL); /* 1, 1, 1, 1, 0: three labels are certain, and wrong */
    struct loss_lanes lanes = lanes_of_group();
    ck_assert(fabs(group.loss->value(&lanes, 0, &(struct loss_truth){&label, 1}) + 3 * floor) < 1e-4);
    end();
    begin(&loss_fasttext_hs, z, N, counts);
    lanes = lanes_of_group();
    double most = 0.0;
    for (uint32_t c = 0; c < N; c++)
        most = fmax(most, group.loss->value(&lanes, 0, &(struct loss_truth){&c, 1}));
    ck_assert(most > -8 * floor); /* its probability would not be a normal float */
    end();
}
END_TEST

START_TEST(nan_and_infinity_do_no_harm)
{
    static const float z[] = {NAN, INFINITY, -INFINITY, 0.0f};
    static const int64_t counts[] = {4, 3, 2, 1};
    begin(losses[_i], z, 4, counts);
    struct loss_lanes lanes = lanes_of_group();
    for (size_t lane = 0; lane < LANES; lane++) {
        ck_assert_uint_le(group.loss->best(&lanes, lane, 4, 0.0f), 4);
        for (uint32_t c = 0; c < 4; c++)
            (void)group.loss->probability(&lanes, lane, c);
    }
    end();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("loss_fasttext");
    TCase *trees = tcase_create("trees"), *numbers = tcase_create("numbers");
    tcase_add_test(trees, a_tree_is_built_from_the_last_label_up);
    tcase_add_test(trees, a_tree_of_any_counts_has_every_label_once);
    tcase_add_test(numbers, softmax_adds_its_floor_and_stays_below_1);
    tcase_add_test(numbers, sigmoids_are_looked_up_at_the_left_end_of_a_table_cell);
    tcase_add_test(numbers, a_tree_multiplies_along_the_path);
    tcase_add_loop_test(numbers, the_best_have_the_greatest_probabilities, 0, 3);
    tcase_add_test(numbers, the_loss_of_a_document_is_that_of_its_labels);
    tcase_add_test(numbers, the_loss_of_an_impossible_label_is_that_of_its_score);
    tcase_add_loop_test(numbers, nan_and_infinity_do_no_harm, 0, 3);
    suite_add_tcase(suite, trees);
    suite_add_tcase(suite, numbers);
    return suite_run(suite);
}
