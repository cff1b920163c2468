/* check_fasttext_kind.c - fastText's numbers for words, their characters and word n-grams */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <string.h>

#include "base/rng.h"
#include "support/suite.h"
#include "words/features.h"

static const struct feature_kind *const kind = &feature_kind_fasttext;

static struct token token_of(const char *text)
{
    return (struct token){.text = text, .len = (uint32_t)strlen(text)};
}

static void expect_chars(const char *word, uint32_t min_n, uint32_t max_n, const uint32_t *expected, size_t n)
{
    const struct subwords subwords = {.min_n = min_n, .max_n = max_n, .known = {.n_buckets = 1000}};
    uint32_t buckets[64];
    struct token token = token_of(word);
    ck_assert_uint_eq(kind->count_chars(&subwords, token), n);
    ck_assert_uint_le(n, kind->max_chars(&subwords, token.len));
    ck_assert_uint_eq(kind->char_buckets(&subwords, token, buckets), n);
    for (size_t i = 0; i < n; i++)
        ck_assert_uint_eq(buckets[i], expected[i]);
}

START_TEST(bytes_and_hashes_are_signed)
{
    ck_assert_uint_eq(feature_hash(kind, "red", 3), 1089765596);
    ck_assert_uint_eq(feature_hash(kind, "</s>", 4), (uint64_t)INT64_C(3617362777) - (UINT64_C(1) << 32));
    ck_assert_uint_eq(feature_hash(kind, "\xc3\xbc", 2), 804934730);
    ck_assert_uint_eq(feature_hash(kind, "\xff\xfe", 2), 897126160);
}
END_TEST

START_TEST(character_n_grams_include_the_ends_of_a_word)
{
    /* <a, <aue, a, aue, aue>, ue, ue>: not < or > alone */
    expect_chars("a\xc3\xbc", 1, 3, (const uint32_t[]){750, 633, 220, 227, 455, 730, 972}, 7);
    /* a continuation byte belongs to the character before it, be that < */
    expect_chars("\x80"
                 "a",
                 2, 3, (const uint32_t[]){384, 578, 806}, 3);
    expect_chars("", 1, 3, (const uint32_t[]){367}, 1);
    expect_chars("</s>", 1, 3, NULL, 0);
    expect_chars("red", 4, 3, NULL, 0);
}
END_TEST

/* The same whether a word is hashed from a copy or in place. */
START_TEST(long_words_have_characters_like_short_ones)
{
    enum { LONG = 1000 };
    static char word[LONG];
    static uint32_t buckets[(LONG + 2) * 3];
    const struct subwords subwords = {.min_n = 2, .max_n = 3, .known = {.n_buckets = 100003}};
    for (uint32_t i = 0; i < LONG; i++)
        word[i] = (char)('a' + rng_bits(1, 0, i) % 26);
    size_t n = kind->char_buckets(&subwords, (struct token){word, LONG}, buckets);
    ck_assert_uint_eq(n, 2 * (LONG + 2) - 3);
    for (uint32_t i = 0; i < LONG - 2; i++) { /* the trigram that begins with letter i, hashed as a word */
        uint32_t run = (uint32_t)feature_hash(kind, word + i, 3);
        ck_assert_uint_eq(buckets[2 * (i + 1) + 1], run % 100003);
    }
}
END_TEST

START_TEST(word_n_grams_are_hashed_modulo_the_buckets)
{
    const struct token tokens[] = {token_of("red"), token_of("\xc3\xbc"), token_of("</s>")};
    static const uint32_t expected[] = {174846, 166435, 950311};
    uint64_t hashes[3];
    uint32_t buckets[3];
    struct ngrams ngrams = {.max_n = 3, .n_buckets = 2000000};
    kind->hash_tokens(tokens, 3, hashes);
    ck_assert_uint_eq(kind->ngram_buckets(&ngrams, hashes, 3, 0, 3, buckets), 3);
    for (size_t i = 0; i < 3; i++)
        ck_assert_uint_eq(buckets[i], expected[i]);
    ck_assert_uint_eq(kind->ngram_buckets(&ngrams, hashes, 3, 1, 2, buckets), 1);
    ck_assert_uint_eq(buckets[0], expected[2]);
}
END_TEST

START_TEST(buckets_are_remainders_for_any_number_of_buckets)
{
    static const uint32_t numbers[] = {1, 2, 3, 7, 64, 1000003, 2000000, 0x7fffffff};
    for (size_t d = 0; d < sizeof numbers / sizeof numbers[0]; d++)
        for (uint32_t i = 0; i < 20000; i++) {
            struct ngrams ngrams = {.max_n = 2, .n_buckets = numbers[d]};
            uint64_t hashes[2] = {0, rng_bits(d, 1, i)};
            if (i < 4)
                hashes[1] = i % 2 == 0 ? UINT64_MAX - i / 2 : (uint64_t)numbers[d] * (UINT64_MAX / numbers[d]) - i / 2;
            uint32_t bucket;
            ck_assert_uint_eq(kind->ngram_buckets(&ngrams, hashes, 2, 0, 1, &bucket), 1);
            ck_assert_uint_eq(bucket, hashes[1] % numbers[d]);
        }
}
END_TEST

/* ---- texts ---------------------------------------------------------------------------------------------------- */

enum { RED, END, BLUE, N_WORDS };
static const char *const words[N_WORDS] = {"red", "</s>", "blue"};

static const char *word_at(const void *context, size_t i, size_t *len, int64_t *count)
{
    const char *const *list = context;
    *len = strlen(list[i]);
    *count = 1;
    return list[i];
}

