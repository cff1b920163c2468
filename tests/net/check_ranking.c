/* check_ranking.c - the best of many scores, and which of those that tie */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "base/rng.h"
#include "net/ranking.h"
#include "support/suite.h"

enum { N = 12, CASES = 4 };

/* The results of std::push_heap, std::pop_heap and std::sort_heap of the GNU C++ library for these scores, used as
 * fastText does. */
static const int scores[CASES][N] = {{5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5},
                                     {1, 2, 2, 1, 2, 1, 2, 2, 1, 2, 1, 1},
                                     {3, 1, 3, 2, 3, 1, 2, 3, 1, 2, 3, 1},
                                     {1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1}};
static const size_t mosts[] = {1, 2, 3, 5, 7, 12};
static const uint32_t expected[CASES][6][N] = {
    {{11}, {11, 10}, {11, 1, 10}, {3, 1, 4, 11, 10}, {3, 1, 4, 11, 5, 10, 9}, {3, 1, 4, 7, 5, 8, 9, 10, 11, 6, 2, 0}},
    {{9}, {9, 7}, {9, 1, 7}, {1, 4, 6, 9, 7}, {9, 1, 4, 7, 2, 6, 11}, {7, 9, 1, 4, 2, 6, 8, 10, 3, 11, 5, 0}},
    {{10}, {10, 7}, {10, 0, 7}, {0, 4, 7, 10, 2}, {10, 4, 0, 2, 7, 9, 3}, {7, 4, 0, 2, 10, 3, 9, 6, 8, 11, 5, 1}},
    {{6}, {6, 5}, {6, 5, 7}, {6, 5, 4, 7, 8}, {5, 6, 4, 7, 8, 3, 9}, {5, 6, 7, 4, 3, 8, 9, 2, 10, 1, 11, 0}}};

static void rank(struct ranking *ranking, const float *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ranking_wants(ranking, values[i]))
            ranking_add(ranking, (struct ranked){values[i], (uint32_t)i});
    ranking_sort(ranking);
}

START_TEST(equal_scores_are_ordered_as_in_fasttext)
{
    for (size_t m = 0; m < 6; m++) {
        struct ranked heap[N + 1];
        float values[N];
        struct ranking ranking = {.heap = heap, .most = mosts[m]};
        for (size_t i = 0; i < N; i++)
            values[i] = (float)scores[_i][i];
        rank(&ranking, values, N);
        ck_assert_uint_eq(ranking.n, mosts[m]);
        for (size_t i = 0; i < ranking.n; i++)
            ck_assert_uint_eq(heap[i].label, expected[_i][m][i]);
    }
}
END_TEST

START_TEST(the_best_are_those_of_a_sorted_list)
{
    enum { MANY = 500 };
    static struct ranked heap[MANY + 1];
    float values[MANY];
    for (uint32_t k = 1; k <= MANY; k += 83) {
        struct ranking ranking = {.heap = heap, .most = k};
        for (uint32_t i = 0; i < MANY; i++)
            values[i] = rng_unit(k, 0, i);
        rank(&ranking, values, MANY);
        ck_assert_uint_eq(ranking.n, k);
        for (size_t i = 0; i < k; i++) {
            size_t n_better = 0;
            for (size_t j = 0; j < MANY; j++)
                n_better += values[j] > heap[i].score;
            ck_assert_uint_eq(n_better, i);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ranking");
    TCase *ranks = tcase_create("ranks");
    tcase_add_loop_test(ranks, equal_scores_are_ordered_as_in_fasttext, 0, CASES);
    tcase_add_test(ranks, the_best_are_those_of_a_sorted_list);
    suite_add_tcase(suite, ranks);
    return suite_run(suite);
}
