/* check_same_bytes.c - the same text, options and seed give the same files: any threads, kernel, compiler, machine */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <check.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "corpus_text.h"
#include "math/kernel.h"

/* The hashes below were written down once (gcc, x86-64) and hold for every compiler and machine. When they fail in one
 * build alone, the arithmetic or the byte order of that build is wrong. When the trainer, the tokenizer or the files
 * change on purpose, they fail in all builds and alike: make sure that the other tests of this file pass, put what the
 * failing ones print here, and say in the commit that the models of old options change. */
static const struct {
    uint32_t dim, ngrams;
    const char *tokenizer, *bag, *weight;
    double decay;
    uint64_t metrics, weights, words;
} golden[] = {
    {10, 1, "unicode", "mean", "none", 0, UINT64_C(0xd0456ef1e96abdfe), UINT64_C(0xa66d6bd8730bba76),
     UINT64_C(0xa2a3da2962713fa5)},
    {16, 1, "whitespace", "mean", "none", 0, UINT64_C(0x3f4dd6441dc465ef), UINT64_C(0x0448a5b23ebc2013),
     UINT64_C(0x13915fef084b0977)},
    {100, 1, "unicode", "mean", "none", 0, UINT64_C(0xa9ad474652858cb3), UINT64_C(0xf54acc519c57c013),
     UINT64_C(0xa2a3da2962713fa5)},
    {10, 2, "whitespace", "mean", "none", 0, UINT64_C(0xdae69675ee4425de), UINT64_C(0x3c6c28eeebfdeec9),
     UINT64_C(0x04d71912b43a32b5)},
    {16, 2, "unicode", "mean", "none", 0, UINT64_C(0x67a2074eccfe6d89), UINT64_C(0xd6cb667cea52176e),
     UINT64_C(0xc4c2bfcc5c080b8f)},
    {100, 2, "unicode", "mean", "none", 0, UINT64_C(0x59c951fd4ac714af), UINT64_C(0xd2088eba1b34ab53),
     UINT64_C(0xc4c2bfcc5c080b8f)},
    {24, 1, "unicode", "sum", "none", 0, UINT64_C(0xe5358a1fc4462b18), UINT64_C(0x3a48ee956b549647),
     UINT64_C(0xa2a3da2962713fa5)},
    {20, 2, "whitespace", "max", "none", 0, UINT64_C(0xa3fecb32cbd59727), UINT64_C(0x77e11dfcfa8f3def),
     UINT64_C(0x04d71912b43a32b5)},
    {16, 2, "unicode", "mean", "idf", 0.001, UINT64_C(0x8ca683b6cb869339), UINT64_C(0x5c71ad10558676c6),
     UINT64_C(0xe2a0bece173d6d03)},
    {100, 1, "unicode", "mean", "idf", 0, UINT64_C(0xc9732da4e1682add), UINT64_C(0xbba770e5da63f09b),
     UINT64_C(0x36afa0d4ce6a1998)},
};
enum { N_GOLDEN = sizeof golden / sizeof *golden };

static const int thread_counts[] = {1, 2, 3, 8};
static const char *const file_names[] = {"config.json", "model.safetensors", "vocab.safetensors"};
enum { N_FILES = 3 };

/* Hundreds of models are saved, none of which must outlive a power cut: the linker sends fsync here (Makefile). */
int __wrap_fsync(int descriptor);

int __wrap_fsync(int descriptor)
{
    (void)descriptor;
    return 0;
}

/* FNV-1a, 64 bits. */
static uint64_t hash_of(const unsigned char *bytes, size_t len)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/* Of config.json the training's figures alone, which are computed: options come and go. */
static void keep_metrics(struct bytes *config)
{
    const char *begin = strstr((char *)config->data, "\"metrics\"");
    ck_assert_ptr_nonnull(begin);
    const char *end = strchr(begin, '}');
    ck_assert_ptr_nonnull(end);
    config->len = (size_t)(end - begin);
    memmove(config->data, begin, config->len);
}

struct result {
    struct bytes files[N_FILES];
};

static void result_clear(struct result *result)
{
    for (size_t i = 0; i < N_FILES; i++)
        free(result->files[i].data);
}

/* Trains on the file "text" of FOLDER and reads what was saved. */
static struct result train_and_save(const char *folder, const struct bagtag_train_options *options)
{
    struct result result;
    struct bagtag_error error = {""};
    char text[256], path[256];
    struct bagtag_model *model = train_file(in_folder(text, folder, "text"), options, NULL);
    in_folder(path, folder, "model");
    ck_assert_msg(bagtag_model_save(model, path, &error) == BAGTAG_OK, "%s", error.sentence);
    bagtag_model_free(model);
    for (size_t i = 0; i < N_FILES; i++)
        result.files[i] = read_whole(path, file_names[i]);
    return result;
}

static void write_text(const char *folder)
{
    struct buffer text = corpus_text(600, CORPUS_MIXED, 1);
    write_whole(folder, "text", text.bytes, text.len);
    buffer_clear(&text);
}

static void check_same(const struct result *want, const struct result *got, const char *what, int n)
{
    for (size_t i = 0; i < N_FILES; i++)
        ck_assert_msg(want->files[i].len == got->files[i].len &&
                          memcmp(want->files[i].data, got->files[i].data, want->files[i].len) == 0,
                      "%s differs with %s and %d threads", file_names[i], what, n);
}

