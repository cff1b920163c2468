/* check_vocab.c - the words a model knows: merged, sorted, found */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "words/vocab.h"
#include "support/old_vocab.h"
#include "support/suite.h"

static void put(struct strtab *table, const char *text, uint64_t count, uint32_t block, uint32_t place)
{
    size_t len = strlen(text);
    struct strtab_first first = {block, place};
    uint32_t id = strtab_add(table, text, (uint32_t)len, hash_bytes(text, len), first);
    ck_assert_uint_ne(id, STRTAB_NONE);
    table->entries[id].count += count;
}

static uint32_t find(const struct vocab *vocab, const char *text)
{
    size_t len = strlen(text);
    return vocab_find(vocab, text, (uint32_t)len, hash_bytes(text, len));
}

static void expect_words(const struct vocab *vocab, const char *expected)
{
    char joined[512] = "";
    for (uint32_t i = 0; i < vocab->n_words; i++) {
        size_t len, used = strlen(joined);
        const char *word = vocab_word(vocab, i, &len);
        (void)snprintf(joined + used, sizeof joined - used, "%.*s:%d ", (int)len, word, (int)vocab->counts[i]);
        ck_assert_uint_eq(vocab_find(vocab, word, (uint32_t)len, hash_bytes(word, len)), i);
    }
    ck_assert_str_eq(joined, expected);
}

START_TEST(words_are_sorted_by_count_then_by_first_appearance)
{
    struct strtab table = {0};
    struct vocab vocab;
    struct bagtag_error error;
    put(&table, "late", 3, 7, 0);
    put(&table, "early", 3, 2, 900);
    put(&table, "most", UINT64_C(1) << 40, 9, 9);
    put(&table, "rare", 1, 0, 0);
    put(&table, "earliest", 3, 2, 7);
    ck_assert_int_eq(vocab_build(&vocab, &(struct strtab *){&table}, 1, 1, false, NULL, NULL, &error), BAGTAG_OK);
    ck_assert_int_eq(vocab.counts[0], INT64_C(1) << 40);
    ck_assert_uint_eq(find(&vocab, "most"), 0);
    ck_assert_uint_eq(find(&vocab, "earliest"), 1);
    ck_assert_uint_eq(find(&vocab, "early"), 2);
    ck_assert_uint_eq(find(&vocab, "late"), 3);
    ck_assert_uint_eq(find(&vocab, "rare"), 4);
    ck_assert_uint_eq(find(&vocab, "never"), VOCAB_UNKNOWN);
    ck_assert_uint_eq(find(&vocab, ""), VOCAB_UNKNOWN);
    vocab_clear(&vocab);
    vocab_clear(&vocab);
    strtab_clear(&table);
}
END_TEST

/* The words want four neighbouring slots near the end of the index, and so wrap around. */
START_TEST(colliding_words_are_placed_as_by_linear_probing)
{
    enum { N = 3000, N_INDEX = 8192 };
    struct strtab table = {0};
    struct vocab vocab;
    struct bagtag_error error;
    static int32_t expected[N_INDEX];
    char text[16];
    memset(expected, 0xff, sizeof expected);
    for (uint32_t i = 0; i < N; i++) {
        int len = snprintf(text, sizeof text, "%u", i);
        uint64_t hash = N_INDEX - 1000 + i % 4;
        ck_assert_uint_eq(strtab_add(&table, text, (uint32_t)len, hash, (struct strtab_first){0, i}), i);
        table.entries[i].count = 1;
        size_t at = hash;
        while (expected[at] != -1)
            at = (at + 1) % N_INDEX;
        expected[at] = (int32_t)(((uint32_t)hash & vocab_tag_mask(N)) | i);
    }
    ck_assert_int_eq(vocab_build(&vocab, &(struct strtab *){&table}, 1, 1, false, NULL, NULL, &error), BAGTAG_OK);
    ck_assert_uint_eq(vocab.n_index, N_INDEX);
    ck_assert_mem_eq(vocab.index, expected, sizeof expected);
    vocab_clear(&vocab);
    strtab_clear(&table);
}
END_TEST

