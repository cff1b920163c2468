/* check_same_bytes.c - the same text, options and seed give the same files: any threads, kernel, compiler, machine */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <check.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "math/kernel.h"
#include "support/corpus_text.h"
#include "support/suite.h"

/* The hashes below were recorded once (gcc, x86-64) and hold for every compiler and machine. If they fail in one build
 * alone, that build's arithmetic or byte order is wrong. If the trainer, the tokenizer or the files change on purpose,
 * they fail in the same way in all builds: make sure that the other tests of this file pass, put what the failing ones
 * print here, and say in the commit that the models of old options change. */
static const struct {
    uint32_t dim; /* 0: as many as labels */
    uint32_t ngrams;
    const char *tokenizer, *bag, *weight, *loss, *layer;
    double decay, dropout;
    uint32_t chars_min, chars_max;
    uint64_t metrics, weights, words;
} golden[] = {
    {10, 1, "unicode", "mean", "none", "softmax", "trained", 0, 0, 0, 0, UINT64_C(0x1004a73fdd765d77),
     UINT64_C(0x635720ca95630421), UINT64_C(0x2bd229ffcfeff675)},
    {16, 1, "whitespace", "mean", "none", "softmax", "trained", 0, 0, 0, 0, UINT64_C(0x28aefe8bc6fd0047),
     UINT64_C(0x375b724217e6a0af), UINT64_C(0xb7eb4e1cee87494e)},
    {100, 1, "unicode", "mean", "none", "softmax", "trained", 0, 0, 0, 0, UINT64_C(0xeadd6af1d82d7af8),
     UINT64_C(0xcdf5bfc80a1ed4f5), UINT64_C(0x2bd229ffcfeff675)},
    {10, 2, "whitespace", "mean", "none", "softmax", "trained", 0, 0, 0, 0, UINT64_C(0xa61dfe6bc80aa09c),
     UINT64_C(0x5385f63901f7de8c), UINT64_C(0xbebf6dde23bba4b4)},
    {16, 2, "unicode", "mean", "none", "softmax", "trained", 0, 0, 0, 0, UINT64_C(0xba2bb0b130131327),
     UINT64_C(0xc2f6ac8ab434632c), UINT64_C(0xa211fcebee4d8288)},
    {100, 2, "unicode", "mean", "none", "softmax", "trained", 0, 0, 0, 0, UINT64_C(0x3e3355d397505422),
     UINT64_C(0x3403947cafe21f97), UINT64_C(0xa211fcebee4d8288)},
    {24, 1, "unicode", "sum", "none", "softmax", "trained", 0, 0, 0, 0, UINT64_C(0x1c772629645b0a2d),
     UINT64_C(0xb0a0f24b289c1c59), UINT64_C(0x2bd229ffcfeff675)},
    {20, 2, "whitespace", "max", "none", "softmax", "trained", 0, 0, 0, 0, UINT64_C(0x8fc53ebd96434045),
     UINT64_C(0x19cea5e55f641a9a), UINT64_C(0xbebf6dde23bba4b4)},
    {16, 2, "unicode", "mean", "idf", "softmax", "trained", 0.001, 0, 0, 0, UINT64_C(0x9ae01d6043ebcf5a),
     UINT64_C(0xed4fcbb8dbb7900a), UINT64_C(0xcca10607e2b93d30)},
    {100, 1, "unicode", "mean", "idf", "softmax", "trained", 0, 0, 0, 0, UINT64_C(0xe7ce81376bd06585),
     UINT64_C(0x2bdaa4527a3c3d99), UINT64_C(0xdddeeeac95ab1133)},
    {16, 1, "unicode", "mean", "none", "softmax", "trained", 0, 0, 2, 4, UINT64_C(0xe9aba89c806d338a),
     UINT64_C(0x03ae4b8bc95ac76c), UINT64_C(0x13a6d99c1b31bc57)},
    {20, 2, "whitespace", "max", "none", "softmax", "trained", 0, 0, 1, 3, UINT64_C(0xa89dabe1748daf2e),
     UINT64_C(0x9edaf2b01a83562f), UINT64_C(0xc9b8eeb4ab75bbe3)},
    {32, 2, "unicode", "mean", "idf", "softmax", "trained", 0.001, 0, 3, 5, UINT64_C(0x532fbc31b6f94fe0),
     UINT64_C(0xfd5712dd5a3b9616), UINT64_C(0x5c8c5d15a80c5455)},
    {24, 2, "unicode", "mean", "gain", "softmax", "trained", 0.0003, 0, 0, 0, UINT64_C(0x60bcd91fac216923),
     UINT64_C(0x48a89b90d64ef3e1), UINT64_C(0x86634e3488617fcb)},
    {40, 2, "unicode", "mean", "idf", "ova", "trained", 0.001, 0, 0, 0, UINT64_C(0x79f2cfa129f5b734),
     UINT64_C(0x3774f8648b109a10), UINT64_C(0xcca10607e2b93d30)},
    {0, 2, "unicode", "mean", "gain", "softmax", "identity", 0.0003, 0, 2, 4, UINT64_C(0xdfaaf0b2ae31fce1),
     UINT64_C(0x1be6a45bf52f4f9a), UINT64_C(0xca1055c33b67f147)},
    {64, 2, "unicode", "mean", "gain", "softmax", "trained", 0.0001, 0.7, 2, 4, UINT64_C(0x8855613624c1128a),
     UINT64_C(0x40b23d0d40b6b03a), UINT64_C(0xca1055c33b67f147)},
    {32, 2, "unicode", "mean", "gain", "softmax", "codes", 0.0001, 0, 2, 4, UINT64_C(0x97325bae5cc7f490),
     UINT64_C(0x20b2c32421fa882f), UINT64_C(0xca1055c33b67f147)},
    {128, 2, "unicode", "mean", "gain", "ova", "codes", 0.0001, 0.5, 0, 0, UINT64_C(0xe7eaa71a6ac95257),
     UINT64_C(0x37777bd28b28f2cc), UINT64_C(0x86634e3488617fcb)},
    {48, 2, "unicode", "mean", "idf", "ova", "codes", 0, 0, 0, 0, UINT64_C(0x564b2720bc7c7c85),
     UINT64_C(0xb859d815eec20047), UINT64_C(0xcca10607e2b93d30)},
};
#ifdef __SANITIZE_THREAD__ /* twenty times slower; the other builds run everything twice */
enum { N_RUNS = 1 };
#else
enum { N_RUNS = 2 };
#endif
enum { N_GOLDEN = sizeof golden / sizeof *golden };