static struct bagtag_train_options golden_options(int i)
{
    struct bagtag_train_options options = train_options();
    options.dim = golden[i].dim;
    options.ngrams = golden[i].ngrams;
    options.tokenizer = golden[i].tokenizer;
    options.bag = golden[i].bag;
    options.weight = golden[i].weight;
    options.decay = golden[i].decay;
    options.buckets = 5000;
    options.epochs = 3;
    options.min_count = 2;
    options.valid_percent = 10;
    return options;
}

START_TEST(every_kernel_and_number_of_threads_gives_the_same_files)
{
    char folder[64];
    new_folder(folder);
    write_text(folder);
    struct bagtag_train_options options = golden_options(_i);
    setenv("BAGTAG_KERNEL", "base", 1);
    struct result want = train_and_save(folder, &options);
    for (size_t k = 0; kernel_names[k]; k++) {
        if (!kernel_find(kernel_names[k]))
            continue;
        setenv("BAGTAG_KERNEL", kernel_names[k], 1);
        for (size_t t = 0; t < sizeof thread_counts / sizeof *thread_counts; t++)
            for (int run = 0; run < 2; run++) {
                options.threads = thread_counts[t];
                struct result got = train_and_save(folder, &options);
                check_same(&want, &got, kernel_names[k], options.threads);
                result_clear(&got);
            }
    }
    result_clear(&want);
    remove_all(folder);
}
END_TEST

START_TEST(the_files_are_those_of_every_other_machine)
{
    char folder[64];
    new_folder(folder);
    write_text(folder);
    struct bagtag_train_options options = golden_options(_i);
    struct result result = train_and_save(folder, &options);
    keep_metrics(&result.files[0]);
    uint64_t hashes[N_FILES], want[N_FILES] = {golden[_i].metrics, golden[_i].weights, golden[_i].words};
    for (size_t i = 0; i < N_FILES; i++)
        hashes[i] = hash_of(result.files[i].data, result.files[i].len);
    ck_assert_msg(memcmp(hashes, want, sizeof want) == 0,
                  "{%" PRIu32 ", %" PRIu32 ", \"%s\", \"%s\", \"%s\", %g, UINT64_C(0x%016" PRIx64
                  "), UINT64_C(0x%016" PRIx64 "), UINT64_C(0x%016" PRIx64 ")}",
                  golden[_i].dim, golden[_i].ngrams, golden[_i].tokenizer, golden[_i].bag, golden[_i].weight,
                  golden[_i].decay, hashes[0], hashes[1], hashes[2]);
    result_clear(&result);
    remove_all(folder);
}
END_TEST

/* A race trains several models on a part of the documents before it chooses. */
START_TEST(a_race_gives_the_same_files_for_any_kernel_and_number_of_threads)
{
    char folder[64];
    new_folder(folder);
    write_text(folder);
    struct bagtag_train_options options = golden_options(1);
    options.race = true;
    setenv("BAGTAG_KERNEL", "base", 1);
    struct result want = train_and_save(folder, &options);
    for (size_t k = 0; kernel_names[k]; k++)
        for (options.threads = 1; kernel_find(kernel_names[k]) && options.threads <= 3; options.threads++) {
            setenv("BAGTAG_KERNEL", kernel_names[k], 1);
            struct result got = train_and_save(folder, &options);
            check_same(&want, &got, kernel_names[k], options.threads);
            result_clear(&got);
        }
    result_clear(&want);
    remove_all(folder);
}
END_TEST

/* Many blocks of text, so that the workers share them in another order each time. */
START_TEST(a_text_of_many_blocks_gives_the_same_files_for_any_number_of_threads)
{
    char folder[64];
    new_folder(folder);
    struct buffer text = corpus_text(12000, CORPUS_SORTED_BY_LABEL, 2);
    ck_assert_uint_gt(text.len, 4 * 256 * 1024);
    write_whole(folder, "text", text.bytes, text.len);
    buffer_clear(&text);
    struct bagtag_train_options options = golden_options(0);
    options.ngrams = 3;
    options.epochs = 1;
    struct result want = train_and_save(folder, &options);
    for (int run = 0; run < 3; run++) {
        options.threads = run + 2;
        struct result got = train_and_save(folder, &options);
        check_same(&want, &got, "many blocks", options.threads);
        result_clear(&got);
    }
    result_clear(&want);
    remove_all(folder);
}
END_TEST

static bool go_on(void *context, const struct bagtag_progress *progress)
{
    (void)context;
    return progress->documents < UINT64_MAX;
}

START_TEST(a_progress_callback_does_not_change_the_files)
{
    char folder[64];
    new_folder(folder);
    write_text(folder);
    struct bagtag_train_options options = golden_options(1);
    struct result want = train_and_save(folder, &options);
    options.progress = go_on;
    struct result got = train_and_save(folder, &options);
    check_same(&want, &got, "a callback", 1);
    result_clear(&got);
    options.seed++;
    got = train_and_save(folder, &options);
    ck_assert(hash_of(want.files[1].data, want.files[1].len) != hash_of(got.files[1].data, got.files[1].len));
    result_clear(&got);
    result_clear(&want);
    remove_all(folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("same bytes");
    TCase *tests = tcase_create("same bytes");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, every_kernel_and_number_of_threads_gives_the_same_files, 0, N_GOLDEN);
    tcase_add_loop_test(tests, the_files_are_those_of_every_other_machine, 0, N_GOLDEN);
    tcase_add_test(tests, a_race_gives_the_same_files_for_any_kernel_and_number_of_threads);
    tcase_add_test(tests, a_text_of_many_blocks_gives_the_same_files_for_any_number_of_threads);
    tcase_add_test(tests, a_progress_callback_does_not_change_the_files);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
