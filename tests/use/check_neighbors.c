/* check_neighbors.c - nearest words, analogies, and suggestions for mistyped words */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <check.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "base/rng.h"
#include "support/small_model.h"
#include "support/suite.h"

/* ---- models ---------------------------------------------------------------------------------------------- */

/* Random vectors of WIDTH numbers for the words of the model. */
static void fill(struct bagtag_model *model, size_t width)
{
    model->settings.dim = (uint32_t)width;
    model->n_owned_weights = model->words.n_words * width;
    model->owned_weights = large_floats(model->n_owned_weights);
    ck_assert_ptr_nonnull(model->owned_weights);
    for (size_t i = 0; i < model->n_owned_weights; i++)
        model->owned_weights[i] = rng_unit(3, 1, i) - 0.5f;
    model->rows = rows_of_floats(model->owned_weights, model->words.n_words, width, width);
}

/* A model of the words LIST[0..n), the first the most frequent. */
static struct bagtag_model *model_of(const char *const *list, size_t n, size_t width, enum tokenizer_kind kind)
{
    struct bagtag_model *model = model_new();
    ck_assert_ptr_nonnull(model);
    model->settings.tokenizer = tokenizer_newest(kind, kind == TOKENIZER_UNICODE);
    small_vocab(&model->words, list, n);
    fill(model, width);
    return model;
}

/* A model of N words called w0, w1, ... */
static struct bagtag_model *many_words(size_t n, size_t width)
{
    struct bagtag_model *model = model_new();
    struct strtab table = {0};
    struct bagtag_error error;
    ck_assert_ptr_nonnull(model);
    for (size_t i = 0; i < n; i++) {
        char name[24];
        uint32_t len = (uint32_t)snprintf(name, sizeof name, "w%zu", i);
        struct strtab_first first = {.place = (uint32_t)i};
        ck_assert_uint_eq(strtab_add(&table, name, len, hash_bytes(name, len), first), i);
        table.entries[i].count = 1;
    }
    ck_assert_int_eq(vocab_build(&model->words, &(struct strtab *){&table}, 1, 1, false, NULL, NULL, &error),
                     BAGTAG_OK);
    strtab_clear(&table);
    fill(model, width);
    return model;
}

static float *row_of(struct bagtag_model *model, size_t i)
{
    return model->owned_weights + i * model->settings.dim;
}

/* ---- by hand --------------------------------------------------------------------------------------------- */

static double cosine_of(const float *a, const float *b, size_t width)
{
    double ab = 0, aa = 0, bb = 0;
    for (size_t d = 0; d < width; d++) {
        ab += (double)a[d] * (double)b[d];
        aa += (double)a[d] * (double)a[d];
        bb += (double)b[d] * (double)b[d];
    }
    return ab / sqrt(aa) / sqrt(bb);
}

/* Compares FOUND with every word of the model: K of them, in order, none missing. */
static void expect_nearest(struct bagtag_model *model, const float *query, const uint32_t *excluded, size_t n_excluded,
                           const struct bagtag_neighbor *found, size_t n)
{
    size_t width = model->settings.dim, n_better = 0;
    for (size_t i = 0; i < n; i++) {
        double cosine = cosine_of(query, row_of(model, found[i].word), width);
        ck_assert_double_eq_tol((double)found[i].cosine, cosine, 1e-6);
        ck_assert(i == 0 || found[i - 1].cosine > found[i].cosine ||
                  (found[i - 1].cosine == found[i].cosine && found[i - 1].word < found[i].word));
        for (size_t x = 0; x < n_excluded; x++)
            ck_assert_uint_ne(found[i].word, excluded[x]);
    }
    for (size_t w = 0; w < model->words.n_words; w++) {
        bool is_eliminated = false;
        for (size_t x = 0; x < n_excluded; x++)
            is_eliminated = is_eliminated || excluded[x] == w;
        n_better += !is_eliminated && cosine_of(query, row_of(model, w), width) > (double)found[n - 1].cosine + 1e-6;
    }
    ck_assert_uint_lt(n_better, n);
}

