/* check_fasttext_file.c - fastText's model files: the layout, and that nothing in them is trusted */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "model/fasttext_file.h"
#include "support/fasttext_bytes.h"
#include "support/suite.h"

#define FILE_NAME "m/lid.bin"

/* A copy of exactly LEN bytes, so that a sanitizer detects every read past the end. */
static unsigned char *copy_of(const void *bytes, size_t len)
{
    unsigned char *copy = mem_array(len, 1);
    ck_assert_ptr_nonnull(copy);
    if (len > 0)
        memcpy(copy, bytes, len);
    return copy;
}

static uint64_t sum_bytes(const void *bytes, size_t len)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < len; i++)
        sum += ((const unsigned char *)bytes)[i];
    return sum;
}

static float float_at(const unsigned char *centroids, size_t i)
{
    uint32_t bits = fasttext_u32(centroids + i * 4);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Column D of row I of a quantised matrix, as the format defines it. */
static float quantised_value(const struct fasttext_matrix *matrix, size_t i, size_t d)
{
    const struct fasttext_quantiser *q = &matrix->quantiser;
    size_t part = d / q->part_width, width = part + 1 < q->n_parts ? q->part_width : q->last_width;
    size_t code = matrix->codes[i * q->n_parts + part];
    float norm = matrix->norm_codes != NULL ? float_at(matrix->norm_centroids, matrix->norm_codes[i]) : 1.0f;
    return norm * float_at(q->centroids, part * FASTTEXT_CENTROIDS * q->part_width + code * width + d % q->part_width);
}

/* Reads everything that FILE points at. */
static uint64_t use_matrix(const struct fasttext_matrix *matrix)
{
    if (!matrix->is_quantised)
        return sum_bytes(matrix->values, matrix->n_rows * matrix->n_columns * 4);
    uint64_t sum = sum_bytes(matrix->quantiser.centroids, matrix->n_columns * FASTTEXT_CENTROIDS * 4);
    for (size_t i = 0; i < matrix->n_rows; i++)
        for (size_t d = 0; d < matrix->n_columns; d++)
            sum += quantised_value(matrix, i, d) > 0;
    return sum;
}

static uint64_t use_all(const struct fasttext_file *file)
{
    uint64_t sum = use_matrix(&file->input) + use_matrix(&file->output);
    for (size_t i = 0; i < file->n_words + file->n_labels; i++) {
        struct fasttext_entry entry = fasttext_file_entry(file, i);
        ck_assert(entry.count >= 0);
        sum += sum_bytes(entry.text, entry.len);
    }
    for (size_t i = 0; i < file->n_pruned; i++) {
        struct fasttext_pair pair = fasttext_file_pair(file, i);
        ck_assert_uint_lt(file->n_words + pair.row, file->input.n_rows);
        sum += pair.bucket;
    }
    return sum;
}

/* Reads a copy of BYTES; a refusal must be one sentence. */
static bool is_read(const void *bytes, size_t len)
{
    struct fasttext_file file = {0};
    struct bagtag_error error = {{0}};
    unsigned char *copy = copy_of(bytes, len);
    enum bagtag_status status = fasttext_file_read(&file, FILE_NAME, copy, len, &error);
    if (status == BAGTAG_OK) {
        ck_assert_uint_gt(use_all(&file), 0);
    } else {
        ck_assert_int_eq(status, BAGTAG_INPUT);
        ck_assert_ptr_null(file.entries);
        ck_assert_msg(strncmp(error.sentence, FILE_NAME ": ", strlen(FILE_NAME) + 2) == 0 &&
                          strstr(error.sentence, "expected ") != NULL && strstr(error.sentence, "; found ") != NULL,
                      "%s", error.sentence);
    }
    fasttext_file_clear(&file);
    free(copy);
    return status == BAGTAG_OK;
}

static void expect_refused(const struct blueprint *blueprint, const char *sentence)
{
    struct fasttext_file file = {0};
    struct bagtag_error error = {{0}};
    struct buffer bytes = blueprint_bytes(blueprint);
    ck_assert_msg(fasttext_file_read(&file, FILE_NAME, (const unsigned char *)bytes.bytes, bytes.len, &error) ==
                      BAGTAG_INPUT,
                  "was not refused for: %s", sentence);
    ck_assert_str_eq(error.sentence, sentence);
    buffer_clear(&bytes);
}

/* ---- good files ------------------------------------------------------------------------------------------- */

START_TEST(every_kind_of_model_is_read)
{
    struct blueprint blueprint = blueprint_of((enum blueprint_kind)_i);
    struct buffer bytes = blueprint_bytes(&blueprint);
    ck_assert(is_read(bytes.bytes, bytes.len));
    buffer_clear(&bytes);
}
END_TEST

START_TEST(all_parts_of_a_file_are_read)
{
    struct blueprint blueprint = blueprint_of(PRUNED);
    struct buffer bytes = blueprint_bytes(&blueprint);
    struct fasttext_file file = {0};
    struct bagtag_error error;
    ck_assert(fasttext_file_detect((const unsigned char *)bytes.bytes, bytes.len));
    ck_assert_int_eq(fasttext_file_read(&file, FILE_NAME, (const unsigned char *)bytes.bytes, bytes.len, &error),
                     BAGTAG_OK);
    ck_assert_int_eq(file.version, 12);
    ck_assert_int_eq(file.args.dim, 5);
    ck_assert_int_eq(file.args.word_ngrams, 2);
    ck_assert_int_eq(file.args.loss, FASTTEXT_HS);
    ck_assert_int_eq(file.args.task, FASTTEXT_SUPERVISED);
    ck_assert_int_eq(file.args.bucket, 10);
    ck_assert(file.args.t == 0.0001);
    ck_assert_int_eq(file.n_tokens, 1000);
    ck_assert_uint_eq(file.n_words, 6);
    ck_assert_uint_eq(file.n_labels, 3);
    struct fasttext_entry word = fasttext_file_entry(&file, 3), empty = fasttext_file_entry(&file, 5),
                          label = fasttext_file_entry(&file, 6);
    ck_assert_uint_eq(word.len, 3);
    ck_assert_mem_eq(word.text, "\xff\xfe\x80", 3);
    ck_assert_int_eq(word.count, 4);
    ck_assert_uint_eq(empty.len, 0);
    ck_assert_int_eq(label.count, 7);
    ck_assert_mem_eq(label.text, "__label__warm", label.len);
    ck_assert(file.is_pruned);
    ck_assert_uint_eq(file.n_pruned, 4);
    ck_assert_uint_eq(fasttext_file_pair(&file, 2).bucket, 0);
    ck_assert_uint_eq(fasttext_file_pair(&file, 2).row, 2);
    ck_assert_uint_eq(file.input.n_rows, 9);
    ck_assert(file.input.is_quantised && !file.output.is_quantised);
    /* row 8, column 4 is the only one of part 2: centroid 8 * 37 + 2 * 101 of it, times the norm of code 8 * 37 +
     * 101000 */
    float norm = blueprint_centroid(0, blueprint_code(8, 1000), 0);
    ck_assert(quantised_value(&file.input, 8, 4) == norm * blueprint_centroid(2, blueprint_code(8, 2), 0));
    ck_assert(float_at(file.output.values, 2 * 5 + 4) == blueprint_value(2, 4));
    fasttext_file_clear(&file);
    buffer_clear(&bytes);
}
END_TEST

START_TEST(supervised_models_of_version_11_have_no_character_ngrams)
{
    struct blueprint blueprint = blueprint_of(VERSION_11);
    struct buffer bytes = blueprint_bytes(&blueprint);
    struct fasttext_file file = {0};
    ck_assert_int_eq(fasttext_file_read(&file, FILE_NAME, (const unsigned char *)bytes.bytes, bytes.len, NULL),
                     BAGTAG_OK);
    ck_assert(!fasttext_file_has_chars(&file));
    fasttext_file_clear(&file);
    buffer_clear(&bytes);
}
END_TEST

/* ---- bad files -------------------------------------------------------------------------------------------- */

START_TEST(a_file_truncated_anywhere_is_refused)
{
    struct blueprint blueprint = blueprint_of((enum blueprint_kind)_i);
    struct buffer bytes = blueprint_bytes(&blueprint);
    for (size_t len = 0; len < bytes.len; len++)
        ck_assert_msg(!is_read(bytes.bytes, len), "%zu of %zu bytes", len, bytes.len);
    buffer_char(&bytes, 'x');
    ck_assert(!is_read(bytes.bytes, bytes.len));
    buffer_clear(&bytes);
}
END_TEST

START_TEST(a_changed_byte_is_refused_or_harmless)
{
    static const unsigned char changes[] = {0x01, 0x80, 0xff, 0x7f, 0x10};
    struct blueprint blueprint = blueprint_of((enum blueprint_kind)_i);
    struct buffer bytes = blueprint_bytes(&blueprint);
    for (size_t at = 0; at < bytes.len; at++)
        for (size_t i = 0; i < sizeof changes; i++) {
            bytes.bytes[at] ^= (char)changes[i];
            (void)is_read(bytes.bytes, bytes.len);
            bytes.bytes[at] ^= (char)changes[i];
        }
    ck_assert(is_read(bytes.bytes, bytes.len));
    buffer_clear(&bytes);
}
END_TEST

/* Replaces numbers anywhere by those that an attacker would choose, several at once. */
START_TEST(hostile_numbers_are_refused_or_harmless)
{
    static const uint32_t numbers[] = {0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe, 0x01000000, 65536, 11};
    struct blueprint blueprint = blueprint_of((enum blueprint_kind)_i);
    struct buffer bytes = blueprint_bytes(&blueprint);
    struct buffer changed = {0};
    for (uint32_t run = 0; run < 20000; run++) {
        changed.len = 0;
        buffer_bytes(&changed, bytes.bytes, bytes.len);
        size_t n_changes = 1 + rng_bits(run, 0, 0) % 3;
        for (uint32_t k = 0; k < n_changes; k++) {
            size_t at = rng_bits(run, k, 1) % (rng_bits(run, k, 2) % 2 ? 300 : bytes.len - 4);
            uint32_t number = numbers[rng_bits(run, k, 3) % (sizeof numbers / sizeof numbers[0])];
            for (size_t i = 0; i < 4; i++)
                changed.bytes[at + i] = (char)(unsigned char)(number >> 8 * i);
        }
        (void)is_read(changed.bytes, changed.len);
    }
    buffer_clear(&changed);
    buffer_clear(&bytes);
}
END_TEST

START_TEST(the_error_names_what_is_wrong)
{
    struct blueprint blueprint = blueprint_of(DENSE);
    blueprint.version = 13;
    expect_refused(&blueprint, FILE_NAME ": format version: expected 11 to 12; found 13");
    blueprint = blueprint_of(BIGRAMS);
    blueprint.bucket = 0;
    expect_refused(&blueprint, FILE_NAME ": expected buckets, as the model has n-grams; found 0");
    blueprint = blueprint_of(BIGRAMS);
    blueprint.n_input_rows = 15;
    expect_refused(&blueprint, FILE_NAME ": rows of the input matrix: expected 16 to 4294967294; found 15");
    blueprint = blueprint_of(DENSE);
    blueprint.loss = (enum fasttext_loss)5;
    expect_refused(&blueprint, FILE_NAME ": loss: expected 1 to 4; found 5");
    blueprint = blueprint_of(PRUNED);
    blueprint.is_quantised = blueprint.has_norms = false;
    expect_refused(&blueprint,
                   FILE_NAME ": expected a quantised input, as the dictionary is pruned; found a dense one");
    blueprint = blueprint_of(PRUNED);
    blueprint.n_input_rows = 8;
    expect_refused(&blueprint, FILE_NAME ": pruned bucket 2: expected a row below 2; found 2");
    blueprint = blueprint_of(PRUNED);
    blueprint.bucket = 9;
    expect_refused(&blueprint, FILE_NAME ": pruned bucket 0: expected a number below 9; found 9");
    blueprint = blueprint_of(DENSE);
    blueprint.words = blueprint_labels;
    blueprint.labels = (const struct blueprint_entry[]){{"__label__a\tb", 1}};
    blueprint.n_words = blueprint.n_labels = 1;
    expect_refused(&blueprint,
                   FILE_NAME ": dictionary entry 1: expected a label without white space; found one with white space");
    blueprint.labels = (const struct blueprint_entry[]){{"", 1}};
    expect_refused(&blueprint,
                   FILE_NAME ": dictionary entry 1: expected a label without white space; found an empty one");
    blueprint.labels = (const struct blueprint_entry[]){{"a", -1}};
    expect_refused(&blueprint, FILE_NAME ": dictionary entry 1: expected a count; found -1");
    blueprint.loss = FASTTEXT_HS;
    blueprint.labels = (const struct blueprint_entry[]){{"a", INT64_MAX}};
    expect_refused(&blueprint, FILE_NAME ": expected labels with fewer than 1e15 occurrences in all; found more");
}
END_TEST

START_TEST(a_dictionary_larger_than_the_file_takes_no_memory)
{
    struct blueprint blueprint = blueprint_of(DENSE);
    struct buffer bytes = blueprint_bytes(&blueprint);
    struct fasttext_file file = {0};
    struct bagtag_error error;
    put_i32(&bytes, 0);
    static const unsigned char most[4] = {0xff, 0xff, 0xff, 0x7f}, none[4] = {0};
    memcpy(bytes.bytes + 64, most, 4); /* entries, words; labels */
    memcpy(bytes.bytes + 68, most, 4);
    memcpy(bytes.bytes + 72, none, 4);
    ck_assert_int_eq(fasttext_file_read(&file, FILE_NAME, (const unsigned char *)bytes.bytes, bytes.len, &error),
                     BAGTAG_INPUT);
    char sentence[256];
    (void)snprintf(sentence, sizeof sentence,
                   FILE_NAME ": expected 2147483647 dictionary entries of at least 10 bytes; found %zu bytes",
                   bytes.len - 92);
    ck_assert_str_eq(error.sentence, sentence);
    buffer_clear(&bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fasttext_file");
    TCase *right = tcase_create("right");
    TCase *wrong = tcase_create("wrong");
    tcase_add_loop_test(right, every_kind_of_model_is_read, 0, N_KINDS);
    tcase_add_test(right, all_parts_of_a_file_are_read);
    tcase_add_test(right, supervised_models_of_version_11_have_no_character_ngrams);
    tcase_set_timeout(wrong, 120);
    tcase_add_loop_test(wrong, a_file_truncated_anywhere_is_refused, 0, N_KINDS);
    tcase_add_loop_test(wrong, a_changed_byte_is_refused_or_harmless, 0, N_KINDS);
    tcase_add_loop_test(wrong, hostile_numbers_are_refused_or_harmless, 0, N_KINDS);
    tcase_add_test(wrong, the_error_names_what_is_wrong);
    tcase_add_test(wrong, a_dictionary_larger_than_the_file_takes_no_memory);
    suite_add_tcase(suite, right);
    suite_add_tcase(suite, wrong);
    return suite_run(suite);
}
