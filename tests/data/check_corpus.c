/* check_corpus.c - from files to vocabularies and data sets, the same for any number of workers */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "base/pool.h"
#include "base/rng.h"
#include "data/corpus.h"
#include "words/ngram.h"
#include "support/corpora.h"
#include "support/suite.h"

static void add_vocab(struct buffer *out, const struct vocab *vocab)
{
    for (uint32_t i = 0; i < vocab->n_words; i++) {
        size_t len;
        const char *word = vocab_word(vocab, i, &len);
        buffer_bytes(out, word, len);
        buffer_format(out, ":%" PRId64 " ", vocab->counts[i]);
    }
    buffer_char(out, '\n');
}

static void add_dataset(struct buffer *out, const struct dataset *dataset)
{
    for (size_t i = 0; i < dataset->n_documents; i++) {
        for (uint64_t k = dataset->label_offsets[i]; k < dataset->label_offsets[i + 1]; k++) {
            if (dataset->labels[k] == DATASET_UNKNOWN_LABEL)
                buffer_text(out, "? ");
            else
                buffer_format(out, "%" PRIu32 " ", dataset->labels[k]);
        }
        buffer_char(out, ':');
        for (uint64_t k = dataset->offsets[i]; k < dataset->offsets[i + 1]; k++)
            buffer_format(out, " %" PRIu32, dataset->ids[k]);
        buffer_char(out, '\n');
    }
    buffer_text(out, "--\n");
}

/* All of CONTENTS as text; clears CONTENTS. */
static char *dump(struct corpus_contents *contents)
{
    struct buffer out = {0};
    add_vocab(&out, &contents->words);
    add_vocab(&out, &contents->labels);
    for (size_t i = 0; i < contents->n_ngram_ids; i++)
        buffer_format(&out, "%" PRId32 " ", contents->ngram_ids[i]);
    buffer_char(&out, '\n');
    add_dataset(&out, &contents->train);
    add_dataset(&out, &contents->held_out);
    buffer_char(&out, '\0');
    ck_assert(!out.failed);
    corpus_contents_clear(contents);
    return out.bytes;
}

static void expect_dump(const struct corpus_options *options, const struct source *sources, size_t n_sources,
                        const char *expected)
{
    struct corpus_contents contents;
    struct bagtag_error error = {"none"};
    ck_assert_msg(read_all(options, 1, sources, n_sources, &contents, NULL, &error) == BAGTAG_OK, "%s", error.sentence);
    char *found = dump(&contents);
    ck_assert_str_eq(found, expected);
    free(found);
}

START_TEST(words_and_labels_are_numbered_by_count)
{
    struct source source = {write_text("a.txt", "__label__x b a b\nskipped line\n\n__label__y __label__x c b\n"
                                                "d __label__y a\r\n__label__z"),
                            false};
    expect_dump(&usual, &source, 1,
                "b:3 a:2 c:1 d:1 \nx:2 y:2 z:1 \n\n"
                "0 : 0 1 0\n1 0 : 2 0\n1 : 3 1\n2 :\n--\n--\n");
    struct corpus_contents contents;
    struct corpus_counts counts;
    struct bagtag_error error;
    ck_assert_int_eq(read_all(&usual, 2, &source, 1, &contents, &counts, &error), BAGTAG_OK);
    ck_assert_uint_eq(counts.lines, 6);
    ck_assert_uint_eq(counts.documents, 4);
    ck_assert_uint_eq(counts.held_out, 0);
    ck_assert_uint_eq(counts.unlabelled, 2);
    ck_assert_uint_eq(counts.tokens, 7);
    corpus_contents_clear(&contents);
}
END_TEST

START_TEST(rare_words_are_dropped)
{
    struct corpus_options options = usual;
    options.min_count = 2;
    struct source source = {write_text("a.txt", "__label__x b a b\n__label__y c b\n__label__y d a\n__label__z c2\n"),
                            false};
    expect_dump(&options, &source, 1,
                "b:3 a:2 \ny:2 x:1 z:1 \n\n"
                "1 : 0 1 0\n0 : 0\n0 : 1\n2 :\n--\n--\n");
}
END_TEST