static uint64_t hash_of(const void *context, const char *text, uint32_t len)
{
    (void)context;
    return feature_hash(kind, text, len);
}

static struct vocab vocab_of(const char *const *list, size_t n)
{
    struct vocab vocab;
    ck_assert_int_eq(vocab_from_words(&vocab, &(struct vocab_source){n, word_at, list, hash_of}, NULL), BAGTAG_OK);
    return vocab;
}

/* Rows of TEXT, in a model of these words, bigrams in 10 buckets and no characters; LABELS may be NULL. */
static void expect_rows(const char *text, bool lacks_line_end, const struct vocab *labels, const uint32_t *expected,
                        size_t n)
{
    struct vocab vocab = vocab_of(words, N_WORDS);
    const struct tokenizer tokenizer = tokenizer_newest(TOKENIZER_WHITESPACE, false);
    const struct ngrams ngrams = {.max_n = 2, .n_buckets = 10, .n_ids = 10};
    const struct subwords subwords = {.max_n = 0};
    const struct feature_rules rules = {.tokenizer = &tokenizer,
                                        .kind = kind,
                                        .vocab = &vocab,
                                        .ngrams = &ngrams,
                                        .subwords = &subwords,
                                        .labels = labels,
                                        .first_ngram = N_WORDS,
                                        .lacks_line_end = lacks_line_end};
    char padded[256] = {0};
    struct features features = {.ids = NULL};
    memcpy(padded, text, strlen(text));
    ck_assert_int_eq(features_extract(&features, &rules, padded, strlen(text)), 0);
    ck_assert_uint_eq(features.n, n);
    for (size_t i = 0; i < n; i++)
        ck_assert_uint_eq(features.ids[i], expected[i]);
    features_clear(&features);
    vocab_clear(&vocab);
}

/* The row of a bigram. */
static uint32_t run_of(const char *first, const char *second)
{
    uint64_t h = feature_hash(kind, first, (uint32_t)strlen(first)) * UINT64_C(116049371);
    return N_WORDS + (uint32_t)((h + feature_hash(kind, second, (uint32_t)strlen(second))) % 10);
}

START_TEST(word_n_grams_come_last_and_include_unknown_words)
{
    expect_rows("blue x red", false, NULL,
                (const uint32_t[]){BLUE, RED, END, run_of("blue", "x"), run_of("x", "red"), run_of("red", "</s>")}, 6);
    expect_rows("", false, NULL, (const uint32_t[]){END}, 1);
}
END_TEST

START_TEST(a_piece_without_the_end_of_a_line_has_no_end_of_text)
{
    expect_rows("blue", true, NULL, (const uint32_t[]){BLUE}, 1);
    expect_rows("x", true, NULL, NULL, 0);
    expect_rows("", true, NULL, NULL, 0);
}
END_TEST

START_TEST(an_end_of_text_within_a_text_ends_it)
{
    expect_rows("blue </s> red", false, NULL, (const uint32_t[]){BLUE, END, run_of("blue", "</s>")}, 3);
}
END_TEST

START_TEST(labels_are_no_part_of_a_text)
{
    static const char *const named[] = {"LBL-x"};
    struct vocab labels = vocab_of(named, 1);
    expect_rows("__label__x blue __label__y", false, NULL, (const uint32_t[]){BLUE, END, run_of("blue", "</s>")}, 3);
    expect_rows("LBL-x blue __label__y", false, &labels, (const uint32_t[]){BLUE, END, run_of("blue", "</s>")}, 3);
    vocab_clear(&labels);
}
END_TEST

START_TEST(of_equal_words_the_last_is_found)
{
    static const char *const twice[] = {"red", "blue", "red", "", "red"};
    struct vocab vocab = vocab_of(twice, 5);
    ck_assert_uint_eq(vocab.n_words, 5);
    ck_assert_uint_eq(vocab_find(&vocab, "red", 3, hash_of(NULL, "red", 3)), 4);
    ck_assert_uint_eq(vocab_find(&vocab, "blue", 4, hash_of(NULL, "blue", 4)), 1);
    ck_assert_uint_eq(vocab_find(&vocab, "green", 5, hash_of(NULL, "green", 5)), VOCAB_UNKNOWN);
    vocab_clear(&vocab);
    vocab = vocab_of(twice, 0);
    ck_assert_uint_eq(vocab_find(&vocab, "red", 3, hash_of(NULL, "red", 3)), VOCAB_UNKNOWN);
    vocab_clear(&vocab);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fasttext_kind");
    TCase *numbers = tcase_create("numbers"), *texts = tcase_create("texts");
    tcase_add_test(numbers, bytes_and_hashes_are_signed);
    tcase_add_test(numbers, character_n_grams_include_the_ends_of_a_word);
    tcase_add_test(numbers, long_words_have_characters_like_short_ones);
    tcase_add_test(numbers, word_n_grams_are_hashed_modulo_the_buckets);
    tcase_add_test(numbers, buckets_are_remainders_for_any_number_of_buckets);
    tcase_add_test(texts, word_n_grams_come_last_and_include_unknown_words);
    tcase_add_test(texts, a_piece_without_the_end_of_a_line_has_no_end_of_text);
    tcase_add_test(texts, an_end_of_text_within_a_text_ends_it);
    tcase_add_test(texts, labels_are_no_part_of_a_text);
    tcase_add_test(texts, of_equal_words_the_last_is_found);
    suite_add_tcase(suite, numbers);
    suite_add_tcase(suite, texts);
    return suite_run(suite);
}
