/* check_oom.c - every allocation of the library failing in turn */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"
#include "bagtag_choose.h"
#include "bagtag_models.h"

#include <cjson/cJSON.h>
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "support/corpus_text.h"
#include "support/suite.h"

/* ---- the allocator --------------------------------------------------------------------------------------- */

/* The linker redirects the calls of this program and the library to these (-Wl,--wrap in the Makefile); cJSON gets them
 * through its hooks. While a test is armed, allocation number `failing` fails, or that one and all after it. */
enum failing_mode { FAILS_ONCE, FAILS_FOR_GOOD };
static const char *const mode_names[] = {"once", "for good"};
static atomic_bool is_armed;
static atomic_long n_allocations, n_live; /* n_live: blocks allocated and not freed */
static long failing;
static enum failing_mode failing_mode;

static bool fails(void)
{
    if (!atomic_load(&is_armed))
        return false;
    long number = atomic_fetch_add(&n_allocations, 1) + 1;
    bool does = failing_mode == FAILS_ONCE ? number == failing : number >= failing;
    if (does)
        errno = ENOMEM;
    return does;
}

static void *counted(void *block)
{
    if (block)
        atomic_fetch_add(&n_live, 1);
    return block;
}

#define WRAPPED(type, name, ...)     \
    type __real_##name(__VA_ARGS__); \
    type __wrap_##name(__VA_ARGS__)
WRAPPED(void *, malloc, size_t size);
WRAPPED(void *, calloc, size_t n, size_t size);
WRAPPED(void *, realloc, void *old, size_t size);
WRAPPED(void *, aligned_alloc, size_t alignment, size_t size);
WRAPPED(void, free, void *block);
WRAPPED(char *, strdup, const char *text);
WRAPPED(char *, strndup, const char *text, size_t most);
WRAPPED(char *, realpath, const char *path, char *resolved);
WRAPPED(DIR *, opendir, const char *path);
WRAPPED(void *, mmap, void *address, size_t len, int protection, int flags, int descriptor, off_t offset);
WRAPPED(int, fsync, int descriptor);
int __wrap_asprintf(char **out, const char *format, ...) __attribute__((format(printf, 2, 3)));
int __wrap___asprintf_chk(char **out, int flag, const char *format, ...) __attribute__((format(printf, 3, 4)));

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : counted(__real_calloc(n, size));
}

void *__wrap_realloc(void *old, size_t size)
{
    if (fails())
        return NULL;
    return old ? __real_realloc(old, size) : counted(__real_malloc(size));
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return fails() ? NULL : counted(__real_aligned_alloc(alignment, size));
}

void __wrap_free(void *block)
{
    if (block)
        atomic_fetch_sub(&n_live, 1);
    __real_free(block);
}

char *__wrap_strdup(const char *text)
{
    return fails() ? NULL : counted(__real_strdup(text));
}

char *__wrap_strndup(const char *text, size_t most)
{
    return fails() ? NULL : counted(__real_strndup(text, most));
}

char *__wrap_realpath(const char *path, char *resolved)
{
    if (fails())
        return NULL;
    char *real = __real_realpath(path, resolved);
    return resolved ? real : counted(real);
}

DIR *__wrap_opendir(const char *path)
{
    return fails() ? NULL : __real_opendir(path);
}

void *__wrap_mmap(void *address, size_t len, int protection, int flags, int descriptor, off_t offset)
{
    return fails() ? MAP_FAILED : __real_mmap(address, len, protection, flags, descriptor, offset);
}

/* Hundreds of models are saved, and none has to survive a power cut. */
int __wrap_fsync(int descriptor)
{
    (void)descriptor;
    return 0;
}

static int print(char **out, const char *format, va_list values) __attribute__((format(printf, 2, 0)));

static int print(char **out, const char *format, va_list values)
{
    int len = fails() ? -1 : vasprintf(out, format, values);
    if (len >= 0)
        counted(*out);
    return len;
}