START_TEST(held_out_documents_change_no_vocabulary_or_count)
{
    struct source sources[] = {
        {write_text("v.tsv", "x\tnew b a\nunseen\tb b\ny\tonly new\n"), true},
        {write_text("t.txt", "__label__x b a b\n__label__y a b\n"), false},
        {write_text("w.txt", "__label__y new a\n"), true},
    };
    expect_dump(&usual, sources, 3,
                "b:3 a:2 \nx:1 y:1 \n\n"
                "0 : 0 1 0\n1 : 1 0\n--\n0 : 0 1\n? : 0 0\n1 :\n1 : 1\n--\n");
    struct corpus_contents contents;
    struct corpus_counts counts;
    struct bagtag_error error;
    ck_assert_int_eq(read_all(&usual, 1, sources, 3, &contents, &counts, &error), BAGTAG_OK);
    ck_assert_uint_eq(counts.documents, 2);
    ck_assert_uint_eq(counts.held_out, 4);
    ck_assert_uint_eq(counts.tokens, 5);
    corpus_contents_clear(&contents);
}
END_TEST

/* The bucket of the n-gram of the words of TEXT, which are separated by single spaces. */
static uint32_t bucket_of(const char *text)
{
    uint64_t h = 0;
    for (bool is_first = true; *text != '\0'; is_first = false) {
        size_t len = strcspn(text, " ");
        h = is_first ? hash_bytes(text, len) : ngram_extend(h, hash_bytes(text, len));
        text += len + (text[len] == ' ');
    }
    return ngram_bucket(h, usual.n_buckets);
}

START_TEST(ngrams_start_at_each_word_and_include_unknown_words)
{
    struct corpus_options options = usual;
    options.max_ngram = 3;
    options.min_count = 2;
    struct source sources[] = {{write_text("t.txt", "__label__x a rare a\n"), false},
                               {write_text("v.txt", "__label__x a rare new\n"), true}};
    struct corpus_contents contents;
    struct bagtag_error error;
    ck_assert_int_eq(read_all(&options, 1, sources, 2, &contents, NULL, &error), BAGTAG_OK);
    ck_assert_uint_eq(contents.words.n_words, 1);
    ck_assert_uint_eq(contents.n_ngram_ids, 3);
    /* a, "a rare", "a rare a", "rare a" */
    const uint32_t buckets[] = {bucket_of("a rare"), bucket_of("a rare a"), bucket_of("rare a")};
    uint32_t expected[] = {0, 0, 0, 0, 0};
    for (size_t i = 0; i < 3; i++)
        for (uint32_t r = 0; r < 3; r++)
            if (contents.ngram_ids[r] == (int32_t)buckets[i])
                expected[i + 1] = 1 + r;
    ck_assert_uint_eq(contents.train.offsets[1], 5);
    ck_assert_mem_eq(contents.train.ids, expected, 4 * sizeof *expected);
    ck_assert_uint_eq(contents.train.ids[4], 0);
    /* Held out: a, "a rare"; "rare new" and "a rare new" were never touched. */
    ck_assert_uint_eq(contents.held_out.offsets[1], 2);
    ck_assert_mem_eq(contents.held_out.ids, expected, 2 * sizeof *expected);
    corpus_contents_clear(&contents);
}
END_TEST

START_TEST(the_result_is_the_same_for_any_workers_and_blocks)
{
    struct source sources[] = {{write_mixed("1.txt", 1500, 1), false},
                               {write_mixed("2.txt", 700, 2), true},
                               {write_mixed("3.txt", 300, 3), false},
                               {NULL, false}};
    sources[3] = sources[0]; /* the same file again */
    static const size_t block_bytes[] = {0, 1, 1000, 7000};
    static const int n_workers[] = {1, 2, 3, 8};
    struct corpus_options options = usual;
    options.max_ngram = _i == 1 || _i == 3 ? 3 : 1;
    options.min_count = _i == 2 ? 4 : 1;
    options.held_out_percent = _i >= 2 ? 20 : 0;
    options.seed = 5;
    if (_i == 3)
        options.tokenizer = (struct tokenizer){.kind = TOKENIZER_UNICODE, .lower = true, .revision = 2};
    struct corpus_counts first_counts = {0};
    char *first = NULL;
    for (size_t b = 0; b < 4; b++) {
        for (size_t w = 0; w < 4; w++) {
            struct corpus_contents contents;
            struct corpus_counts counts;
            struct bagtag_error error = {"none"};
            options.block_bytes = block_bytes[b];
            ck_assert_msg(read_all(&options, n_workers[w], sources, _i == 0 ? 1 : 4, &contents, &counts, &error) ==
                              BAGTAG_OK,
                          "%s", error.sentence);
            char *found = dump(&contents);
            if (first == NULL) {
                first = found;
                first_counts = counts;
                continue;
            }
            ck_assert(strcmp(first, found) == 0);
            ck_assert_mem_eq(&first_counts, &counts, sizeof counts);
            free(found);
        }
    }
    ck_assert_uint_gt(first_counts.invalid_utf8, 0);
    ck_assert_uint_gt(first_counts.unlabelled, 0);
    free(first);
}
END_TEST

