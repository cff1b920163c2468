/* check_round.c - which candidates go on after the first fold of a round */
/* SPDX-License-Identifier: MIT */
#include "fit/round.h"

#include <check.h>
#include <string.h>

#include "base/large.h"
#include "base/mem.h"
#include "base/rng.h"
#include "model/settings_text.h"
#include "support/suite.h"

enum { N_LABELS = 3, N_WORDS = 50, MANY = 3000, FEW = 1000, MOST = 6 };

/* Words say nothing about the label; the n-gram of a document is its label. */
static const struct candidate sees = {.weight = WEIGHT_GAIN, .has_ngrams = true}, is_blind = {.weight = WEIGHT_GAIN};

struct trying {
    struct sample sample;
    struct corpus_contents contents;
    struct settings settings;
    struct choosing choosing;
    struct outcome outcomes[MOST];
    struct round round;
};
static struct trying t;

static void make_sample(size_t n)
{
    struct dataset *documents = &t.sample.documents;
    *documents = (struct dataset){.values = DATASET_COUNTS,
                                  .ids = large_array(2 * n, sizeof *documents->ids),
                                  .weights = mem_array(2 * n, sizeof *documents->weights),
                                  .offsets = mem_zeroed(n + 1, sizeof *documents->offsets),
                                  .labels = mem_array(n, sizeof *documents->labels),
                                  .label_offsets = mem_zeroed(n + 1, sizeof *documents->label_offsets),
                                  .n_documents = n};
    t.sample.twins = mem_array(n, sizeof *t.sample.twins);
    for (size_t i = 0; i < n; i++) {
        t.sample.twins[i] = (uint32_t)i;
        documents->labels[i] = (uint32_t)(rng_bits(1, 0, i) % N_LABELS);
        documents->ids[2 * i] = (uint32_t)(rng_bits(1, 1, i) % N_WORDS);
        documents->ids[2 * i + 1] = N_WORDS + documents->labels[i];
        documents->weights[2 * i] = documents->weights[2 * i + 1] = 1.0f;
        documents->offsets[i + 1] = 2 * (i + 1);
        documents->label_offsets[i + 1] = i + 1;
    }
    t.sample.n_words = N_WORDS;
    t.sample.n_rows = N_WORDS + N_LABELS;
    t.sample.n_labels = t.contents.labels.n_words = N_LABELS;
    t.contents.train.n_documents = n;
    t.contents.max_ngram = 2;
}

static void set_up(void)
{
    memset(&t, 0, sizeof t);
    settings_init(&t.settings);
    ck_assert_int_eq(kernel_choose(&t.choosing.kernel, NULL), BAGTAG_OK);
    ck_assert_int_eq(pool_open(&t.choosing.pool, 2, NULL), BAGTAG_OK);
    t.round = (struct round){.contents = &t.contents,
                             .settings = &t.settings,
                             .choosing = &t.choosing,
                             .n_folds = SAMPLE_FOLDS,
                             .n_of = MOST};
}

static void tear_down(void)
{
    outcomes_clear(t.outcomes, MOST);
    sample_clear(&t.sample);
    pool_close(t.choosing.pool);
}

static void try(const struct candidate *candidates, size_t n)
{
    ck_assert_int_eq(round_try(&t.round, &t.sample, candidates, n, t.outcomes, NULL), BAGTAG_OK);
}

/* Documents held out in the first N folds. */
static size_t held_out(size_t n)
{
    size_t sum = 0;
    for (size_t fold = 0; fold < n; fold++)
        sum += sample_held_out(&t.sample, fold);
    return sum;
}

static void check_folds(const struct outcome *outcome, size_t n, bool is_eliminated)
{
    size_t n_right = 0;
    for (size_t i = 0; i < outcome->n_scored; i++)
        n_right += outcome->is_right[i];
    ck_assert_uint_eq(outcome->n_scored, held_out(n));
    ck_assert_uint_eq(outcome->n_right, n_right);
    ck_assert(outcome->is_eliminated == is_eliminated);
}

START_TEST(the_three_best_candidates_that_are_not_hopeless_continue)
{
    const struct candidate candidates[] = {sees, is_blind, sees, sees, sees};
    make_sample(MANY);
    try(candidates, 5);
    for (size_t c = 0; c < 5; c++) {
        bool goes_on = c != 1 && c != 4;
        check_folds(&t.outcomes[c], goes_on ? SAMPLE_FOLDS : 1, !goes_on);
    }
    ck_assert_uint_eq(t.outcomes[0].n_right, MANY);
}
END_TEST

START_TEST(a_hopeless_candidate_is_eliminated_even_among_three)
{
    const struct candidate candidates[] = {sees, sees, is_blind};
    make_sample(MANY);
    try(candidates, 3);
    check_folds(&t.outcomes[1], SAMPLE_FOLDS, false);
    check_folds(&t.outcomes[2], 1, true);
}
END_TEST

START_TEST(the_first_candidate_continues_as_the_reference)
{
    const struct candidate candidates[] = {is_blind, sees, sees, sees, sees};
    make_sample(MANY);
    try(candidates, 5);
    for (size_t c = 0; c < 5; c++)
        check_folds(&t.outcomes[c], c == 4 ? 1 : SAMPLE_FOLDS, c == 4);
}
END_TEST

START_TEST(a_single_fold_is_tried_in_part_and_then_completely)
{
    const struct candidate candidates[] = {sees, is_blind, sees, sees, sees};
    make_sample(MANY);
    t.round.n_folds = 1;
    try(candidates, 5);
    for (size_t c = 0; c < 5; c++)
        check_folds(&t.outcomes[c], 1, c == 1 || c == 4);
    ck_assert_uint_eq(t.outcomes[0].n_right, held_out(1));
}
END_TEST

