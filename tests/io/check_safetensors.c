/* check_safetensors.c - arrays in a file: written as the format says, read without trust */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "io/safetensors.h"
#include "support/suite.h"

#define FILE_NAME "m/model.safetensors"

static enum bagtag_status into_buffer(void *context, const void *bytes, size_t len, struct bagtag_error *error)
{
    struct buffer *buffer = context;
    buffer_bytes(buffer, bytes, len);
    return buffer->failed ? error_memory(error) : BAGTAG_OK;
}

/* A file with this header, followed by N_VALUES bytes 0, 1, 2, ... */
static struct buffer make_file(const char *header, size_t n_values)
{
    struct buffer file = {0};
    uint64_t len = strlen(header);
    for (int i = 0; i < 8; i++)
        buffer_char(&file, (char)(unsigned char)(len >> (8 * i)));
    buffer_text(&file, header);
    for (size_t i = 0; i < n_values; i++)
        buffer_char(&file, (char)i);
    ck_assert(!file.failed);
    return file;
}

/* Reads a copy of exactly LEN bytes, so that a sanitizer detects every read past the end; the caller frees *COPY. */
static enum bagtag_status read_copy(struct safetensors *out, const char *bytes, size_t len, unsigned char **copy,
                                    struct bagtag_error *error)
{
    *copy = mem_array(len, 1);
    ck_assert_ptr_nonnull(*copy);
    if (len > 0)
        memcpy(*copy, bytes, len);
    return safetensors_read(out, FILE_NAME, *copy, len, error);
}

static void expect_refused(const char *bytes, size_t len, const char *sentence)
{
    struct safetensors file = {0};
    struct bagtag_error error = {{0}};
    unsigned char *copy;
    ck_assert_msg(read_copy(&file, bytes, len, &copy, &error) == BAGTAG_INPUT, "was not refused for: %s", sentence);
    ck_assert_ptr_null(file.header);
    ck_assert_msg(strncmp(error.sentence, FILE_NAME ": ", strlen(FILE_NAME) + 2) == 0, "%s", error.sentence);
    ck_assert_msg(strstr(error.sentence, sentence) != NULL, "expected %s; found %s", sentence, error.sentence);
    free(copy);
}

static const float weights[6] = {1.0f, -2.5f, 0.0f, 3.0e-38f, 5.0f, 6.0f};
static const int64_t offsets[3] = {0, -1, INT64_C(0x0102030405060708)};
static const char letters[5] = {'h', 'e', 'l', 'l', 'o'};

static struct buffer write_sample(void)
{
    const struct safetensors_tensor tensors[] = {
        {.name = "offsets", .type = SAFETENSORS_I64, .n_dims = 1, .shape = {3}, .data = offsets, .n_bytes = 24},
        {.name = "weights", .type = SAFETENSORS_F32, .n_dims = 2, .shape = {2, 3}, .data = weights, .n_bytes = 24},
        {.name = "nothing", .type = SAFETENSORS_I32, .n_dims = 2, .shape = {0, 7}, .data = NULL, .n_bytes = 0},
        {.name = "letters", .type = SAFETENSORS_U8, .n_dims = 1, .shape = {5}, .data = letters, .n_bytes = 5},
    };
    struct buffer file = {0};
    struct bagtag_error error;
    ck_assert_int_eq(safetensors_write(tensors, 4, into_buffer, &file, &error), BAGTAG_OK);
    return file;
}

START_TEST(a_file_has_exactly_the_bytes_of_the_format)
{
    struct buffer file = write_sample();
    static const char header[] = "{\"offsets\":{\"dtype\":\"I64\",\"shape\":[3],\"data_offsets\":[0,24]},"
                                 "\"weights\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[24,48]},"
                                 "\"nothing\":{\"dtype\":\"I32\",\"shape\":[0,7],\"data_offsets\":[48,48]},"
                                 "\"letters\":{\"dtype\":\"U8\",\"shape\":[5],\"data_offsets\":[48,53]}}";
    size_t len = (unsigned char)file.bytes[0] + 256u * (unsigned char)file.bytes[1];
    for (int i = 2; i < 8; i++)
        ck_assert_int_eq(file.bytes[i], 0);
    ck_assert_uint_eq((8 + len) % 64, 0);
    ck_assert_uint_eq(file.len, 8 + len + 53);
    ck_assert_mem_eq(file.bytes + 8, header, sizeof header - 1);
    for (size_t i = sizeof header - 1; i < len; i++)
        ck_assert_int_eq(file.bytes[8 + i], ' ');
    const char *values = file.bytes + 8 + len;
    ck_assert_mem_eq(values + 16, "\x08\x07\x06\x05\x04\x03\x02\x01", 8); /* little-endian on every machine */
    ck_assert_mem_eq(values + 24, "\x00\x00\x80\x3f\x00\x00\x20\xc0", 8); /* 1.0f, -2.5f */
    ck_assert_mem_eq(values + 48, "hello", 5);
    buffer_clear(&file);
}
END_TEST

