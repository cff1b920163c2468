/* check_features.c - a text as rows: classify sees what training saw */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/rng.h"
#include "data/records.h"
#include "data/subword_rows.h"
#include "words/features.h"
#include "support/corpora.h"
#include "support/fasttext_like_kind.h"
#include "support/suite.h"

/* Adds the character n-grams of RULES to both data sets, as training does, and their buckets to `known`. */
static void add_char_ngrams(struct corpus_contents *contents, struct subwords *rules, struct subword_lists *lists)
{
    struct bagtag_error error;
    struct pool *pool = NULL;
    uint32_t first_row = (uint32_t)(contents->words.n_words + contents->n_ngram_ids);
    ck_assert_int_eq(pool_open(&pool, 3, &error), BAGTAG_OK);
    ck_assert_int_eq(subword_lists_make(lists, rules, contents, NULL, pool, &error), BAGTAG_OK);
    ck_assert_int_eq(subword_rows_add(&contents->train, lists, first_row, pool, &error), BAGTAG_OK);
    ck_assert_int_eq(subword_rows_add(&contents->held_out, lists, first_row, pool, &error), BAGTAG_OK);
    rules->known.ids = lists->ids;
    rules->known.n_ids = lists->n_ids;
    pool_close(pool);
}

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
    const struct feature_kind other = fasttext_like_trained_kind();
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
        add_char_ngrams(&contents, &subwords, &lists);
    struct subword_cache cache = {0};
    const struct feature_rules rules = {.tokenizer = &options.tokenizer,
                                        .kind = options.kind,
                                        .vocab = &contents.words,
                                        .ngrams = &ngrams,
                                        .subwords = &subwords,
                                        .first_ngram = (uint32_t)contents.words.n_words,
                                        .first_char = (uint32_t)(contents.words.n_words + ngrams.n_ids),
                                        .memory = _i % 2 ? &cache : NULL};
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
    subword_cache_clear(&cache);
    subword_lists_clear(&lists);
    corpus_contents_clear(&contents);
}
END_TEST

/* ---- texts in pieces ---------------------------------------------------------------------------------------- */

/* The rows of TEXT, and which are known, are those of the whole for pieces of any length; weighted if there is an IDF.
 */
static void expect_same_in_pieces(const struct feature_rules *rules, const char *text, size_t len, const float *idf)
{
    struct features whole = {0}, pieces = {0};
    struct feature_rules in_pieces = *rules;
    in_pieces.is_weighed = idf != NULL;
    ck_assert_int_eq(features_extract(&whole, rules, text, len), 0);
    ck_assert(idf == NULL || features_weigh(&whole, idf) == 0);
    for (in_pieces.piece_bytes = 1; in_pieces.piece_bytes < len; in_pieces.piece_bytes *= 7) {
        ck_assert_int_eq(features_extract(&pieces, &in_pieces, text, len), 0);
        ck_assert(idf == NULL || features_weigh(&pieces, idf) == 0);
        ck_assert_uint_eq(pieces.n, whole.n);
        ck_assert_mem_eq(pieces.ids, whole.ids, whole.n * sizeof *whole.ids);
        ck_assert_uint_eq(pieces.n_found, whole.n_found);
        ck_assert_uint_eq(pieces.n_chars, whole.n_chars);
        ck_assert_uint_eq(pieces.n_chars_found, whole.n_chars_found);
        ck_assert_int_eq(pieces.has_invalid, whole.has_invalid);
        if (idf == NULL)
            continue;
        ck_assert_mem_eq(pieces.weights, whole.weights, whole.n * sizeof *whole.weights);
        ck_assert(pieces.scale == whole.scale);
    }
    ck_assert_uint_gt(in_pieces.piece_bytes, 7);
    features_clear(&whole);
    features_clear(&pieces);
}