START_TEST(lines_are_held_out_by_their_number)
{
    struct source sources[2] = {{NULL, false}, {NULL, false}};
    for (unsigned s = 0; s < 2; s++) {
        struct buffer text = {0};
        for (unsigned i = 0; i < 2000; i++)
            buffer_format(&text, "__label__a line%u\n", 2000 * s + i);
        sources[s].path = write_source(s ? "b.txt" : "a.txt", text.bytes, text.len);
        buffer_clear(&text);
    }
    struct corpus_options options = usual;
    options.held_out_percent = 25;
    options.seed = 42;
    struct corpus_contents contents;
    struct corpus_counts counts;
    struct bagtag_error error;
    ck_assert_int_eq(read_all(&options, 2, sources, 2, &contents, &counts, &error), BAGTAG_OK);
    ck_assert_uint_eq(counts.documents + counts.held_out, 4000);
    ck_assert_uint_gt(counts.held_out, 800);
    ck_assert_uint_lt(counts.held_out, 1200);
    ck_assert_uint_eq(contents.train.n_documents, counts.documents);
    ck_assert_uint_eq(contents.held_out.n_documents, counts.held_out);
    size_t at = 0;
    for (uint64_t number = 1; number <= 4000; number++) {
        if ((double)rng_unit(42, CORPUS_STREAM_HELD_OUT, number) * 100 < 25)
            continue;
        char line[32];
        size_t len;
        (void)snprintf(line, sizeof line, "line%u", (unsigned)(number - 1));
        const char *word = vocab_word(&contents.words, contents.train.ids[at++], &len);
        ck_assert(len == strlen(line) && memcmp(word, line, len) == 0);
    }
    ck_assert_uint_eq(at, counts.documents);
    corpus_contents_clear(&contents);
}
END_TEST

/* 1000 lines of 200 texts, most of them repeated: in one file, and split by hand into two the way the first line of
 * each text was drawn. */
START_TEST(equal_texts_are_held_out_together)
{
    enum { LINES = 1000, TEXTS = 200 };
    struct corpus_options options = usual;
    options.seed = 7;
    signed char sides[TEXTS];
    struct buffer all = {0}, parts[2] = {{0}, {0}};
    memset(sides, -1, sizeof sides);
    for (uint64_t number = 1; number <= LINES; number++) {
        unsigned text = (unsigned)(rng_bits(1, 0, number) % TEXTS), label = (unsigned)(rng_bits(1, 1, number) % 5);
        if (sides[text] < 0)
            sides[text] = (double)rng_unit(7, CORPUS_STREAM_HELD_OUT, number) * 100 < 30;
        buffer_format(&all, "__label__%u word%u all word%u\n", label, text, text / 3);
        buffer_format(&parts[(int)sides[text]], "__label__%u word%u all word%u\n", label, text, text / 3);
    }
    struct source whole = {write_source("all.txt", all.bytes, all.len), false};
    struct source split_by_hand[] = {{write_source("train.txt", parts[0].bytes, parts[0].len), false},
                                     {write_source("valid.txt", parts[1].bytes, parts[1].len), true}};
    struct corpus_contents contents;
    struct corpus_counts counts, want_counts;
    options.max_ngram = 2;
    options.n_buckets = 1000;
    ck_assert_int_eq(read_all(&options, 1, split_by_hand, 2, &contents, &want_counts, NULL), BAGTAG_OK);
    ck_assert_uint_gt(want_counts.held_out, LINES / 10);
    char *want = dump(&contents);
    options.held_out_percent = 30;
    for (int n_workers = 1; n_workers <= 3; n_workers++)
        for (options.block_bytes = 100; options.block_bytes <= 10000; options.block_bytes *= 10) {
            ck_assert_int_eq(read_all(&options, n_workers, &whole, 1, &contents, &counts, NULL), BAGTAG_OK);
            char *found = dump(&contents);
            ck_assert_str_eq(found, want);
            ck_assert_mem_eq(&counts, &want_counts, sizeof counts);
            free(found);
        }
    free(want);
    buffer_clear(&all);
    buffer_clear(&parts[0]);
    buffer_clear(&parts[1]);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    enum format format;
    const char *sentence; /* after the folder */
} bad_files[] = {
    {"e.txt", "", FORMAT_AUTO, "/e.txt: is empty"},
    {"e.tsv", "", FORMAT_AUTO, "/e.tsv: is empty"},
    {"n.txt", "no\nlabels\n", FORMAT_AUTO,
     "/n.txt: no line has a label; expected words that begin with __label__ (or --format tsv: label, tab, text)"},
    {"n.txt", "\n\n", FORMAT_AUTO,
     "/n.txt: no line has a label; expected words that begin with __label__ (or --format tsv: label, tab, text)"},
    {"b.bin", "\177ELF\x02\x01\x01\x80\xff", FORMAT_AUTO,
     "/b.bin: no line has a label; expected words that begin with __label__ (or --format tsv: label, tab, text)"},
    {"t.tsv", "\tx\n\n", FORMAT_AUTO, "/t.tsv: no line has a label; expected label, tab, text"},
    {"t.tsv", "a\tx\nb\ty\n\nno tab\n", FORMAT_AUTO,
     "/t.tsv:4: expected label, tab, text; found no tab (read as tsv because of its name; if that is wrong, use "
     "--format fasttext)"},
    {"t.txt", "a b\n", FORMAT_TSV, "/t.txt:1: expected label, tab, text; found no tab"},
    {"l.txt", "__label__a x\n__label__\xff x\n", FORMAT_AUTO,
     "/l.txt:2: expected a label in UTF-8; found one with invalid bytes"},
};