static const int thread_counts[] = {1, 2, 3, 8};
static const char *const file_names[] = {"config.json", "model.safetensors", "vocab.safetensors"};
enum { N_FILES = 3 };

/* Hundreds of models are saved, and none has to survive a power cut: the linker redirects fsync to this (Makefile). */
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

/* Keeps only the training metrics of config.json, which are computed: options come and go. */
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

static struct bagtag_train_options *golden_options(int i)
{
    struct bagtag_train_options *options = train_options("buckets=5000 epochs=3 min-count=2 valid=10%");
    if (golden[i].dim > 0)
        set_options(options, "dim=%" PRIu32, golden[i].dim);
    set_options(options, "ngrams=%" PRIu32 " tokenizer=%s bag=%s weight=%s loss=%s layer=%s decay=%g dropout=%g",
                golden[i].ngrams, golden[i].tokenizer, golden[i].bag, golden[i].weight, golden[i].loss, golden[i].layer,
                golden[i].decay, golden[i].dropout);
    if (golden[i].chars_max > 0)
        set_options(options, "chars=%" PRIu32 "-%" PRIu32, golden[i].chars_min, golden[i].chars_max);
    if (strcmp(golden[i].loss, "ova") == 0)
        set_options(options, "bias=prior temperature=1.5 threshold=0.25");
    return options;
}