/* Quadratic time would run into the limit. */
START_TEST(half_a_million_colliding_words_take_no_longer_than_others)
{
    enum { N = 500000 };
    struct strtab table = {0};
    struct vocab vocab;
    struct bagtag_error error;
    char text[16];
    for (uint32_t i = 0; i < N; i++) {
        int len = snprintf(text, sizeof text, "%u", i);
        uint32_t id = strtab_add(&table, text, (uint32_t)len, 1, (struct strtab_first){0, i});
        if (id != i)
            ck_abort_msg("word %u got the id %u", i, id);
        table.entries[i].count = 1;
    }
    ck_assert_int_eq(vocab_build(&vocab, &(struct strtab *){&table}, 1, 1, false, NULL, NULL, &error), BAGTAG_OK);
    ck_assert_uint_eq(vocab_entry_word(&vocab, vocab.index[1]), 0);
    ck_assert_uint_eq(vocab_entry_word(&vocab, vocab.index[N]), N - 1);
    ck_assert_int_eq(vocab_prepare_detour(&vocab), 0);
    for (uint32_t i = 0; i < N + 1000; i++) {
        int len = snprintf(text, sizeof text, "%u", i);
        uint32_t id = vocab_find(&vocab, text, (uint32_t)len, 1);
        if (id != (i < N ? i : VOCAB_UNKNOWN))
            ck_abort_msg("word %u is found as %u", i, id);
    }
    vocab_clear(&vocab);
    strtab_clear(&table);
}
END_TEST

START_TEST(tables_are_merged_and_rare_words_left_out)
{
    struct strtab tables[3] = {0};
    struct vocab vocab;
    struct bagtag_error error;
    put(&tables[0], "a", 2, 5, 0);
    put(&tables[0], "b", 1, 5, 1);
    put(&tables[0], "gone", 1, 0, 0);
    put(&tables[2], "b", 1, 4, 0); /* first seen here; in all, as often as a */
    put(&tables[2], "seen", 0, 0, 1);
    put(&tables[2], "c", 9, 6, 0);
    struct strtab *pointers[3] = {&tables[0], &tables[1], &tables[2]};
    uint32_t map0[3], map2[3];
    uint32_t *maps[3] = {map0, NULL, map2};
    ck_assert_int_eq(vocab_build(&vocab, pointers, 3, 2, false, maps, NULL, &error), BAGTAG_OK);
    expect_words(&vocab, "c:9 b:2 a:2 ");
    static const uint32_t expected0[] = {2, 1, VOCAB_UNKNOWN}, expected2[] = {1, VOCAB_UNKNOWN, 0};
    ck_assert_mem_eq(map0, expected0, sizeof map0);
    ck_assert_mem_eq(map2, expected2, sizeof map2);
    vocab_clear(&vocab);
    for (size_t i = 0; i < 3; i++)
        strtab_clear(&tables[i]);
}
END_TEST

START_TEST(uncounted_appearances_do_not_affect_the_order)
{
    struct strtab tables[2] = {0};
    struct vocab vocab;
    struct bagtag_error error;
    put(&tables[0], "a", 0, 0, 0);
    put(&tables[0], "b", 1, 1, 0);
    put(&tables[1], "a", 1, 2, 0);
    struct strtab *pointers[2] = {&tables[0], &tables[1]};
    uint32_t map0[2], map1[1], *maps[2] = {map0, map1};
    ck_assert_int_eq(vocab_build(&vocab, pointers, 2, 1, false, maps, NULL, &error), BAGTAG_OK);
    expect_words(&vocab, "b:1 a:1 ");
    vocab_clear(&vocab);
    strtab_clear(&tables[0]);
    strtab_clear(&tables[1]);
}
END_TEST

