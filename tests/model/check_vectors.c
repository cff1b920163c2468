/* check_vectors.c - word vectors in every format, and damaged files */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "model/vectors_file.h"
#include "support/small_model.h"
#include "support/streams.h"
#include "support/suite.h"

enum { THE, NAIVE, NOT_UTF8, NEW_YORK, ABSENT, N_WORDS, DIM = 2 };
static const char *const words[N_WORDS] = {"the", "na\xc3\xafve", "\xff\xfe", "new york", "absent"};
static const float expected[ABSENT][DIM] = {{0.5f, -1.0f}, {2.0f, 0.25f}, {3.0f, 1e-3f}, {-4.0f, 8.0f}};

/* Bytes that may hold NUL. */
#define BYTES(text) (text), sizeof(text) - 1

/* ---- files made by hand ----------------------------------------------------------------------------------------- */

static void add_float(struct buffer *out, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 4; i++)
        buffer_char(out, (char)(bits >> 8 * i & 255));
}

static void add_rows(struct buffer *out)
{
    for (size_t i = 0; i < ABSENT; i++)
        for (size_t d = 0; d < DIM; d++)
            add_float(out, expected[i][d]);
}

static void add_u64(struct buffer *out, uint64_t value)
{
    for (int i = 0; i < 8; i++)
        buffer_char(out, (char)(value >> 8 * i & 255));
}

static void add_npy_header(struct buffer *out, const char *shape)
{
    struct buffer literal = {0};
    buffer_format(&literal, "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }", shape);
    buffer_bytes(out, "\x93NUMPY\x01\0", 8);
    buffer_char(out, (char)(literal.len & 255));
    buffer_char(out, (char)(literal.len >> 8));
    buffer_bytes(out, literal.bytes, literal.len);
    buffer_clear(&literal);
}

/* The header of a file with one tensor. */
static void add_tensor_header(struct buffer *out, const char *name, const char *type, const char *shape, size_t n_bytes)
{
    struct buffer header = {0};
    buffer_format(&header, "{\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[0,%zu]}}", name, type, shape,
                  n_bytes);
    add_u64(out, header.len);
    buffer_bytes(out, header.bytes, header.len);
    buffer_clear(&header);
}

static const char word_lines[] = "the\nna\xc3\xafve\t17\n\xff\xfe\r\nnew york\n";

/* The path returned is valid until the next file is written. */
static const char *write_buffer(const char *name, struct buffer *bytes)
{
    ck_assert(!bytes->failed);
    const char *path = write_file(name, bytes->bytes, bytes->len);
    buffer_clear(bytes);
    return path;
}