START_TEST(every_kernel_and_number_of_threads_gives_the_same_files)
{
    char folder[64];
    new_folder(folder);
    write_text(folder);
    struct bagtag_train_options *options = golden_options(_i);
    setenv("BAGTAG_KERNEL", "base", 1);
    struct result want = train_and_save(folder, options);
    for (size_t k = 0; kernel_names[k]; k++) {
        if (!kernel_find(kernel_names[k]))
            continue;
        setenv("BAGTAG_KERNEL", kernel_names[k], 1);
        for (size_t t = 0; t < sizeof thread_counts / sizeof *thread_counts; t++)
            for (int run = 0; run < N_RUNS; run++) {
                set_options(options, "threads=%d", thread_counts[t]);
                struct result got = train_and_save(folder, options);
                check_same(&want, &got, kernel_names[k], thread_counts[t]);
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
    struct bagtag_train_options *options = golden_options(_i);
    struct result result = train_and_save(folder, options);
    keep_metrics(&result.files[0]);
    uint64_t hashes[N_FILES], want[N_FILES] = {golden[_i].metrics, golden[_i].weights, golden[_i].words};
    for (size_t i = 0; i < N_FILES; i++)
        hashes[i] = hash_of(result.files[i].data, result.files[i].len);
    ck_assert_msg(memcmp(hashes, want, sizeof want) == 0,
                  "{%" PRIu32 ", %" PRIu32 ", \"%s\", \"%s\", \"%s\", \"%s\", \"%s\", %g, %g, %" PRIu32 ", %" PRIu32
                  ", UINT64_C(0x%016" PRIx64 "), UINT64_C(0x%016" PRIx64 "), UINT64_C(0x%016" PRIx64 ")}",
                  golden[_i].dim, golden[_i].ngrams, golden[_i].tokenizer, golden[_i].bag, golden[_i].weight,
                  golden[_i].loss, golden[_i].layer, golden[_i].decay, golden[_i].dropout, golden[_i].chars_min,
                  golden[_i].chars_max, hashes[0], hashes[1], hashes[2]);
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
    struct bagtag_train_options *options =
        train_options("race=yes tokenizer=whitespace buckets=5000 min-count=2 valid=10%");
    setenv("BAGTAG_KERNEL", "base", 1);
    struct result want = train_and_save(folder, options);
    for (size_t k = 0; kernel_names[k]; k++)
        for (int threads = 1; kernel_find(kernel_names[k]) && threads <= 3; threads++) {
            set_options(options, "threads=%d", threads);
            setenv("BAGTAG_KERNEL", kernel_names[k], 1);
            struct result got = train_and_save(folder, options);
            check_same(&want, &got, kernel_names[k], threads);
            result_clear(&got);
        }
    result_clear(&want);
    remove_all(folder);
}
END_TEST

/* Many blocks of text, which the workers take in a different order each time. */
START_TEST(a_text_of_many_blocks_gives_the_same_files_for_any_number_of_threads)
{
    char folder[64];
    new_folder(folder);
    struct buffer text = corpus_text(12000, CORPUS_SORTED_BY_LABEL, 2);
    ck_assert_uint_gt(text.len, 4 * 256 * 1024);
    write_whole(folder, "text", text.bytes, text.len);
    buffer_clear(&text);
    struct bagtag_train_options *options = golden_options(0);
    set_options(options, "ngrams=3 epochs=1");
    struct result want = train_and_save(folder, options);
    for (int run = 0; run < 3; run++) {
        set_options(options, "threads=%d", run + 2);
        struct result got = train_and_save(folder, options);
        check_same(&want, &got, "many blocks", run + 2);
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
    struct bagtag_train_options *options = golden_options(1);
    struct result want = train_and_save(folder, options);
    bagtag_train_options_set_progress(options, go_on, NULL);
    struct result got = train_and_save(folder, options);
    check_same(&want, &got, "a callback", 1);
    result_clear(&got);
    set_options(options, "seed=2");
    got = train_and_save(folder, options);
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
    return suite_run(suite);
}
