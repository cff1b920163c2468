/* check_ngram_counts.c - how often word n-grams were seen: counted by training, used by shrink, damaged */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "model/config.h"
#include "model/model_shrink.h"
#include "model/row_ranks.h"
#include "support/corpus_text.h"
#include "support/suite.h"
#include "words/count_code.h"

static char folder[64], path[256];
enum { N_NGRAMS = 3 }; /* of small models */
static const char *const names[] = {CONFIG_NAME, CONFIG_WEIGHTS_NAME, CONFIG_WORDS_NAME};

static void set_up(void)
{
    new_folder(folder);
    in_folder(path, folder, "model");
}

static void tear_down(void)
{
    remove_all(folder);
}

/* ---- training -------------------------------------------------------------------------------------------------- */

/* Wines, so often that a byte overflows; "white wine" too in a line that is held out. */
static void write_wines(void)
{
    struct buffer text = {0};
    for (int i = 0; i < 300; i++)
        buffer_format(&text, "__label__a red red wine\n");
    for (int i = 0; i < 20; i++)
        buffer_format(&text, "__label__b white wine\n");
    buffer_format(&text, "__label__b red wine soup\n");
    ck_assert(!text.failed);
    write_whole(folder, "text", text.bytes, text.len);
    write_whole(folder, "held-out", "__label__b white wine white wine\n", 33);
    buffer_clear(&text);
}

static struct bagtag_model *train(const char *settings)
{
    char text[256];
    return train_file(in_folder(text, folder, "text"), train_options(settings), NULL);
}

/* The position of the n-gram of PAIR in the list. */
static size_t place_of(const struct bagtag_model *model, const char *const pair[2])
{
    uint64_t hashes[2];
    uint32_t bucket;
    const struct ngrams *listed = model_listed_ngrams(model);
    const struct ngrams pairs = {.max_n = 2, .n_buckets = listed->n_buckets};
    for (size_t i = 0; i < 2; i++)
        hashes[i] = feature_hash(model->feature_kind, pair[i], (uint32_t)strlen(pair[i]));
    ck_assert_uint_eq(model->feature_kind->ngram_buckets(&pairs, hashes, 2, 0, 1, &bucket), 1);
    uint32_t place = ngram_find(listed, bucket);
    ck_assert_uint_lt(place, listed->n_ids);
    return place;
}

/* Also with weighted documents, and with character n-grams in the same buckets. */
static const char *const counted[] = {"race=no ngrams=2 epochs=1", "race=no ngrams=3 chars=2-3 weight=gain epochs=1",
                                      "race=no ngrams=2 weight=idf min-count=5 threads=3 epochs=1",
                                      "recipe=fasttext ngrams=2 epochs=1",
                                      "recipe=fasttext ngrams=2 chars=3-3 epochs=1"};
enum { N_COUNTED = sizeof counted / sizeof *counted };