static struct bagtag_neighbors *open_neighbors(const struct bagtag_model *model, int threads)
{
    struct bagtag_neighbors *neighbors = NULL;
    struct bagtag_error error = {{0}};
    ck_assert_msg(bagtag_neighbors_new(model, threads, &neighbors, &error) == BAGTAG_OK, "%s", error.sentence);
    return neighbors;
}

static size_t find(struct bagtag_neighbors *neighbors, const float *query, const uint32_t *excluded, size_t n_excluded,
                   size_t k, struct bagtag_neighbor *found)
{
    size_t n = SIZE_MAX;
    ck_assert_int_eq(bagtag_neighbors_find(neighbors, query, excluded, n_excluded, k, found, &n, NULL), BAGTAG_OK);
    return n;
}

/* ---- neighbours ------------------------------------------------------------------------------------------ */

static const size_t widths[] = {1, 2, 7, 10, 16, 17, 32, 100};

START_TEST(neighbors_are_those_that_brute_force_finds)
{
    enum { N = 3000, K = 10 };
    struct bagtag_model *model = many_words(N, widths[_i]);
    struct bagtag_neighbors *neighbors = open_neighbors(model, 1);
    struct bagtag_neighbor found[N];
    for (uint32_t word = 0; word < 20; word++) {
        uint32_t excluded[2] = {word, N - 1 - word};
        ck_assert_uint_eq(find(neighbors, row_of(model, word), excluded, 2, K, found), K);
        expect_nearest(model, row_of(model, word), excluded, 2, found, K);
    }
    ck_assert_uint_eq(find(neighbors, row_of(model, 5), NULL, 0, 1, found), 1);
    ck_assert(widths[_i] == 1 || found[0].word == 5);
    ck_assert_double_eq_tol((double)found[0].cosine, 1.0, 2e-7);
    bagtag_neighbors_free(neighbors);
    bagtag_model_free(model);
}
END_TEST

START_TEST(all_words_are_listed_in_order_if_more_are_requested)
{
    enum { N = 777 };
    struct bagtag_model *model = many_words(N, 5);
    struct bagtag_neighbors *neighbors = open_neighbors(model, 2);
    struct bagtag_neighbor found[N];
    ck_assert_uint_eq(find(neighbors, row_of(model, 0), NULL, 0, SIZE_MAX, found), N);
    expect_nearest(model, row_of(model, 0), NULL, 0, found, N);
    uint32_t excluded[] = {0, 1, 1, 776};
    ck_assert_uint_eq(find(neighbors, row_of(model, 0), excluded, 4, N, found), N - 3);
    ck_assert_uint_eq(find(neighbors, row_of(model, 0), NULL, 0, 0, found), 0);
    bagtag_neighbors_free(neighbors);
    bagtag_model_free(model);
}
END_TEST

START_TEST(neighbors_do_not_depend_on_threads_or_the_length_of_the_query)
{
    enum { N = 70000, WIDTH = 16, K = 50 };
    struct bagtag_model *model = many_words(N, WIDTH);
    for (size_t i = 0; i < N; i += 3) /* ties, some of them far apart */
        memcpy(row_of(model, i), row_of(model, i % 30), WIDTH * sizeof(float));
    struct bagtag_neighbor want[K], got[K];
    float query[WIDTH];
    for (size_t d = 0; d < WIDTH; d++)
        query[d] = row_of(model, 3)[d] * 0x1p40f;
    for (int threads = 1; threads <= 5; threads++) {
        struct bagtag_neighbors *neighbors = open_neighbors(model, threads);
        memset(got, 0, sizeof got);
        ck_assert_uint_eq(find(neighbors, threads == 2 ? query : row_of(model, 3), NULL, 0, K, got), K);
        if (threads == 1)
            memcpy(want, got, sizeof want);
        ck_assert_mem_eq(got, want, sizeof want);
        bagtag_neighbors_free(neighbors);
    }
    for (uint32_t i = 0; i < K; i++) /* all are twins of the query: 3, 33, ... by number */
        ck_assert_uint_eq(want[i].word % 3, 0);
    expect_nearest(model, query, NULL, 0, want, K);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_word_without_direction_is_not_found_and_has_no_neighbors)
{
    enum { N = 10, WIDTH = 5 };
    struct bagtag_model *model = many_words(N, WIDTH);
    static const float odd[] = {0.0f, NAN, INFINITY, FLT_MAX, 1e-38f, -INFINITY};
    for (size_t i = 0; i < 6; i++)
        for (size_t d = 0; d < WIDTH; d++)
            row_of(model, i)[d] = odd[i];
    for (size_t d = 0; d < WIDTH; d++) /* but a large or a small one does point somewhere */
        row_of(model, 6)[d] *= 1e25f;
    struct bagtag_neighbors *neighbors = open_neighbors(model, 1);
    struct bagtag_neighbor found[N];
    for (size_t i = 0; i < 6; i++)
        ck_assert_uint_eq(find(neighbors, row_of(model, i), NULL, 0, N, found), 0);
    for (size_t i = 6; i < N; i++) {
        ck_assert_uint_eq(find(neighbors, row_of(model, i), NULL, 0, N, found), 4);
        ck_assert_uint_eq(found[0].word, i);
        for (size_t f = 0; f < 4; f++)
            ck_assert(found[f].word >= 6 && fabsf(found[f].cosine) <= 1.0f);
    }
    size_t n = 9;
    ck_assert_int_eq(bagtag_neighbors_analogy(neighbors, 7, 0, 8, N, found, &n, NULL), BAGTAG_OK);
    ck_assert_uint_eq(n, 0);
    bagtag_neighbors_free(neighbors);
    bagtag_model_free(model);
}
END_TEST