/* The candidate for a word after all steps of prefetching. */
static uint32_t candidate_of(const struct vocab *vocab, uint64_t hash)
{
    uint32_t candidate = 42;
    for (int memory = VOCAB_INDEX; memory <= VOCAB_BYTES; memory++)
        vocab_prefetch(vocab, (enum vocab_memory)memory, &hash, 1, &candidate);
    return candidate;
}

/* Looks a token up at once and by steps. */
static uint32_t find_token(const struct vocab *vocab, struct token token, uint64_t hash)
{
    uint32_t found = vocab_find_token(vocab, token, hash);
    ck_assert_uint_eq(vocab_find_candidate(vocab, token, hash, candidate_of(vocab, hash)), found);
    return found;
}

/* Words of 1 to 40 bytes, many alike except at their ends; writes word I to TEXT, with 16 readable bytes after it. */
static uint32_t put_word(char text[64], uint32_t i)
{
    memset(text, 0, 64);
    int len = snprintf(text, 48, "%.*s%x", (int)(i * 7 % 33), "abcdefghijklmnopqrstuvwxyzabcdefghi", i);
    return (uint32_t)len;
}

/* What is found is the same with heads and tags as without; every second word is in the vocabulary. */
START_TEST(heads_and_tags_change_no_answer)
{
    enum { N = 20000, N_INDEX = 65536 };
    static int32_t index[N_INDEX];
    struct strtab table = {0};
    struct vocab vocab;
    struct bagtag_error error;
    char text[64];
    uint64_t n_bits = _i == 0 ? 64 : 9; /* of the hashes: with few, words are far from their first slot */
    for (uint32_t i = 0; i < N; i += 2) {
        uint32_t len = put_word(text, i);
        uint32_t id =
            strtab_add(&table, text, len, hash_bytes(text, len) >> (64 - n_bits), (struct strtab_first){0, i});
        table.entries[id].count = 1;
    }
    ck_assert_int_eq(vocab_build(&vocab, &(struct strtab *){&table}, 1, 1, false, NULL, NULL, &error), BAGTAG_OK);
    ck_assert_ptr_nonnull(vocab.heads);
    struct vocab old = vocab;
    ck_assert_uint_le(vocab.n_index, N_INDEX);
    old_vocab(&old, index);
    for (uint32_t i = 0; i < N; i++) {
        uint32_t len = put_word(text, i);
        uint64_t hash = hash_bytes(text, len) >> (64 - n_bits);
        uint32_t found = find_token(&vocab, (struct token){text, len}, hash);
        if (found != find_token(&old, (struct token){text, len}, hash) ||
            found != vocab_find(&vocab, text, len, hash) || (found == VOCAB_UNKNOWN) != (i % 2 == 1))
            ck_abort_msg("word %u is found as %u", i, found);
    }
    vocab_clear(&vocab);
    strtab_clear(&table);
}
END_TEST

/* Every byte of the heads can be wrong. */
START_TEST(damaged_heads_end_the_search)
{
    struct strtab table = {0};
    struct vocab vocab;
    struct bagtag_error error;
    char text[64] = "a word that is longer than a head";
    put(&table, "short", 2, 0, 0);
    put(&table, text, 1, 0, 1);
    ck_assert_int_eq(vocab_build(&vocab, &(struct strtab *){&table}, 1, 1, false, NULL, NULL, &error), BAGTAG_OK);
    struct word_head heads[2];
    uint32_t len = (uint32_t)strlen(text);
    uint64_t hash = hash_bytes(text, len);
    for (unsigned byte = 0; byte < sizeof *heads; byte++)
        for (unsigned value = 0; value < 256; value++) {
            memcpy(heads, vocab.heads, sizeof heads);
            heads[1].bytes[byte] = (unsigned char)value;
            struct vocab damaged_vocab = vocab;
            damaged_vocab.heads = heads;
            uint32_t found = find_token(&damaged_vocab, (struct token){text, len}, hash);
            ck_assert(found == (value == vocab.heads[1].bytes[byte] ? 1 : VOCAB_UNKNOWN));
        }
    vocab_clear(&vocab);
    strtab_clear(&table);
}
END_TEST