START_TEST(training_counts_the_word_n_grams_of_its_documents)
{
    static const struct {
        const char *words[2];
        uint64_t count;
    } pairs[] = {{{"red", "red"}, 300}, {{"red", "wine"}, 301}, {{"white", "wine"}, 20}, {{"wine", "soup"}, 1}};
    char valid[256];
    write_wines();
    struct bagtag_train_options *options = train_options(counted[_i]);
    set_options(options, "valid=%s", in_folder(valid, folder, "held-out"));
    char text[256];
    struct bagtag_model *model = train_file(in_folder(text, folder, "text"), options, NULL);
    ck_assert_ptr_nonnull(model->ngram_counts);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        ck_assert_uint_eq(model->ngram_counts[place_of(model, pairs[i].words)], count_code(pairs[i].count));
    ck_assert_int_eq(bagtag_model_save(model, path, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_model_verify(path, NULL), BAGTAG_OK);
    struct bagtag_model *opened = NULL;
    ck_assert_int_eq(bagtag_model_open(path, &opened, NULL), BAGTAG_OK);
    ck_assert_mem_eq(opened->ngram_counts, model->ngram_counts, model_listed_ngrams(model)->n_ids);
    bagtag_model_free(opened);
    bagtag_model_free(model);
}
END_TEST

/* Words, character n-grams, character n-grams in buckets that word n-grams could share; and texts of one word each. */
static const char *const uncounted[] = {"race=no epochs=1", "race=no chars=2-3 epochs=1",
                                        "recipe=fasttext chars=2-3 epochs=1"};
enum { N_UNCOUNTED = sizeof uncounted / sizeof *uncounted };

START_TEST(a_model_without_word_n_grams_has_no_counts_of_them)
{
    write_wines();
    if (_i == N_UNCOUNTED)
        write_whole(folder, "text", "__label__a red\n__label__b white\n", 32);
    struct bagtag_model *model = train(_i < N_UNCOUNTED ? uncounted[_i] : counted[0]);
    ck_assert_ptr_null(model->ngram_counts);
    ck_assert_int_eq(bagtag_model_save(model, path, NULL), BAGTAG_OK);
    struct bytes words = read_whole(path, CONFIG_WORDS_NAME);
    ck_assert_ptr_null(memmem(words.data, words.len, "ngram.counts", strlen("ngram.counts")));
    free(words.data);
    bagtag_model_free(model);
}
END_TEST

/* ---- shrinking ------------------------------------------------------------------------------------------------- */

enum { N_ROWS = SMALL_WORDS + N_NGRAMS };

/* A model whose rows all have equal scores. */
static struct bagtag_model *model_with_equal_scores(void)
{
    struct bagtag_model *model = small_model(N_NGRAMS);
    for (size_t i = SMALL_DIM; i < (size_t)N_ROWS * SMALL_DIM; i++)
        model->owned_weights[i] = model->owned_weights[i % SMALL_DIM];
    return model;
}

static void find_ranks(uint32_t ranks[N_ROWS], const struct bagtag_model *model)
{
    ck_assert_int_eq(row_ranks_find(ranks, model, NULL, NULL), BAGTAG_OK);
}

START_TEST(frequent_n_grams_are_kept_before_rare_ones_with_equal_scores)
{
    uint32_t ranks[N_ROWS];
    struct bagtag_model *model = model_with_equal_scores(), *small = NULL;
    struct shrinking *shrinking = NULL;
    memcpy(model->owned_ngram_counts, (uint8_t[N_NGRAMS]){2, 60, 9}, N_NGRAMS);
    find_ranks(ranks, model);
    ck_assert_uint_lt(ranks[SMALL_WORDS + 1], ranks[SMALL_WORDS + 2]);
    ck_assert_uint_lt(ranks[SMALL_WORDS + 2], ranks[SMALL_WORDS]);

    ck_assert_int_eq(shrinking_begin(&shrinking, model, NULL, NULL), BAGTAG_OK);
    ck_assert_int_eq(shrinking_make(shrinking, ranks[SMALL_WORDS + 1] + 1, 1.0, &small, NULL), BAGTAG_OK);
    ck_assert_uint_eq(small->ngrams.n_ids, 1);
    ck_assert_int_eq(small->ngrams.ids[0], small_ngrams[1]);
    shrinking_free(shrinking);
    bagtag_model_free(small);
    bagtag_model_free(model);
}
END_TEST

/* The last word was seen 96 times. */
START_TEST(a_word_n_gram_ranks_by_the_square_root_of_its_count)
{
    uint32_t ranks[N_ROWS];
    struct bagtag_model *model = model_with_equal_scores();
    ck_assert_int_eq(model->words.counts[SMALL_WORDS - 1], 96);
    memcpy(model->owned_ngram_counts, (uint8_t[N_NGRAMS]){1, count_code(96 * 85), count_code(96 * 107)}, N_NGRAMS);
    find_ranks(ranks, model);
    ck_assert_uint_gt(ranks[SMALL_WORDS + 1], ranks[SMALL_WORDS - 1]);
    ck_assert_uint_lt(ranks[SMALL_WORDS + 2], ranks[SMALL_WORDS - 1]);
    bagtag_model_free(model);
}
END_TEST

/* The rows of the character n-grams of WORD; returns their number. */
static size_t rows_of_chars(const struct bagtag_model *model, const char *word, uint32_t rows[16])
{
    char readable[32] = "";
    const struct feature_rules rules = model_feature_rules(model);
    (void)snprintf(readable, sizeof readable, "%s", word);
    const struct token token = {.text = readable, .len = (uint32_t)strlen(word)};
    size_t n = rules.kind->char_buckets(rules.subwords, token, rows);
    ck_assert(n > 1 && n <= 16);
    for (size_t i = 0; i < n; i++)
        rows[i] = rules.first_char + ngram_find(&rules.subwords->known, rows[i]);
    return n;
}

/* "wine" was seen 321 times, "red wine" 301 and "soup" once. */
START_TEST(character_n_grams_in_shared_buckets_rank_by_their_words)
{
    write_wines();
    struct bagtag_model *model = train("recipe=fasttext ngrams=2 chars=3-3 dim=16 epochs=1");
    uint32_t of_wine[16], of_soup[16], *ranks = mem_array(model->rows.n, sizeof *ranks);
    size_t n_wine = rows_of_chars(model, "wine", of_wine), n_soup = rows_of_chars(model, "soup", of_soup);
    const char *const pair[] = {"red", "wine"};
    size_t row_of_pair = model->words.n_words + place_of(model, pair);
    ck_assert_ptr_nonnull(ranks);
    for (size_t i = 0; i < model->n_owned_weights; i++) /* all rows have equal scores */
        model->owned_weights[i] = i < (model->rows.n + 1) * 16 ? 1.0f : 0.0f;
    ck_assert_int_eq(row_ranks_find(ranks, model, NULL, NULL), BAGTAG_OK);
    for (size_t i = 0; i < n_wine; i++)
        ck_assert_uint_lt(ranks[of_wine[i]], ranks[row_of_pair]);
    for (size_t i = 0; i < n_soup; i++)
        ck_assert_uint_gt(ranks[of_soup[i]], ranks[row_of_pair]);
    free(ranks);
    bagtag_model_free(model);
}
END_TEST

/* As from earlier versions, or from fastText: each n-gram counts as seen once. */
START_TEST(without_counts_each_n_gram_is_ranked_as_seen_once)
{
    struct bytes files[2][3];
    char text[256];
    struct buffer corpus = corpus_text(400, CORPUS_MIXED, 3);
    write_whole(folder, "text", corpus.bytes, corpus.len);
    buffer_clear(&corpus);
    struct bagtag_model *model =
        train_file(in_folder(text, folder, "text"), train_options("race=no ngrams=2 epochs=3 weight=gain"), NULL);
    uint32_t *ranks = mem_array(model->rows.n, sizeof *ranks), *others = mem_array(model->rows.n, sizeof *others);
    ck_assert(ranks != NULL && others != NULL);
    ck_assert_int_eq(row_ranks_find(ranks, model, NULL, NULL), BAGTAG_OK);
    for (int i = 0; i < 2; i++) {
        struct shrinking *shrinking = NULL;
        struct bagtag_model *small = NULL;
        if (i == 0)
            memset(model->owned_ngram_counts, 1, model->ngrams.n_ids);
        else
            model->ngram_counts = NULL;
        ck_assert_int_eq(row_ranks_find(others, model, NULL, NULL), BAGTAG_OK);
        ck_assert_mem_ne(others, ranks, model->rows.n * sizeof *ranks);
        ck_assert_int_eq(shrinking_begin(&shrinking, model, NULL, NULL), BAGTAG_OK);
        ck_assert_int_eq(shrinking_make(shrinking, model->rows.n / 3, 1.0, &small, NULL), BAGTAG_OK);
        ck_assert_ptr_null(small->ngram_counts);
        ck_assert_int_eq(bagtag_model_save(small, path, NULL), BAGTAG_OK);
        for (size_t f = 0; f < 3; f++)
            files[i][f] = read_whole(path, names[f]);
        shrinking_free(shrinking);
        bagtag_model_free(small);
    }
    for (size_t f = 0; f < 3; f++) {
        ck_assert_uint_eq(files[0][f].len, files[1][f].len);
        ck_assert_mem_eq(files[0][f].data, files[1][f].data, files[0][f].len);
        ck_assert_ptr_null(memmem(files[0][f].data, files[0][f].len, "ngram.counts", strlen("ngram.counts")));
        free(files[0][f].data);
        free(files[1][f].data);
    }
    free(ranks);
    free(others);
    bagtag_model_free(model);
}
END_TEST

/* ---- damage ---------------------------------------------------------------------------------------------------- */

/* The header's entry for the counts of a small model: their type and number; the bytes left over are another array. */
static const struct {
    const char *type;
    int n;
    const char *sentence;
} damages[] = {
    {"I8", 3, "tensor \"ngram.counts\": expected U8 [3]; found I8 [3]"},
    {"U8", 2, "tensor \"ngram.counts\": expected U8 [3]; found U8 [2]"},
    {"U8", 0, "tensor \"ngram.counts\": expected U8 [3]; found U8 [0]"},
    {"U8", 3, NULL}, /* sound */
};
enum { N_DAMAGES = sizeof damages / sizeof *damages };

/* Rewrites the file of words with WRITTEN in place of the N bytes at AT of its header, which grows by 64 bytes. */
static void rewrite(const struct bytes *file, size_t at, size_t n, const char *written)
{
    size_t header = 8 + file->data[0] + 256u * file->data[1], len = strlen(written);
    unsigned char *changed = mem_array(file->len + 64, 1);
    ck_assert(changed != NULL && len <= n + 64);
    memcpy(changed, file->data, at);
    memcpy(changed + at, written, len);
    memcpy(changed + at + len, file->data + at + n, header - at - n);
    memset(changed + header + len - n, ' ', 64 - (len - n));
    memcpy(changed + header + 64, file->data + header, file->len - header);
    changed[0] = (unsigned char)(header + 56);
    changed[1] = (unsigned char)((header + 56) >> 8);
    write_whole(path, CONFIG_WORDS_NAME, changed, file->len + 64);
    free(changed);
}

/* Makes config.json say that the file of words has N bytes. */
static void set_length(size_t n)
{
    struct bytes config = read_whole(path, CONFIG_NAME);
    char *text = (char *)config.data, *bytes = strstr(strstr(text, CONFIG_WORDS_NAME), "\"bytes\":");
    struct buffer changed = {0};
    char *checksum = strstr(text, "\"checksum\"");
    ck_assert(bytes != NULL && checksum != NULL);
    memcpy(checksum, "\"no_check\"", strlen("\"checksum\""));
    bytes += strlen("\"bytes\":");
    buffer_bytes(&changed, text, (size_t)(bytes - text));
    buffer_format(&changed, "%zu%s", n, bytes + strcspn(bytes, ","));
    write_whole(path, CONFIG_NAME, changed.bytes, changed.len);
    buffer_clear(&changed);
    free(config.data);
}

START_TEST(counts_of_another_type_or_number_are_refused)
{
    struct bagtag_error error = {""};
    struct bagtag_model *model = small_model(N_NGRAMS), *opened = NULL;
    ck_assert_int_eq(bagtag_model_save(model, path, NULL), BAGTAG_OK);
    struct bytes file = read_whole(path, CONFIG_WORDS_NAME);
    const char *member = memmem(file.data, file.len, "\"ngram.counts\"", strlen("\"ngram.counts\""));
    ck_assert_ptr_nonnull(member);
    const char *end = strchr(member, '}'), *place = strstr(member, "data_offsets\":[");
    unsigned long first = strtoul(place + strlen("data_offsets\":["), NULL, 10);
    unsigned long second = first + (unsigned long)damages[_i].n;
    struct buffer written = {0};
    buffer_format(&written, "\"ngram.counts\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[%lu,%lu]}",
                  damages[_i].type, damages[_i].n, first, second);
    if (damages[_i].n < N_NGRAMS)
        buffer_format(&written, ",\"x\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%lu,%lu]}",
                      N_NGRAMS - damages[_i].n, second, first + N_NGRAMS);
    buffer_char(&written, '\0');
    rewrite(&file, (size_t)(member - (char *)file.data), (size_t)(end + 1 - member), written.bytes);
    set_length(file.len + 64);
    enum bagtag_status status = bagtag_model_open(path, &opened, &error);
    ck_assert_msg((status == BAGTAG_OK) == (damages[_i].sentence == NULL), "%s", error.sentence);
    if (damages[_i].sentence != NULL)
        ck_assert_msg(strstr(error.sentence, damages[_i].sentence) != NULL, "%s", error.sentence);
    else
        ck_assert_mem_eq(opened->ngram_counts, model->ngram_counts, N_NGRAMS);
    buffer_clear(&written);
    free(file.data);
    bagtag_model_free(opened);
    bagtag_model_free(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ngram counts");
    TCase *tests = tcase_create("ngram counts");
    suite_add_tcase(suite, tests);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, training_counts_the_word_n_grams_of_its_documents, 0, N_COUNTED);
    tcase_add_loop_test(tests, a_model_without_word_n_grams_has_no_counts_of_them, 0, N_UNCOUNTED + 1);
    tcase_add_test(tests, frequent_n_grams_are_kept_before_rare_ones_with_equal_scores);
    tcase_add_test(tests, a_word_n_gram_ranks_by_the_square_root_of_its_count);
    tcase_add_test(tests, character_n_grams_in_shared_buckets_rank_by_their_words);
    tcase_add_test(tests, without_counts_each_n_gram_is_ranked_as_seen_once);
    tcase_add_loop_test(tests, counts_of_another_type_or_number_are_refused, 0, N_DAMAGES);

    return suite_run(suite);
}
