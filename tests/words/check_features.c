/* check_features.c - a text as rows: what training saw is what classify sees */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <string.h>

#include "data/records.h"
#include "data/subword_rows.h"
#include "words/features.h"
#include "support/corpora.h"
#include "support/other_kind.h"
#include "support/suite.h"

/* Puts the character n-grams of RULES into both data sets, as training does, and their buckets into `known`. */
static void spell(struct corpus_contents *contents, struct subwords *rules, struct subword_lists *lists)
{
    struct bagtag_error error;
    struct pool *pool = NULL;
    uint32_t first_row = (uint32_t)(contents->words.n_words + contents->n_ngram_ids);
    ck_assert_int_eq(pool_open(&pool, 3, &error), BAGTAG_OK);
    ck_assert_int_eq(subword_lists_make(lists, rules, contents, pool, &error), BAGTAG_OK);
    ck_assert_int_eq(subword_rows_add(&contents->train, lists, first_row, pool, &error), BAGTAG_OK);
    ck_assert_int_eq(subword_rows_add(&contents->held_out, lists, first_row, pool, &error), BAGTAG_OK);
    rules->known.ids = lists->ids;
    rules->known.n_ids = lists->n_ids;
    pool_close(pool);
}

/* What classify makes of a line is what training saw. */
START_TEST(features_are_the_rows_of_the_data_set)
{
    struct corpus_options options = usual;
    options.max_ngram = (uint32_t)(1 + _i % 3);
    options.min_count = _i % 6 < 3 ? 1 : 3;
    options.n_buckets = 20000;
    if (_i % 6 == 1 || _i % 6 == 5)
        options.tokenizer = (struct tokenizer){.kind = TOKENIZER_UNICODE, .lower = true, .revision = 2};
    struct subwords subwords = {0};
    struct subword_lists lists = {0};
    const struct feature_kind other = other_trained_kind();
    options.kind = _i >= 12 ? &other : &feature_kind_bagtag;
    if (_i % 12 >= 6)
        subwords = (struct subwords){.min_n = 1 + (uint32_t)_i % 3, .max_n = 4, .known.n_buckets = 3000};
    options.has_others = subwords.max_n > 0;
    struct source sources[] = {{write_mixed("t.txt", 400, 11), false}, {write_mixed("v.txt", 400, 12), true}};
    struct corpus_contents contents;
    struct bagtag_error error;
    ck_assert_int_eq(read_all(&options, 2, sources, 2, &contents, NULL, &error), BAGTAG_OK);
    struct ngrams ngrams = {.max_n = options.max_ngram,
                            .n_buckets = options.n_buckets,
                            .ids = contents.ngram_ids,
                            .n_ids = contents.n_ngram_ids};
    if (subwords.max_n > 0)
        spell(&contents, &subwords, &lists);
    struct subword_memory memory = {0};
    const struct feature_rules rules = {.tokenizer = &options.tokenizer,
                                        .kind = options.kind,
                                        .vocab = &contents.words,
                                        .ngrams = &ngrams,
                                        .subwords = &subwords,
                                        .first_ngram = (uint32_t)contents.words.n_words,
                                        .first_char = (uint32_t)(contents.words.n_words + ngrams.n_ids),
                                        .memory = _i % 2 ? &memory : NULL};
    struct features features = {0};
    struct record record = {0};
    for (size_t s = 0; s < 2; s++) {
        const struct dataset *dataset = s == 0 ? &contents.train : &contents.held_out;
        struct records *records = NULL;
        struct records_block block = {.file = NULL};
        size_t n = 0;
        ck_assert_int_eq(records_open(&records, &sources[s].path, 1, &options.rules, 5000, &error), BAGTAG_OK);
        while (records_take(records, &block, &error) == BAGTAG_OK && block.lines.len > 0) {
            while (records_next(&block, &record, &error) == BAGTAG_OK && record.raw_len > 0) {
                if (record.n_labels == 0)
                    continue;
                ck_assert_int_eq(features_extract(&features, &rules, record.text, record.text_len), 0);
                ck_assert_uint_eq(features.n, dataset->offsets[n + 1] - dataset->offsets[n]);
                if (features.n > 0)
                    ck_assert_mem_eq(features.ids, dataset->ids + dataset->offsets[n],
                                     features.n * sizeof *features.ids);
                n++;
            }
        }
        ck_assert_uint_eq(n, dataset->n_documents);
        ck_assert_uint_gt(n, 100);
        records_block_clear(&block);
        records_close(records);
    }
    features_clear(&features);
    record_clear(&record);
    subword_memory_clear(&memory);
    subword_lists_clear(&lists);
    corpus_contents_clear(&contents);
}
END_TEST

/* ---- rules of another kind ----------------------------------------------------------------------------------------
 */

enum { BUCKETS = 300, WORDS = 5 };

static const char other_words[] = "</s>thecatw1na\xc3\xafve                ";
static const int64_t other_offsets[] = {0, 4, 7, 10, 12, 18};

/* A vocabulary whose index is over the hash of the other kind, as a file of another program may have it. */
static struct vocab other_vocab(int32_t index[16])
{
    for (size_t i = 0; i < 16; i++)
        index[i] = -1;
    for (int32_t w = 0; w < WORDS; w++) {
        const char *word = other_words + other_offsets[w];
        size_t at = other_hash(word, (size_t)(other_offsets[w + 1] - other_offsets[w])) % 16;
        while (index[at] >= 0)
            at = (at + 1) % 16;
        index[at] = w;
    }
    return (struct vocab){.bytes = other_words,
                          .offsets = other_offsets,
                          .index = index,
                          .n_words = WORDS,
                          .n_index = 16,
                          .n_bytes = sizeof other_words - 17};
}

