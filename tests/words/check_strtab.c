/* check_strtab.c - strings and dense ids */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "words/strtab.h"
#include "support/suite.h"

static uint32_t add(struct strtab *table, const char *text, uint64_t hash)
{
    return strtab_add(table, text, (uint32_t)strlen(text), hash, (struct strtab_first){1, 2});
}

START_TEST(ids_are_given_in_order_of_appearance)
{
    struct strtab table = {0};
    static const char *const words[] = {"b", "a", "", "b", "a", "ab"};
    static const uint32_t ids[] = {0, 1, 2, 0, 1, 3};
    for (size_t i = 0; i < 6; i++)
        ck_assert_uint_eq(add(&table, words[i], hash_bytes(words[i], strlen(words[i]))), ids[i]);
    ck_assert_uint_eq(table.n, 4);
    ck_assert_uint_eq(table.entries[3].count, 0);
    ck_assert_uint_eq(table.entries[3].first.block, 1);
    ck_assert_uint_eq(table.entries[3].first.place, 2);
    ck_assert_int_eq(memcmp(strtab_text(&table, 3), "ab", 2), 0);
    strtab_clear(&table);
    strtab_clear(&table);
}
END_TEST

START_TEST(find_does_not_add)
{
    struct strtab table = {0};
    ck_assert_uint_eq(strtab_find(&table, "x", 1, 7), STRTAB_NONE);
    ck_assert_uint_eq(add(&table, "x", 7), 0);
    ck_assert_uint_eq(strtab_find(&table, "x", 1, 7), 0);
    ck_assert_uint_eq(strtab_find(&table, "y", 1, 7), STRTAB_NONE);
    ck_assert_uint_eq(table.n, 1);
    strtab_clear(&table);
}
END_TEST

START_TEST(strings_with_equal_hashes_are_distinguished)
{
    struct strtab table = {0};
    char text[16];
    for (uint32_t i = 0; i < 700; i++) {
        (void)snprintf(text, sizeof text, "%u", i);
        ck_assert_uint_eq(add(&table, text, UINT64_C(0xffffffff)), i);
    }
    for (uint32_t i = 0; i < 700; i++) {
        (void)snprintf(text, sizeof text, "%u", i);
        ck_assert_uint_eq(strtab_find(&table, text, (uint32_t)strlen(text), UINT64_C(0xffffffff)), i);
    }
    strtab_clear(&table);
}
END_TEST

/* The longest distance of a string from its first slot. */
static size_t longest_walk(const struct strtab *table)
{
    size_t longest = 0, mask = table->n_slots - 1;
    for (size_t at = 0; at < table->n_slots; at++) {
        size_t walk = (at - (size_t)(table->slots[at] >> 32)) & mask;
        if (table->slots[at] != 0 && walk > longest)
            longest = walk;
    }
    return longest;
}

static void add_flood(struct strtab *table, uint32_t from, uint32_t end)
{
    char text[40];
    for (uint32_t i = from; i < end; i++) {
        int len = snprintf(text, sizeof text, "%s%u", i % 2 == 0 ? "" : "a string of more than 16 bytes", i);
        uint32_t id = strtab_add(table, text, (uint32_t)len, UINT64_C(77), (struct strtab_first){0, i});
        if (id != i - from)
            ck_abort_msg("string %u got the id %u", i, id);
        table->entries[id].count++;
    }
}

START_TEST(strings_chosen_to_collide_do_not_slow_a_table_down)
{
    enum { N = 30000 };
    struct strtab table = {0}, other = {0};
    static uint32_t map[N];
    add_flood(&table, 0, N);
    add_flood(&other, N / 2, N + N / 2);
    ck_assert_uint_lt(longest_walk(&table), 600);
    ck_assert(strtab_merge(&table, &other, map, NULL));
    for (uint32_t i = 0; i < N; i++)
        if (map[i] != N / 2 + i)
            ck_abort_msg("string %u became %u", i, map[i]);
    ck_assert_uint_eq(table.n, N + N / 2);
    ck_assert_uint_lt(longest_walk(&table), 600);
    ck_assert_uint_eq(table.entries[N - 1].hash, 77); /* the hash that files have does not depend on the secret */
    ck_assert_uint_eq(table.entries[N - 1].count, 2);
    strtab_clear(&table);
    strtab_clear(&other);
}
END_TEST

START_TEST(a_growing_table_keeps_all_ids)
{
    enum { N = 300000 };
    struct strtab table = {0};
    char text[16];
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < N; i++) {
            int len = snprintf(text, sizeof text, "w%u", i);
            uint32_t id = add(&table, text, hash_bytes(text, (size_t)len));
            if (id != i) /* faster than an assertion each */
                ck_abort_msg("word %u got the id %u", i, id);
        }
        ck_assert_uint_eq(table.n, N);
        ck_assert_uint_ge(table.n_slots / 4 * 3, table.n);
    }
    strtab_clear(&table);
}
END_TEST

