/* check_subword_cache.c - what is remembered of a token is what was found for it */
/* SPDX-License-Identifier: MIT */
#include "words/subword_cache.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/suite.h"
#include "words/features.h"

static struct token token_of(const char *text)
{
    return (struct token){.text = text, .len = (uint32_t)strlen(text)};
}

START_TEST(tokens_with_equal_hashes_are_distinguished)
{
    static const uint32_t first[] = {3, 1, 4}, second[] = {2};
    const struct subword_rows of_first = {first, 3, 5}, of_second = {second, 1, 1};
    struct subword_cache cache = {0};
    struct subword_rows found;
    ck_assert(!subword_cache_find(&cache, token_of("night"), 7, &found));
    subword_cache_put(&cache, token_of("night"), 7, &of_first);
    ck_assert(!subword_cache_find(&cache, token_of("train"), 7, &found));
    ck_assert(!subword_cache_find(&cache, token_of("nigh"), 7, &found));
    ck_assert(subword_cache_find(&cache, token_of("night"), 7, &found));
    ck_assert_uint_eq(found.n, 3);
    ck_assert_uint_eq(found.n_buckets, 5);
    ck_assert_mem_eq(found.rows, first, sizeof first);
    subword_cache_put(&cache, token_of("train"), 7, &of_second); /* takes the place */
    ck_assert(subword_cache_find(&cache, token_of("train"), 7, &found));
    ck_assert_uint_eq(found.rows[0], 2);
    ck_assert(!subword_cache_find(&cache, token_of("night"), 7, &found));
    subword_cache_clear(&cache);
}
END_TEST

/* Rows that identify a token. */
START_TEST(a_full_cache_starts_over_and_never_returns_another_token)
{
    enum { N_TOKENS = 100000, N_ROWS = 60 };
    struct subword_cache cache = {0};
    struct subword_rows found;
    uint32_t rows[N_ROWS];
    size_t n_found = 0;
    for (uint32_t i = 0; i < N_TOKENS; i++) {
        char text[16];
        (void)snprintf(text, sizeof text, "t%u", i);
        uint64_t hash = feature_hash(&feature_kind_bagtag, text, (uint32_t)strlen(text));
        for (uint32_t k = 0; k < N_ROWS; k++)
            rows[k] = i + k;
        subword_cache_put(&cache, token_of(text), hash, &(struct subword_rows){rows, i % N_ROWS, N_ROWS});
        ck_assert(subword_cache_find(&cache, token_of(text), hash, &found));
    }
    for (uint32_t i = 0; i < N_TOKENS; i++) {
        char text[16];
        (void)snprintf(text, sizeof text, "t%u", i);
        uint64_t hash = feature_hash(&feature_kind_bagtag, text, (uint32_t)strlen(text));
        if (!subword_cache_find(&cache, token_of(text), hash, &found))
            continue;
        n_found++;
        ck_assert_uint_eq(found.n, i % N_ROWS);
        for (uint32_t k = 0; k < found.n; k++)
            ck_assert_uint_eq(found.rows[k], i + k);
    }
    ck_assert_uint_gt(n_found, 0);
    ck_assert_uint_lt(n_found, N_TOKENS);
    subword_cache_clear(&cache);
}
END_TEST

struct tagged {
    uint32_t tag, number;
};

static int compare(const void *a, const void *b)
{
    struct tagged x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x.tag < y.tag ? -1 : x.tag > y.tag;
}

static void write_token(char text[16], uint32_t number)
{
    (void)snprintf(text, 16, "w%u", number);
}

/* Two tokens with the same tag: one word to a small model. */
static uint32_t find_pair(char first[16], char second[16])
{
    enum { N_TRIED = 300000 };
    struct tagged *tried = calloc(N_TRIED, sizeof *tried);
    ck_assert_ptr_nonnull(tried);
    for (uint32_t i = 0; i < N_TRIED; i++) {
        write_token(first, i);
        tried[i] = (struct tagged){vocab_tag(feature_hash(&feature_kind_bagtag, first, (uint32_t)strlen(first))), i};
    }
    qsort(tried, N_TRIED, sizeof *tried, compare);
    size_t i = 1;
    while (i < N_TRIED && tried[i].tag != tried[i - 1].tag)
        i++;
    ck_assert_uint_lt(i, N_TRIED);
    write_token(first, tried[i - 1].number);
    write_token(second, tried[i].number);
    uint32_t tag = tried[i].tag;
    free(tried);
    return tag;
}

START_TEST(tokens_that_share_a_tag_keep_their_own_character_n_grams)
{
    enum { N_BUCKETS = 1000 };
    char texts[2][16 + 64]; /* a tokenizer reads past the end of a text */
    const int32_t tag = (int32_t)find_pair(texts[0], texts[1]);
    const struct vocab vocab = {.n_words = 1, .tags = {.n_buckets = VOCAB_TAGS, .ids = &tag, .n_ids = 1}};
    const struct ngrams none = {.max_n = 1, .n_buckets = 1};
    const struct subwords subwords = {.min_n = 2, .max_n = 4, .known = {.n_buckets = N_BUCKETS, .n_ids = N_BUCKETS}};
    const struct tokenizer tokenizer = tokenizer_newest(TOKENIZER_UNICODE, true);
    struct subword_cache cache = {0};
    struct feature_rules rules = {.tokenizer = &tokenizer,
                                  .kind = &feature_kind_bagtag,
                                  .vocab = &vocab,
                                  .ngrams = &none,
                                  .subwords = &subwords,
                                  .first_ngram = 1,
                                  .first_char = 1};
    struct features expected = {0}, found = {0};
    for (int i = 0; i < 4; i++) {
        const char *text = texts[i % 2];
        rules.memory = NULL;
        ck_assert_int_eq(features_extract(&expected, &rules, text, strlen(text)), 0);
        rules.memory = &cache;
        ck_assert_int_eq(features_extract(&found, &rules, text, strlen(text)), 0);
        ck_assert_uint_eq(expected.ids[0], 0);
        ck_assert_uint_gt(expected.n, 6);
        ck_assert_uint_eq(found.n, expected.n);
        ck_assert_mem_eq(found.ids, expected.ids, found.n * sizeof *found.ids);
    }
    features_clear(&expected);
    features_clear(&found);
    subword_cache_clear(&cache);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("subword memory");
    TCase *tests = tcase_create("subword memory");
    tcase_add_test(tests, tokens_with_equal_hashes_are_distinguished);
    tcase_add_test(tests, a_full_cache_starts_over_and_never_returns_another_token);
    tcase_add_test(tests, tokens_that_share_a_tag_keep_their_own_character_n_grams);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