START_TEST(an_analogy_is_a_sum_of_unit_vectors)
{
    enum { N = 500, WIDTH = 12, K = 7 };
    struct bagtag_model *model = many_words(N, WIDTH);
    for (size_t d = 0; d < WIDTH; d++)
        row_of(model, 1)[d] *= 1000.0f; /* lengths do not matter */
    struct bagtag_neighbors *neighbors = open_neighbors(model, 1);
    struct bagtag_neighbor found[N];
    uint32_t three[] = {0, 1, 2};
    float query[WIDTH];
    double lengths[3];
    for (size_t i = 0; i < 3; i++) {
        double sum = 0;
        for (size_t d = 0; d < WIDTH; d++)
            sum += (double)row_of(model, i)[d] * (double)row_of(model, i)[d];
        lengths[i] = sqrt(sum);
    }
    for (size_t d = 0; d < WIDTH; d++)
        query[d] = (float)((double)row_of(model, 1)[d] / lengths[1] - (double)row_of(model, 0)[d] / lengths[0] +
                           (double)row_of(model, 2)[d] / lengths[2]);
    size_t n = 0;
    ck_assert_int_eq(bagtag_neighbors_analogy(neighbors, 0, 1, 2, K, found, &n, NULL), BAGTAG_OK);
    ck_assert_uint_eq(n, K);
    expect_nearest(model, query, three, 3, found, K);

    /* A is to A as C is to C's neighbours. */
    struct bagtag_neighbor of_c[N];
    uint32_t both[] = {0, 2};
    ck_assert_int_eq(bagtag_neighbors_analogy(neighbors, 0, 0, 2, K, found, &n, NULL), BAGTAG_OK);
    ck_assert_uint_eq(find(neighbors, row_of(model, 2), both, 2, K, of_c), K);
    for (size_t i = 0; i < K; i++)
        ck_assert_uint_eq(found[i].word, of_c[i].word);

    struct bagtag_error error = {{0}};
    n = 77;
    ck_assert_int_eq(bagtag_neighbors_analogy(neighbors, 0, N, 2, K, found, &n, &error), BAGTAG_ARGUMENT);
    ck_assert_str_eq(error.sentence, "analogy: expected three words of the model; found word 500 of 500");
    ck_assert_uint_eq(n, 77);
    bagtag_neighbors_free(neighbors);
    bagtag_model_free(model);
}
END_TEST

START_TEST(rows_of_n_grams_are_not_words)
{
    struct bagtag_model *model = small_model(3);
    struct bagtag_neighbors *neighbors = open_neighbors(model, 0);
    struct bagtag_neighbor found[16];
    ck_assert_uint_eq(find(neighbors, bagtag_model_embedding(model, 6), NULL, 0, 16, found), SMALL_WORDS);
    bagtag_neighbors_free(neighbors);
    bagtag_model_free(model);
    bagtag_neighbors_free(NULL);
}
END_TEST