/* Every length up to 40, and for each a string that differs in its last byte only. */
START_TEST(tokens_are_compared_to_their_last_byte)
{
    struct strtab table = {0};
    char text[128];
    struct token tokens[2 * 40];
    uint32_t ids[2 * 40];
    char copies[2 * 40][64];
    for (size_t len = 1; len <= 40; len++) {
        for (size_t k = 0; k < 2; k++) {
            size_t i = 2 * (len - 1) + k;
            memset(copies[i], 'a', sizeof copies[i]);
            copies[i][len - 1] = (char)('x' + k);
            tokens[i] = (struct token){.text = copies[i], .len = (uint32_t)len};
        }
    }
    for (int round = 0; round < 2; round++) {
        ck_assert(strtab_add_tokens(&table, tokens, 80, (struct strtab_first){3, 100}, true, ids));
        for (uint32_t i = 0; i < 80; i++)
            ck_assert_uint_eq(ids[i], i);
    }
    for (uint32_t i = 0; i < 80; i++) {
        ck_assert_uint_eq(table.entries[i].count, 2);
        ck_assert_uint_eq(table.entries[i].first.block, 3);
        ck_assert_uint_eq(table.entries[i].first.place, 100 + i);
    }
    /* The bytes past a token must not matter. */
    memset(text, '!', sizeof text);
    memcpy(text, "ax", 2);
    struct token token = {.text = text, .len = 2};
    ck_assert(strtab_add_tokens(&table, &token, 1, (struct strtab_first){9, 9}, true, ids));
    ck_assert_uint_eq(ids[0], 2);
    strtab_clear(&table);
}
END_TEST

START_TEST(uncounted_strings_appear_where_they_are_first_counted)
{
    struct strtab table = {0};
    char text[32] = "word other";
    struct token tokens[2] = {{text, 4}, {text + 5, 5}};
    uint32_t ids[2];
    ck_assert(strtab_add_tokens(&table, tokens, 2, (struct strtab_first){0, 0}, false, ids));
    ck_assert(strtab_add_tokens(&table, tokens, 1, (struct strtab_first){5, 6}, true, ids));
    ck_assert(strtab_add_tokens(&table, tokens, 1, (struct strtab_first){7, 8}, true, ids));
    ck_assert_uint_eq(table.entries[0].count, 2);
    ck_assert_uint_eq(table.entries[0].first.block, 5);
    ck_assert_uint_eq(table.entries[0].first.place, 6);
    ck_assert_uint_eq(table.entries[1].count, 0);
    strtab_clear(&table);
}
END_TEST

START_TEST(batches_give_the_same_table_as_single_additions)
{
    enum { N = 5000 };
    struct strtab one = {0}, many = {0};
    static char text[N * 8 + 64];
    static struct token tokens[N];
    static uint32_t ids[N];
    uint32_t state = 1;
    for (size_t i = 0; i < N; i++) {
        state = state * 1664525 + 1013904223;
        uint32_t len = 1 + (state >> 28) % 8;
        for (size_t k = 0; k < len; k++)
            text[i * 8 + k] = (char)('a' + (state >> (8 + 2 * k)) % 4);
        tokens[i] = (struct token){.text = text + i * 8, .len = len};
    }
    ck_assert(strtab_add_tokens(&many, tokens, N, (struct strtab_first){0, 0}, true, ids));
    for (uint32_t i = 0; i < N; i++) {
        uint64_t hash = hash_bytes(tokens[i].text, tokens[i].len);
        uint32_t id = strtab_add(&one, tokens[i].text, tokens[i].len, hash, (struct strtab_first){0, i});
        ck_assert_uint_eq(id, ids[i]);
        ck_assert_uint_eq(one.entries[id].first.place, many.entries[id].first.place);
        ck_assert_uint_eq(one.entries[id].hash, (uint32_t)hash);
        ck_assert_uint_eq(many.entries[id].hash, (uint32_t)hash);
    }
    ck_assert_uint_eq(one.n, many.n);
    strtab_clear(&one);
    strtab_clear(&many);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("strtab");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_set_timeout(parts, 30);
    tcase_add_test(parts, ids_are_given_in_order_of_appearance);
    tcase_add_test(parts, find_does_not_add);
    tcase_add_test(parts, strings_with_equal_hashes_are_distinguished);
    tcase_add_test(parts, strings_chosen_to_collide_do_not_slow_a_table_down);
    tcase_add_test(parts, a_growing_table_keeps_all_ids);
    tcase_add_test(parts, tokens_are_compared_to_their_last_byte);
    tcase_add_test(parts, uncounted_strings_appear_where_they_are_first_counted);
    tcase_add_test(parts, batches_give_the_same_table_as_single_additions);

    return suite_run(suite);
}
