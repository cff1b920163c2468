/* check_score_list.c - the best of a list are those that a sort puts first */
/* SPDX-License-Identifier: MIT */
#include "use/score_list.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "base/rng.h"
#include "support/suite.h"

enum { N = 3000 };

struct entry {
    float score;
    uint64_t size;
    size_t place;
};

static int by_rank(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* N_DIFFERENT scores of all sizes, so that some are equal; every tenth record has none. */
static struct score_list make_list(size_t n, uint32_t n_different, bool has_sizes)
{
    struct score_list list = {.has_sizes = has_sizes};
    for (size_t i = 0; i < n; i++) {
        uint64_t bits = rng_bits(1, n_different, i);
        float score = (float)(bits % n_different) / (float)n_different;
        score = bits & UINT64_C(1) << 40 ? score * score * 1e-5f : score;
        ck_assert_int_eq(score_list_add(&list, bits % 10 == 3 ? SCORE_LIST_NONE : score, 1 + (bits >> 50)), 0);
    }
    return list;
}

/* Marks the best records, found by sorting. */
static void mark_best(const struct score_list *list, uint64_t most, bool *is_in)
{
    static struct entry entries[N];
    uint64_t left = most;
    for (size_t i = 0; i < list->n; i++) {
        entries[i] = (struct entry){list->scores[i], list->has_sizes ? list->sizes[i] : 1, i};
        is_in[i] = false;
    }
    qsort(entries, list->n, sizeof *entries, by_rank);
    for (size_t i = 0; i < list->n_ranked && entries[i].size <= left; i++) {
        left -= entries[i].size;
        is_in[entries[i].place] = true;
    }
}

static void check_cut(const struct score_list *list, uint64_t most)
{
    static bool wanted[N];
    struct score_cut cut;
    mark_best(list, most, wanted);
    ck_assert(score_list_cut(list, most, &cut));
    for (size_t i = 0; i < list->n; i++)
        ck_assert_msg(score_cut_takes(&cut, list->scores[i]) == wanted[i], "most %llu: %zu", (unsigned long long)most,
                      i);
}

START_TEST(the_cutoff_is_the_same_as_by_sorting)
{
    static const uint32_t different[] = {1, 2, 5, 100, 1000000};
    for (size_t d = 0; d < sizeof different / sizeof *different; d++) {
        struct score_list list = make_list(N, different[d], _i != 0);
        static const uint64_t counts[] = {0, 1, 2, 10, 999, 1500, N - 1, N, N + 1, UINT64_MAX};
        for (size_t m = 0; m < sizeof counts / sizeof *counts; m++) {
            check_cut(&list, counts[m]);
            check_cut(&list, list.total * m / 7);
        }
        score_list_clear(&list);
    }
}
END_TEST

START_TEST(few_or_no_records_have_a_cutoff)
{
    for (size_t n = 0; n < 5; n++)
        for (uint64_t most = 0; most < 6; most++) {
            struct score_list list = make_list(n, 2, false);
            check_cut(&list, most);
            score_list_clear(&list);
        }
}
END_TEST

START_TEST(a_quantile_is_a_score_of_the_list)
{
    struct score_list list = {.scores = NULL};
    float score = 7.0f;
    static const float scores[] = {0.5f, SCORE_LIST_NONE, 0.25f, 1.0f, 0.0f, 0.25f};
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++)
        ck_assert_int_eq(score_list_add(&list, scores[i], 0), 0);
    ck_assert_uint_eq(list.n, 6);
    ck_assert_uint_eq(list.n_ranked, 5);
    static const struct {
        double share;
        float score;
    } cases[] = {{0, 0.0f},    {0.2, 0.0f}, {0.21, 0.25f}, {0.6, 0.25f},
                 {0.61, 0.5f}, {0.8, 0.5f}, {0.81, 1.0f},  {1, 1.0f}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert(score_list_quantile(&list, cases[i].share, &score));
        ck_assert_msg(score == cases[i].score, "%g: %g", cases[i].share, (double)score);
    }
    score_list_clear(&list);
}
END_TEST

/* Percentages that are whole numbers of records: in floating point, some of the products are just above or below. */
START_TEST(shares_of_numbers_are_exact)
{
    for (uint64_t percent = 0; percent <= 100; percent++)
        for (uint64_t hundreds = 0; hundreds < 2000; hundreds += 7) {
            double share = (double)percent / 100.0;
            ck_assert_uint_eq(score_list_share_down(share, hundreds * 100), percent * hundreds);
            ck_assert_uint_eq(score_list_share_up(share, hundreds * 100), percent * hundreds);
        }
    ck_assert_uint_eq(score_list_share_down(0.1, 19), 1);
    ck_assert_uint_eq(score_list_share_up(0.1, 11), 2);
    ck_assert_uint_eq(score_list_share_down(1.0, UINT64_MAX), UINT64_MAX);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("score_list");
    TCase *tests = tcase_create("score_list");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, the_cutoff_is_the_same_as_by_sorting, 0, 2);
    tcase_add_test(tests, few_or_no_records_have_a_cutoff);
    tcase_add_test(tests, a_quantile_is_a_score_of_the_list);
    tcase_add_test(tests, shares_of_numbers_are_exact);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
