/* check_dataset.c - what a data set keeps beside its ids, and ids without a row */
/* SPDX-License-Identifier: MIT */
#include "data/dataset.h"

#include <check.h>
#include <signal.h>
#include <string.h>

#include "base/large.h"
#include "base/mem.h"
#include "data/dataset_weights.h"
#include "data/gain.h"
#include "data/subword_rows.h"
#include "support/corpora.h"
#include "support/suite.h"
#include "words/count_code.h"

enum { N = 700, ROWS = 40 };

/* N documents of 0 to 30 ids below ROWS, some of them repeated. */
static void make(struct dataset *dataset)
{
    *dataset = (struct dataset){.ids = large_array(N * 30, sizeof *dataset->ids),
                                .offsets = mem_zeroed(N + 1, sizeof *dataset->offsets),
                                .labels = mem_zeroed(N, sizeof *dataset->labels),
                                .label_offsets = mem_zeroed(N + 1, sizeof *dataset->label_offsets),
                                .n_documents = N};
    ck_assert(dataset->ids && dataset->offsets && dataset->labels && dataset->label_offsets);
    for (size_t i = 0; i < N; i++) {
        uint64_t n = rng_bits(1, 0, i) % 31, at = dataset->offsets[i];
        for (uint64_t k = 0; k < n; k++)
            dataset->ids[at + k] = (uint32_t)(rng_bits(1, i + 1, k) % ROWS);
        dataset->offsets[i + 1] = at + n;
        dataset->label_offsets[i + 1] = i + 1;
    }
}

static struct pool *workers(int n)
{
    struct pool *pool = NULL;
    ck_assert_int_eq(pool_open(&pool, n, NULL), BAGTAG_OK);
    return pool;
}

/* ---- number of workers -------------------------------------------------------------------------------------- */

static void weigh_by(int n_workers, struct dataset *dataset)
{
    struct pool *pool = workers(n_workers);
    make(dataset);
    ck_assert_int_eq(dataset_merge_equal(dataset, pool, NULL), BAGTAG_OK);
    float *idf = dataset_idf(dataset, ROWS);
    ck_assert_ptr_nonnull(idf);
    ck_assert_int_eq(dataset_weigh(dataset, idf, pool, NULL), BAGTAG_OK);
    free(idf);
    pool_close(pool);
}

START_TEST(weights_do_not_depend_on_the_number_of_workers)
{
    static const int n_workers[] = {2, 7, 255, 256, 257, 300, N + 20};
    struct dataset one, many;
    weigh_by(1, &one);
    weigh_by(n_workers[_i], &many);
    size_t n = (size_t)one.offsets[N];
    ck_assert_mem_eq(many.offsets, one.offsets, (N + 1) * sizeof *one.offsets);
    ck_assert_mem_eq(many.ids, one.ids, n * sizeof *one.ids);
    ck_assert_mem_eq(many.weights, one.weights, n * sizeof *one.weights);
    ck_assert_mem_eq(many.scales, one.scales, N * sizeof *one.scales);
    dataset_clear(&one);
    dataset_clear(&many);
}
END_TEST

/* ---- what is kept beside the ids ----------------------------------------------------------------------------- */

enum step { UNITE, FORGET, WEIGH, WEIGH_ALIKE, DROP, COUNT_DOCUMENTS, COUNT_LABELS, TAKE, N_STEPS };

static void take_step(struct dataset *dataset, enum step step)
{
    static const float idf[ROWS] = {1.0f, 2.0f};
    switch (step) {
    case UNITE:
        ck_assert_int_eq(dataset_merge_equal(dataset, NULL, NULL), BAGTAG_OK);
        break;
    case FORGET:
        dataset_drop_counts(dataset);
        break;
    case WEIGH:
        ck_assert_int_eq(dataset_weigh(dataset, idf, NULL, NULL), BAGTAG_OK);
        break;
    case WEIGH_ALIKE:
        ck_assert_int_eq(dataset_weigh_by_count(dataset, BAG_MEAN, NULL), BAGTAG_OK);
        break;
    case DROP:
        dataset_drop(dataset, ROWS, DATASET_NGRAM);
        break;
    case COUNT_DOCUMENTS:
        free(dataset_idf(dataset, ROWS));
        break;
    case COUNT_LABELS:
        free(gain_of_rows(dataset, ROWS, 1, NULL));
        break;
    case TAKE:
        ck_assert(dataset_document(dataset, 0).ids == dataset->ids);
        break;
    case N_STEPS:
        break;
    }
}