START_TEST(bad_files_are_named)
{
    struct corpus_options options = usual;
    options.rules.format = bad_files[_i].format;
    struct source source = {write_text(bad_files[_i].name, bad_files[_i].text), false};
    struct corpus_contents contents;
    struct bagtag_error error = {"none"};
    ck_assert_int_eq(read_all(&options, 2, &source, 1, &contents, NULL, &error), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence + strlen(folder), bad_files[_i].sentence);
}
END_TEST

START_TEST(the_first_bad_line_is_reported_for_any_number_of_workers)
{
    struct buffer text = {0};
    for (unsigned i = 1; i <= 5000; i++)
        buffer_text(&text, i == 1234 || i == 1300 || i == 2000 || i > 4000 ? "no tab\n" : "a\tsome words of text\n");
    struct source source = {write_source("x.tsv", text.bytes, text.len), false};
    buffer_clear(&text);
    static const size_t block_bytes[] = {1, 100, 3000, 1 << 20};
    for (int n_workers = 1; n_workers <= 8; n_workers++) {
        struct corpus_options options = usual;
        struct corpus_contents contents;
        struct bagtag_error error = {"none"};
        options.block_bytes = block_bytes[n_workers % 4];
        ck_assert_int_eq(read_all(&options, n_workers, &source, 1, &contents, NULL, &error), BAGTAG_INPUT);
        ck_assert_ptr_nonnull(strstr(error.sentence, "/x.tsv:1234: expected label, tab, text; found no tab"));
    }
}
END_TEST

START_TEST(a_damaged_file_is_an_error_after_its_lines)
{
    struct buffer stream = {0};
    add_gzip_member(&stream, "a\tone\nb\ttwo\n", 12);
    struct source source = {write_source("cut.tsv.gz", stream.bytes, stream.len - 5), false};
    struct corpus_contents contents;
    struct bagtag_error error = {"none"};
    ck_assert_int_eq(read_all(&usual, 2, &source, 1, &contents, NULL, &error), BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "cut.tsv.gz"));
    buffer_clear(&stream);
    source.path = "/nowhere/at/all";
    ck_assert_int_eq(read_all(&usual, 2, &source, 1, &contents, NULL, &error), BAGTAG_SYSTEM);
}
END_TEST

START_TEST(nothing_to_train_on_is_an_error)
{
    struct source source = {write_text("v.txt", "__label__a x\n"), true};
    struct corpus_contents contents;
    struct bagtag_error error = {"none"};
    ck_assert_int_eq(read_all(&usual, 1, &source, 1, &contents, NULL, &error), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence, "expected labelled lines to train on; found none (1 are held out)");
}
END_TEST

