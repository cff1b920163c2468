/* check_features.c - a text as rows: what training saw is what classify sees */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <string.h>

#include "data/records.h"
#include "data/subword_rows.h"
#include "words/features.h"
#include "support/corpora.h"
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
    if (_i >= 6)
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
    const struct feature_rules rules = {&options.tokenizer, &contents.words, &ngrams, &subwords,
                                        _i % 2 ? &memory : NULL};
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

START_TEST(texts_without_words_have_no_rows)
{
    struct features features = {0};
    struct vocab vocab = {0};
    struct ngrams ngrams = {.max_n = 3, .n_buckets = 100};
    struct subwords subwords = {.min_n = 1, .max_n = 3, .known.n_buckets = 100};
    const struct feature_rules rules = {&usual.tokenizer, &vocab, &ngrams, &subwords, NULL};
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
    tcase_add_loop_test(parts, features_are_the_rows_of_the_data_set, 0, 12);
    tcase_add_test(parts, texts_without_words_have_no_rows);

    return suite_run(suite);
}