/* With all kinds of n-grams, which begin in one piece and end in another, and pieces of any length. */
START_TEST(a_text_in_pieces_has_the_rows_of_the_whole)
{
    struct corpus_options options = usual;
    options.max_ngram = (uint32_t)(1 + _i % 4);
    options.n_buckets = 20000;
    options.tokenizer = (struct tokenizer){.kind = TOKENIZER_UNICODE, .lower = true, .revision = 2};
    struct subwords subwords = {0};
    struct subword_lists lists = {0};
    if (_i >= 4)
        subwords = (struct subwords){.min_n = 2, .max_n = 4, .known.n_buckets = 3000};
    options.has_others = subwords.max_n > 0;
    struct source sources[] = {{write_mixed("t.txt", 400, 11), false}};
    struct corpus_contents contents;
    struct bagtag_error error;
    ck_assert_int_eq(read_all(&options, 2, sources, 1, &contents, NULL, &error), BAGTAG_OK);
    struct ngrams ngrams = {.max_n = options.max_ngram,
                            .n_buckets = options.n_buckets,
                            .ids = contents.ngram_ids,
                            .n_ids = contents.n_ngram_ids};
    if (subwords.max_n > 0)
        add_char_ngrams(&contents, &subwords, &lists);
    const struct feature_rules rules = {.tokenizer = &options.tokenizer,
                                        .kind = options.kind,
                                        .vocab = &contents.words,
                                        .ngrams = &ngrams,
                                        .subwords = &subwords,
                                        .first_ngram = (uint32_t)contents.words.n_words,
                                        .first_char = (uint32_t)(contents.words.n_words + ngrams.n_ids)};
    struct buffer text = {0};
    for (uint32_t i = 0; i < 3000; i++) {
        static const char *const others[] = {"GR\xc3\x9cN", "\xe6\x97\xa5\xe6\x9c\xac\xe3\x80\x82", "w\xff", ", ",
                                             "z-"};
        size_t word = (size_t)(rng_bits(5, 0, i) % 40);
        if (word < 35)
            buffer_format(&text, "w%zu", word);
        else
            buffer_text(&text, others[word - 35]);
        if (rng_bits(5, 1, i) % 8 > 0)
            buffer_char(&text, ' ');
    }
    size_t len = text.len;
    for (size_t i = 0; i < 64; i++)
        buffer_char(&text, 'x');
    ck_assert(!text.failed);
    expect_same_in_pieces(&rules, text.bytes, len, NULL);
    size_t n_rows = contents.words.n_words + ngrams.n_ids + lists.n_ids;
    float *idf = malloc(n_rows * sizeof *idf);
    ck_assert_ptr_nonnull(idf);
    for (size_t i = 0; i < n_rows; i++)
        idf[i] = 1.0f + (float)(i % 7);
    expect_same_in_pieces(&rules, text.bytes, len, idf);
    free(idf);
    buffer_clear(&text);
    subword_lists_clear(&lists);
    corpus_contents_clear(&contents);
}
END_TEST

/* So many rows that they are merged several times on the way. */
START_TEST(rows_of_a_very_long_text_are_counted_correctly)
{
    enum { N = 4000000, N_WORDS = 1000 };
    static const struct subwords no_subwords;
    static const struct ngrams no_ngrams = {.max_n = 1};
    struct strtab table = {0};
    struct vocab vocab;
    struct bagtag_error error;
    struct buffer text = {0};
    static float idf[N_WORDS];
    for (uint32_t i = 0; i < N_WORDS; i++) {
        text.len = 0;
        buffer_unsigned(&text, i);
        uint32_t id = strtab_add(&table, text.bytes, (uint32_t)text.len, hash_bytes(text.bytes, text.len),
                                 (struct strtab_first){0, i});
        table.entries[id].count = 1;
        idf[i] = 1.0f + (float)(i % 5);
    }
    ck_assert_int_eq(vocab_build(&vocab, &(struct strtab *){&table}, 1, 1, false, NULL, NULL, &error), BAGTAG_OK);
    text.len = 0;
    for (uint32_t i = 0; i < N; i++) {
        /* rows that only the second half has, and one that makes up a third of all */
        uint64_t word = i % 3 == 0 ? 0 : rng_bits(7, 0, i) % (i < N / 2 ? N_WORDS / 2 : N_WORDS);
        buffer_unsigned(&text, word);
        buffer_char(&text, ' ');
    }
    size_t len = text.len;
    ck_assert(buffer_reserve(&text, 64));
    memset(text.bytes + len, 0, 64);
    const struct tokenizer tokenizer = tokenizer_newest(TOKENIZER_UNICODE, true);
    struct feature_rules rules = {.tokenizer = &tokenizer,
                                  .kind = &feature_kind_bagtag,
                                  .vocab = &vocab,
                                  .ngrams = &no_ngrams,
                                  .subwords = &no_subwords};
    struct features whole = {0}, pieces = {0};
    ck_assert_int_eq(features_extract(&whole, &rules, text.bytes, len), 0);
    ck_assert_uint_eq(whole.n, N);
    ck_assert_int_eq(features_weigh(&whole, idf), 0);
    rules.piece_bytes = 100000;
    rules.is_weighed = true;
    ck_assert_int_eq(features_extract(&pieces, &rules, text.bytes, len), 0);
    ck_assert_uint_eq(pieces.n, N_WORDS);
    ck_assert_uint_lt(pieces.capacity, N / 2); /* pieces are there to save this memory */
    ck_assert_uint_lt(pieces.tokens.capacity, N / 16);
    ck_assert_int_eq(features_weigh(&pieces, idf), 0);
    ck_assert_mem_eq(pieces.ids, whole.ids, N_WORDS * sizeof *whole.ids);
    ck_assert_mem_eq(pieces.weights, whole.weights, N_WORDS * sizeof *whole.weights);
    features_clear(&whole);
    features_clear(&pieces);
    buffer_clear(&text);
    vocab_clear(&vocab);
    strtab_clear(&table);
}
END_TEST

/* ---- rules of another kind ---------------------------------------------------------------------------------- */