START_TEST(written_arrays_are_read_back)
{
    struct buffer file = write_sample();
    struct safetensors read = {0};
    struct bagtag_error error;
    unsigned char *copy;
    ck_assert_int_eq(read_copy(&read, file.bytes, file.len, &copy, &error), BAGTAG_OK);
    ck_assert_uint_eq(read.n_tensors, 4);

    struct safetensors_tensor tensor = {
        .name = "weights", .type = SAFETENSORS_F32, .n_dims = 2, .shape = {SAFETENSORS_ANY, 3}};
    ck_assert_int_eq(safetensors_get(&read, &tensor, &tensor, &error), BAGTAG_OK);
    ck_assert_uint_eq(tensor.shape[0], 2);
    float back[6];
    safetensors_copy(back, &tensor);
    ck_assert_mem_eq(back, weights, sizeof weights);

    struct safetensors_tensor wide = {.name = "offsets", .type = SAFETENSORS_I64, .n_dims = 1, .shape = {3}};
    ck_assert_int_eq(safetensors_get(&read, &wide, &wide, &error), BAGTAG_OK);
    int64_t wide_back[3];
    safetensors_copy(wide_back, &wide);
    ck_assert_mem_eq(wide_back, offsets, sizeof offsets);
    ck_assert_ptr_nonnull(safetensors_find(&read, "nothing"));
    ck_assert_ptr_null(safetensors_find(&read, "Nothing"));
    safetensors_clear(&read);
    free(copy);
    buffer_clear(&file);
}
END_TEST

START_TEST(an_array_of_another_type_or_shape_is_named)
{
    struct buffer file = write_sample();
    struct safetensors read = {0};
    struct bagtag_error error;
    unsigned char *copy;
    ck_assert_int_eq(read_copy(&read, file.bytes, file.len, &copy, &error), BAGTAG_OK);
    static const struct {
        struct safetensors_tensor wanted;
        const char *sentence;
    } table[] = {
        {{.name = "weights", .type = SAFETENSORS_I32, .n_dims = 2, .shape = {2, 3}},
         FILE_NAME ": tensor \"weights\": expected I32 [2, 3]; found F32 [2, 3]"},
        {{.name = "weights", .type = SAFETENSORS_F32, .n_dims = 2, .shape = {SAFETENSORS_ANY, 4}},
         FILE_NAME ": tensor \"weights\": expected F32 [any, 4]; found F32 [2, 3]"},
        {{.name = "weights", .type = SAFETENSORS_F32, .n_dims = 1, .shape = {6}},
         FILE_NAME ": tensor \"weights\": expected F32 [6]; found F32 [2, 3]"},
        {{.name = "bias", .type = SAFETENSORS_F32, .n_dims = 1, .shape = {6}},
         FILE_NAME ": tensor \"bias\": expected F32 [6]; found none of that name"},
    };
    for (size_t i = 0; i < 4; i++) {
        struct safetensors_tensor out;
        ck_assert_int_eq(safetensors_get(&read, &table[i].wanted, &out, &error), BAGTAG_INPUT);
        ck_assert_str_eq(error.sentence, table[i].sentence);
    }
    safetensors_clear(&read);
    free(copy);
    buffer_clear(&file);
}
END_TEST

START_TEST(a_file_truncated_anywhere_is_refused)
{
    struct buffer file = write_sample();
    for (size_t len = 0; len < file.len; len++)
        expect_refused(file.bytes, len, "expected");
    buffer_char(&file, 'x');
    expect_refused(file.bytes, file.len, "expected 53 bytes after the header; found 54");
    buffer_clear(&file);
}
END_TEST