/* ---- words as they are typed ----------------------------------------------------------------------------- */

/* The most frequent first. */
static const char *const bakery[] = {"the",      "bread",  "broad",       "brad's",
                                     "Butter",   "BUTTER", "butter",      "bred",
                                     "red",      "bead",   "breadth",     "na\xc3\xafve",
                                     "a",        "at",     "gro\xc3\x9f", "\xd1\x85\xd0\xbb\xd0\xb5\xd0\xb1",
                                     "\xff\xfe", "I"};
enum { BAKERY = sizeof bakery / sizeof bakery[0] };

static int64_t find_word(const struct bagtag_model *model, const char *word)
{
    int64_t row = -77;
    ck_assert_int_eq(bagtag_model_look_up(model, word, strlen(word), &row, NULL), BAGTAG_OK);
    return row;
}

START_TEST(a_typed_word_is_folded_as_the_tokenizer_folds_it)
{
    struct bagtag_model *model = model_of(bakery, BAKERY, 2, TOKENIZER_UNICODE);
    ck_assert_int_eq(find_word(model, "bread"), 1);
    ck_assert_int_eq(find_word(model, "BREAD"), 1);
    ck_assert_int_eq(find_word(model, " Bread "), 1);
    ck_assert_int_eq(find_word(model, "Butter"), 4); /* as typed, before it is folded */
    ck_assert_int_eq(find_word(model, "bUTTER"), 6);
    ck_assert_int_eq(find_word(model, "NAI\xcc\x88VE"), 11); /* decomposed */
    ck_assert_int_eq(find_word(model, "the bread"), -1);
    ck_assert_int_eq(find_word(model, "loaf"), -1);
    ck_assert_int_eq(find_word(model, ""), -1);
    ck_assert_int_eq(find_word(model, " "), -1);
    bagtag_model_free(model);

    model = model_of(bakery, BAKERY, 2, TOKENIZER_WHITESPACE);
    ck_assert_int_eq(find_word(model, "bread"), 1);
    ck_assert_int_eq(find_word(model, "Bread"), -1);
    ck_assert_int_eq(find_word(model, "\xff\xfe"), 16);
    bagtag_model_free(model);
}
END_TEST

/* What is typed, how many suggestions are wanted, and what they are. */
static const struct {
    const char *word;
    size_t most;
    const char *meant; /* separated by spaces */
} typos[] = {
    {"brad", 3, "bread broad bred"}, /* one error before two */
    {"brad", 16, "bread broad bred bead brad's red"},
    {"brad", 1, "bread"},
    {"brad", 0, ""},
    {"bUTTER", 16, "Butter BUTTER butter"}, /* case only; nothing else is near */
    {"BRAED", 2, "bread bred"},             /* two swapped letters are one error */
    {"beradth", 4, "breadth"},
    {"ubtter", 1, "Butter"},      /* swapped at the beginning */
    {"utter", 1, "Butter"},       /* the first letter is missing */
    {"xbread", 1, "bread"},       /* one letter too many in front */
    {"pread", 1, "bread"},        /* the first letter is wrong */
    {"naive", 1, "na\xc3\xafve"}, /* a letter of two bytes counts as one */
    {"GROSS", 1, "gro\xc3\x9f"},  /* folded in full */
    {"\xd0\xa5\xd0\x9b\xd0\x95\xd0\x91", 1, "\xd1\x85\xd0\xbb\xd0\xb5\xd0\xb1"},
    {"\xd1\x85\xd0\xbb\xd0\xb5\xd0\xb1\xd1\x8b", 1, "\xd1\x85\xd0\xbb\xd0\xb5\xd0\xb1"},
    {"tha", 3, "the"}, /* short words may have one error */
    {"i", 3, "I"},     /* a single letter none */
    {"x", 3, ""},
    {"", 3, ""},
    {"zzzzzzzz", 3, ""},
    {"\xff", 3, ""},
};