int __wrap_asprintf(char **out, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int len = print(out, format, values);
    va_end(values);
    return len;
}

int __wrap___asprintf_chk(char **out, int flag, const char *format, ...)
{
    (void)flag;
    va_list values;
    va_start(values, format);
    int len = print(out, format, values);
    va_end(values);
    return len;
}

static char folder[64], text_path[256], small_path[256], few_path[256], model_path[256], copy_path[256];
static char output[1 << 20], whole_output[1 << 20];
static size_t output_len, whole_output_len;
#ifdef __SANITIZE_THREAD__ /* twenty times slower, and this tests something else */
enum { STRIDE = 7, RACE_STRIDE = 499 };
#else
enum { STRIDE = 1, RACE_STRIDE = 41 };
#endif
static int n_threads, stride = STRIDE;
static size_t n_files;
static enum { PLAIN, WEIGHTED, RACE, N_KINDS } kind;
static enum bagtag_status last_status;

/* Calls the library once; frees everything, and checks with expect() that a failure changed nothing. */
typedef enum bagtag_status operation(struct bagtag_error *error);

/* Check's own asserts allocate memory, which may fail just then. */
static bool is_as_expected;

static void expect(bool is_true)
{
    is_as_expected = is_as_expected && is_true;
}

static long run_failing(operation *run, long number, enum failing_mode mode, const char *name)
{
    struct bagtag_error error = {"untouched"};
    failing = number;
    failing_mode = mode;
    atomic_store(&n_allocations, 0);
    output_len = 0;
    is_as_expected = true;
    long live = atomic_load(&n_live);
    atomic_store(&is_armed, true);
    enum bagtag_status status = last_status = run(&error);
    atomic_store(&is_armed, false);
    long left = atomic_load(&n_live) - live, n = atomic_load(&n_allocations);
    ck_assert_msg(left == 0, "%s left %ld blocks when allocation %ld failed %s", name, left, number, mode_names[mode]);
    ck_assert_msg(is_as_expected, "%s broke a promise when allocation %ld failed %s", name, number, mode_names[mode]);
    if (status == BAGTAG_OK && (n < number || mode == FAILS_ONCE)) /* a smaller block may have done instead */
        return n;
    bool is_reported = status == BAGTAG_MEMORY && strcmp(error.sentence, "out of memory") == 0;
    if (status == BAGTAG_SYSTEM) /* a system call ran out of memory */
        is_reported = strstr(error.sentence, strerror(ENOMEM)) != NULL;
    ck_assert_msg(n >= number && is_reported, "%s, allocation %ld failed %s: status %d, %s", name, number,
                  mode_names[mode], (int)status, error.sentence);
    return n;
}

static void fail_each_allocation(operation *run, const char *name)
{
    for (int mode = FAILS_ONCE; mode <= FAILS_FOR_GOOD; mode++)
        for (long number = 1; run_failing(run, number, (enum failing_mode)mode, name) >= number; number += stride)
            ck_assert_int_lt(number, 100000);
}

/* Ends with a label within a text, and one that a model of few documents does not know. */
static void write_corpus(char path[256], const char *name, uint32_t n)
{
    in_folder(path, folder, name);
    struct buffer text = corpus_text(n, CORPUS_MIXED, 1);
    buffer_text(&text, "__label__only once __label__sport\n");
    write_whole(folder, name, text.bytes, text.len);
    buffer_clear(&text);
}

static void set_up(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = __wrap_malloc, .free_fn = __wrap_free});
    new_folder(folder);
    in_folder(model_path, folder, "model");
    in_folder(copy_path, folder, "copy");
    write_corpus(few_path, "few", 80);
    write_corpus(small_path, "small", 230);
    write_corpus(text_path, "text", 700);
    n_threads = 1;
    struct bagtag_model *model =
        train_file(small_path, train_options("ngrams=2 buckets=20000 epochs=8 valid=10%"), NULL);
    ck_assert_int_eq(bagtag_model_save(model, model_path, NULL), BAGTAG_OK);
    bagtag_model_free(model);
}