START_TEST(an_empty_vocabulary_knows_nothing)
{
    struct strtab table = {0};
    struct vocab vocab;
    struct bagtag_error error;
    ck_assert_int_eq(vocab_build(&vocab, &(struct strtab *){&table}, 1, 1, false, NULL, NULL, &error), BAGTAG_OK);
    ck_assert_uint_eq(vocab.n_words, 0);
    ck_assert_uint_gt(vocab.n_index, 0);
    ck_assert_int_eq(vocab.offsets[0], 0);
    ck_assert_uint_eq(find(&vocab, "a"), VOCAB_UNKNOWN);
    vocab_clear(&vocab);
    struct vocab zero = {0};
    ck_assert_uint_eq(find(&zero, "a"), VOCAB_UNKNOWN);
    uint32_t candidate = candidate_of(&zero, 17);
    ck_assert_uint_eq(candidate, VOCAB_UNKNOWN);
    ck_assert_uint_eq(vocab_find_candidate(&zero, (struct token){"a", 1}, 17, candidate), VOCAB_UNKNOWN);
}
END_TEST

/* However 20,000 strings are distributed over tables, the vocabulary is the same, and in order. */
START_TEST(the_vocabulary_does_not_depend_on_the_number_of_tables)
{
    enum { N = 20000, MAX_TABLES = 5 };
    struct vocab vocabs[3];
    static const size_t n_tables[3] = {1, 2, MAX_TABLES};
    struct bagtag_error error;
    for (size_t v = 0; v < 3; v++) {
        struct strtab tables[MAX_TABLES] = {0}, *pointers[MAX_TABLES];
        for (size_t t = 0; t < MAX_TABLES; t++)
            pointers[t] = &tables[t];
        for (uint32_t i = 0; i < N; i++) {
            char text[16];
            uint32_t mixed = i * UINT32_C(2654435761);
            (void)snprintf(text, sizeof text, "%u", (mixed >> 16) % (1 + (mixed & 4095)));
            put(&tables[(mixed >> 8) % n_tables[v]], text, 1, i / 1000, i % 1000 * 300000);
        }
        uint32_t *maps[MAX_TABLES];
        for (size_t t = 0; t < MAX_TABLES; t++)
            maps[t] = calloc(tables[t].n + 1, sizeof *maps[t]);
        struct pool *pool;
        ck_assert_int_eq(pool_open(&pool, (int)n_tables[v], &error), BAGTAG_OK);
        ck_assert_int_eq(vocab_build(&vocabs[v], pointers, n_tables[v], 1, v > 1, maps, pool, &error), BAGTAG_OK);
        pool_close(pool);
        for (size_t t = 0; t < MAX_TABLES; t++) {
            free(maps[t]);
            strtab_clear(&tables[t]);
        }
    }
    const struct vocab *one = &vocabs[0];
    int64_t total = 0;
    for (size_t i = 0; i < one->n_words; i++) {
        total += one->counts[i];
        ck_assert(i == 0 || one->counts[i - 1] >= one->counts[i]);
    }
    ck_assert_int_eq(total, N);
    for (size_t v = 1; v < 3; v++) {
        ck_assert_uint_eq(vocabs[v].n_words, one->n_words);
        ck_assert_mem_eq(vocabs[v].bytes, one->bytes, one->n_bytes);
        ck_assert_mem_eq(vocabs[v].offsets, one->offsets, (one->n_words + 1) * sizeof *one->offsets);
        ck_assert_mem_eq(vocabs[v].counts, one->counts, one->n_words * sizeof *one->counts);
        ck_assert_mem_eq(vocabs[v].index, one->index, one->n_index * sizeof *one->index);
    }
    for (uint32_t i = 0; i < one->n_words; i++) { /* some are not in their first slot */
        size_t len;
        const char *text = vocab_word(one, i, &len);
        ck_assert_uint_eq(find_token(one, (struct token){text, (uint32_t)len}, hash_bytes(text, len)), i);
    }
    for (size_t v = 0; v < 3; v++)
        vocab_clear(&vocabs[v]);
}
END_TEST

