/* check_subword.c - the character n-grams of a word, and the documents they are added to */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/utf8.h"
#include "data/subword_rows.h"
#include "text/unicode.h"
#include "support/corpora.h"
#include "support/suite.h"

enum { LONGEST = 1100, SUBWORD_MAX = SUBWORD_LONGEST * (SUBWORD_CODES + 2) };

static size_t list_buckets(const struct subwords *rules, const char *text, size_t len, uint32_t *buckets)
{
    return subword_buckets(rules, (struct token){text, (uint32_t)len}, buckets);
}

static size_t count_buckets(const struct subwords *rules, const char *text, size_t len)
{
    return subword_count(rules, (struct token){text, (uint32_t)len});
}

/* The bucket of a run of codes, as the header defines it. */
static uint32_t bucket_of(const uint32_t *codes, size_t n, uint32_t n_buckets)
{
    uint64_t h = 0;
    for (size_t i = 0; i < n; i++) {
        h = (h ^ codes[i]) * UINT64_C(0x9E3779B97F4A7C15);
        h = h ^ (h >> 32);
    }
    h = ((h ^ (h >> 29)) * UINT64_C(0xBF58476D1CE4E5B9)) >> 32;
    return (uint32_t)(h * n_buckets >> 32);
}

/* All runs of all lengths, except those that the header leaves out. */
static size_t naive_buckets(const struct subwords *rules, const char *text, size_t len, uint32_t *buckets)
{
    uint32_t codes[LONGEST + 2] = {0x110000};
    size_t n = 1, n_buckets = 0;
    for (size_t i = 0; i < len && n <= 1024;) {
        struct utf8_char c = utf8_decode(text + i, len - i);
        codes[n++] = c.code;
        i += c.bytes;
    }
    codes[n++] = 0x110001;
    if (n == 3 && unicode_class(codes[1]) != UNICODE_WORD && unicode_class(codes[1]) != UNICODE_MARK)
        return 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 1; i + k <= n; k++) {
            bool is_end = k == 1 && (i == 0 || i == n - 1), is_whole = k == n;
            if (k >= rules->min_n && k <= rules->max_n && !is_end && !is_whole)
                buckets[n_buckets++] = bucket_of(codes + i, k, rules->known.n_buckets);
        }
    return n_buckets;
}

static void expect_naive(const char *text, size_t len)
{
    static uint32_t want[SUBWORD_MAX], got[SUBWORD_MAX];
    for (uint32_t max = 1; max <= SUBWORD_LONGEST; max++)
        for (uint32_t min = 1; min <= max; min++) {
            const struct subwords rules = {.min_n = min, .max_n = max, .known.n_buckets = 1000003};
            size_t n = naive_buckets(&rules, text, len, want);
            ck_assert_uint_eq(list_buckets(&rules, text, len, got), n);
            ck_assert_uint_eq(count_buckets(&rules, text, len), n);
            ck_assert_uint_le(n, subword_most(&rules, len));
            if (n > 0)
                ck_assert_mem_eq(got, want, n * sizeof *want);
        }
}