START_TEST(suggestions_are_similar_and_the_most_similar_come_first)
{
    struct bagtag_model *model = model_of(bakery, BAKERY, 2, TOKENIZER_WHITESPACE);
    uint32_t words[16];
    size_t n = bagtag_suggest_words(model, typos[_i].word, strlen(typos[_i].word), typos[_i].most, words);
    char got[256] = "";
    for (size_t i = 0; i < n; i++) {
        strcat(got, i > 0 ? " " : "");
        strcat(got, bakery[words[i]]);
    }
    ck_assert_str_eq(got, typos[_i].meant);
    bagtag_model_free(model);
}
END_TEST

/* The optimal string alignment distance as in textbooks. */
static unsigned naive_distance(const char *a, const char *b)
{
    unsigned table[16][16];
    size_t n = strlen(a), m = strlen(b);
    for (size_t i = 0; i <= n; i++) {
        for (size_t j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                table[i][j] = (unsigned)(i + j);
                continue;
            }
            unsigned best = table[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            best = table[i - 1][j] + 1 < best ? table[i - 1][j] + 1 : best;
            best = table[i][j - 1] + 1 < best ? table[i][j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && table[i - 2][j - 2] + 1 < best)
                best = table[i - 2][j - 2] + 1;
            table[i][j] = best;
        }
    }
    return table[n][m];
}

/* Words of a's and b's share beginnings so often that none is skipped because of its beginning. */
START_TEST(no_word_within_two_typing_errors_is_missed)
{
    enum { LETTERS = 7 };
    for (unsigned trial = 0; trial < 3000; trial++) {
        char a[LETTERS + 2] = "x", b[LETTERS + 2] = "x";
        size_t n = 4 + (size_t)(rng_unit(5, 1, trial) * 3.0f), m = 2 + (size_t)(rng_unit(5, 2, trial) * 5.0f);
        for (size_t i = 1; i <= n; i++)
            a[i] = (char)('a' + (int)(rng_unit(5, 3 + i, trial) * 3.0f));
        for (size_t i = 1; i <= m; i++)
            b[i] = (char)('a' + (int)(rng_unit(5, 13 + i, trial) * 3.0f));
        const char *list[] = {b};
        struct bagtag_model *model = model_of(list, 1, 1, TOKENIZER_WHITESPACE);
        uint32_t word;
        size_t n_found = bagtag_suggest_words(model, a, strlen(a), 1, &word);
        ck_assert_msg(n_found == (naive_distance(a, b) <= 2), "%s and %s are %u slips apart", a, b,
                      naive_distance(a, b));
        bagtag_model_free(model);
    }
}
END_TEST

START_TEST(very_long_words_get_no_suggestions)
{
    char longest[1001], word[301];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    memset(word, 'a', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    const char *list[] = {longest, "aaa"};
    struct bagtag_model *model = model_of(list, 2, 1, TOKENIZER_WHITESPACE);
    uint32_t words[2];
    for (size_t len = 0; len < sizeof word; len++) {
        size_t n = bagtag_suggest_words(model, word, len, 2, words);
        ck_assert_uint_eq(n, len >= 2 && len <= 5);
    }
    ck_assert_int_eq(find_word(model, word), -1);
    bagtag_model_free(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("neighbors");
    TCase *near = tcase_create("neighbors");
    tcase_set_timeout(near, 60);
    tcase_add_loop_test(near, neighbors_are_those_that_brute_force_finds, 0, sizeof widths / sizeof *widths);
    tcase_add_test(near, all_words_are_listed_in_order_if_more_are_requested);
    tcase_add_test(near, neighbors_do_not_depend_on_threads_or_the_length_of_the_query);
    tcase_add_test(near, a_word_without_direction_is_not_found_and_has_no_neighbors);
    tcase_add_test(near, an_analogy_is_a_sum_of_unit_vectors);
    tcase_add_test(near, rows_of_n_grams_are_not_words);
    suite_add_tcase(suite, near);

    TCase *spelling = tcase_create("spelling");
    tcase_add_test(spelling, a_typed_word_is_folded_as_the_tokenizer_folds_it);
    tcase_add_loop_test(spelling, suggestions_are_similar_and_the_most_similar_come_first, 0,
                        sizeof typos / sizeof *typos);
    tcase_add_test(spelling, no_word_within_two_typing_errors_is_missed);
    tcase_add_test(spelling, very_long_words_get_no_suggestions);
    suite_add_tcase(suite, spelling);

    return suite_run(suite);
}