static const char *write_text(const char *name, const char *text)
{
    return write_file(name, text, strlen(text));
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

static enum bagtag_status read_wanted(struct vectors *out, const char *path, size_t dim,
                                      const struct tokenizer *tokenizer, struct bagtag_error *error)
{
    struct vocab vocabulary;
    small_vocab(&vocabulary, words, N_WORDS);
    const struct vectors_wanted wanted = {
        .words = &vocabulary, .kind = &feature_kind_bagtag, .tokenizer = tokenizer, .dim = dim};
    enum bagtag_status status = vectors_read(out, path, &wanted, error);
    vocab_clear(&vocabulary);
    return status;
}

/* Checks that all words have the expected vectors, bit for bit, except ABSENT and those whose bit is in MISSING. */
static void expect_vectors(const char *path, unsigned missing)
{
    struct vectors vectors = {.other_vectors = NULL};
    struct bagtag_error error = {{0}};
    const struct pretrained *known = &vectors.known;
    ck_assert_msg(read_wanted(&vectors, path, 0, NULL, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_uint_eq(known->dim, DIM);
    ck_assert_uint_eq(vectors.others.n, 0);
    for (size_t i = 0; i < N_WORDS; i++) {
        bool is_missing = i == ABSENT || (missing >> i & 1);
        ck_assert_msg((known->places[i] == PRETRAINED_NONE) == is_missing, "%s: word %zu", path, i);
        if (!is_missing)
            ck_assert_int_eq(memcmp(known->vectors + known->places[i] * DIM, expected[i], sizeof expected[i]), 0);
    }
    vectors_clear(&vectors);
}

static void expect_refused(const char *path, const char *sentence)
{
    struct vectors vectors = {.other_vectors = NULL};
    struct bagtag_error error = {{0}};
    enum bagtag_status status = read_wanted(&vectors, path, 0, NULL, &error);
    ck_assert_msg(status == BAGTAG_INPUT, "status %d for: %s", (int)status, sentence);
    ck_assert_msg(strstr(error.sentence, sentence) != NULL, "expected %s; found %s", sentence, error.sentence);
    ck_assert_ptr_null(strchr(error.sentence, '\n'));
    vectors_clear(&vectors);
}

/* ---- formats ---------------------------------------------------------------------------------------------------- */

START_TEST(text_is_read_with_or_without_a_header)
{
    static const char *const texts[] = {
        "4 2\nthe 0.5 -1\nna\xc3\xafve 2 .25\n\xff\xfe 3 0.001\nnew york -4 8\n",
        "the 0.5 -1\nna\xc3\xafve 2 .25\n\xff\xfe 3 0.001\nnew york -4 8\n",
        "4 2\r\nthe\t0.5\t-1\r\nna\xc3\xafve  2 \t.25 \r\n\xff\xfe 3 1e-3\r\nnew york -4.0 +8",
        "7 2\nthe 5e-1 -1\nthe 7 7\nother 1 2\nna\xc3\xafve 2 .25\nna\xc3\xafve 1 1\n\xff\xfe 3 0.001\nnew york -4 8\n",
    };
    expect_vectors(write_text("words.vec", texts[_i]), 0);
}
END_TEST

START_TEST(the_first_vector_of_a_repeated_word_is_used_in_every_format)
{
    struct buffer binary = {0};
    buffer_text(&binary, "5 2\n");
    for (size_t i = 0; i <= ABSENT; i++) {
        buffer_text(&binary, words[i % ABSENT]);
        buffer_char(&binary, ' ');
        for (size_t d = 0; d < DIM; d++)
            add_float(&binary, i < ABSENT ? expected[i][d] : 100.0f);
        if (_i == 1)
            buffer_char(&binary, '\n');
    }
    /* In this format a word ends at the first blank, so it cannot contain one. */
    struct vectors vectors = {.other_vectors = NULL};
    struct bagtag_error error = {{0}};
    char *blank = memchr(binary.bytes, 'n', binary.len);
    ck_assert_ptr_nonnull(blank);
    char *york = memmem(binary.bytes, binary.len, "new york", 8);
    york[3] = '_';
    const char *path = write_buffer("words.bin", &binary);
    ck_assert_msg(read_wanted(&vectors, path, 0, NULL, &error) == BAGTAG_OK, "%s", error.sentence);
    vectors_clear(&vectors);
    expect_vectors(path, 1U << NEW_YORK);
}
END_TEST

START_TEST(an_array_has_its_words_in_a_file_next_to_it)
{
    static const char *const names[] = {"t.words", "t.txt", "t.vocab"};
    struct buffer array = {0};
    add_npy_header(&array, "(4, 2)");
    add_rows(&array);
    write_text(names[_i], word_lines);
    if (_i == 0)
        write_text("t.txt", "some other text\n");
    expect_vectors(write_buffer("t.npy", &array), 0);
}
END_TEST

START_TEST(tensors_of_16_bits_are_floats)
{
    /* 0.5 -1 2 0.25 3 0.001 -4 8: F16 has 0.001 as 0x1419 = 0.00100040435791015625, BF16 as 0x3a83 = 0.000999450684 */
    static const uint16_t f16[] = {0x3800, 0xbc00, 0x4000, 0x3400, 0x4200, 0x1419, 0xc400, 0x4800};
    static const uint16_t bf16[] = {0x3f00, 0xbf80, 0x4000, 0x3e80, 0x4040, 0x3a83, 0xc080, 0x4100};
    const uint16_t *values = _i == 0 ? f16 : bf16;
    struct buffer file = {0};
    struct vectors vectors = {.other_vectors = NULL};
    struct bagtag_error error = {{0}};
    add_tensor_header(&file, "e", _i == 0 ? "F16" : "BF16", "[4,2]", 16);
    for (size_t i = 0; i < 8; i++) {
        buffer_char(&file, (char)(values[i] & 255));
        buffer_char(&file, (char)(values[i] >> 8));
    }
    write_text("t.words", word_lines);
    const char *path = write_buffer("t.safetensors", &file);
    ck_assert_msg(read_wanted(&vectors, path, 0, NULL, &error) == BAGTAG_OK, "%s", error.sentence);
    for (size_t i = 0; i < ABSENT; i++) {
        const float *row = vectors.known.vectors + vectors.known.places[i] * DIM;
        for (size_t d = 0; d < DIM; d++)
            ck_assert_double_eq_tol((double)row[d], (double)expected[i][d], 1e-6);
    }
    vectors_clear(&vectors);
}
END_TEST

/* The smallest numbers of F16, and those that are not finite. */
START_TEST(every_kind_of_half_is_read)
{
    static const struct {
        uint16_t bits;
        float value;
    } cases[] = {{0x0001, 0x1p-24f},  {0x03ff, 0x3ffp-24f}, {0x0400, 0x1p-14f}, {0x7bff, 65504.0f},
                 {0x8001, -0x1p-24f}, {0x8000, -0.0f},      {0x7c00, INFINITY}, {0xfe00, NAN}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer file = {0};
        struct vectors vectors = {.other_vectors = NULL};
        add_tensor_header(&file, "e", "F16", "[1,1]", 2);
        buffer_char(&file, (char)(cases[i].bits & 255));
        buffer_char(&file, (char)(cases[i].bits >> 8));
        write_text("t.words", "the\n");
        const char *path = write_buffer("t.safetensors", &file);
        if (!isfinite(cases[i].value)) {
            expect_refused(path, "t.safetensors: tensor \"e\": expected finite numbers; found ");
            continue;
        }
        ck_assert_int_eq(read_wanted(&vectors, path, 0, NULL, NULL), BAGTAG_OK);
        ck_assert_int_eq(memcmp(vectors.known.vectors, &cases[i].value, sizeof(float)), 0);
        vectors_clear(&vectors);
    }
}
END_TEST

START_TEST(the_files_of_a_model_are_a_table_with_words)
{
    struct buffer vocabulary = {0}, table = {0};
    static const char header[] = "{\"vocab.offsets\":{\"dtype\":\"I64\",\"shape\":[3],\"data_offsets\":[0,24]},"
                                 "\"vocab.bytes\":{\"dtype\":\"U8\",\"shape\":[9],\"data_offsets\":[24,33]}}";
    add_u64(&vocabulary, sizeof header - 1);
    buffer_text(&vocabulary, header);
    add_u64(&vocabulary, 0);
    add_u64(&vocabulary, 3);
    add_u64(&vocabulary, 9);
    buffer_text(&vocabulary, "thena\xc3\xafve");
    add_tensor_header(&table, "embedding.weight", "F32", "[4,2]", 32);
    add_rows(&table);
    if (_i == 1) /* an offset past the bytes */
        vocabulary.bytes[8 + sizeof header - 1 + 16] = 10;
    write_buffer("vocab.safetensors", &vocabulary);
    const char *path = write_buffer("model.safetensors", &table);
    if (_i == 0)
        expect_vectors(path, 1U << NOT_UTF8 | 1U << NEW_YORK);
    else
        expect_refused(path,
                       "vocab.safetensors: tensor \"vocab.offsets\": expected rising offsets up to 9; found 3 to 10");
}
END_TEST

START_TEST(other_words_are_those_that_the_tokenizer_can_produce)
{
    static const char text[] = "the 0.5 -1\nThe 1 2\nmuseum 3 4\nnew-york 1 1\nmuseum 5 6\n\xff 1 1\ncaf\xc3\xa9 7 8\n";
    struct tokenizer unicode = tokenizer_newest(TOKENIZER_UNICODE, true);
    struct vectors vectors = {.other_vectors = NULL};
    ck_assert_int_eq(read_wanted(&vectors, write_text("words.vec", text), 0, &unicode, NULL), BAGTAG_OK);
    ck_assert_uint_eq(vectors.known.n, 1);
    ck_assert_uint_eq(vectors.others.n, 2);
    ck_assert_int_eq(memcmp(strtab_text(&vectors.others, 0), "museum", 6), 0);
    ck_assert_int_eq(memcmp(strtab_text(&vectors.others, 1), "caf\xc3\xa9", 5), 0);
    ck_assert_int_eq(memcmp(vectors.other_vectors, (const float[]){3, 4, 7, 8}, 4 * sizeof(float)), 0);
    vectors_clear(&vectors);
}
END_TEST

/* ---- refusals --------------------------------------------------------------------------------------------------- */

static const struct {
    const char *bytes;
    size_t len;
    const char *sentence;
} damaged[] = {
    {BYTES(""), "w.vec: expected vectors of words; found none"},
    {BYTES("\n"), "w.vec:1: expected vectors of 1 to 4096 numbers; found 0"},
    {BYTES("2 2\nthe 1 2\n"), "w.vec: expected 2 vectors, as line 1 says; found 1"},
    {BYTES("1 2\nthe 1 2\nother 1 2\n"), "w.vec:3: expected 1 vector, as line 1 says; found more"},
    {BYTES("1000000000 2\nthe 1 2\n"), "w.vec: expected 1000000000 vectors, as line 1 says; found 1"},
    {BYTES("1 1000000000\nthe 1 2\n"), "w.vec:1: expected vectors of 1 to 4096 numbers; found 1000000000"},
    {BYTES("1 2\nthe 1\n"), "w.vec:2: expected a word and 2 numbers; found 2 fields"},
    {BYTES("the 1 2\nother 1 2 3\nna\xc3\xafve 1\n"), "w.vec:3: expected a word and 2 numbers; found 2 fields"},
    {BYTES("1 2\nthe 1 nan\n"), "w.vec:2: expected a finite number; found 'nan'"},
    {BYTES("1 2\nthe 1e39 1\n"), "w.vec:2: expected a finite number; found '1e39'"},
    {BYTES("1 2\nthe 1 0x1p2z\n"), "w.vec:2: expected a finite number; found '0x1p2z'"},
    {BYTES("1 2\nthe 1,5 2\n"), "w.vec:2: expected a finite number; found '1,5'"},
    {BYTES("1 2\nother 1 2\n"), "w.vec: expected vectors of words that occur in the training lines; found none"},
    {BYTES("1 2 3\n-0.1 2 3\n7 8 9\n"), "w.vec: expected a word before the numbers of each line; found only numbers ("},
    {BYTES("-1 2 3\n+7 8 9\n"), "w.vec: expected vectors of words that occur in the training lines; found none"},
    {BYTES("1 1\nthe \xff\xff\xff\xff"), "w.vec: vector 1: expected finite numbers; found one that is not"},
    {BYTES("2 1\nthe \0\0\0\0other \0\0"), "w.vec: vector 2: expected a word, a blank and 1 float32; found the end"},
    {BYTES("1000000000 1\nthe \1\1\1\1"), "w.vec: vector 2: expected a word, a blank and 1 float32; found the end"},
    {BYTES("1 1000000000\nthe \1\1\1\1"), "w.vec:1: expected vectors of 1 to 4096 numbers; found 1000000000"},
};

START_TEST(the_error_locates_the_damage_in_a_file)
{
    expect_refused(write_file("w.vec", damaged[_i].bytes, damaged[_i].len), damaged[_i].sentence);
}
END_TEST

static const struct {
    const char *shape, *words, *sentence;
    int n_bytes; /* of the rows; any past the table are zeros */
} arrays[] = {
    {"(4, 2)", NULL, "/t.npy: expected its words, one per line, in ", 32},
    {"(4, 2)", "the\n", "t.words: expected 4 words, one for each row of ", 32},
    {"(1, 2)", "the\nother\n", "t.words: expected 1 word, one for each row of ", 8},
    {"(4, 2)", "the\n\n\n\n", "t.npy: expected 32 bytes of values, as the shape (4, 2) says; found 31", 31},
    {"(4, 2)", "the\n\n\n\n", "t.npy: expected nothing after the 32 bytes of values, as the shape (4, 2) says", 33},
    {"(1000000000, 300)", "the\n", "t.npy: expected 1200000000000 bytes of values", 32},
    {"(4, 1000000000)", "the\n", "t.npy: expected 1 to 4096 columns; found 1000000000", 32},
    {"(8,)", "the\n", "t.npy: expected a shape of two dimensions, (rows, columns); found (8,)", 32},
    {"(0, 2)", "", "t.npy: expected 1 to 2147483647 rows; found 0", 0},
};

START_TEST(an_array_that_does_not_fit_its_words_is_refused)
{
    struct buffer array = {0};
    add_npy_header(&array, arrays[_i].shape);
    size_t begin = array.len;
    add_rows(&array);
    buffer_char(&array, '\0');
    array.len = begin + (size_t)arrays[_i].n_bytes;
    if (arrays[_i].words != NULL)
        write_text("t.words", arrays[_i].words);
    expect_refused(write_buffer("t.npy", &array), arrays[_i].sentence);
}
END_TEST

START_TEST(the_error_locates_a_number_that_is_not_finite)
{
    struct buffer array = {0};
    add_npy_header(&array, "(4, 2)");
    add_rows(&array);
    memcpy(array.bytes + array.len - 4, "\0\0\xc0\x7f", 4);
    write_text("t.words", "the\n\n\n\n");
    expect_refused(write_buffer("t.npy", &array),
                   "expected finite numbers; found nan in row 3, column 1 (both from 0)");
}
END_TEST

static const struct {
    const char *type, *shape;
    size_t n_bytes;
    const char *sentence;
} tensors[] = {
    {"I32", "[4,2]", 32, "t.safetensors: expected one tensor [words, dimensions] of F32, F16 or BF16"},
    {"F32", "[8]", 32, "t.safetensors: expected one tensor [words, dimensions] of F32, F16 or BF16"},
    {"F32", "[4,0]", 0, "t.safetensors: expected one tensor [words, dimensions] of F32, F16 or BF16"},
    {"F32", "[4,3]", 32,
     "t.safetensors: tensor \"e\": expected 12 values of 4 bytes as its shape says; found 32 bytes"},
    {"F32", "[2,4]", 32, "t.words: expected 2 words, one for each row of "},
    {"F32", "[1000000000,2]", 32, "t.safetensors: tensor \"e\": expected 2000000000 values of 4 bytes"},
    {"F16", "[2,5000]", 20000, "expected vectors of 1 to 4096 numbers; found 5000"},
};

START_TEST(tensors_that_are_not_vectors_are_refused)
{
    struct buffer file = {0};
    add_tensor_header(&file, "e", tensors[_i].type, tensors[_i].shape, tensors[_i].n_bytes);
    for (size_t i = 0; i < tensors[_i].n_bytes; i++)
        buffer_char(&file, '\0');
    write_text("t.words", word_lines);
    expect_refused(write_buffer("t.safetensors", &file), tensors[_i].sentence);
}
END_TEST

/* A truncated file is refused; only a text of no stated length that ends after a line just has fewer vectors. */
START_TEST(a_truncated_file_is_never_mistaken_for_a_complete_one)
{
    struct buffer file = {0};
    if (_i == 0) {
        add_npy_header(&file, "(4, 2)");
        add_rows(&file);
    } else {
        add_tensor_header(&file, "e", "F32", "[4,2]", 32);
        add_rows(&file);
    }
    write_text("t.words", word_lines);
    for (size_t len = 0; len < file.len; len++) {
        struct vectors vectors = {.other_vectors = NULL};
        const char *path = write_file(_i == 0 ? "t.npy" : "t.safetensors", file.bytes, len);
        ck_assert_msg(read_wanted(&vectors, path, 0, NULL, NULL) == BAGTAG_INPUT, "cut at %zu", len);
        vectors_clear(&vectors);
    }
    buffer_clear(&file);
}
END_TEST

START_TEST(vectors_of_another_width_than_requested_are_refused)
{
    struct vectors vectors = {.other_vectors = NULL};
    struct bagtag_error error = {{0}};
    ck_assert_int_eq(read_wanted(&vectors, write_text("w.vec", "1 2\nthe 1 2\n"), 3, NULL, &error), BAGTAG_INPUT);
    ck_assert_msg(strstr(error.sentence, "w.vec:1: expected vectors of 3 numbers, as --dim says; found 2") != NULL,
                  "%s", error.sentence);
    vectors_clear(&vectors);
}
END_TEST

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

int main(void)
{
    Suite *suite = suite_create("vectors");
    TCase *vectors = tcase_create("vectors");
    tcase_add_checked_fixture(vectors, make_folder, remove_folder);
    tcase_add_loop_test(vectors, text_is_read_with_or_without_a_header, 0, 4);
    tcase_add_loop_test(vectors, the_first_vector_of_a_repeated_word_is_used_in_every_format, 0, 2);
    tcase_add_loop_test(vectors, an_array_has_its_words_in_a_file_next_to_it, 0, 3);
    tcase_add_loop_test(vectors, tensors_of_16_bits_are_floats, 0, 2);
    tcase_add_test(vectors, every_kind_of_half_is_read);
    tcase_add_loop_test(vectors, the_files_of_a_model_are_a_table_with_words, 0, 2);
    tcase_add_test(vectors, other_words_are_those_that_the_tokenizer_can_produce);
    tcase_add_loop_test(vectors, the_error_locates_the_damage_in_a_file, 0, LENGTH(damaged));
    tcase_add_loop_test(vectors, an_array_that_does_not_fit_its_words_is_refused, 0, LENGTH(arrays));
    tcase_add_test(vectors, the_error_locates_a_number_that_is_not_finite);
    tcase_add_loop_test(vectors, tensors_that_are_not_vectors_are_refused, 0, LENGTH(tensors));
    tcase_add_loop_test(vectors, a_truncated_file_is_never_mistaken_for_a_complete_one, 0, 2);
    tcase_add_test(vectors, vectors_of_another_width_than_requested_are_refused);
    suite_add_tcase(suite, vectors);
    return suite_run(suite);
}
