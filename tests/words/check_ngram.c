/* check_ngram.c - buckets of n-grams, and finding those that training touched */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/rng.h"
#include "words/buckets.h"
#include "words/ngram.h"
#include "support/suite.h"

START_TEST(buckets_follow_the_formula_of_the_header)
{
    uint64_t hello = hash_bytes("hello", 5), world = hash_bytes("world", 5);
    uint64_t h = ngram_extend(hello, world);
    ck_assert_uint_eq(h, hello * UINT64_C(0x9E3779B97F4A7C15) + world);
    uint64_t high = ((h ^ (h >> 29)) * UINT64_C(0xBF58476D1CE4E5B9)) >> 32;
    ck_assert_uint_eq(ngram_bucket(h, 2000000), (high * 2000000) >> 32);
    ck_assert_uint_eq(ngram_bucket(h, 1), 0);
    ck_assert_uint_ne(ngram_extend(world, hello), h); /* the order of the words matters */
    for (uint64_t i = 0; i < 1000; i++) {
        ck_assert_uint_lt(ngram_bucket(i * UINT64_C(0x123456789abcdef), 7), 7);
        ck_assert_uint_lt(ngram_bucket(i * UINT64_C(0x123456789abcdef), INT32_MAX), INT32_MAX);
    }
}
END_TEST

START_TEST(the_count_of_n_grams_agrees_with_their_list)
{
    for (uint32_t max_n = 1; max_n <= 6; max_n++) {
        for (uint64_t n_words = 0; n_words < 12; n_words++) {
            uint64_t n = 0;
            for (uint64_t i = 0; i < n_words; i++)
                for (uint64_t k = i + 1; k < n_words && k < i + max_n; k++)
                    n++;
            ck_assert_uint_eq(ngram_count(n_words, max_n), n);
        }
    }
    ck_assert_uint_eq(ngram_count(UINT32_MAX, NGRAM_LONGEST), UINT64_C(99) * (2 * (uint64_t)UINT32_MAX - 100) / 2);
}
END_TEST

static int ascending(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* N distinct ids: evenly spread like hashes, or (SKEW) crowded at one end as hashes never are. */
static size_t make_ids(int32_t *ids, size_t n, uint32_t n_buckets, int skew)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t h = (i + 1) * UINT64_C(0x9E3779B97F4A7C15);
        uint32_t bucket = ngram_bucket(h, n_buckets);
        for (int s = 0; s < skew; s++)
            bucket = (uint32_t)((uint64_t)bucket * bucket / n_buckets);
        ids[i] = (int32_t)bucket;
    }
    qsort(ids, n, sizeof *ids, ascending);
    size_t n_different = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || ids[i] != ids[n_different - 1])
            ids[n_different++] = ids[i];
    return n_different;
}

static const struct {
    size_t n;
    uint32_t n_buckets;
    int skew;
} searches[] = {{0, 10, 0},          {1, 10, 0},       {2, 5, 0},           {17, 40, 0},         {300, 1000, 0},
                {50000, 2000000, 0}, {60000, 1000, 0}, {50000, 2000000, 3}, {999, INT32_MAX, 0}, {999, INT32_MAX, 4}};

static struct ngram_group *make_index(const struct ngrams *ngrams)
{
    size_t n_groups = ngram_groups(ngrams->n_buckets), before = 0;
    struct ngram_group *index = malloc(n_groups * sizeof *index);
    ck_assert_ptr_nonnull(index);
    for (size_t g = 0; g < n_groups; g++)
        index[g] = ngram_group_of(ngrams, g, &before);
    ck_assert_uint_eq(before, ngrams->n_ids);
    return index;
}

/* With an index in every second round, if it is worth its memory. */
START_TEST(every_touched_bucket_is_found_and_no_other)
{
    size_t search = (size_t)_i / 2;
    int32_t *ids = malloc((searches[search].n + 1) * sizeof *ids);
    ck_assert_ptr_nonnull(ids);
    size_t n = make_ids(ids, searches[search].n, searches[search].n_buckets, searches[search].skew);
    struct ngrams ngrams = {.max_n = 2, .n_buckets = searches[search].n_buckets, .ids = ids, .n_ids = n};
    struct ngram_group *index = _i % 2 && ngram_has_index(&ngrams) ? make_index(&ngrams) : NULL;
    ngrams.index = index;
    size_t n_wrong = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t bucket = (uint32_t)ids[i];
        ngram_prefetch(&ngrams, bucket);
        n_wrong += ngram_find(&ngrams, bucket) != i;
        if (bucket > 0 && (i == 0 || ids[i - 1] != ids[i] - 1))
            n_wrong += ngram_find(&ngrams, bucket - 1) != NGRAM_NONE;
        if (i + 1 == n || ids[i + 1] != ids[i] + 1)
            n_wrong += ngram_find(&ngrams, bucket + 1) != NGRAM_NONE;
    }
    ck_assert_uint_eq(n_wrong, 0);
    ck_assert_uint_eq(ngram_find(&ngrams, ngrams.n_buckets), NGRAM_NONE);
    ck_assert_uint_eq(ngram_find(&ngrams, UINT32_MAX), NGRAM_NONE);
    free(ids);
    free(index);
}
END_TEST