/* A data set with VALUES beside its ids, and with or without ids that have no row. */
static void make_with(struct dataset *dataset, enum dataset_values values, bool has_others)
{
    make(dataset);
    if (values != DATASET_UNWEIGHTED)
        take_step(dataset, UNITE);
    if (values == DATASET_WEIGHTS)
        take_step(dataset, WEIGH);
    dataset->has_others = has_others;
}

/* The state that each step leads to from each state; -1: not allowed. */
static const int leads_to[N_STEPS][3] = {
    [UNITE] = {DATASET_COUNTS, -1, -1},        [FORGET] = {-1, DATASET_UNWEIGHTED, -1},
    [WEIGH] = {-1, DATASET_WEIGHTS, -1},       [WEIGH_ALIKE] = {-1, DATASET_WEIGHTS, -1},
    [DROP] = {DATASET_UNWEIGHTED, -1, -1},     [COUNT_DOCUMENTS] = {-1, DATASET_COUNTS, -1},
    [COUNT_LABELS] = {-1, DATASET_COUNTS, -1}, [TAKE] = {DATASET_UNWEIGHTED, -1, DATASET_WEIGHTS},
};

START_TEST(a_step_leads_from_one_state_to_the_next)
{
    struct dataset dataset;
    for (int step = 0; step < N_STEPS; step++)
        for (int from = 0; from < 3; from++) {
            if (leads_to[step][from] < 0)
                continue;
            make_with(&dataset, (enum dataset_values)from, false);
            take_step(&dataset, (enum step)step);
            ck_assert_int_eq((int)dataset.values, leads_to[step][from]);
            ck_assert((dataset.weights != NULL) == (dataset.values != DATASET_UNWEIGHTED));
            ck_assert((dataset.scales != NULL) == (dataset.values == DATASET_WEIGHTS));
            dataset_clear(&dataset);
        }
}
END_TEST

enum { N_WRONG = 15 };

START_TEST(a_step_from_the_wrong_state_is_an_assertion_failure)
{
    int at = 0, wrong = -1;
    for (; at < 3 * N_STEPS && wrong < _i; at++)
        wrong += leads_to[at / 3][at % 3] < 0;
    ck_assert_int_eq(wrong, _i);
    struct dataset dataset;
    make_with(&dataset, (enum dataset_values)((at - 1) % 3), false);
    take_step(&dataset, (enum step)((at - 1) / 3));
}
END_TEST

START_TEST(ids_without_a_row_can_be_neither_weighted_nor_trained_on)
{
    static const struct {
        enum dataset_values from;
        enum step step;
    } wrong[] = {{DATASET_COUNTS, WEIGH},        {DATASET_COUNTS, WEIGH_ALIKE}, {DATASET_COUNTS, COUNT_DOCUMENTS},
                 {DATASET_COUNTS, COUNT_LABELS}, {DATASET_UNWEIGHTED, TAKE},    {DATASET_WEIGHTS, TAKE}};
    struct dataset dataset;
    make_with(&dataset, wrong[_i].from, true);
    take_step(&dataset, wrong[_i].step);
}
END_TEST

START_TEST(documents_without_weights_are_weighted_by_how_often_ids_occur)
{
    struct dataset plain, mean, sum;
    make(&plain);
    make_with(&mean, DATASET_COUNTS, false);
    make_with(&sum, DATASET_COUNTS, false);
    ck_assert_int_eq(dataset_weigh_by_count(&mean, BAG_MEAN, NULL), BAGTAG_OK);
    ck_assert_int_eq(dataset_weigh_by_count(&sum, BAG_SUM, NULL), BAGTAG_OK);
    for (size_t i = 0; i < N; i++) {
        size_t n = (size_t)(plain.offsets[i + 1] - plain.offsets[i]);
        struct document document = dataset_document(&mean, i);
        float total = 0.0f;
        for (size_t k = 0; k < document.n; k++) {
            size_t count = 0;
            for (size_t j = 0; j < n; j++)
                count += plain.ids[plain.offsets[i] + j] == document.ids[k];
            ck_assert(document.weights[k] == (float)count);
            ck_assert(k == 0 || document.ids[k] > document.ids[k - 1]);
            total += document.weights[k];
        }
        ck_assert(total == (float)n);
        ck_assert(document.scale == (n > 0 ? (float)(1.0 / (double)n) : 0.0f));
        ck_assert(dataset_document(&sum, i).scale == 1.0f);
    }
    dataset_clear(&plain);
    dataset_clear(&mean);
    dataset_clear(&sum);
}
END_TEST

