/* check_convert.c - tables from NumPy as models, and rows by number, in bags and in sequences */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bagtag_nn.h"
#include "base/buffer.h"
#include "base/large.h"
#include "io/npy.h"
#include "support/small_model.h"
#include "support/streams.h"
#include "support/suite.h"

enum { ROWS = 4, COLUMNS = 3 };
static const float values[ROWS * COLUMNS] = {0.5f, -1, 2, 0.1f, 3, -4, 1e-30f, -0.0f, 7, 8, 9, -1e30f};
static const char good[] = "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 3), }";

/* The bytes of an array with this literal and the first N_BYTES of `values`. */
static void make_array(struct buffer *out, const char *literal, size_t n_bytes)
{
    size_t len = strlen(literal);
    buffer_bytes(out, "\x93NUMPY\x01\0", 8);
    buffer_char(out, (char)(len & 255));
    buffer_char(out, (char)(len >> 8));
    buffer_text(out, literal);
    for (size_t i = 0; i < n_bytes; i++) {
        uint32_t bits;
        memcpy(&bits, &values[i / 4 % (ROWS * COLUMNS)], sizeof bits);
        buffer_char(out, (char)(bits >> 8 * (i % 4) & 255));
    }
    ck_assert(!out->failed);
}

static const char *write_array(const char *literal, size_t n_bytes)
{
    struct buffer bytes = {0};
    make_array(&bytes, literal, n_bytes);
    const char *path = write_file("table.npy", bytes.bytes, bytes.len);
    buffer_clear(&bytes);
    return path;
}

static struct bagtag_model *convert_good(const char *words)
{
    char words_file[128];
    struct bagtag_convert_options options;
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    bagtag_convert_options_init(&options);
    if (words) {
        (void)snprintf(words_file, sizeof words_file, "%s", write_file("words", words, strlen(words)));
        options.words_file = words_file;
    }
    const char *path = write_array(good, sizeof values);
    ck_assert_msg(bagtag_convert(path, &options, &model, &error) == BAGTAG_OK, "%s", error.sentence);
    return model;
}

/* ---- reading a table --------------------------------------------------------------------------------------- */

