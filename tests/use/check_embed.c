/* check_embed.c - the vectors of words and of lines */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bagtag.h"
#include "base/buffer.h"
#include "support/small_model.h"
#include "support/suite.h"

/* A sink that keeps what it is given, or fails with `errnum`. */
struct kept {
    struct buffer bytes;
    int errnum;
};

static int keep(void *context, const char *bytes, size_t len)
{
    struct kept *kept = context;
    buffer_bytes(&kept->bytes, bytes, len);
    return kept->errnum;
}

static struct bagtag_sink sink_of(struct kept *kept)
{
    return (struct bagtag_sink){.write = keep, .context = kept};
}

static struct bagtag_embed_options options_for(enum bagtag_vectors output)
{
    struct bagtag_embed_options options;
    bagtag_embed_options_init(&options);
    options.output = output;
    return options;
}

/* Row I as the text of a TSV line. */
static void add_row_text(struct buffer *out, const struct bagtag_model *model, size_t i)
{
    for (size_t d = 0; d < SMALL_DIM; d++)
        buffer_format(out, "\t%.9g", (double)bagtag_model_embedding(model, i)[d]);
    buffer_char(out, '\n');
}

/* Compares numbers as floats: ours may be shorter than %.9g. */
static void assert_same_numbers(const char *ours, const char *expected)
{
    for (;;) {
        size_t len = strcspn(ours, "\t\n"), expected_len = strcspn(expected, "\t\n");
        if (strtof(ours, NULL) != strtof(expected, NULL) || strtof(ours, NULL) == 0.0f)
            ck_assert_msg(len == expected_len && strncmp(ours, expected, len) == 0, "%s instead of %s", ours, expected);
        ours += len;
        expected += expected_len;
        ck_assert_int_eq(*ours, *expected);
        if (*ours == '\0')
            return;
        ours++;
        expected++;
    }
}

static void list_unknown(void *context, const char *word, size_t len)
{
    struct buffer *list = context;
    buffer_bytes(list, word, len);
    buffer_char(list, '|');
}

START_TEST(words_get_their_rows)
{
    struct bagtag_model *model = small_model(0);
    static const char *const words[] = {"a", "the", "The", "", "two words", "na\xc3\xafve", "NAI\xcc\x88VE", "no\tne"};
    struct buffer unknown = {0}, expected = {0};
    struct kept kept = {.errnum = 0};
    struct bagtag_sink sink = sink_of(&kept);
    struct bagtag_embed_options options = options_for(BAGTAG_VECTORS_TSV);
    options.on_unknown = list_unknown;
    options.on_unknown_context = &unknown;
    struct bagtag_embed_counts counts;
    ck_assert_int_eq(bagtag_embed_words(model, words, 8, &options, &sink, &counts, NULL), BAGTAG_OK);
    ck_assert_uint_eq(counts.vectors, 5);
    ck_assert_uint_eq(counts.unknown, 3);
    buffer_char(&unknown, '\0');
    ck_assert_str_eq(unknown.bytes, "|two words|no\tne|");

    static const struct {
        const char *text;
        size_t row;
    } rows[] = {{"a", 2}, {"the", 0}, {"The", 0}, {"na\xc3\xafve", 1}, {"NAI\xcc\x88VE", 1}};
    for (size_t i = 0; i < 5; i++) {
        buffer_text(&expected, rows[i].text);
        add_row_text(&expected, model, rows[i].row);
    }
    buffer_char(&expected, '\0');
    buffer_char(&kept.bytes, '\0');
    assert_same_numbers(kept.bytes.bytes, expected.bytes);
    buffer_clear(&unknown);
    buffer_clear(&expected);
    buffer_clear(&kept.bytes);
    bagtag_model_free(model);
}
END_TEST

START_TEST(an_unknown_word_may_get_zeros)
{
    struct bagtag_model *model = small_model(0);
    static const char *const words[] = {"x\ty\r\nz"};
    struct kept kept = {.errnum = 0};
    struct bagtag_sink sink = sink_of(&kept);
    struct bagtag_embed_options options = options_for(BAGTAG_VECTORS_TSV);
    options.unknown = BAGTAG_UNKNOWN_ZERO;
    struct bagtag_embed_counts counts;
    ck_assert_int_eq(bagtag_embed_words(model, words, 1, &options, &sink, &counts, NULL), BAGTAG_OK);
    options.output = BAGTAG_VECTORS_JSONL;
    ck_assert_int_eq(bagtag_embed_words(model, words, 1, &options, &sink, NULL, NULL), BAGTAG_OK);
    ck_assert_uint_eq(counts.vectors, 1);
    ck_assert_uint_eq(counts.unknown, 1);
    buffer_char(&kept.bytes, '\0');
    ck_assert_str_eq(kept.bytes.bytes, "x\\ty\\r\\nz\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\n"
                                       "{\"word\":\"x\\ty\\r\\nz\",\"vector\":[0,0,0,0,0,0,0,0,0,0]}\n");
    buffer_clear(&kept.bytes);
    bagtag_model_free(model);
}
END_TEST