START_TEST(options_out_of_range_are_refused)
{
    struct pool *pool = NULL;
    struct corpus *corpus = NULL;
    struct bagtag_error error;
    struct corpus_options options = usual;
    ck_assert_int_eq(pool_open(&pool, 1, &error), BAGTAG_OK);
    options.max_ngram = 0;
    ck_assert_int_eq(corpus_open(&corpus, &options, pool, &error), BAGTAG_ARGUMENT);
    options.max_ngram = NGRAM_LONGEST + 1;
    ck_assert_int_eq(corpus_open(&corpus, &options, pool, &error), BAGTAG_ARGUMENT);
    options.max_ngram = 2;
    options.n_buckets = 0;
    ck_assert_int_eq(corpus_open(&corpus, &options, pool, &error), BAGTAG_ARGUMENT);
    options.n_buckets = UINT32_C(1) << 31;
    ck_assert_int_eq(corpus_open(&corpus, &options, pool, &error), BAGTAG_ARGUMENT);
    ck_assert_ptr_null(corpus);
    corpus_free(NULL);
    pool_close(pool);
}
END_TEST

struct progress {
    uint64_t n_calls, stop_at, last_bytes, total;
};

static bool note_progress(void *context, const struct corpus_counts *counts, uint64_t bytes, uint64_t total_bytes)
{
    struct progress *progress = context;
    ck_assert_uint_ge(bytes, progress->last_bytes);
    ck_assert_uint_le(counts->bytes, total_bytes);
    progress->last_bytes = bytes;
    progress->total = total_bytes;
    return ++progress->n_calls != progress->stop_at;
}

START_TEST(progress_is_reported_and_can_stop_reading)
{
    struct pool *pool = NULL;
    struct bagtag_error error = {"none"};
    struct corpus_options options = usual;
    const char *path = write_mixed("p.txt", 2000, 4);
    options.block_bytes = 1000;
    ck_assert_int_eq(pool_open(&pool, 2, &error), BAGTAG_OK);
    for (uint64_t stop_at = 0; stop_at < 2; stop_at++) {
        struct corpus *corpus = NULL;
        struct progress progress = {.stop_at = stop_at};
        ck_assert_int_eq(corpus_open(&corpus, &options, pool, &error), BAGTAG_OK);
        enum bagtag_status status = corpus_read(corpus, path, false, note_progress, &progress, &error);
        if (progress.n_calls == 0) { /* the other worker finished before this one woke up */
            ck_assert_int_eq(status, BAGTAG_OK);
        } else {
            ck_assert_int_eq(status, stop_at ? BAGTAG_STOPPED : BAGTAG_OK);
            ck_assert_uint_gt(progress.total, 0);
        }
        corpus_free(corpus);
    }
    pool_close(pool);
}
END_TEST

START_TEST(a_format_is_detected_after_any_number_of_empty_lines)
{
    struct buffer text = {0};
    for (unsigned i = 0; i < 3000; i++)
        buffer_text(&text, "\n");
    buffer_text(&text, "a\tx y\nb\tx\n");
    struct source source = {write_source("late.txt", text.bytes, text.len), false};
    buffer_clear(&text);
    struct corpus_options options = usual;
    options.block_bytes = 100;
    expect_dump(&options, &source, 1, "x:2 y:1 \na:1 b:1 \n\n0 : 0 1\n1 : 0\n--\n--\n");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("corpus");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_set_timeout(parts, 60);
    tcase_add_checked_fixture(parts, make_folder, remove_folder);
    tcase_add_test(parts, words_and_labels_are_numbered_by_count);
    tcase_add_test(parts, rare_words_are_dropped);
    tcase_add_test(parts, held_out_documents_change_no_vocabulary_or_count);
    tcase_add_test(parts, ngrams_start_at_each_word_and_include_unknown_words);
    tcase_add_loop_test(parts, the_result_is_the_same_for_any_workers_and_blocks, 0, 4);
    tcase_add_test(parts, lines_are_held_out_by_their_number);
    tcase_add_test(parts, equal_texts_are_held_out_together);
    tcase_add_loop_test(parts, bad_files_are_named, 0, sizeof bad_files / sizeof bad_files[0]);
    tcase_add_test(parts, the_first_bad_line_is_reported_for_any_number_of_workers);
    tcase_add_test(parts, a_damaged_file_is_an_error_after_its_lines);
    tcase_add_test(parts, nothing_to_train_on_is_an_error);
    tcase_add_test(parts, options_out_of_range_are_refused);
    tcase_add_test(parts, progress_is_reported_and_can_stop_reading);
    tcase_add_test(parts, a_format_is_detected_after_any_number_of_empty_lines);

    return suite_run(suite);
}