/* ---- ids without a row --------------------------------------------------------------------------------------- */

/* With has_others, rare words and words of held-out documents alone have numbers in the data sets, too. */
static void read_with_others(struct corpus_contents *contents)
{
    struct corpus_options options = usual;
    options.min_count = 4;
    options.max_ngram = 2;
    options.has_others = true;
    struct source sources[] = {{write_mixed("t.txt", 300, 21), false}, {write_mixed("v.txt", 300, 22), true}};
    ck_assert_int_eq(read_all(&options, 3, sources, 2, contents, NULL, NULL), BAGTAG_OK);
}

static size_t count_kind(const struct dataset *dataset, size_t n_words, unsigned kinds)
{
    size_t n = 0;
    for (uint64_t k = 0; k < dataset->offsets[dataset->n_documents]; k++)
        n += (dataset_id_of(dataset->ids[k], n_words) & kinds) != 0;
    return n;
}

START_TEST(the_requested_kinds_are_dropped_from_a_data_set)
{
    for (unsigned dropped = 0; dropped < 8; dropped++) {
        struct corpus_contents contents;
        read_with_others(&contents);
        size_t n_words = contents.words.n_words;
        struct dataset *dataset = &contents.held_out;
        size_t before = (size_t)dataset->offsets[dataset->n_documents], n_dropped = 0;
        for (unsigned kind = 1; kind < 8; kind *= 2) {
            size_t n = count_kind(dataset, n_words, kind);
            ck_assert_uint_gt(n, 10);
            n_dropped += kind & dropped ? n : 0;
        }
        ck_assert(dataset->has_others);
        dataset_drop(dataset, n_words, dropped);
        ck_assert_uint_eq(count_kind(dataset, n_words, dropped), 0);
        ck_assert_uint_eq(dataset->offsets[dataset->n_documents], before - n_dropped);
        ck_assert(dataset->has_others == ((dropped & DATASET_NO_ROW) == 0));
        corpus_contents_clear(&contents);
    }
}
END_TEST

/* Every row occurs in some 260 places. */
START_TEST(the_requested_rows_are_counted)
{
    struct dataset dataset, empty = {.n_documents = 0};
    uint64_t counts[ROWS] = {0};
    make(&dataset);
    for (uint64_t k = 0; k < dataset.offsets[N]; k++)
        counts[dataset.ids[k]]++;
    for (size_t first = 0; first < ROWS; first += 7) {
        size_t n = first < ROWS / 2 ? ROWS - first : 5;
        uint8_t *codes = dataset_count_codes(&dataset, first, n), *none = dataset_count_codes(&empty, first, n);
        ck_assert(codes != NULL && none != NULL);
        for (size_t i = 0; i < n; i++) {
            ck_assert_uint_eq(codes[i], count_code(counts[first + i]));
            ck_assert_uint_eq(none[i], 0);
        }
        free(codes);
        free(none);
    }
    dataset_clear(&dataset);
}
END_TEST