enum { BUCKETS = 300, WORDS = 5 };

static const char other_words[] = "</s>thecatw1na\xc3\xafve                ";
static const int64_t other_offsets[] = {0, 4, 7, 10, 12, 18};

/* A vocabulary indexed by the hash of the other kind, as a file of another program may have it. */
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

/* Where the rows of buckets are: all buckets have one, or a third of them, in reverse. */
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

/* The rows of a text, derived from its tokens, with one more for the end of the text: the known words, character
 * n-grams of 3 bytes of all but the end, pairs of all. WORD_OF[i] is the word of token i, or -1. */
static size_t expect_rows(const char *const *tokens, const int *word_of, size_t n_tokens, bool is_pruned, uint32_t *ids)
{
    size_t n = 0;
    for (size_t i = 0; i < n_tokens; i++) {
        char marked[40];
        size_t len = (size_t)snprintf(marked, sizeof marked, "<%s>", tokens[i]);
        if (word_of[i] >= 0)
            ids[n++] = (uint32_t)word_of[i];
        for (size_t at = 0; i + 1 < n_tokens && at + 3 <= len; at++)
            add_bucket(ids, &n, other_fnv(marked + at, 3, 2166136261u) % BUCKETS, is_pruned);
        if (i + 1 == n_tokens)
            break;
        uint64_t pair =
            other_hash(tokens[i], strlen(tokens[i])) * OTHER_FACTOR + other_hash(tokens[i + 1], strlen(tokens[i + 1]));
        add_bucket(ids, &n, (uint32_t)(pair % BUCKETS), is_pruned);
    }
    return n;
}

START_TEST(a_fasttext_like_kind_is_looked_up_by_the_same_steps)
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
    struct subword_cache cache = {0};
    const struct feature_rules rules = {.tokenizer = &usual.tokenizer,
                                        .kind = &fasttext_like_kind,
                                        .vocab = &vocab,
                                        .ngrams = &known,
                                        .subwords = &subwords,
                                        .first_ngram = WORDS,
                                        .first_char = WORDS,
                                        .memory = &cache};
    struct features features = {0};
    char text[100] = "the unseen na\xc3\xafve\tcat cat";
    uint32_t want[200];
    for (int times = 0; times < 2; times++) { /* the second time from the memory */
        ck_assert_int_eq(features_extract(&features, &rules, text, strlen(text)), 0);
        size_t n = expect_rows(tokens, word_of, 6, is_pruned, want);
        ck_assert_uint_gt(n, is_pruned ? 6 : 25);
        ck_assert_uint_eq(features.n, n);
        ck_assert_mem_eq(features.ids, want, n * sizeof *want);
        ck_assert(features_are_known(&features));
    }
    ck_assert_int_eq(features_extract(&features, &rules, text, 0), 0); /* an empty text has an end, too */
    ck_assert_uint_eq(features.n, 1);
    ck_assert_uint_eq(features.ids[0], 0);
    ck_assert(!features_are_known(&features));
    features_clear(&features);
    subword_cache_clear(&cache);
}
END_TEST

START_TEST(rules_tokenize_alike_unless_tokenizer_kind_or_labels_differ)
{
    const struct vocab labels = {.n_words = 0};
    const struct feature_kind other = fasttext_like_trained_kind();
    const struct tokenizer tokenizers[] = {{TOKENIZER_UNICODE, true, 2},
                                           {TOKENIZER_UNICODE, true, 3},
                                           {TOKENIZER_UNICODE, false, 2},
                                           {TOKENIZER_BERT, true, 1}};
    const struct feature_rules all[] = {{.tokenizer = &tokenizers[0], .kind = &feature_kind_bagtag},
                                        {.tokenizer = &tokenizers[1], .kind = &feature_kind_bagtag},
                                        {.tokenizer = &tokenizers[2], .kind = &feature_kind_bagtag},
                                        {.tokenizer = &tokenizers[3], .kind = &feature_kind_bagtag},
                                        {.tokenizer = &tokenizers[0], .kind = &other},
                                        {.tokenizer = &tokenizers[0], .kind = &feature_kind_bagtag, .labels = &labels}};
    enum { N_RULES = sizeof all / sizeof *all };
    for (size_t a = 0; a < N_RULES; a++)
        for (size_t b = 0; b < N_RULES; b++)
            ck_assert_int_eq(features_tokenize_alike(&all[a], &all[b]), a == b && all[a].labels == NULL);
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
    tcase_add_loop_test(parts, a_fasttext_like_kind_is_looked_up_by_the_same_steps, 0, 2);
    tcase_add_loop_test(parts, a_text_in_pieces_has_the_rows_of_the_whole, 0, 8);
    tcase_add_test(parts, rows_of_a_very_long_text_are_counted_correctly);
    tcase_add_test(parts, rules_tokenize_alike_unless_tokenizer_kind_or_labels_differ);
    tcase_add_test(parts, texts_without_words_have_no_rows);

    return suite_run(suite);
}