static void tear_down(void)
{
    remove_all(folder);
}

static enum bagtag_status train_once(struct bagtag_error *error)
{
    const char *const settings[][2] = {{"threads", n_threads == 1 ? "1" : "2"},
                                       {"buckets", "20000"},
                                       {"valid", "10%"},
                                       {"label-prefix", "__label__"},
                                       {kind == RACE ? "race" : "ngrams", kind == RACE ? "yes" : "2"},
                                       {"weight", kind == WEIGHTED ? "gain" : "none"},
                                       {"chars", kind == WEIGHTED ? "2-3" : "none"},
                                       {"epochs", "2"}};
    size_t n_settings = kind == RACE ? 5 : sizeof settings / sizeof *settings; /* a race chooses the others */
    struct bagtag_train_options *options = bagtag_train_options_new();
    enum bagtag_status status = BAGTAG_OK;
    for (size_t i = 0; status == BAGTAG_OK && i < n_settings; i++)
        status = bagtag_train_options_set(options, settings[i][0], settings[i][1], error);
    struct bagtag_train_summary summary = {.documents = 77};
    struct bagtag_model *model = NULL;
    const char *files[] = {kind == RACE ? few_path : text_path};
    if (status == BAGTAG_OK)
        status = bagtag_train(files, 1, options, &model, &summary, error);
    bagtag_train_options_free(options);
    expect((status == BAGTAG_OK) == (model != NULL) && (status == BAGTAG_OK || summary.documents == 77));
    bagtag_model_free(model);
    return status;
}

START_TEST(training_reports_out_of_memory)
{
    n_threads = 1 + _i % 2;
    kind = _i / 2 == RACE ? RACE : _i / 2 == WEIGHTED ? WEIGHTED : PLAIN;
    stride = kind == RACE ? RACE_STRIDE : STRIDE; /* a race trains several models */
    fail_each_allocation(train_once, "bagtag_train");
}
END_TEST

static enum bagtag_status open_once(struct bagtag_error *error)
{
    struct bagtag_model *model = NULL;
    enum bagtag_status status = bagtag_model_open(model_path, &model, error);
    expect((status == BAGTAG_OK) == (model != NULL));
    bagtag_model_free(model);
    return status;
}

static enum bagtag_status verify_once(struct bagtag_error *error)
{
    return bagtag_model_verify(model_path, error);
}

static struct bagtag_model *opened;

static enum bagtag_status json_once(struct bagtag_error *error)
{
    char *text = NULL;
    enum bagtag_status status = bagtag_model_json(opened, &text, error);
    expect((status == BAGTAG_OK) == (text != NULL));
    free(text);
    return status;
}

static void count_value(void *context, const char *name, const char *value)
{
    expect(*name != '\0' && value != NULL);
    ++*(size_t *)context;
}

static enum bagtag_status describe_once(struct bagtag_error *error)
{
    size_t n_values = 0;
    enum bagtag_status status = bagtag_model_describe(opened, count_value, &n_values, error);
    expect(status != BAGTAG_OK || n_values > 20);
    return status;
}

START_TEST(opening_reports_out_of_memory)
{
    fail_each_allocation(open_once, "bagtag_model_open");
    fail_each_allocation(verify_once, "bagtag_model_verify");
    ck_assert_int_eq(bagtag_model_open(model_path, &opened, NULL), BAGTAG_OK);
    fail_each_allocation(json_once, "bagtag_model_json");
    fail_each_allocation(describe_once, "bagtag_model_describe");
    bagtag_model_free(opened);
}
END_TEST