START_TEST(ids_without_a_row_are_replaced_by_character_n_grams)
{
    struct corpus_contents contents;
    struct subword_lists lists = {0};
    const struct subwords rules = {.min_n = 2, .max_n = 3, .known.n_buckets = 5000};
    read_with_others(&contents);
    struct dataset *sets[] = {&contents.train, &contents.held_out};
    struct pool *pool = workers(3);
    size_t first_row = contents.words.n_words + contents.n_ngram_ids;
    ck_assert_int_eq(subword_lists_make(&lists, &rules, &contents, NULL, pool, NULL), BAGTAG_OK);
    for (int s = 0; s < 2; s++) {
        ck_assert(sets[s]->has_others);
        ck_assert_int_eq(subword_rows_add(sets[s], &lists, (uint32_t)first_row, pool, NULL), BAGTAG_OK);
        ck_assert(!sets[s]->has_others);
        for (uint64_t k = 0; k < sets[s]->offsets[sets[s]->n_documents]; k++)
            ck_assert_uint_lt(sets[s]->ids[k], first_row + lists.n_ids);
    }
    pool_close(pool);
    subword_lists_clear(&lists);
    corpus_contents_clear(&contents);
}
END_TEST

START_TEST(lists_for_some_documents_are_complete_for_their_words_only)
{
    struct corpus_contents contents;
    struct subword_lists all = {0}, some = {0};
    const struct subwords rules = {.min_n = 2, .max_n = 3, .known.n_buckets = 5000};
    read_with_others(&contents);
    struct dataset few = contents.train;
    few.n_documents = 2;
    ck_assert_int_eq(subword_lists_make(&all, &rules, &contents, NULL, NULL, NULL), BAGTAG_OK);
    ck_assert_int_eq(subword_lists_make(&some, &rules, &contents, &few, NULL, NULL), BAGTAG_OK);
    size_t n_empty = 0, n_equal = 0;
    for (size_t word = 0; word < contents.words.n_words; word++) {
        uint64_t at = some.offsets[word], of_all = all.offsets[word], n = some.offsets[word + 1] - at;
        bool is_there = false;
        for (uint64_t k = 0; k < few.offsets[few.n_documents]; k++)
            is_there |= few.ids[k] == word;
        ck_assert_uint_eq(n, is_there ? all.offsets[word + 1] - of_all : 0);
        for (uint64_t k = 0; k < n; k++)
            ck_assert_int_eq(some.ids[some.ranks[at + k]], all.ids[all.ranks[of_all + k]]);
        n_empty += !is_there;
        n_equal += n > 0;
    }
    ck_assert(n_empty > 0 && n_equal > 0);
    subword_lists_clear(&all);
    subword_lists_clear(&some);
    corpus_contents_clear(&contents);
}
END_TEST

START_TEST(ids_without_a_row_are_dropped_unless_requested)
{
    struct corpus_contents contents;
    struct corpus_options options = usual;
    options.min_count = 4;
    struct source sources[] = {{write_mixed("t.txt", 300, 21), false}, {write_mixed("v.txt", 300, 22), true}};
    ck_assert_int_eq(read_all(&options, 3, sources, 2, &contents, NULL, NULL), BAGTAG_OK);
    ck_assert(!contents.train.has_others && !contents.held_out.has_others);
    ck_assert_uint_eq(count_kind(&contents.held_out, contents.words.n_words, DATASET_NO_ROW), 0);
    corpus_contents_clear(&contents);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dataset");
    TCase *states = tcase_create("states");
    suite_add_tcase(suite, states);
    tcase_add_loop_test(states, weights_do_not_depend_on_the_number_of_workers, 0, 7);
    tcase_add_test(states, a_step_leads_from_one_state_to_the_next);
    tcase_add_loop_test_raise_signal(states, a_step_from_the_wrong_state_is_an_assertion_failure, SIGABRT, 0, N_WRONG);
    tcase_add_loop_test_raise_signal(states, ids_without_a_row_can_be_neither_weighted_nor_trained_on, SIGABRT, 0, 6);
    tcase_add_test(states, documents_without_weights_are_weighted_by_how_often_ids_occur);

    TCase *ids = tcase_create("ids");
    suite_add_tcase(suite, ids);
    tcase_add_checked_fixture(ids, make_folder, remove_folder);
    tcase_add_test(ids, the_requested_kinds_are_dropped_from_a_data_set);
    tcase_add_test(ids, the_requested_rows_are_counted);
    tcase_add_test(ids, ids_without_a_row_are_replaced_by_character_n_grams);
    tcase_add_test(ids, lists_for_some_documents_are_complete_for_their_words_only);
    tcase_add_test(ids, ids_without_a_row_are_dropped_unless_requested);

    return suite_run(suite);
}