START_TEST(raw_rows_are_little_endian)
{
    struct bagtag_model *model = small_model(0);
    model->owned_weights[0] = 1.5f;
    model->owned_weights[1] = -0.0f;
    model->owned_weights[2] = INFINITY;
    static const char *const words[] = {"the", "none", "the"};
    struct kept kept = {.errnum = 0};
    struct bagtag_sink sink = sink_of(&kept);
    struct bagtag_embed_options options = options_for(BAGTAG_VECTORS_RAW);
    ck_assert_int_eq(bagtag_embed_words(model, words, 3, &options, &sink, NULL, NULL), BAGTAG_OK);
    ck_assert_uint_eq(kept.bytes.len, 2 * SMALL_DIM * 4);
    ck_assert_int_eq(memcmp(kept.bytes.bytes, "\0\0\xc0\x3f\0\0\0\x80\0\0\x80\x7f", 12), 0);

    kept.bytes.len = 0;
    options.output = BAGTAG_VECTORS_JSONL;
    ck_assert_int_eq(bagtag_embed_words(model, words, 1, &options, &sink, NULL, NULL), BAGTAG_OK);
    static const char begin[] = "{\"word\":\"the\",\"vector\":[1.5,-0,null,";
    ck_assert_int_eq(memcmp(kept.bytes.bytes, begin, sizeof begin - 1), 0);
    buffer_clear(&kept.bytes);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_look_up_folds_one_token_only)
{
    struct bagtag_model *model = small_model(0);
    static const struct {
        const char *word;
        int64_t row;
    } words[] = {{"the", 0},   {"THE", 0}, {" The ", 0},    {"the the", -1},
                 {"the.", -1}, {"", -1},   {"\xff\xfe", 3}, {"AntiDisEstablishmentarianism", 4}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        int64_t row = -2;
        ck_assert_int_eq(bagtag_model_look_up(model, words[i].word, strlen(words[i].word), &row, NULL), BAGTAG_OK);
        ck_assert_msg(row == words[i].row, "%s: %d", words[i].word, (int)row);
    }
    bagtag_model_free(model);
}
END_TEST

/* ---- documents ------------------------------------------------------------------------------------------- */

static enum bagtag_status embed_text(const struct bagtag_model *model, const char *text, size_t len,
                                     const struct bagtag_embed_options *options, struct kept *kept,
                                     struct bagtag_embed_counts *counts, struct bagtag_error *error)
{
    char folder[64], path[256];
    new_folder(folder);
    write_whole(folder, "lines", text, len);
    const char *files[] = {in_folder(path, folder, "lines")};
    struct bagtag_sink sink = sink_of(kept);
    enum bagtag_status status = bagtag_embed_documents(model, files, 1, options, &sink, counts, error);
    remove_all(folder);
    return status;
}

START_TEST(a_document_is_the_mean_of_its_rows)
{
    struct bagtag_model *model = small_model(0);
    static const char text[] = "the\nThe unseen a\n\n\xff\n";
    struct kept kept = {.errnum = 0};
    struct bagtag_embed_options options = options_for(BAGTAG_VECTORS_RAW);
    struct bagtag_embed_counts counts;
    ck_assert_int_eq(embed_text(model, text, sizeof text - 1, &options, &kept, &counts, NULL), BAGTAG_OK);
    ck_assert_uint_eq(counts.vectors, 4);
    ck_assert_uint_eq(counts.invalid_utf8, 1);
    ck_assert_uint_eq(kept.bytes.len, 4 * SMALL_DIM * 4);
    float expected[4 * SMALL_DIM] = {0};
    for (size_t d = 0; d < SMALL_DIM; d++) {
        const float *the = bagtag_model_embedding(model, 0), *a = bagtag_model_embedding(model, 2);
        expected[d] = the[d];
        expected[SMALL_DIM + d] = 0.5f * (the[d] + a[d]);
    }
    for (size_t i = 0; i < 4 * SMALL_DIM; i++) {
        uint32_t bits;
        unsigned char little[4];
        memcpy(&bits, &expected[i], 4);
        for (int byte = 0; byte < 4; byte++)
            little[byte] = (unsigned char)(bits >> 8 * byte);
        ck_assert_int_eq(memcmp(kept.bytes.bytes + 4 * i, little, 4), 0);
    }
    buffer_clear(&kept.bytes);
    bagtag_model_free(model);
}
END_TEST