START_TEST(damaged_ids_end_the_search)
{
    enum { N = 3000 };
    int32_t *ids = malloc(N * sizeof *ids);
    ck_assert_ptr_nonnull(ids);
    for (int kind = 0; kind < 6; kind++) {
        for (int32_t i = 0; i < N; i++) {
            const int32_t kinds[] = {-1, INT32_MIN, INT32_MAX, N - i, (int32_t)((uint32_t)i * UINT32_C(2654435761)), 0};
            ids[i] = kinds[kind];
        }
        struct ngrams ngrams = {.max_n = 2, .n_buckets = 5000, .ids = ids, .n_ids = N};
        for (uint32_t bucket = 0; bucket < 5000; bucket++) {
            uint32_t found = ngram_find(&ngrams, bucket);
            ck_assert(found == NGRAM_NONE || found < N);
        }
    }
    free(ids);
}
END_TEST

START_TEST(a_damaged_index_never_leads_past_the_rows)
{
    enum { N = 1000, BUCKETS = 5000, GROUPS = (BUCKETS + 63) / 64 };
    int32_t ids[N];
    struct ngram_group index[GROUPS];
    for (int32_t i = 0; i < N; i++)
        ids[i] = 5 * i;
    for (int kind = 0; kind < 4; kind++) {
        for (size_t g = 0; g < GROUPS; g++) {
            const uint64_t befores[] = {rng_bits(1, 2, g), rng_bits(1, 2, g) % N, UINT64_MAX, UINT64_C(1) << 32};
            index[g] = (struct ngram_group){.bits = rng_bits(1, 1, g), .before = befores[kind]};
        }
        struct ngrams ngrams = {.max_n = 2, .n_buckets = BUCKETS, .ids = ids, .n_ids = N, .index = index};
        for (uint32_t bucket = 0; bucket < BUCKETS + 100; bucket++) {
            uint32_t found = ngram_find(&ngrams, bucket);
            ck_assert(found == NGRAM_NONE || found < N);
        }
    }
}
END_TEST

START_TEST(touched_buckets_are_listed_and_ranked)
{
    static const uint32_t n_buckets[] = {1, 63, 64, 65, 1000};
    for (size_t k = 0; k < sizeof n_buckets / sizeof n_buckets[0]; k++) {
        struct buckets buckets;
        int32_t ids[1000];
        ck_assert_int_eq(buckets_init(&buckets, n_buckets[k]), 0);
        for (uint32_t b = 0; b < n_buckets[k]; b++)
            if (b % 3 == 0 || b == n_buckets[k] - 1) {
                buckets_touch(&buckets, b);
                buckets_touch(&buckets, b);
            }
        ck_assert_int_eq(buckets_rank_all(&buckets), 0);
        ck_assert_uint_le(buckets.n_touched, n_buckets[k]);
        buckets_list(&buckets, ids);
        uint32_t rank = 0;
        for (uint32_t b = 0; b < n_buckets[k]; b++) {
            bool is_touched = b % 3 == 0 || b == n_buckets[k] - 1;
            ck_assert_int_eq(buckets_is_touched(&buckets, b), is_touched);
            ck_assert_uint_eq(buckets_rank(&buckets, b), rank);
            if (is_touched)
                ck_assert_int_eq(ids[rank++], (int32_t)b);
        }
        ck_assert_uint_eq(buckets.n_touched, rank);
        buckets_clear(&buckets);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ngram");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_set_timeout(parts, 30);
    tcase_add_test(parts, buckets_follow_the_formula_of_the_header);
    tcase_add_test(parts, the_count_of_n_grams_agrees_with_their_list);
    tcase_add_loop_test(parts, every_touched_bucket_is_found_and_no_other, 0, 2 * sizeof searches / sizeof searches[0]);
    tcase_add_test(parts, damaged_ids_end_the_search);
    tcase_add_test(parts, a_damaged_index_never_leads_past_the_rows);
    tcase_add_test(parts, touched_buckets_are_listed_and_ranked);

    return suite_run(suite);
}