START_TEST(character_n_grams_are_runs_of_code_points_with_both_ends_marked)
{
    static const char *const words[] = {"the",
                                        "a",
                                        "na\xc3\xafve",
                                        "<the>",
                                        "\xe6\x97\xa5",
                                        "\xe6\x97\xa5\xe6\x9c\xac",
                                        ",",
                                        "--",
                                        "\xe0\xb8\xaa\xe0\xb8\xa7\xe0\xb8\xb1\xe0\xb8\xaa\xe0\xb8\x94",
                                        "\xf0\x9f\x98\x80",
                                        "\xff\xfeq\xc3",
                                        "antidisestablishmentarianism",
                                        "42"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        expect_naive(words[i], strlen(words[i]));
    for (uint64_t i = 0; i < 300; i++) {
        char text[40];
        size_t len = 1 + rng_bits(1, i, 0) % (sizeof text - 1);
        for (size_t k = 0; k < len; k++)
            text[k] = (char)(rng_bits(1, i, k + 1) >> 17);
        expect_naive(text, len);
    }
}
END_TEST

START_TEST(a_known_word_has_the_character_n_grams_listed_by_hand)
{
    const uint32_t b = 0x110000, e = 0x110001;
    const uint32_t runs[][3] = {{b, 'c', 'a'}, {'c', 'a', 't'}, {'a', 't', e}};
    const struct subwords rules = {.min_n = 3, .max_n = 3, .known.n_buckets = 50000};
    uint32_t buckets[SUBWORD_MAX];
    ck_assert_uint_eq(list_buckets(&rules, "cat", 3, buckets), 3);
    for (size_t i = 0; i < 3; i++)
        ck_assert_uint_eq(buckets[i], bucket_of(runs[i], 3, 50000));
}
END_TEST

START_TEST(a_single_symbol_or_ideograph_has_no_character_n_grams)
{
    const struct subwords rules = {.min_n = 1, .max_n = 8, .known.n_buckets = 1000};
    uint32_t buckets[SUBWORD_MAX];
    ck_assert_uint_eq(list_buckets(&rules, ".", 1, buckets), 0);
    ck_assert_uint_eq(list_buckets(&rules, "\xe6\x97\xa5", 3, buckets), 0);
    ck_assert_uint_eq(list_buckets(&rules, "x", 1, buckets), 3); /* x, and x with either end */
}
END_TEST

START_TEST(a_long_token_is_truncated)
{
    static char text[200000];
    memset(text, 'a', sizeof text);
    expect_naive(text, 1023);
    expect_naive(text, 1024);
    expect_naive(text, 1025);
    const struct subwords rules = {.min_n = 1, .max_n = 8, .known.n_buckets = 1000};
    ck_assert_uint_eq(count_buckets(&rules, text, sizeof text), count_buckets(&rules, text, 1024));
    ck_assert_uint_eq(subword_most(&rules, sizeof text), SUBWORD_MAX);
}
END_TEST

/* Whether some n-gram of WORD has BUCKET. */
static bool has_bucket(const struct subwords *rules, const char *word, uint32_t bucket)
{
    uint32_t buckets[SUBWORD_MAX];
    size_t n = list_buckets(rules, word, strlen(word), buckets);
    for (size_t i = 0; i < n; i++)
        if (buckets[i] == bucket)
            return true;
    return false;
}

START_TEST(rare_words_add_n_grams_and_unseen_words_use_only_those_of_training)
{
    struct source sources[] = {{write_text("t.txt", "__label__a bread bread rare\n__label__b bread\n"), false},
                               {write_text("v.txt", "__label__a bready zzz rare\n"), true}};
    struct corpus_options options = usual;
    options.min_count = 2;
    options.has_others = true;
    struct corpus_contents contents;
    struct bagtag_error error;
    struct pool *pool = NULL;
    ck_assert_int_eq(read_all(&options, 2, sources, 2, &contents, NULL, &error), BAGTAG_OK);
    ck_assert_int_eq(pool_open(&pool, 2, &error), BAGTAG_OK);
    ck_assert_uint_eq(contents.words.n_words, 1);
    ck_assert_uint_ge(contents.others.n, 3);
    const struct subwords rules = {.min_n = 3, .max_n = 3, .known.n_buckets = 1000000};
    struct subword_lists lists = {0};
    ck_assert_int_eq(subword_lists_make(&lists, &rules, &contents, NULL, pool, &error), BAGTAG_OK);
    ck_assert_uint_eq(lists.n_ids, 9); /* <br bre rea ead ad>, <ra rar are re> */
    for (size_t i = 0; i < lists.n_ids; i++)
        ck_assert(has_bucket(&rules, "bread", (uint32_t)lists.ids[i]) ||
                  has_bucket(&rules, "rare", (uint32_t)lists.ids[i]));
    ck_assert_int_eq(subword_rows_add(&contents.train, &lists, 1, pool, &error), BAGTAG_OK);
    ck_assert_int_eq(subword_rows_add(&contents.held_out, &lists, 1, pool, &error), BAGTAG_OK);
    ck_assert_uint_eq(contents.train.offsets[1], 6 + 6 + 4);
    ck_assert_uint_eq(contents.train.offsets[2], 16 + 6);
    ck_assert_uint_eq(contents.held_out.offsets[1], 4 + 0 + 4); /* <br bre rea ead of bready */
    for (uint64_t k = 0; k < contents.held_out.offsets[1]; k++)
        ck_assert_uint_lt(contents.held_out.ids[k], 10);
    subword_lists_clear(&lists);
    corpus_contents_clear(&contents);
    pool_close(pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("subword");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_set_timeout(parts, 60);
    tcase_add_checked_fixture(parts, make_folder, remove_folder);
    tcase_add_test(parts, character_n_grams_are_runs_of_code_points_with_both_ends_marked);
    tcase_add_test(parts, a_known_word_has_the_character_n_grams_listed_by_hand);
    tcase_add_test(parts, a_single_symbol_or_ideograph_has_no_character_n_grams);
    tcase_add_test(parts, a_long_token_is_truncated);
    tcase_add_test(parts, rare_words_add_n_grams_and_unseen_words_use_only_those_of_training);

    return suite_run(suite);
}