START_TEST(the_text_follows_its_vector)
{
    struct bagtag_model *model = small_model(0);
    static const char text[] = "__label__z un\tseen\r\n";
    struct kept kept = {.errnum = 0};
    struct bagtag_embed_options options = options_for(BAGTAG_VECTORS_TSV);
    options.with_text = true;
    options.input.format = "fasttext";
    ck_assert_int_eq(embed_text(model, text, sizeof text - 1, &options, &kept, NULL, NULL), BAGTAG_OK);
    options.output = BAGTAG_VECTORS_JSONL;
    ck_assert_int_eq(embed_text(model, text, sizeof text - 1, &options, &kept, NULL, NULL), BAGTAG_OK);
    buffer_char(&kept.bytes, '\0');
    ck_assert_str_eq(kept.bytes.bytes, "0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t__label__z un\tseen\n"
                                       "{\"vector\":[0,0,0,0,0,0,0,0,0,0],\"text\":\"__label__z un\\tseen\"}\n");
    buffer_clear(&kept.bytes);
    bagtag_model_free(model);
}
END_TEST

/* Enough lines for several blocks. */
static char *many_lines(size_t *len)
{
    struct buffer text = {0};
    for (unsigned i = 0; i < 60000; i++)
        buffer_text(&text, i % 3 ? "the a na\xc3\xafve unseen\n" : i % 5 ? "a the the\n" : "\n");
    ck_assert(!text.failed);
    *len = text.len;
    return text.bytes;
}

START_TEST(the_bytes_do_not_depend_on_threads)
{
    struct bagtag_model *model = small_model(2);
    size_t len;
    char *text = many_lines(&len);
    struct kept first = {.errnum = 0};
    struct bagtag_embed_options options = options_for(BAGTAG_VECTORS_JSONL);
    options.threads = 1;
    struct bagtag_embed_counts counts;
    ck_assert_int_eq(embed_text(model, text, len, &options, &first, &counts, NULL), BAGTAG_OK);
    ck_assert_uint_eq(counts.vectors, 60000);
    for (int threads = 2; threads <= 5; threads += 3) {
        struct kept again = {.errnum = 0};
        options.threads = threads;
        ck_assert_int_eq(embed_text(model, text, len, &options, &again, NULL, NULL), BAGTAG_OK);
        ck_assert_uint_eq(again.bytes.len, first.bytes.len);
        ck_assert_int_eq(memcmp(again.bytes.bytes, first.bytes.bytes, first.bytes.len), 0);
        buffer_clear(&again.bytes);
    }
    buffer_clear(&first.bytes);
    free(text);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_sink_that_fails_ends_the_run)
{
    struct bagtag_model *model = small_model(0);
    struct kept kept = {.errnum = ENOSPC};
    struct bagtag_sink sink = sink_of(&kept);
    struct bagtag_embed_options options = options_for(BAGTAG_VECTORS_TSV);
    static const char *const words[] = {"a", "the"};
    struct bagtag_embed_counts counts = {.vectors = 77};
    struct bagtag_error error;
    ck_assert_int_eq(bagtag_embed_words(model, words, 2, &options, &sink, &counts, &error), BAGTAG_SYSTEM);
    ck_assert_ptr_nonnull(strstr(error.sentence, "No space left"));
    ck_assert_int_eq(embed_text(model, "a\n", 2, &options, &kept, &counts, &error), BAGTAG_SYSTEM);
    ck_assert_uint_eq(counts.vectors, 77);
    buffer_clear(&kept.bytes);
    bagtag_model_free(model);
}
END_TEST

START_TEST(impossible_options_are_named)
{
    struct bagtag_model *model = small_model(0);
    struct kept kept = {.errnum = 0};
    struct bagtag_error error;
    struct bagtag_embed_options options = options_for(BAGTAG_VECTORS_RAW);
    options.with_text = true;
    ck_assert_int_eq(embed_text(model, "a\n", 2, &options, &kept, NULL, &error), BAGTAG_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "with-text"));
    options.with_text = false;
    options.input.format = "xml";
    ck_assert_int_eq(embed_text(model, "a\n", 2, &options, &kept, NULL, &error), BAGTAG_ARGUMENT);
    options.input.format = NULL;
    ck_assert_int_eq(embed_text(model, "a\n", 2, &options, &kept, NULL, &error), BAGTAG_ARGUMENT);
    options.input.format = "tsv";
    ck_assert_int_eq(embed_text(model, "no tab\n", 7, &options, &kept, NULL, &error), BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "lines:1: "));
    ck_assert_uint_eq(kept.bytes.len, 0);
    bagtag_model_free(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("embed");
    TCase *words = tcase_create("words");
    tcase_add_test(words, words_get_their_rows);
    tcase_add_test(words, an_unknown_word_may_get_zeros);
    tcase_add_test(words, raw_rows_are_little_endian);
    tcase_add_test(words, a_look_up_folds_one_token_only);
    suite_add_tcase(suite, words);
    TCase *documents = tcase_create("documents");
    tcase_add_test(documents, a_document_is_the_mean_of_its_rows);
    tcase_add_test(documents, the_text_follows_its_vector);
    tcase_add_test(documents, the_bytes_do_not_depend_on_threads);
    tcase_add_test(documents, a_sink_that_fails_ends_the_run);
    tcase_add_test(documents, impossible_options_are_named);
    suite_add_tcase(suite, documents);
    return suite_run(suite);
}