START_TEST(tokens_are_found_like_other_strings)
{
    struct strtab table = {0};
    struct vocab vocab;
    struct bagtag_error error;
    put(&table, "w", 3, 0, 0);
    put(&table, "word", 2, 0, 1);
    put(&table, "a-word-of-more-than-16-bytes", 1, 0, 2);
    ck_assert_int_eq(vocab_build(&vocab, &(struct strtab *){&table}, 1, 1, false, NULL, NULL, &error), BAGTAG_OK);
    char text[64] = "word-and-more";
    struct token token = {text, 4};
    ck_assert_uint_eq(find_token(&vocab, token, hash_bytes(text, 4)), 1);
    token.len = 1;
    ck_assert_uint_eq(find_token(&vocab, token, hash_bytes(text, 1)), 0);
    token.len = 5;
    ck_assert_uint_eq(find_token(&vocab, token, hash_bytes(text, 5)), VOCAB_UNKNOWN);
    memcpy(text, "a-word-of-more-than-16-bytes", 28);
    token.len = 28;
    ck_assert_uint_eq(find_token(&vocab, token, hash_bytes(text, 28)), 2);
    text[27] = '!';
    ck_assert_uint_eq(find_token(&vocab, token, hash_bytes("a-word-of-more-than-16-bytes", 28)), VOCAB_UNKNOWN);
    vocab_clear(&vocab);
    strtab_clear(&table);
}
END_TEST

/* Arrays of a damaged model, each of exact size, so that sanitizers detect one byte too many. */
static const struct {
    int64_t offsets[3];
    int32_t index[4];
} damaged[] = {
    {{0, 1, 2}, {0, 0, 0, 0}},
    {{0, 1, 2}, {1, 1, 1, 1}},
    {{0, 1, 2}, {2, INT32_MAX, 2, 2}},
    {{0, 1, 2}, {INT32_MIN, -2, -1, -7}},
    {{-1, 0, INT64_MAX}, {0, 1, 0, 1}},
    {{INT64_MIN, INT64_MAX, INT64_MIN}, {0, 1, 0, 1}},
    {{5, 3, 1}, {1, 0, 1, 0}},
    {{2, 3, 4}, {1, 0, 1, 0}},
    {{INT64_MAX, INT64_MIN, -1}, {0, 1, 1, 1}},
};

START_TEST(damaged_arrays_end_the_search)
{
    int64_t *offsets = malloc(sizeof damaged[_i].offsets);
    int32_t *index = malloc(sizeof damaged[_i].index);
    char *bytes = malloc(2);
    ck_assert(offsets != NULL && index != NULL && bytes != NULL);
    memcpy(offsets, damaged[_i].offsets, sizeof damaged[_i].offsets);
    memcpy(index, damaged[_i].index, sizeof damaged[_i].index);
    memcpy(bytes, "ab", 2);
    struct vocab vocab = {.bytes = bytes, .offsets = offsets, .index = index, .n_words = 2, .n_index = 4, .n_bytes = 2};
    char *text = malloc(3);
    ck_assert_ptr_nonnull(text);
    memcpy(text, "xyz", 3);
    for (uint64_t hash = 0; hash < 8; hash++)
        for (uint32_t len = 0; len <= 3; len++) {
            uint32_t found = vocab_find(&vocab, text, len, hash);
            ck_assert(found == VOCAB_UNKNOWN || (len == 0 && found < 2));
            ck_assert(candidate_of(&vocab, hash) == VOCAB_UNKNOWN || candidate_of(&vocab, hash) < 2);
        }
    for (uint32_t i = 0; i < 2; i++) {
        size_t len;
        const char *word = vocab_word(&vocab, i, &len);
        ck_assert(word >= bytes && word + len <= bytes + 2);
    }
    free(text);
    free(bytes);
    free(index);
    free(offsets);
}
END_TEST