static void expect_values(const char *path)
{
    struct npy_table table = {.values = NULL};
    struct bagtag_error error;
    ck_assert_msg(npy_read_table(&table, path, ROWS, COLUMNS, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_uint_eq(table.n_rows, ROWS);
    ck_assert_uint_eq(table.n_columns, COLUMNS);
    ck_assert_int_eq(memcmp(table.values, values, sizeof values), 0);
    large_free(table.values);
}

START_TEST(a_table_is_read_to_the_bit)
{
    static const char *const literals[] = {
        good,
        "{\"shape\":(4,3),\"descr\":\"<f4\",\"fortran_order\":False}",
        "  { 'descr' : '<f4' , 'shape' : ( 4L , 3L , ) , 'fortran_order' : False , }  \t\n",
    };
    expect_values(write_array(literals[_i], sizeof values));
}
END_TEST

START_TEST(a_table_that_npy_header_begins_is_read)
{
    struct buffer bytes = {0};
    char header[NPY_HEADER_BYTES];
    npy_header(header, ROWS, COLUMNS);
    buffer_bytes(&bytes, header, sizeof header);
    make_array(&bytes, good, sizeof values);
    size_t skipped = 10 + strlen(good);
    memmove(bytes.bytes + sizeof header, bytes.bytes + sizeof header + skipped, sizeof values);
    expect_values(write_file("table.npy", bytes.bytes, bytes.len - skipped));
    buffer_clear(&bytes);
}
END_TEST

/* A batch has the shape [n_tables, n_rows, n_columns]. */
START_TEST(the_header_of_a_batch_is_padded_too)
{
    char header[NPY_HEADER_BYTES + 1];
    header[NPY_HEADER_BYTES] = '#';
    npy_header_batch(header, UINT64_MAX, UINT64_MAX, UINT32_MAX);
    static const char literal[] = "{'descr': '<f4', 'fortran_order': False, 'shape': (18446744073709551615, "
                                  "18446744073709551615, 4294967295), }";
    ck_assert_int_eq(memcmp(header, "\x93NUMPY\x01\x00\x76\x00", 10), 0);
    ck_assert_int_eq(memcmp(header + 10, literal, sizeof literal - 1), 0);
    ck_assert_int_eq(header[NPY_HEADER_BYTES - 1], '\n');
    ck_assert_int_eq(header[NPY_HEADER_BYTES], '#');
}
END_TEST

/* A table of many pieces, the last one partial, and then a NaN in the last. */
START_TEST(a_large_table_is_read_piece_by_piece)
{
    enum { LARGE_ROWS = 20011, LARGE_COLUMNS = 7 };
    size_t n_bytes = LARGE_ROWS * LARGE_COLUMNS * sizeof(float);
    struct buffer bytes = {0};
    struct npy_table table = {.values = NULL};
    struct bagtag_error error;
    static const char literal[] = "{'descr': '<f4', 'fortran_order': False, 'shape': (20011, 7), }";
    make_array(&bytes, literal, n_bytes);
    const char *path = write_file("table.npy", bytes.bytes, bytes.len);
    ck_assert_int_eq(npy_read_table(&table, path, LARGE_ROWS, LARGE_COLUMNS, &error), BAGTAG_OK);
    for (size_t i = 0; i < LARGE_ROWS * LARGE_COLUMNS; i++)
        ck_assert(memcmp(&table.values[i], &values[i % (ROWS * COLUMNS)], sizeof(float)) == 0);
    large_free(table.values);
    bytes.bytes[bytes.len - 1] = 0x7f;
    bytes.bytes[bytes.len - 2] = (char)0x80; /* infinity or NaN, whatever the lower bytes are */
    path = write_file("table.npy", bytes.bytes, bytes.len);
    ck_assert_int_eq(npy_read_table(&table, path, LARGE_ROWS, LARGE_COLUMNS, &error), BAGTAG_INPUT);
    ck_assert_msg(strstr(error.sentence, "in row 20010, column 6") != NULL, "%s", error.sentence);
    buffer_clear(&bytes);
}
END_TEST

/* Every other length is refused. */
START_TEST(a_table_truncated_anywhere_is_refused)
{
    struct buffer bytes = {0};
    struct npy_table table = {.values = NULL};
    struct bagtag_error error;
    make_array(&bytes, good, sizeof values);
    for (size_t len = 0; len <= bytes.len + 1; len++) {
        if (len == bytes.len)
            continue;
        buffer_reserve(&bytes, 1);
        bytes.bytes[bytes.len] = 'x';
        const char *path = write_file("table.npy", bytes.bytes, len);
        ck_assert_int_eq(npy_read_table(&table, path, ROWS, COLUMNS, &error), BAGTAG_INPUT);
        ck_assert_ptr_null(table.values);
    }
    buffer_clear(&bytes);
}
END_TEST

START_TEST(no_changed_byte_of_a_header_causes_a_crash)
{
    struct buffer bytes = {0};
    make_array(&bytes, good, sizeof values);
    for (size_t at = 0; at < 10 + strlen(good); at++) {
        static const unsigned char others[] = {0, ' ', '\'', '(', ')', '[', '{', '}', '9', 'L', '\\', 255};
        char kept = bytes.bytes[at];
        for (size_t i = 0; i < sizeof others; i++) {
            struct npy_table table = {.values = NULL};
            struct bagtag_error error = {{0}};
            bytes.bytes[at] = (char)others[i];
            const char *path = write_file("table.npy", bytes.bytes, bytes.len);
            enum bagtag_status status = npy_read_table(&table, path, 1000, 1000, &error);
            if (status == BAGTAG_OK)
                large_free(table.values);
            else
                ck_assert_msg(strstr(error.sentence, "expected ") != NULL, "%s", error.sentence);
        }
        bytes.bytes[at] = kept;
    }
    buffer_clear(&bytes);
}
END_TEST

/* ---- models without labels ---------------------------------------------------------------------------------- */

static int keep(void *context, const char *bytes, size_t len)
{
    buffer_bytes(context, bytes, len);
    return 0;
}

static int refuse(void *context, const char *bytes, size_t len)
{
    (void)context, (void)bytes, (void)len;
    return ENOSPC;
}

static void expect_no_labels(enum bagtag_status status, const struct bagtag_error *error)
{
    ck_assert_int_eq(status, BAGTAG_INPUT);
    ck_assert_msg(strstr(error->sentence, " has no labels: it was converted from vectors, not trained") != NULL, "%s",
                  error->sentence);
}

START_TEST(a_model_without_labels_is_saved_opened_and_refuses_to_classify)
{
    struct bagtag_model *made = convert_good("a\nb\nc c\nThe\n"), *model = NULL;
    struct bagtag_error error = {{0}};
    struct bagtag_predictor *predictor = NULL;
    struct bagtag_report *report = NULL;
    char path[sizeof folder + 16];
    (void)snprintf(path, sizeof path, "%s/model", folder);
    ck_assert_msg(bagtag_model_save(made, path, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_msg(bagtag_model_verify(path, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_msg(bagtag_model_open(path, &model, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_uint_eq(bagtag_model_n_labels(model), 0);
    ck_assert_uint_eq(bagtag_model_n_words(model), ROWS);
    ck_assert_uint_eq(bagtag_model_n_rows(model), ROWS);
    ck_assert_ptr_null(bagtag_model_weight(model));
    ck_assert_ptr_null(bagtag_model_bias(model));
    ck_assert_int_eq(bagtag_model_find_word(model, "c c", 3), 2);
    ck_assert_int_eq(memcmp(bagtag_model_embedding(model, 0), values, sizeof values), 0);

    struct bagtag_sink nowhere = {.write = refuse};
    struct bagtag_classify_options classify;
    struct bagtag_filter_options filter;
    struct bagtag_test_options test;
    bagtag_classify_options_init(&classify);
    bagtag_filter_options_init(&filter);
    bagtag_test_options_init(&test);
    const char *file = write_file("lines", "a b\n", 4);
    expect_no_labels(bagtag_predictor_new(model, &predictor, &error), &error);
    ck_assert(strncmp(error.sentence, path, strlen(path)) == 0);
    expect_no_labels(bagtag_predictor_new(made, &predictor, &error), &error);
    expect_no_labels(bagtag_classify(model, &file, 1, &classify, &nowhere, NULL, &error), &error);
    classify.output = BAGTAG_OUTPUT_JSONL;
    expect_no_labels(bagtag_classify(model, &file, 1, &classify, &nowhere, NULL, &error), &error);
    expect_no_labels(bagtag_filter(model, &(size_t){0}, 1, &file, 1, &filter, &nowhere, NULL, &error), &error);
    expect_no_labels(bagtag_test(model, &file, 1, &test, &report, &error), &error);
    ck_assert_ptr_null(predictor);
    ck_assert_ptr_null(report);
    bagtag_model_free(model);
    bagtag_model_free(made);
}
END_TEST

START_TEST(rows_without_words_have_numbers)
{
    struct bagtag_model *model = convert_good(NULL);
    struct bagtag_error error = {{0}};
    struct bagtag_neighbors *neighbors = NULL;
    struct bagtag_embed_options options;
    bagtag_embed_options_init(&options);
    ck_assert_uint_eq(bagtag_model_n_words(model), 0);
    ck_assert_uint_eq(bagtag_model_n_rows(model), ROWS);
    ck_assert_int_eq(bagtag_neighbors_new(model, 1, &neighbors, &error), BAGTAG_INPUT);
    ck_assert_msg(strstr(error.sentence, "the model has no words: ") != NULL, "%s", error.sentence);
    options.output = BAGTAG_VECTORS_RAW;
    struct buffer kept = {0};
    struct bagtag_sink sink = {.write = keep, .context = &kept};
    struct bagtag_embed_counts counts = {0};
    static const int64_t ids[] = {0, 1, 2, 3};
    ck_assert_int_eq(bagtag_embed_ids(model, ids, 4, &options, &sink, &counts, &error), BAGTAG_OK);
    ck_assert_uint_eq(counts.vectors, 4);
    ck_assert_uint_eq(kept.len, sizeof values);
    buffer_clear(&kept);
    bagtag_model_free(model);
}
END_TEST

/* ---- rows by number ------------------------------------------------------------------------------------------ */

START_TEST(an_invalid_id_is_reported_before_anything_is_written)
{
    struct bagtag_model *model = small_model(2); /* 5 words, 2 n-grams */
    static const int64_t bad[] = {7, -1, INT64_MIN, INT64_MAX, (int64_t)1 << 32};
    struct buffer kept = {0};
    struct bagtag_sink sink = {.write = keep, .context = &kept};
    struct bagtag_embed_options options;
    bagtag_embed_options_init(&options);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int64_t ids[] = {0, 6, bad[i]};
        struct bagtag_error error = {{0}};
        char number[32];
        (void)snprintf(number, sizeof number, "id %lld", (long long)bad[i]);
        ck_assert_int_eq(bagtag_embed_ids(model, ids, 3, &options, &sink, NULL, &error), BAGTAG_ARGUMENT);
        ck_assert_msg(strstr(error.sentence, number) != NULL && strstr(error.sentence, "has 7") != NULL, "%s",
                      error.sentence);
        ck_assert_uint_eq(kept.len, 0);
        ck_assert_int_eq(bagtag_embed_ids(model, ids, 2, &options, &sink, NULL, &error), BAGTAG_OK);
        kept.len = 0;
    }
    buffer_clear(&kept);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_bag_uses_the_given_mode_or_that_of_the_model)
{
    struct bagtag_model *model = convert_good(NULL);
    static const struct {
        const char *bag;
        float first, last; /* of column 1 of rows 0, 1, 3 and of row 1 alone */
    } cases[] = {{NULL, 11.0f / 3, 3}, {"mean", 11.0f / 3, 3}, {"sum", 11, 3}, {"max", 9, 3}};
    static const int64_t ids[] = {0, 1, 3, 1}, offsets[] = {0, 3, 3, 3};
    struct bagtag_embed_options options;
    bagtag_embed_options_init(&options);
    options.output = BAGTAG_VECTORS_RAW;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer kept = {0};
        struct bagtag_sink sink = {.write = keep, .context = &kept};
        struct bagtag_embed_counts counts = {0};
        ck_assert_int_eq(bagtag_embed_bags(model, ids, 4, offsets, 4, cases[i].bag, &options, &sink, &counts, NULL),
                         BAGTAG_OK);
        ck_assert_uint_eq(counts.vectors, 4);
        ck_assert_uint_eq(kept.len, 4 * COLUMNS * 4);
        uint32_t bits[4 * COLUMNS];
        float found[4 * COLUMNS];
        for (size_t k = 0; k < 4 * COLUMNS; k++) {
            const unsigned char *at = (const unsigned char *)kept.bytes + 4 * k;
            bits[k] = (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
        }
        memcpy(found, bits, sizeof found);
        ck_assert(fabsf(found[1] - cases[i].first) < 1e-5f);
        for (size_t k = COLUMNS; k < 3 * COLUMNS; k++)
            ck_assert(found[k] == 0.0f);
        ck_assert(found[3 * COLUMNS + 1] == cases[i].last);
        buffer_clear(&kept);
    }
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_wrong_bag_is_an_argument_error)
{
    struct bagtag_model *model = convert_good(NULL);
    static const int64_t ids[] = {0, 1};
    static const struct {
        int64_t offsets[2];
        size_t n;
        const char *bag, *sentence;
    } cases[] = {
        {{0, 0}, 0, NULL, "offsets: expected the start of each bag"},
        {{1, 1}, 2, NULL, "offsets[0]: expected 0; found 1"},
        {{-1, 1}, 2, NULL, "offsets[0]: expected 0; found -1"},
        {{0, -1}, 2, NULL, "offsets[1]: expected at least the offset before it, 0; found -1"},
        {{0, 3}, 2, NULL, "offsets[1]: expected at most 2, the number of indices; found 3"},
        {{0, 1}, 2, "median", "bag: expected mean, sum or max; found 'median'"},
    };
    struct bagtag_sink nowhere = {.write = refuse};
    struct bagtag_embed_options options;
    bagtag_embed_options_init(&options);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bagtag_error error = {{0}};
        ck_assert_int_eq(bagtag_embed_bags(model, ids, 2, cases[i].offsets, cases[i].n, cases[i].bag, &options,
                                           &nowhere, NULL, &error),
                         BAGTAG_ARGUMENT);
        ck_assert_msg(strncmp(error.sentence, cases[i].sentence, strlen(cases[i].sentence)) == 0, "%s", error.sentence);
    }
    struct bagtag_error error = {{0}};
    static const int64_t offset = 0;
    ck_assert_int_eq(bagtag_embed_bags(model, ids, 2, &offset, 1, NULL, &options, &nowhere, NULL, &error),
                     BAGTAG_SYSTEM);
    ck_assert_int_eq(bagtag_embed_ids(model, ids, 2, &options, &nowhere, NULL, &error), BAGTAG_SYSTEM);
    bagtag_model_free(model);
}
END_TEST

/* ---- sequences ------------------------------------------------------------------------------------------------ */

START_TEST(sequences_are_padded_to_the_longest)
{
    struct bagtag_model *model = convert_good("a\nb\nc\nd\n");
    static const char text[] = "D x a\n\nb";
    static const size_t lengths[2][3] = {{2, 0, 1}, {3, 0, 1}};
    static const int rows[2][9] = {{3, 0, -1, -1, 1, -1}, {3, -1, 0, -1, -1, -1, 1, -1, -1}};
    struct bagtag_embed_options options;
    bagtag_embed_options_init(&options);
    const char *file = write_file("lines", text, sizeof text - 1);
    for (int zeros = 0; zeros < 2; zeros++) {
        struct bagtag_sequences *sequences = NULL;
        struct bagtag_error error = {{0}};
        options.unknown = zeros ? BAGTAG_UNKNOWN_ZERO : BAGTAG_UNKNOWN_SKIP;
        ck_assert_msg(bagtag_sequences_read(model, &file, 1, &options, &sequences, &error) == BAGTAG_OK, "%s",
                      error.sentence);
        ck_assert_uint_eq(bagtag_sequences_n(sequences), 3);
        size_t longest = bagtag_sequences_longest(sequences);
        ck_assert_uint_eq(longest, lengths[zeros][0]);
        for (size_t i = 0; i < 3; i++)
            ck_assert_uint_eq(bagtag_sequences_length(sequences, i), lengths[zeros][i]);
        struct buffer kept = {0};
        struct bagtag_sink sink = {.write = keep, .context = &kept}, nowhere = {.write = refuse};
        ck_assert_int_eq(bagtag_sequences_write(sequences, &sink, &error), BAGTAG_OK);
        ck_assert_uint_eq(kept.len, 3 * longest * COLUMNS * 4);
        for (size_t k = 0; k < 3 * longest; k++) {
            struct buffer expected = {0};
            int row = rows[zeros][k];
            static const char no_row[COLUMNS * 4];
            make_array(&expected, "", sizeof values);
            ck_assert_int_eq(memcmp(kept.bytes + k * COLUMNS * 4,
                                    row < 0 ? no_row : expected.bytes + 10 + (size_t)row * COLUMNS * 4, COLUMNS * 4),
                             0);
            buffer_clear(&expected);
        }
        ck_assert_int_eq(bagtag_sequences_write(sequences, &nowhere, &error), BAGTAG_SYSTEM);
        buffer_clear(&kept);
        bagtag_sequences_free(sequences);
    }
    bagtag_model_free(model);
}
END_TEST

START_TEST(sequences_report_what_they_cannot_read)
{
    struct bagtag_model *model = convert_good("a\nb\nc\nd\n");
    struct bagtag_sequences *sequences = NULL;
    struct bagtag_error error = {{0}};
    struct bagtag_embed_options options;
    bagtag_embed_options_init(&options);
    const char *file = write_file("lines", "sport\ta\nno tab\n", 15);
    options.input.format = "tsv";
    ck_assert_int_eq(bagtag_sequences_read(model, &file, 1, &options, &sequences, &error), BAGTAG_INPUT);
    ck_assert_msg(strstr(error.sentence, "lines:2: ") != NULL, "%s", error.sentence);
    options.input.format = "xml";
    ck_assert_int_eq(bagtag_sequences_read(model, &file, 1, &options, &sequences, &error), BAGTAG_ARGUMENT);
    ck_assert_ptr_null(sequences);
    bagtag_sequences_free(NULL);
    bagtag_model_free(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("convert");
    TCase *convert = tcase_create("convert");
    tcase_add_checked_fixture(convert, make_folder, remove_folder);
    tcase_add_loop_test(convert, a_table_is_read_to_the_bit, 0, 3);
    tcase_add_test(convert, a_table_that_npy_header_begins_is_read);
    tcase_add_test(convert, the_header_of_a_batch_is_padded_too);
    tcase_add_test(convert, a_large_table_is_read_piece_by_piece);
    tcase_add_test(convert, a_table_truncated_anywhere_is_refused);
    tcase_add_test(convert, no_changed_byte_of_a_header_causes_a_crash);
    tcase_add_test(convert, a_model_without_labels_is_saved_opened_and_refuses_to_classify);
    tcase_add_test(convert, rows_without_words_have_numbers);
    tcase_add_test(convert, an_invalid_id_is_reported_before_anything_is_written);
    tcase_add_test(convert, a_bag_uses_the_given_mode_or_that_of_the_model);
    tcase_add_test(convert, a_wrong_bag_is_an_argument_error);
    tcase_add_test(convert, sequences_are_padded_to_the_longest);
    tcase_add_test(convert, sequences_report_what_they_cannot_read);
    suite_add_tcase(suite, convert);
    return suite_run(suite);
}