START_TEST(a_few_candidates_are_all_tried_on_the_complete_single_fold)
{
    const struct candidate candidates[] = {sees, is_blind, sees, sees};
    make_sample(MANY);
    t.round.n_folds = 1;
    try(candidates, 4);
    for (size_t c = 0; c < 4; c++)
        check_folds(&t.outcomes[c], 1, false);
}
END_TEST

START_TEST(few_documents_eliminate_no_candidate)
{
    const struct candidate candidates[] = {sees, is_blind, sees, sees, sees};
    make_sample(FEW);
    try(candidates, 5);
    for (size_t c = 0; c < 5; c++)
        check_folds(&t.outcomes[c], SAMPLE_FOLDS, false);
}
END_TEST

START_TEST(a_single_candidate_stops_when_it_cannot_win)
{
    make_sample(MANY);
    try(&sees, 1);
    check_folds(&t.outcomes[0], SAMPLE_FOLDS, false);
    struct outcome best = t.outcomes[0];
    t.outcomes[0] = (struct outcome){.n_right = 0};
    t.round.to_beat = &best;
    try(&sees, 1);
    check_folds(&t.outcomes[0], SAMPLE_FOLDS, false);
    outcomes_clear(t.outcomes, 1);
    t.outcomes[0] = (struct outcome){.n_right = 0};
    try(&is_blind, 1);
    check_folds(&t.outcomes[0], 2, true);
    outcomes_clear(&best, 1);
}
END_TEST

START_TEST(an_outcome_reduced_to_fewer_folds_equals_that_of_a_shorter_round)
{
    make_sample(FEW);
    try(&is_blind, 1);
    struct outcome all = t.outcomes[0];
    t.outcomes[0] = (struct outcome){.n_right = 0};
    ck_assert(!outcome_keep_folds(&all, &t.sample, SAMPLE_FOLDS + 1));
    check_folds(&all, SAMPLE_FOLDS, false);
    t.round.n_folds = 2;
    try(&is_blind, 1);
    ck_assert(outcome_keep_folds(&all, &t.sample, 2));
    check_folds(&all, 2, false);
    ck_assert_uint_gt(all.n_right, 0);
    ck_assert_mem_eq(all.is_right, t.outcomes[0].is_right, all.n_scored);
    outcomes_clear(&all, 1);
}
END_TEST

/* The trials of one worker share the documents that they have in common, and no others. */
START_TEST(a_trial_after_others_gives_the_same_result_as_alone)
{
    enum { N = 7, N_SCORED = FEW / SAMPLE_FOLDS };
    struct trial together[N], alone;
    uint8_t is_right[N][N_SCORED] = {{0}};
    make_sample(FEW);
    t.settings.epochs = 2;
    for (size_t i = 0; i < N; i++) {
        together[i] = (struct trial){.settings = t.settings, .sample = &t.sample, .is_right = is_right[i]};
        together[i].settings.weight = i == 1 ? WEIGHT_NONE : WEIGHT_GAIN;
        together[i].settings.dim = i == 3 ? 8 : 16;
        together[i].view =
            (struct sample_view){.fold = i == 4 || i == 5, .share = i == 5 ? 0.05 : 1.0, .has_ngrams = i == 6};
    }
    ck_assert_int_eq(trial_run_all(together, N, t.choosing.kernel, NULL, NULL, NULL, NULL), BAGTAG_OK);
    for (size_t i = 0; i < N; i++) {
        uint8_t is_right_alone[N_SCORED] = {0};
        alone = together[i];
        alone.is_right = is_right_alone;
        ck_assert_int_eq(trial_run_all(&alone, 1, t.choosing.kernel, NULL, NULL, NULL, NULL), BAGTAG_OK);
        ck_assert_uint_eq(together[i].n_scored, N_SCORED);
        ck_assert_mem_eq(is_right[i], is_right_alone, N_SCORED);
    }
    ck_assert_uint_eq(together[6].n_right, N_SCORED);
}
END_TEST

/* A is right about documents 0 to 80, B about N more of the others. */
START_TEST(hopeless_means_two_standard_errors_worse)
{
    uint8_t a[200] = {0}, b[200] = {0};
    memset(a, 1, 80);
    memset(b, 1, 80);
    const struct outcome x = {.n_right = 80, .n_scored = 100, .is_right = a};
    for (size_t n = 0; n < 20; n++) {
        struct outcome y = {.n_right = 80 + n, .n_scored = 200, .is_right = b};
        ck_assert(outcome_is_hopeless(&x, &y) == (n > 4)); /* standard error: sqrt(n), as only one is right about n */
        ck_assert(!outcome_is_hopeless(&y, &x));
        b[80 + n] = 1;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("round");
    TCase *tests = tcase_create("round");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_three_best_candidates_that_are_not_hopeless_continue);
    tcase_add_test(tests, a_hopeless_candidate_is_eliminated_even_among_three);
    tcase_add_test(tests, the_first_candidate_continues_as_the_reference);
    tcase_add_test(tests, a_single_fold_is_tried_in_part_and_then_completely);
    tcase_add_test(tests, a_few_candidates_are_all_tried_on_the_complete_single_fold);
    tcase_add_test(tests, few_documents_eliminate_no_candidate);
    tcase_add_test(tests, a_single_candidate_stops_when_it_cannot_win);
    tcase_add_test(tests, an_outcome_reduced_to_fewer_folds_equals_that_of_a_shorter_round);
    tcase_add_test(tests, a_trial_after_others_gives_the_same_result_as_alone);
    tcase_add_test(tests, hopeless_means_two_standard_errors_worse);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