/* The same with a large index, in which every search goes a long way. */
START_TEST(damaged_arrays_end_a_search_through_the_detour)
{
    enum { N_INDEX = 4096 };
    static int32_t index[N_INDEX];
    char text[] = "xyz";
    for (size_t i = 0; i < N_INDEX; i++)
        index[i] = damaged[_i].index[i % 4] & 1;
    struct vocab vocab = {.bytes = "ab                ",
                          .offsets = damaged[_i].offsets,
                          .index = index,
                          .n_words = 2,
                          .n_index = N_INDEX,
                          .n_bytes = 2};
    ck_assert_int_eq(vocab_prepare_detour(&vocab), 0);
    for (uint64_t hash = 0; hash < 8; hash++)
        for (uint32_t len = 0; len <= 3; len++) {
            uint32_t found = vocab_find(&vocab, text, len, hash);
            ck_assert(found == VOCAB_UNKNOWN || (len == 0 && found < 2));
        }
    vocab_clear(&vocab);
}
END_TEST

/* Threads that need the detour at the same time. */
static void find_all(void *context, int worker)
{
    const struct vocab *vocab = context;
    char text[16];
    (void)worker;
    for (uint32_t i = 0; i < (uint32_t)vocab->n_words; i++) {
        int len = snprintf(text, sizeof text, "%u", i);
        if (vocab_find(vocab, text, (uint32_t)len, 5) != i)
            abort();
    }
}

START_TEST(threads_share_a_detour)
{
    struct strtab table = {0};
    struct vocab vocab;
    struct bagtag_error error;
    struct pool *pool = NULL;
    char text[16];
    for (uint32_t i = 0; i < 3000; i++) {
        int len = snprintf(text, sizeof text, "%u", i);
        ck_assert_uint_eq(strtab_add(&table, text, (uint32_t)len, 5, (struct strtab_first){0, i}), i);
        table.entries[i].count = 1;
    }
    ck_assert_int_eq(vocab_build(&vocab, &(struct strtab *){&table}, 1, 1, false, NULL, NULL, &error), BAGTAG_OK);
    ck_assert_int_eq(vocab_prepare_detour(&vocab), 0);
    ck_assert_int_eq(pool_open(&pool, 4, &error), BAGTAG_OK);
    pool_run(pool, find_all, &vocab);
    pool_close(pool);
    vocab_clear(&vocab);
    strtab_clear(&table);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vocab");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_set_timeout(parts, 30);
    tcase_add_test(parts, words_are_sorted_by_count_then_by_first_appearance);
    tcase_add_test(parts, colliding_words_are_placed_as_by_linear_probing);
    tcase_add_test(parts, half_a_million_colliding_words_take_no_longer_than_others);
    tcase_add_test(parts, tables_are_merged_and_rare_words_left_out);
    tcase_add_test(parts, uncounted_appearances_do_not_affect_the_order);
    tcase_add_loop_test(parts, heads_and_tags_change_no_answer, 0, 2);
    tcase_add_test(parts, damaged_heads_end_the_search);
    tcase_add_test(parts, an_empty_vocabulary_knows_nothing);
    tcase_add_test(parts, the_vocabulary_does_not_depend_on_the_number_of_tables);
    tcase_add_test(parts, tokens_are_found_like_other_strings);
    tcase_add_loop_test(parts, damaged_arrays_end_the_search, 0, sizeof damaged / sizeof damaged[0]);
    tcase_add_loop_test(parts, damaged_arrays_end_a_search_through_the_detour, 0, sizeof damaged / sizeof damaged[0]);
    tcase_add_test(parts, threads_share_a_detour);

    return suite_run(suite);
}