static size_t count_entries(const char *path)
{
    size_t n = 0;
    DIR *entries = __real_opendir(path);
    ck_assert_ptr_nonnull(entries);
    while (readdir(entries))
        n++;
    closedir(entries);
    return n;
}

static enum bagtag_status save_once(struct bagtag_error *error)
{
    return bagtag_model_save(opened, copy_path, error);
}

static enum bagtag_status can_save_once(struct bagtag_error *error)
{
    return bagtag_model_can_save(copy_path, error);
}

/* A failed save leaves nothing, or the model that was there; the second model is recognised by its number of labels. */
START_TEST(saving_reports_out_of_memory_and_changes_nothing)
{
    struct bagtag_model *other = round_model();
    ck_assert_int_eq(bagtag_model_open(model_path, &opened, NULL), BAGTAG_OK);
    for (int replaces = 0; replaces < 2; replaces++)
        for (int mode = FAILS_ONCE; mode <= FAILS_FOR_GOOD; mode++)
            for (long number = 1;; number++) {
                if (replaces && access(copy_path, F_OK) != 0)
                    ck_assert_int_eq(bagtag_model_save(other, copy_path, NULL), BAGTAG_OK);
                size_t n_before = count_entries(folder);
                long n = run_failing(save_once, number, (enum failing_mode)mode, "bagtag_model_save");
                struct bagtag_model *left = NULL;
                enum bagtag_status status = bagtag_model_open(copy_path, &left, NULL);
                bool is_saved = last_status == BAGTAG_OK;
                ck_assert_int_eq(status, replaces || is_saved ? BAGTAG_OK : BAGTAG_SYSTEM);
                ck_assert_uint_eq(count_entries(folder), n_before + (is_saved && !replaces));
                ck_assert(!left || is_saved == (bagtag_model_n_labels(left) != SMALL_LABELS));
                bagtag_model_free(left);
                if (is_saved)
                    remove_all(copy_path);
                if (n < number)
                    break;
            }
    fail_each_allocation(can_save_once, "bagtag_model_can_save");
    ck_assert_int_eq(bagtag_model_save(other, copy_path, NULL), BAGTAG_OK);
    fail_each_allocation(can_save_once, "bagtag_model_can_save");
    bagtag_model_free(other);
    bagtag_model_free(opened);
}
END_TEST

static const char long_text[] =
    "the the the l1w1 na\xc3\xafve 0 \xce\xbb\xcf\x8c\xce\xb3\xce\xbf\xcf\x82 the0 the1 the4 "
    "\xff l4w0 the the the the the the the the the the the the the";

static enum bagtag_status predict_once(struct bagtag_error *error)
{
    struct bagtag_predictor *predictor = NULL;
    struct bagtag_prediction p = {77, 0.5f};
    size_t n = 77;
    enum bagtag_status status = bagtag_predictor_new(opened, &predictor, error);
    expect((status == BAGTAG_OK) == (predictor != NULL));
    if (status == BAGTAG_OK) {
        status = bagtag_predict(predictor, long_text, strlen(long_text), 1, &p, &n, error);
        expect(status == BAGTAG_OK ? n == 1 : n == 77 && p.label == 77);
    }
    bagtag_predictor_free(predictor);
    return status;
}

