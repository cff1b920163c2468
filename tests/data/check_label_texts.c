/* check_label_texts.c - label names as training documents, where they are informative */
/* SPDX-License-Identifier: MIT */
#include "data/label_texts.h"

#include <check.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "support/corpora.h"
#include "support/suite.h"

/* The documents of DATASET from FIRST on, a line each: label, words. */
static char *dump(const struct corpus_contents *contents, const struct dataset *dataset, size_t first)
{
    struct buffer out = {0};
    for (size_t i = first; i < dataset->n_documents; i++) {
        size_t len;
        const char *label = vocab_word(&contents->labels, dataset->labels[dataset->label_offsets[i]], &len);
        buffer_bytes(&out, label, len);
        buffer_char(&out, ':');
        for (uint64_t k = dataset->offsets[i]; k < dataset->offsets[i + 1]; k++) {
            const char *word = vocab_word(&contents->words, dataset->ids[k], &len);
            buffer_char(&out, ' ');
            buffer_bytes(&out, word, len);
        }
        buffer_char(&out, '\n');
    }
    buffer_char(&out, '\0');
    ck_assert(!out.failed);
    return out.bytes;
}

static void read_file(const char *text, enum label_texts label_texts, int n_workers, struct corpus_contents *contents,
                      struct corpus_counts *counts)
{
    struct source source = {write_text("a.txt", text), false};
    struct corpus_options options = usual;
    struct bagtag_error error = {"none"};
    options.tokenizer = (struct tokenizer){.kind = TOKENIZER_UNICODE, .lower = true, .revision = 1};
    options.label_texts = label_texts;
    ck_assert_msg(read_all(&options, n_workers, &source, 1, contents, counts, &error) == BAGTAG_OK, "%s",
                  error.sentence);
}

static void expect_texts(const char *text, enum label_texts label_texts, const char *expected)
{
    struct corpus_contents contents;
    read_file(text, label_texts, 1, &contents, NULL);
    char *found = dump(&contents, &contents.train, corpus_contents_read(&contents));
    ck_assert_str_eq(found, expected);
    free(found);
    corpus_contents_clear(&contents);
}

static const char TELLING[] = "__label__food-safety is this food safe\n"
                              "__label__Baking baking powder\n"
                              "__label__food-safety food left out\n"
                              "__label__Baking baking soda\n"
                              "__label__eggs raw eggs\n"
                              "__label__eggs boiled eggs\n"
                              "__label__eggs old eggs\n"
                              "__label__2024 a year\n";
static const char TEXTS[] = "Baking: baking\neggs: eggs\nfood-safety: food safety\n";

START_TEST(label_names_become_the_last_documents_if_texts_use_their_words)
{
    expect_texts(TELLING, LABEL_TEXTS_IF_INFORMATIVE, TEXTS);
    expect_texts(TELLING, LABEL_TEXTS_ALWAYS, TEXTS);
    expect_texts(TELLING, LABEL_TEXTS_NEVER, "");
}
END_TEST

START_TEST(label_names_add_words_to_the_vocabulary_but_not_to_the_counts)
{
    struct corpus_contents contents;
    struct corpus_counts counts;
    read_file(TELLING, LABEL_TEXTS_ALWAYS, 1, &contents, &counts);
    ck_assert_uint_ne(vocab_find(&contents.words, "safety", 6, hash_bytes("safety", 6)), VOCAB_UNKNOWN);
    ck_assert_uint_eq(counts.documents, 8);
    ck_assert_uint_eq(counts.tokens, 19);
    ck_assert_uint_eq(contents.train.n_label_texts, 3);
    ck_assert_uint_eq(contents.n_label_words, 1); /* safety */
    int64_t n = 0;
    for (size_t i = 0; i < contents.labels.n_words; i++)
        n += contents.labels.counts[i];
    ck_assert_int_eq(n, 8);
    corpus_contents_clear(&contents);
}
END_TEST

START_TEST(label_names_are_not_learned_if_unused_or_used_for_other_labels)
{
    expect_texts("__label__pos good film\n__label__neg bad film\n__label__pos fine\n", LABEL_TEXTS_IF_INFORMATIVE, "");
    expect_texts("__label__tea coffee cup\n__label__coffee tea cup\n__label__tea coffee\n__label__coffee tea\n"
                 "__label__coffee coffee\n",
                 LABEL_TEXTS_IF_INFORMATIVE, "");
    expect_texts("__label__1 take 1 egg\n__label__2 take 2 eggs\n__label__3 take 3 eggs\n", LABEL_TEXTS_ALWAYS, "");
}
END_TEST

START_TEST(the_names_of_labels_with_many_documents_are_not_learned)
{
    struct buffer text = {0};
    for (size_t i = 0; i < LABEL_TEXTS_ENOUGH; i++)
        buffer_format(&text, "__label__tea tea %zu\n__label__%s coffee %zu\n", i, i == 0 ? "milk" : "coffee", i);
    buffer_char(&text, '\0');
    expect_texts(text.bytes, LABEL_TEXTS_IF_INFORMATIVE, "coffee: coffee\nmilk: milk\n");
    buffer_clear(&text);
}
END_TEST

START_TEST(names_are_never_held_out)
{
    struct source sources[] = {{write_text("a.txt", TELLING), false},
                               {write_text("v.txt", "__label__eggs eggs\n__label__ham cold ham\n"), true}};
    struct corpus_options options = usual;
    struct corpus_contents contents;
    struct bagtag_error error;
    options.label_texts = LABEL_TEXTS_ALWAYS;
    options.finds_copies = true;
    ck_assert_int_eq(read_all(&options, 2, sources, 2, &contents, NULL, &error), BAGTAG_OK);
    ck_assert_uint_eq(contents.train.n_label_texts, 3);
    ck_assert_uint_eq(contents.held_out.n_documents, 2);
    ck_assert_uint_eq(contents.findings.n_copies, 0);
    corpus_contents_clear(&contents);
}
END_TEST

/* Many labels, first seen by different workers. */
static char *many_labels(void)
{
    struct buffer text = {0};
    for (unsigned i = 0; i < 5000; i++)
        buffer_format(&text, "__label__name%u text %u of name%u\n", i * i % 997, i, i * i % 991);
    buffer_char(&text, '\0');
    ck_assert(!text.failed);
    return text.bytes;
}

START_TEST(the_result_is_the_same_for_any_number_of_workers)
{
    char *text = many_labels(), *expected = NULL;
    for (int n_workers = 1; n_workers <= 5; n_workers++) {
        struct corpus_contents contents;
        read_file(text, LABEL_TEXTS_IF_INFORMATIVE, n_workers, &contents, NULL);
        ck_assert_uint_gt(contents.train.n_label_texts, 400);
        char *found = dump(&contents, &contents.train, 0);
        if (expected)
            ck_assert_str_eq(found, expected);
        free(expected);
        expected = found;
        corpus_contents_clear(&contents);
    }
    free(expected);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("label texts");
    TCase *tests = tcase_create("label texts");
    tcase_add_test(tests, label_names_become_the_last_documents_if_texts_use_their_words);
    tcase_add_test(tests, label_names_add_words_to_the_vocabulary_but_not_to_the_counts);
    tcase_add_test(tests, label_names_are_not_learned_if_unused_or_used_for_other_labels);
    tcase_add_test(tests, the_names_of_labels_with_many_documents_are_not_learned);
    tcase_add_test(tests, names_are_never_held_out);
    tcase_add_test(tests, the_result_is_the_same_for_any_number_of_workers);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
