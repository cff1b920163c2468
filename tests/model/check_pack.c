/* check_pack.c - models as one file: the same bytes each time, used in place, and damaged archives */
/* SPDX-License-Identifier: MIT */
#include "bagtag_pack.h"

#include <check.h>
#include <unistd.h>

#include "base/buffer.h"
#include "io/zip.h"
#include "model/config.h"
#include "model/model_file.h"
#include "support/small_model.h"
#include "support/suite.h"

static char folder[64];
static char path[256], packed_path[256];
static struct bytes packed;

static void begin(void)
{
    new_folder(folder);
    in_folder(path, folder, "m");
    in_folder(packed_path, folder, "m.bagtag");
    struct bagtag_model *model = small_model(3);
    struct bagtag_error error = {{0}};
    ck_assert_msg(bagtag_model_save(model, path, &error) == BAGTAG_OK, "%s", error.sentence);
    bagtag_model_free(model);
    ck_assert_msg(bagtag_model_pack(path, packed_path, &error) == BAGTAG_OK, "%s", error.sentence);
    packed = read_whole(folder, "m.bagtag");
}

static void end(void)
{
    free(packed.data);
    remove_all(folder);
}

/* All that a program can see of a model, as text. */
static char *describe(const struct bagtag_model *model)
{
    struct buffer out = {0};
    char *json = NULL;
    ck_assert_int_eq(bagtag_model_json(model, &json, NULL), BAGTAG_OK);
    buffer_text(&out, json);
    free(json);
    for (size_t i = 0; i < bagtag_model_n_words(model); i++) {
        size_t len;
        uint64_t count;
        const char *word = bagtag_model_word(model, i, &len, &count);
        ck_assert_int_eq(bagtag_model_find_word(model, word, len), (int64_t)i);
        buffer_bytes(&out, word, len);
    }
    for (size_t i = 0; i < bagtag_model_n_rows(model); i++)
        for (size_t d = 0; d < bagtag_model_dim(model); d++)
            buffer_format(&out, " %a", (double)bagtag_model_embedding(model, i)[d]);
    buffer_char(&out, '\0');
    ck_assert(!out.failed);
    return out.bytes;
}

static char *describe_path(const char *at)
{
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {{0}};
    ck_assert_msg(bagtag_model_open(at, &model, &error) == BAGTAG_OK, "%s", error.sentence);
    char *text = describe(model);
    bagtag_model_free(model);
    return text;
}

/* ---- packing ---------------------------------------------------------------------------------------------------- */

START_TEST(a_packed_model_is_the_model)
{
    char *left = describe_path(path), *right = describe_path(packed_path);
    ck_assert_str_eq(left, right);
    ck_assert_int_eq(bagtag_model_verify(packed_path, NULL), BAGTAG_OK);
    free(left);
    free(right);
}
END_TEST

START_TEST(the_files_are_those_of_the_folder_at_aligned_places)
{
    static const char *const names[] = {CONFIG_NAME, CONFIG_WORDS_NAME, CONFIG_WEIGHTS_NAME};
    struct zip zip;
    ck_assert_int_eq(zip_read(&zip, "p", packed.data, packed.len, NULL), BAGTAG_OK);
    ck_assert_uint_eq(zip.n, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct zip_file *file;
        struct bytes whole = read_whole(path, names[i]);
        ck_assert_int_eq(zip_find(&zip, names[i], &file, NULL), BAGTAG_OK);
        ck_assert_ptr_eq(file, &zip.files[i]);
        ck_assert_uint_eq(file->len, whole.len);
        ck_assert_int_eq(memcmp(file->bytes, whole.data, whole.len), 0);
        ck_assert_uint_eq((size_t)(file->bytes - packed.data) % ZIP_ALIGNMENT, 0);
        free(whole.data);
    }
}
END_TEST