START_TEST(predicting_reports_out_of_memory_and_can_be_retried)
{
    ck_assert_int_eq(bagtag_model_open(model_path, &opened, NULL), BAGTAG_OK);
    fail_each_allocation(predict_once, "bagtag_predict");
    struct bagtag_prediction want[CORPUS_LABELS + 1], got[CORPUS_LABELS + 1];
    ck_assert_uint_le(bagtag_model_n_labels(opened), CORPUS_LABELS + 1);
    for (long number = 1; number < 10; number++) {
        struct bagtag_predictor *predictor = NULL;
        size_t n;
        ck_assert_int_eq(bagtag_predictor_new(opened, &predictor, NULL), BAGTAG_OK);
        ck_assert_int_eq(bagtag_predict(predictor, "the", 3, 9, got, &n, NULL), BAGTAG_OK);
        failing = number;
        failing_mode = FAILS_FOR_GOOD;
        atomic_store(&n_allocations, 0);
        atomic_store(&is_armed, true);
        (void)bagtag_predict(predictor, long_text, strlen(long_text), 9, got, &n, NULL);
        atomic_store(&is_armed, false);
        ck_assert_int_eq(bagtag_predict(predictor, long_text, strlen(long_text), 9, got, &n, NULL), BAGTAG_OK);
        if (number > 1)
            ck_assert_mem_eq(got, want, n * sizeof *got);
        memcpy(want, got, sizeof want);
        bagtag_predictor_free(predictor);
    }
    bagtag_model_free(opened);
}
END_TEST

static int write_output(void *context, const char *bytes, size_t len)
{
    (void)context;
    if (len > sizeof output - output_len)
        return ENOSPC;
    memcpy(output + output_len, bytes, len);
    output_len += len;
    return 0;
}

static enum bagtag_status classify(int threads, struct bagtag_stream_counts *counts, struct bagtag_error *error)
{
    struct bagtag_classify_options options;
    bagtag_classify_options_init(&options);
    options.threads = threads;
    options.input.format = "fasttext";
    options.k = 0;
    options.with_text = true;
    options.output = BAGTAG_OUTPUT_JSONL;
    struct bagtag_sink sink = {write_output, NULL};
    const char *files[] = {small_path, small_path};
    return bagtag_classify(opened, files, 2, &options, &sink, counts, error);
}

static enum bagtag_status classify_once(struct bagtag_error *error)
{
    struct bagtag_stream_counts counts = {.lines = 77};
    enum bagtag_status status = classify(n_threads, &counts, error);
    expect(status == BAGTAG_OK ? counts.lines == 462 : counts.lines == 77);
    expect(memcmp(output, whole_output, output_len) == 0);
    expect(status != BAGTAG_OK || output_len == whole_output_len);
    return status;
}

static enum bagtag_status classify_models_once(struct bagtag_error *error)
{
    struct bagtag_classify_options options;
    struct bagtag_stream_counts counts = {.lines = 77};
    bagtag_classify_options_init(&options);
    options.threads = n_threads;
    const struct bagtag_named_model models[] = {{opened, "a"}, {opened, "b"}};
    const char *files[] = {small_path};
    enum bagtag_status status = bagtag_classify_models(models, 2, files, 1, &options,
                                                       &(struct bagtag_sink){write_output, NULL}, &counts, error);
    expect(status == BAGTAG_OK ? counts.lines == 231 : counts.lines == 77);
    return status;
}

START_TEST(several_models_report_out_of_memory)
{
    ck_assert_int_eq(bagtag_model_open(model_path, &opened, NULL), BAGTAG_OK);
    n_threads = 1;
    fail_each_allocation(classify_models_once, "bagtag_classify_models");
    bagtag_model_free(opened);
}
END_TEST

START_TEST(classifying_reports_out_of_memory_after_complete_lines)
{
    ck_assert_int_eq(bagtag_model_open(model_path, &opened, NULL), BAGTAG_OK);
    n_threads = _i;
    output_len = 0;
    ck_assert_int_eq(classify(1, NULL, NULL), BAGTAG_OK);
    memcpy(whole_output, output, sizeof output);
    whole_output_len = output_len;
    fail_each_allocation(classify_once, "bagtag_classify");
    bagtag_model_free(opened);
}
END_TEST