/* Where the rows of buckets are: all have one, or a third of them, in reverse. */
struct places {
    int32_t ids[BUCKETS], rows[BUCKETS];
    size_t n;
};

static void keep_a_third(struct places *places)
{
    places->n = BUCKETS / 3;
    for (size_t r = 0; r < places->n; r++) {
        places->ids[r] = (int32_t)(3 * r);
        places->rows[r] = (int32_t)(places->n - 1 - r);
    }
}

static void add_bucket(uint32_t *ids, size_t *n, uint32_t bucket, bool is_pruned)
{
    if (!is_pruned)
        ids[(*n)++] = WORDS + bucket;
    else if (bucket % 3 == 0)
        ids[(*n)++] = WORDS + BUCKETS / 3 - 1 - bucket / 3;
}

/* The rows of a text, written down from its tokens: the end of the text is one more; words that are known, character
 * n-grams of 3 bytes of all but the end, pairs of all. WORD_OF[i] is the word of token i, or -1. */
static size_t expect_rows(const char *const *tokens, const int *word_of, size_t n_tokens, bool is_pruned, uint32_t *ids)
{
    size_t n = 0;
    for (size_t i = 0; i < n_tokens; i++) {
        char spelled[40];
        size_t len = (size_t)snprintf(spelled, sizeof spelled, "<%s>", tokens[i]);
        if (word_of[i] >= 0)
            ids[n++] = (uint32_t)word_of[i];
        for (size_t at = 0; i + 1 < n_tokens && at + 3 <= len; at++)
            add_bucket(ids, &n, other_fnv(spelled + at, 3, 2166136261u) % BUCKETS, is_pruned);
        if (i + 1 == n_tokens)
            break;
        uint64_t pair =
            other_hash(tokens[i], strlen(tokens[i])) * OTHER_FACTOR + other_hash(tokens[i + 1], strlen(tokens[i + 1]));
        add_bucket(ids, &n, (uint32_t)(pair % BUCKETS), is_pruned);
    }
    return n;
}

START_TEST(rules_of_another_kind_are_looked_up_by_the_same_steps)
{
    static const char *const tokens[] = {"the", "unseen", "na\xc3\xafve", "cat", "cat", OTHER_END};
    static const int word_of[] = {1, -1, 4, 2, 2, 0};
    bool is_pruned = _i == 1;
    int32_t index[16];
    struct vocab vocab = other_vocab(index);
    struct places places = {.n = BUCKETS};
    if (is_pruned)
        keep_a_third(&places);
    struct ngrams known = {.max_n = 2, .n_buckets = BUCKETS, .n_ids = places.n};
    if (is_pruned) {
        known.ids = places.ids;
        known.rows = places.rows;
    }
    const struct subwords subwords = {.min_n = 3, .max_n = 3, .known = known};
    struct subword_memory memory = {0};
    const struct feature_rules rules = {.tokenizer = &usual.tokenizer,
                                        .kind = &other_kind,
                                        .vocab = &vocab,
                                        .ngrams = &known,
                                        .subwords = &subwords,
                                        .first_ngram = WORDS,
                                        .first_char = WORDS,
                                        .memory = &memory};
    struct features features = {0};
    char text[100] = "the unseen na\xc3\xafve\tcat cat";
    uint32_t want[200];
    for (int times = 0; times < 2; times++) { /* the second time from memory */
        ck_assert_int_eq(features_extract(&features, &rules, text, strlen(text)), 0);
        size_t n = expect_rows(tokens, word_of, 6, is_pruned, want);
        ck_assert_uint_gt(n, is_pruned ? 6 : 25);
        ck_assert_uint_eq(features.n, n);
        ck_assert_mem_eq(features.ids, want, n * sizeof *want);
        ck_assert(features_are_known(&features));
    }
    ck_assert_int_eq(features_extract(&features, &rules, text, 0), 0); /* an empty text ends, too */
    ck_assert_uint_eq(features.n, 1);
    ck_assert_uint_eq(features.ids[0], 0);
    ck_assert(!features_are_known(&features));
    features_clear(&features);
    subword_memory_clear(&memory);
}
END_TEST

START_TEST(texts_without_words_have_no_rows)
{
    struct features features = {0};
    struct vocab vocab = {0};
    struct ngrams ngrams = {.max_n = 3, .n_buckets = 100};
    struct subwords subwords = {.min_n = 1, .max_n = 3, .known.n_buckets = 100};
    const struct feature_rules rules = {.tokenizer = &usual.tokenizer,
                                        .kind = &feature_kind_bagtag,
                                        .vocab = &vocab,
                                        .ngrams = &ngrams,
                                        .subwords = &subwords};
    char text[66] = "w1 \xff";
    ck_assert_int_eq(features_extract(&features, &rules, text, 0), 0);
    ck_assert_uint_eq(features.n, 0);
    ck_assert_uint_eq(features.n_tokens, 0);
    ck_assert(!features.has_invalid);
    ck_assert_int_eq(features_extract(&features, &rules, text, 4), 0);
    ck_assert_uint_eq(features.n, 0);
    ck_assert_uint_eq(features.n_tokens, 2);
    ck_assert(features.has_invalid);
    features_clear(&features);
    features_clear(&features);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("features");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_set_timeout(parts, 60);
    tcase_add_checked_fixture(parts, make_folder, remove_folder);
    tcase_add_loop_test(parts, features_are_the_rows_of_the_data_set, 0, 24);
    tcase_add_loop_test(parts, rules_of_another_kind_are_looked_up_by_the_same_steps, 0, 2);
    tcase_add_test(parts, texts_without_words_have_no_rows);

    return suite_run(suite);
}