START_TEST(every_flipped_bit_of_a_header_is_refused_or_harmless)
{
    struct buffer file = write_sample();
    size_t header = 8 + (unsigned char)file.bytes[0] + 256u * (unsigned char)file.bytes[1];
    for (size_t bit = 0; bit < 8 * header; bit++) {
        file.bytes[bit / 8] = (char)(file.bytes[bit / 8] ^ 1 << bit % 8);
        struct safetensors read = {0};
        struct bagtag_error error;
        unsigned char *copy;
        if (read_copy(&read, file.bytes, file.len, &copy, &error) == BAGTAG_OK) {
            size_t sum = 0;
            for (size_t i = 0; i < read.n_tensors; i++)
                for (size_t k = 0; k < read.tensors[i].n_bytes; k++)
                    sum += ((const unsigned char *)read.tensors[i].data)[k];
            ck_assert_uint_gt(sum, 0);
        }
        safetensors_clear(&read);
        free(copy);
        file.bytes[bit / 8] = (char)(file.bytes[bit / 8] ^ 1 << bit % 8);
    }
    buffer_clear(&file);
}
END_TEST

START_TEST(a_huge_header_length_is_refused)
{
    struct buffer file = make_file("{}", 8);
    static const unsigned char lengths[][8] = {
        {11, 0, 0, 0, 0, 0, 0, 0},
        {0, 0xe1, 0xf5, 0x05, 0, 0, 0, 0},
        {1, 0xe1, 0xf5, 0x05, 0, 0, 0, 0},
        {2, 0, 0, 0, 1, 0, 0, 0},
        {0xf8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
        {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
        {0, 0, 0, 0, 0, 0, 0, 0x80},
    };
    for (size_t i = 0; i < sizeof lengths / 8; i++) {
        memcpy(file.bytes, lengths[i], 8);
        expect_refused(file.bytes, file.len, "expected a header of at most 10 bytes; found a length of ");
    }
    memset(file.bytes, 0, 8);
    expect_refused(file.bytes, file.len, "expected a header that begins with '{'");
    buffer_clear(&file);
}
END_TEST

START_TEST(a_file_of_another_kind_is_named)
{
    static const struct {
        const char *bytes, *sentence;
        size_t len;
    } others[] = {
#define OTHER(literal, sentence) {literal, sentence, sizeof literal - 1}
        OTHER("Which train goes to Wales?\n", "expected a safetensors file; found text"),
        OTHER("word", "expected a safetensors file; found text"),
        OTHER("", "expected a safetensors file; found an empty file"),
        OTHER("\x80\2\x8A\nl\xFC\x9C\x46\xF9", "expected a safetensors file; found a Python pickle"),
        OTHER("PK\3\4\0\0\0\0\0\0\0\0", "expected a safetensors file; found zip"),
        OTHER("\x7F\x45LF\2\1\1\0\0\0\0\0", "expected a safetensors file; found another file"),
#undef OTHER
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        expect_refused(others[i].bytes, others[i].len, others[i].sentence);
}
END_TEST

/* One array named "a" with this type, shape and data_offsets. */
#define ONE(type, shape, place) "{\"a\":{\"dtype\":" type ",\"shape\":" shape ",\"data_offsets\":" place "}}"
#define MEMBER(name, place) "\"" name "\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":" place "}"

static const struct {
    const char *header;
    size_t n_values;
    const char *sentence; /* NULL: good */
} headers[] = {
    {"{}", 0, NULL},
    {"{}      ", 0, NULL},
    {ONE("\"F32\"", "[2]", "[0,8]"), 8, NULL},
    {ONE("\"F32\"", "[]", "[0,4]"), 4, NULL},
    {ONE("\"F64\"", "[1,1,1,1]", "[0,8]"), 8, NULL},
    {"{\"__metadata__\":{\"format\":\"pt\"}," MEMBER("a", "[0,4]") "}", 4, NULL},
    {"{" MEMBER("b", "[4,8]") "," MEMBER("a", "[0,4]") "}", 8, NULL},
    {"{\"b\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[4,4]}," MEMBER("a", "[0,4]") "}", 4, NULL},
    {" {}", 0, "begins with '{'"},
    {"[]", 0, "begins with '{'"},
    {"{}\n{}", 0, "expected nothing after"},
    {"{\"a\":1}", 0, "\"a\": expected an object; found 1"},
    {"{\"a\":{}}", 0, "\"a.dtype\": expected \"F32\""},
    {"{\"__metadata__\":{\"format\":1}}", 0, "\"__metadata__.format\": expected a string; found 1"},
    {"{\"__metadata__\":[]}", 0, "\"__metadata__\": expected an object"},
    {"{" MEMBER("a", "[0,4]") "," MEMBER("a", "[0,4]") "}", 4, "found \"a\" twice"},
    {ONE("\"F33\"", "[2]", "[0,8]"), 8, "found \"F33\""},
    {ONE("\"f32\"", "[2]", "[0,8]"), 8, "found \"f32\""},
    {ONE("32", "[2]", "[0,8]"), 8, "\"a.dtype\": expected"},
    {ONE("\"F32\"", "2", "[0,8]"), 8, "\"a.shape\": expected an array; found 2"},
    {ONE("\"F32\"", "[-2]", "[0,8]"), 8, "\"a.shape[0]\": expected an integer"},
    {ONE("\"F32\"", "[2.0]", "[0,8]"), 8, "\"a.shape[0]\": expected an integer"},
    {ONE("\"F32\"", "[\"2\"]", "[0,8]"), 8, "\"a.shape[0]\": expected an integer"},
    {ONE("\"F32\"", "[3]", "[0,8]"), 8, "expected 3 values of 4 bytes as its shape says; found 8 bytes"},
    {ONE("\"F32\"", "[4294967296,4294967296]", "[0,8]"), 8, "expected fewer than 2^64 values"},
    {ONE("\"F32\"", "[4611686018427387904,1]", "[0,0]"), 0, "expected 4611686018427387904 values"},
    {ONE("\"I64\"", "[2305843009213693952]", "[0,0]"), 0, "expected 2305843009213693952 values"},
    {ONE("\"F32\"", "[2]", "[0,8,8]"), 8, "\"a.data_offsets\": expected an array of 2; found an array of 3"},
    {ONE("\"F32\"", "[2]", "[8]"), 8, "expected an array of 2"},
    {ONE("\"F32\"", "[2]", "8"), 8, "expected an array; found 8"},
    {ONE("\"F32\"", "[2]", "[0,16]"), 8, "\"a.data_offsets[1]\": expected an integer from 0 to 8; found 16"},
    {ONE("\"F32\"", "[2]", "[8,0]"), 8, "\"a.data_offsets[1]\": expected"},
    {ONE("\"F32\"", "[2]", "[-8,0]"), 8, "\"a.data_offsets[0]\": expected"},
    {ONE("\"F32\"", "[2]", "[18446744073709551608,0]"), 8, "\"a.data_offsets[0]\": expected"},
    {ONE("\"F32\"", "[1]", "[4,8]"), 8, "tensor \"a\": expected its data at byte 0; found 4"},
    {ONE("\"F32\"", "[1]", "[0,4]"), 8, "expected 4 bytes after the header; found 8"},
    {"{" MEMBER("a", "[0,4]") "," MEMBER("b", "[5,9]") "}", 9, "tensor \"b\": expected its data at byte 4; found 5"},
    {"{" MEMBER("a", "[0,4]") "," MEMBER("b", "[3,7]") "}", 7, "tensor \"b\": expected its data at byte 4; found 3"},
    {"{" MEMBER("a", "[0,4]") "," MEMBER("b", "[0,4]") "}", 4, "tensor \"b\": expected its data at byte 4; found 0"},
};

START_TEST(a_header_is_checked)
{
    struct buffer file = make_file(headers[_i].header, headers[_i].n_values);
    if (headers[_i].sentence != NULL) {
        expect_refused(file.bytes, file.len, headers[_i].sentence);
    } else {
        struct safetensors read = {0};
        struct bagtag_error error = {{0}};
        unsigned char *copy;
        ck_assert_msg(read_copy(&read, file.bytes, file.len, &copy, &error) == BAGTAG_OK, "%s", error.sentence);
        safetensors_clear(&read);
        free(copy);
    }
    buffer_clear(&file);
}
END_TEST

START_TEST(a_misaligned_array_is_not_used_in_place_but_copied)
{
    struct buffer file = make_file("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                                   "\"b\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[1,9]},"
                                   "\"c\":{\"dtype\":\"I32\",\"shape\":[0],\"data_offsets\":[9,9]}} ",
                                   9);
    struct safetensors read = {0};
    struct bagtag_error error;
    unsigned char *copy;
    ck_assert_int_eq(read_copy(&read, file.bytes, file.len, &copy, &error), BAGTAG_OK);
    struct safetensors_tensor odd = {.name = "b", .type = SAFETENSORS_I32, .n_dims = 1, .shape = {2}};
    ck_assert_int_eq(safetensors_get(&read, &odd, &odd, &error), BAGTAG_OK);
    if ((uintptr_t)odd.data % 4 != 0)
        ck_assert(!safetensors_in_place(&odd));
    int32_t values[2];
    safetensors_copy(values, &odd);
    ck_assert_int_eq(values[0], 0x04030201);
    ck_assert_int_eq(values[1], 0x08070605);
    ck_assert(safetensors_in_place(safetensors_find(&read, "a")));
    ck_assert(safetensors_in_place(safetensors_find(&read, "c")));
    safetensors_clear(&read);
    free(copy);
    buffer_clear(&file);
}
END_TEST

/* A sink that fails at its n-th call. */
static enum bagtag_status fail_later(void *context, const void *bytes, size_t len, struct bagtag_error *error)
{
    (void)bytes;
    (void)len;
    int *left = context;
    return (*left)-- > 0 ? BAGTAG_OK : error_set(error, BAGTAG_SYSTEM, "full");
}

START_TEST(a_failing_sink_ends_the_writing)
{
    const struct safetensors_tensor tensor = {
        .name = "weights", .type = SAFETENSORS_F32, .n_dims = 2, .shape = {2, 3}, .data = weights, .n_bytes = 24};
    for (int n = 0; n < 4; n++) {
        struct bagtag_error error = {{0}};
        int left = n;
        ck_assert_int_eq(safetensors_write(&tensor, 1, fail_later, &left, &error), BAGTAG_SYSTEM);
        ck_assert_str_eq(error.sentence, "full");
        ck_assert_int_eq(left, -1);
    }
}
END_TEST

START_TEST(a_large_array_is_written_whole)
{
    size_t n = (size_t)3 << 18; /* a little more than three megabytes */
    n += 5;
    int32_t *values = mem_array(n, sizeof *values);
    ck_assert_ptr_nonnull(values);
    for (size_t i = 0; i < n; i++)
        values[i] = (int32_t)i;
    const struct safetensors_tensor tensor = {
        .name = "a", .type = SAFETENSORS_I32, .n_dims = 1, .shape = {n}, .data = values, .n_bytes = 4 * n};
    struct buffer file = {0};
    struct bagtag_error error;
    ck_assert_int_eq(safetensors_write(&tensor, 1, into_buffer, &file, &error), BAGTAG_OK);
    struct safetensors read = {0};
    unsigned char *copy;
    ck_assert_int_eq(read_copy(&read, file.bytes, file.len, &copy, &error), BAGTAG_OK);
    memset(values, 0, 4 * n);
    safetensors_copy(values, safetensors_find(&read, "a"));
    for (size_t i = 0; i < n; i++)
        ck_assert(values[i] == (int32_t)i);
    safetensors_clear(&read);
    free(copy);
    free(values);
    buffer_clear(&file);
}
END_TEST

static Suite *safetensors_suite(void)
{
    Suite *suite = suite_create("safetensors");
    TCase *tests = tcase_create("files");
    tcase_add_test(tests, a_file_has_exactly_the_bytes_of_the_format);
    tcase_add_test(tests, written_arrays_are_read_back);
    tcase_add_test(tests, an_array_of_another_type_or_shape_is_named);
    tcase_add_test(tests, a_file_truncated_anywhere_is_refused);
    tcase_add_test(tests, every_flipped_bit_of_a_header_is_refused_or_harmless);
    tcase_add_test(tests, a_huge_header_length_is_refused);
    tcase_add_test(tests, a_file_of_another_kind_is_named);
    tcase_add_loop_test(tests, a_header_is_checked, 0, sizeof headers / sizeof headers[0]);
    tcase_add_test(tests, a_misaligned_array_is_not_used_in_place_but_copied);
    tcase_add_test(tests, a_failing_sink_ends_the_writing);
    tcase_add_test(tests, a_large_array_is_written_whole);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return suite_run(safetensors_suite());
}