static enum bagtag_status choose_once(struct bagtag_error *error)
{
    struct bagtag_filter_options options;
    struct bagtag_filter_counts counts = {.lines = 77};
    bagtag_filter_options_init(&options);
    options.threads = n_threads;
    options.input.format = "fasttext";
    struct bagtag_choice choice = {.rule = BAGTAG_CHOOSE_SHARE, .share = 0.5, .unit = BAGTAG_COUNT_BYTES};
    const char *files[] = {small_path, "/dev/null"}; /* the second cannot be read twice */
    enum bagtag_status status = bagtag_choose(opened, &(size_t){0}, 1, files, n_files, &options, &choice,
                                              &(struct bagtag_sink){write_output, NULL}, &counts, error);
    expect(status == BAGTAG_OK ? counts.lines == 231 : counts.lines == 77);
    return status;
}

static enum bagtag_status promise_precision_once(struct bagtag_error *error)
{
    struct bagtag_filter_options options;
    struct bagtag_promise promise = {.lines = 77};
    bagtag_filter_options_init(&options);
    options.threads = n_threads;
    const char *files[] = {small_path};
    enum bagtag_status status =
        bagtag_promise_precision(opened, &(size_t){0}, 1, files, 1, &options, 0.01, &promise, error);
    expect(status == BAGTAG_OK ? promise.lines == 231 : promise.lines == 77);
    return status;
}

static enum bagtag_status promise_coverage_once(struct bagtag_error *error)
{
    struct bagtag_classify_options options;
    struct bagtag_promise promise = {.lines = 77};
    bagtag_classify_options_init(&options);
    options.threads = n_threads;
    const char *files[] = {small_path};
    enum bagtag_status status = bagtag_promise_coverage(opened, files, 1, &options, 0.5, &promise, error);
    expect(status == BAGTAG_OK ? promise.lines == 231 : promise.lines == 77);
    return status;
}

START_TEST(promising_reports_out_of_memory)
{
    ck_assert_int_eq(bagtag_model_open(model_path, &opened, NULL), BAGTAG_OK);
    n_threads = 1;
    fail_each_allocation(promise_precision_once, "bagtag_promise_precision");
    fail_each_allocation(promise_coverage_once, "bagtag_promise_coverage");
    bagtag_model_free(opened);
}
END_TEST

START_TEST(choosing_reports_out_of_memory)
{
    ck_assert_int_eq(bagtag_model_open(model_path, &opened, NULL), BAGTAG_OK);
    n_threads = 1;
    n_files = (size_t)_i;
    fail_each_allocation(choose_once, "bagtag_choose");
    bagtag_model_free(opened);
}
END_TEST

static enum bagtag_status test_once(struct bagtag_error *error)
{
    struct bagtag_test_options options;
    bagtag_test_options_init(&options);
    options.threads = n_threads;
    const char *files[] = {text_path};
    struct bagtag_report *report = NULL;
    enum bagtag_status status = bagtag_test(opened, files, 1, &options, &report, error);
    expect(status == BAGTAG_OK ? report->documents == 701 : report == NULL);
    bagtag_report_free(report);
    return status;
}

START_TEST(testing_reports_out_of_memory)
{
    ck_assert_int_eq(bagtag_model_open(model_path, &opened, NULL), BAGTAG_OK);
    n_threads = _i;
    fail_each_allocation(test_once, "bagtag_test");
    bagtag_model_free(opened);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("oom");
    TCase *tests = tcase_create("oom");
    tcase_set_timeout(tests, 300);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, training_reports_out_of_memory, 0, 2 * N_KINDS);
    tcase_add_test(tests, opening_reports_out_of_memory);
    tcase_add_test(tests, saving_reports_out_of_memory_and_changes_nothing);
    tcase_add_test(tests, predicting_reports_out_of_memory_and_can_be_retried);
    tcase_add_loop_test(tests, classifying_reports_out_of_memory_after_complete_lines, 1, 3);
    tcase_add_loop_test(tests, choosing_reports_out_of_memory, 1, 3);
    tcase_add_test(tests, several_models_report_out_of_memory);
    tcase_add_test(tests, promising_reports_out_of_memory);
    tcase_add_loop_test(tests, testing_reports_out_of_memory, 1, 3);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