START_TEST(packing_a_folder_or_a_packed_model_gives_the_same_bytes)
{
    char other[256];
    in_folder(other, folder, "other");
    ck_assert_int_eq(bagtag_model_pack(_i == 0 ? path : packed_path, other, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_model_pack(packed_path, packed_path, NULL), BAGTAG_OK); /* onto itself */
    for (int i = 0; i < 2; i++) {
        struct bytes again = read_whole(folder, i == 0 ? "other" : "m.bagtag");
        ck_assert_uint_eq(again.len, packed.len);
        ck_assert_int_eq(memcmp(again.data, packed.data, packed.len), 0);
        free(again.data);
    }
}
END_TEST

/* At any address; the copy has no byte more, so that a sanitizer detects reads past the end. */
START_TEST(a_model_in_memory_is_used_in_place)
{
    size_t shift = (size_t)_i;
    unsigned char *copy = mem_array(packed.len + shift, 1);
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {{0}};
    ck_assert_ptr_nonnull(copy);
    memcpy(copy + shift, packed.data, packed.len);
    ck_assert_msg(bagtag_model_open_memory(copy + shift, packed.len, &model, &error) == BAGTAG_OK, "%s",
                  error.sentence);
    ck_assert_int_eq(model_file_check("memory", model, &error), BAGTAG_OK);
    if (shift % 8 == 0)
        ck_assert_ptr_null(model->owned_weights);
    char *left = describe_path(path), *right = describe(model);
    ck_assert_str_eq(left, right);
    bagtag_model_free(model);
    free(left);
    free(right);
    free(copy);
}
END_TEST

/* ---- outputs ---------------------------------------------------------------------------------------------------- */

static void expect_no_pack(const char *from, const char *to, const char *sentence)
{
    struct bagtag_error error = {{0}};
    ck_assert_int_ne(bagtag_model_pack(from, to, &error), BAGTAG_OK);
    ck_assert_msg(strstr(error.sentence, sentence) != NULL, "expected %s; found %s", sentence, error.sentence);
}

START_TEST(only_a_packed_model_is_replaced)
{
    char other[256];
    in_folder(other, folder, "other");
    write_whole(folder, "other", "PK\3\4 is what this text begins with", 35);
    expect_no_pack(path, other, "other: is a file, not a packed model; choose another name");
    struct bytes kept = read_whole(folder, "other");
    ck_assert_uint_eq(kept.len, 35);
    free(kept.data);
    expect_no_pack(path, path, "m: expected the name of a file; found a folder");
    expect_no_pack(path, "", "expected a name for the packed model; found an empty one");
    expect_no_pack(path, "/no/such/folder/m", "/no/such/folder/m: cannot be created in /no/such/folder");
    expect_no_pack(other, packed_path, "other: expected a whole zip archive; found no list of files at its end");
    expect_no_pack("/no/such/model", other, "other: is a file");
    unlink(other);
    expect_no_pack("/no/such/model", other, "/no/such/model: expected a model; found nothing of that name");
    write_whole(folder, "other", "text", 4);
    expect_no_pack(other, packed_path, "other: expected a model (a folder or a packed file); found something else");
}
END_TEST

/* A model that does not verify is not packed. */
START_TEST(a_model_is_verified_before_it_is_packed)
{
    char other[256];
    in_folder(other, folder, "other");
    struct bytes weights = read_whole(path, CONFIG_WEIGHTS_NAME);
    weights.data[weights.len - 1] ^= 1;
    write_whole(path, CONFIG_WEIGHTS_NAME, weights.data, weights.len);
    expect_no_pack(path, other, "m/model.safetensors: ");
    ck_assert_int_ne(access(other, F_OK), 0);
    free(weights.data);
}
END_TEST

/* ---- damage ----------------------------------------------------------------------------------------------------- */

static enum bagtag_status open_bytes(const unsigned char *bytes, size_t len, struct bagtag_error *error)
{
    unsigned char *copy = mem_array(len, 1);
    struct bagtag_model *model = NULL;
    ck_assert_ptr_nonnull(copy);
    if (len > 0)
        memcpy(copy, bytes, len);
    enum bagtag_status status = bagtag_model_open_memory(copy, len, &model, error);
    if (status == BAGTAG_OK) {
        (void)model_file_check("memory", model, NULL);
        bagtag_model_free(model);
    } else {
        ck_assert_ptr_null(model);
        ck_assert_int_eq(status, BAGTAG_INPUT);
        ck_assert_msg(strncmp(error->sentence, "memory", 6) == 0, "%s", error->sentence);
        ck_assert_ptr_null(strchr(error->sentence, '\n'));
    }
    free(copy);
    return status;
}

START_TEST(an_archive_truncated_anywhere_is_refused)
{
    struct bagtag_error error = {{0}};
    for (size_t len = 0; len < packed.len; len++)
        ck_assert_msg(open_bytes(packed.data, len, &error) == BAGTAG_INPUT, "cut at %zu", len);
}
END_TEST

START_TEST(no_changed_byte_causes_a_crash)
{
    static const unsigned char masks[] = {1, 0x80, 0xff, 4};
    struct bagtag_error error = {{0}};
    for (size_t i = 0; i < packed.len; i++) {
        packed.data[i] ^= masks[_i];
        (void)open_bytes(packed.data, packed.len, &error);
        packed.data[i] ^= masks[_i];
    }
}
END_TEST

/* The position of the record of file I in the list of files; header_of: of its header. */
static size_t record_of(size_t i)
{
    size_t end = packed.len - 22, at = packed.data[end + 16] | (size_t)packed.data[end + 17] << 8;
    for (; i > 0; i--)
        at += (size_t)46 + packed.data[at + 28] + packed.data[at + 30];
    return at;
}

static void set(size_t at, uint64_t value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        packed.data[at + i] = (unsigned char)(value >> 8 * i);
}

static size_t header_of(size_t i)
{
    size_t record = record_of(i);
    return packed.data[record + 42] | (size_t)packed.data[record + 43] << 8;
}

static const struct {
    const char *sentence;
    size_t (*place)(size_t i);
    size_t file, at, n;
    uint64_t value;
} damages[] = {
    {"memory: expected config.json stored uncompressed; found it compressed or encrypted", record_of, 0, 10, 2, 8},
    {"memory: expected model.safetensors stored uncompressed; found it compressed or encrypted", record_of, 2, 8, 2, 1},
    {"memory: expected a packed model; found a zip archive without config.json", NULL, 0, 0, 0, 0},
    {"memory: model.safetensors: expected it to end before the list of files; found a later end", record_of, 2, 42, 4,
     0x7fffffff},
    {"memory: vocab.safetensors: expected equal sizes, as it is stored uncompressed; found different ones", record_of,
     1, 24, 4, 7},
    {"memory: vocab.safetensors: expected its size in a zip64 field; found none", record_of, 1, 20, 4, 0xffffffff},
    {"memory: vocab.safetensors: expected a header that agrees with the list; found another name or size", header_of, 1,
     22, 4, 7},
    {"memory: vocab.safetensors: expected a header that agrees with the list; found another name or size", header_of, 1,
     30, 1, 'V'},
    {"memory: config.json: expected its header where the list says; found other bytes", record_of, 0, 42, 4, 1},
    {"memory: config.json: expected it to end before the list of files; found a later end", header_of, 0, 28, 2,
     0xffff},
    {"memory: expected a whole zip archive; found a damaged list of files", record_of, 1, 0, 1, 'Q'},
    {"memory: expected a whole zip archive; found a damaged list of files", record_of, 2, 32, 2, 60000},
    {"memory: expected a whole zip archive; found one part of a multi-disk archive", record_of, 3, 4, 2, 1},
    {"memory: expected a whole zip archive; found one part of a multi-disk archive", record_of, 3, 8, 2, 2},
};

START_TEST(a_hostile_archive_is_refused)
{
    struct bagtag_error error = {{0}};
    if (damages[_i].place != NULL) {
        set(damages[_i].place(damages[_i].file) + damages[_i].at, damages[_i].value, damages[_i].n);
    } else { /* another name, in both places */
        packed.data[record_of(0) + 46] = 'C';
        packed.data[header_of(0) + 30] = 'C';
    }
    ck_assert_int_eq(open_bytes(packed.data, packed.len, &error), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence, damages[_i].sentence);
}
END_TEST

/* Fields that bagtag does not need to read the model, but other programs do. */
static const struct {
    size_t (*place)(size_t i);
    size_t at;
    const char *sentence;
} header_changes[] = {
#define OTHER "expected a header that agrees with the list of files; found another version, time, checksum or size"
    {header_of, 4, OTHER},
    {header_of, 6, OTHER},
    {header_of, 8, OTHER},
    {header_of, 12, OTHER},
    {header_of, 14, OTHER},
    {header_of, 17, OTHER},
    {header_of, 18, OTHER},
    {header_of, 21, OTHER},
    {record_of, 6, OTHER},
    {record_of, 12, OTHER},
    {record_of, 16, OTHER},
    {record_of, 19, OTHER},
    {header_of, 44, "expected whole fields after its name; found one that is too long"},
};

START_TEST(headers_that_other_programs_need_are_verified)
{
    struct bagtag_error error = {{0}};
    char sentence[400];
    packed.data[header_changes[_i].place(0) + header_changes[_i].at] ^= 0x20;
    write_whole(folder, "m.bagtag", packed.data, packed.len);
    ck_assert_int_eq(bagtag_model_verify(packed_path, &error), BAGTAG_INPUT);
    (void)snprintf(sentence, sizeof sentence, "%s: config.json: %s", packed_path, header_changes[_i].sentence);
    ck_assert_str_eq(error.sentence, sentence);
}
END_TEST

START_TEST(the_checksum_of_the_archive_is_verified)
{
    struct bagtag_error error = {{0}};
    char sentence[400];
    set(header_of(1) + 14, 7, 4);
    set(record_of(1) + 16, 7, 4);
    write_whole(folder, "m.bagtag", packed.data, packed.len);
    ck_assert_int_eq(bagtag_model_verify(packed_path, &error), BAGTAG_INPUT);
    (void)snprintf(sentence, sizeof sentence,
                   "%s: vocab.safetensors: expected the checksum given in the archive; found another", packed_path);
    ck_assert_str_eq(error.sentence, sentence);
}
END_TEST

/* Two files with the same name and place; and a file whose bytes reach into the header of the next. */
START_TEST(overlapping_files_are_refused)
{
    struct bagtag_error error = {{0}};
    if (_i == 0) {
        memcpy(packed.data + record_of(1), packed.data + record_of(0), 28);
        set(record_of(1) + 42, header_of(0), 4);
        memcpy(packed.data + record_of(1) + 46, CONFIG_NAME, sizeof CONFIG_NAME - 1);
        set(record_of(1) + 28, sizeof CONFIG_NAME - 1, 2);
        set(record_of(1) + 32, sizeof CONFIG_WORDS_NAME - sizeof CONFIG_NAME, 2); /* the name goes on as a comment */
    } else {
        size_t longer = header_of(2) - header_of(1);
        set(record_of(1) + 20, longer, 4);
        set(record_of(1) + 24, longer, 4);
        set(header_of(1) + 18, longer, 4);
        set(header_of(1) + 22, longer, 4);
    }
    ck_assert_int_eq(open_bytes(packed.data, packed.len, &error), BAGTAG_INPUT);
    ck_assert_msg(strstr(error.sentence, _i == 0 ? "config.json: expected one file of this name; found two"
                                                 : "expected no overlap with another file; found one") != NULL,
                  "%s", error.sentence);
}
END_TEST

/* ---- larger numbers --------------------------------------------------------------------------------------------- */

static enum bagtag_status into_buffer(void *context, const void *bytes, size_t len, struct bagtag_error *error)
{
    buffer_bytes(context, bytes, len);
    return ((struct buffer *)context)->failed ? error_memory(error) : BAGTAG_OK;
}

static void add(struct buffer *out, uint64_t value, int n)
{
    for (int i = 0; i < n; i++)
        buffer_char(out, (char)(unsigned char)(i < 8 ? value >> 8 * i : 0));
}

/* An archive of one file with all its numbers in zip64 records, as for those above 4 GB. */
START_TEST(zip64_records_are_read)
{
    struct buffer archive = {0}, list = {0};
    struct zip zip;
    struct bagtag_error error = {{0}};
    const struct zip_source source = {"a", (const unsigned char *)"bytes", 5};
    ck_assert_int_eq(zip_write(&source, 1, into_buffer, &archive, NULL), BAGTAG_OK);
    size_t old_list = (size_t)((unsigned char)archive.bytes[archive.len - 6]);
    buffer_bytes(&list, archive.bytes + old_list, 47);
    archive.len = old_list;
    for (size_t at = 20; at < 28; at++)
        list.bytes[at] = (char)0xff;
    for (size_t at = 42; at < 46; at++)
        list.bytes[at] = (char)0xff;
    list.bytes[30] = 4 + 5 + 24 + 4; /* an unknown field, then the sizes and the place */
    add(&list, 0x5455, 2);
    add(&list, 5, 2);
    add(&list, 0, 5);
    add(&list, 1, 2);
    add(&list, 24, 2);
    add(&list, 5, 8);
    add(&list, 5, 8);
    add(&list, 0, 8);
    buffer_bytes(&archive, list.bytes, list.len);
    size_t end64 = archive.len;
    add(&archive, 0x06064b50, 4);
    add(&archive, 44, 8);
    add(&archive, 0, 12);
    add(&archive, 1, 8);
    add(&archive, 1, 8);
    add(&archive, list.len, 8);
    add(&archive, old_list, 8);
    add(&archive, 0x07064b50, 4);
    add(&archive, 0, 4);
    add(&archive, end64, 8);
    add(&archive, 1, 4);
    add(&archive, 0x06054b50, 4);
    add(&archive, 0, 4);
    add(&archive, 0xffff, 2);
    add(&archive, 0xffff, 2);
    add(&archive, 0xffffffff, 4);
    add(&archive, 0xffffffff, 4);
    add(&archive, _i == 0 ? 0 : 3, 2);
    if (_i == 1)
        buffer_text(&archive, "end");
    ck_assert_msg(zip_read(&zip, "p", (const unsigned char *)archive.bytes, archive.len, &error) == BAGTAG_OK, "%s",
                  error.sentence);
    ck_assert_uint_eq(zip.n, 1);
    ck_assert_uint_eq(zip.files[0].len, 5);
    ck_assert_int_eq(memcmp(zip.files[0].bytes, "bytes", 5), 0);
    archive.bytes[end64] ^= 1;
    ck_assert_int_eq(zip_read(&zip, "p", (const unsigned char *)archive.bytes, archive.len, &error), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence, "p: expected a whole zip archive; found no zip64 record");
    buffer_clear(&archive);
    buffer_clear(&list);
}
END_TEST

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

int main(void)
{
    Suite *suite = suite_create("pack");
    TCase *pack = tcase_create("pack");
    tcase_add_checked_fixture(pack, begin, end);
    tcase_set_timeout(pack, 60);
    tcase_add_test(pack, a_packed_model_is_the_model);
    tcase_add_test(pack, the_files_are_those_of_the_folder_at_aligned_places);
    tcase_add_loop_test(pack, packing_a_folder_or_a_packed_model_gives_the_same_bytes, 0, 2);
    tcase_add_loop_test(pack, a_model_in_memory_is_used_in_place, 0, 9);
    tcase_add_test(pack, only_a_packed_model_is_replaced);
    tcase_add_test(pack, a_model_is_verified_before_it_is_packed);
    tcase_add_test(pack, an_archive_truncated_anywhere_is_refused);
    tcase_add_loop_test(pack, no_changed_byte_causes_a_crash, 0, 4);
    tcase_add_loop_test(pack, a_hostile_archive_is_refused, 0, LENGTH(damages));
    tcase_add_loop_test(pack, headers_that_other_programs_need_are_verified, 0, LENGTH(header_changes));
    tcase_add_test(pack, the_checksum_of_the_archive_is_verified);
    tcase_add_loop_test(pack, overlapping_files_are_refused, 0, 2);
    tcase_add_loop_test(pack, zip64_records_are_read, 0, 2);
    suite_add_tcase(suite, pack);
    return suite_run(suite);
}
