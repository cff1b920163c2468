/* check_model_file.c - a saved model opens as it was, and a save never loses one */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <signal.h>

#include "model/config.h"
#include "model/model_file.h"
#include "support/old_vocab.h"
#include "support/small_model.h"
#include "support/suite.h"

static char folder[64];
static char path[256];

static void begin(void)
{
    new_folder(folder);
    in_folder(path, folder, "m");
}

static void end(void)
{
    remove_all(folder);
}

static void save_good(const struct bagtag_model *model, const char *where)
{
    struct bagtag_error error = {{0}};
    ck_assert_msg(bagtag_model_save(model, where, &error) == BAGTAG_OK, "%s", error.sentence);
}

static struct bagtag_model *open_good(const char *where)
{
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {{0}};
    ck_assert_msg(bagtag_model_open(where, &model, &error) == BAGTAG_OK, "%s", error.sentence);
    return model;
}

static void expect_no_save(const char *where, const char *sentence)
{
    struct bagtag_model *model = small_model(3);
    struct bagtag_error error = {{0}};
    size_t before = n_entries(folder);
    ck_assert_int_ne(bagtag_model_can_save(where, &error), BAGTAG_OK);
    ck_assert_msg(strstr(error.sentence, sentence) != NULL, "can_save: %s", error.sentence);
    ck_assert_int_ne(bagtag_model_save(model, where, &error), BAGTAG_OK);
    ck_assert_msg(strstr(error.sentence, sentence) != NULL, "save: %s", error.sentence);
    ck_assert_uint_eq(n_entries(folder), before);
    bagtag_model_free(model);
}

/* ---- round trip ------------------------------------------------------------------------------------------ */

static void expect_same_settings(const struct settings *a, const struct settings *b)
{
    ck_assert_int_eq(a->tokenizer.kind, b->tokenizer.kind);
    ck_assert_int_eq(a->tokenizer.lower, b->tokenizer.lower);
    ck_assert_uint_eq(a->tokenizer.revision, b->tokenizer.revision);
    ck_assert_str_eq(a->label_prefix, b->label_prefix);
    ck_assert_uint_eq(a->min_count, b->min_count);
    ck_assert_uint_eq(a->ngrams, b->ngrams);
    ck_assert_uint_eq(a->buckets, b->buckets);
    ck_assert_uint_eq(a->dim, b->dim);
    ck_assert_int_eq(a->bag, b->bag);
    ck_assert_int_eq(a->weight, b->weight);
    ck_assert_int_eq(a->loss, b->loss);
    ck_assert_uint_eq(a->epochs, b->epochs);
    ck_assert(a->learning_rate == b->learning_rate);
    ck_assert_uint_eq(a->batch, b->batch);
    ck_assert_int_eq(a->schedule, b->schedule);
    ck_assert(a->seed == b->seed && a->valid_percent == b->valid_percent);
}

static void expect_same_metrics(const struct model_metrics *a, const struct model_metrics *b)
{
    ck_assert(a->documents == b->documents && a->tokens == b->tokens && a->train_loss == b->train_loss);
    ck_assert(a->valid_loss == b->valid_loss && a->valid_accuracy == b->valid_accuracy);
}

static void expect_same_model(const struct bagtag_model *a, const struct bagtag_model *b)
{
    expect_same_settings(&a->settings, &b->settings);
    expect_same_metrics(&a->metrics, &b->metrics);
    ck_assert_str_eq(a->unicode_version, b->unicode_version);
    size_t n_rows = bagtag_model_n_rows(a);
    ck_assert_uint_eq(bagtag_model_n_labels(b), a->n_labels);
    ck_assert_uint_eq(bagtag_model_n_rows(b), n_rows);
    ck_assert_uint_eq(bagtag_model_n_words(b), bagtag_model_n_words(a));
    ck_assert_uint_eq(bagtag_model_dim(b), bagtag_model_dim(a));
    for (size_t i = 0; i < a->n_labels; i++)
        ck_assert_str_eq(bagtag_model_label(a, i), bagtag_model_label(b, i));
    for (size_t i = 0; i <= a->n_labels; i++)
        ck_assert_int_eq(bagtag_model_label_count(a, i), bagtag_model_label_count(b, i));
    ck_assert_ptr_null(bagtag_model_label(b, a->n_labels));
    for (size_t i = 0; i < bagtag_model_n_words(a); i++) {
        size_t len_a, len_b;
        uint64_t count_a, count_b;
        ck_assert_ptr_eq(bagtag_model_word(a, i, &len_a, NULL), bagtag_model_word(a, i, &len_a, &count_a));
        const char *word = bagtag_model_word(a, i, &len_a, &count_a);
        ck_assert_mem_eq(bagtag_model_word(b, i, &len_b, &count_b), word, len_a);
        ck_assert(len_a == len_b && count_a == count_b);
        ck_assert_int_eq(bagtag_model_find_word(b, word, len_a), (int64_t)i);
    }
    ck_assert_uint_eq(b->words.n_index, a->words.n_index);
    ck_assert_mem_eq(b->words.index, a->words.index, a->words.n_index * sizeof(int32_t));
    ck_assert_uint_eq(b->ngrams.max_n, a->ngrams.max_n);
    ck_assert_uint_eq(b->ngrams.n_buckets, a->ngrams.n_buckets);
    ck_assert_uint_eq(b->ngrams.n_ids, a->ngrams.n_ids);
    if (a->ngrams.n_ids > 0)
        ck_assert_mem_eq(b->ngrams.ids, a->ngrams.ids, a->ngrams.n_ids * sizeof(int32_t));
    ck_assert((b->ngram_counts != NULL) == (a->ngram_counts != NULL));
    if (a->ngram_counts != NULL)
        ck_assert_mem_eq(b->ngram_counts, a->ngram_counts, a->ngrams.n_ids);
    size_t row_bytes = bagtag_model_dim(a) * sizeof(float);
    ck_assert_mem_eq(bagtag_model_weight(b), bagtag_model_weight(a), a->n_labels * row_bytes);
    ck_assert_mem_eq(bagtag_model_bias(b), bagtag_model_bias(a), a->n_labels * sizeof(float));
    for (size_t i = 0; i < n_rows; i++)
        ck_assert_mem_eq(bagtag_model_embedding(b, i), bagtag_model_embedding(a, i), row_bytes);
    ck_assert_ptr_null(bagtag_model_embedding(b, n_rows));
}

static void expect_same_file(const char *a, const char *b, const char *name)
{
    struct bytes x = read_whole(a, name);
    struct bytes y = read_whole(b, name);
    ck_assert_uint_eq(x.len, y.len);
    ck_assert_mem_eq(x.data, y.data, x.len);
    free(x.data);
    free(y.data);
}

START_TEST(a_saved_model_opens_as_it_was)
{
    for (size_t n_ngrams = 0; n_ngrams <= 3; n_ngrams += 3) {
        struct bagtag_model *model = small_model(n_ngrams);
        struct bagtag_error error = {{0}};
        if (n_ngrams > 0) {
            model->metrics.valid_loss = 0.625;
            model->metrics.valid_accuracy = 1;
            model->label_counts = mem_zeroed(SMALL_LABELS, sizeof *model->label_counts);
            ck_assert_ptr_nonnull(model->label_counts);
            model->label_counts[1] = INT64_MAX;
        }
        save_good(model, path);
        struct bagtag_model *opened = open_good(path);
        expect_same_model(model, opened);
        ck_assert_msg(bagtag_model_verify(path, &error) == BAGTAG_OK, "%s", error.sentence);
        bagtag_model_free(opened);
        bagtag_model_free(model);
    }
}
END_TEST

START_TEST(an_old_model_without_heads_is_read_and_saved_unchanged)
{
    char second[256];
    int32_t index[64];
    struct bagtag_error error = {{0}};
    in_folder(second, folder, "n");
    struct bagtag_model *model = small_model(3);
    ck_assert_uint_le(model->words.n_index, 64);
    old_vocab(&model->words, index);
    save_good(model, path);
    struct bytes words = read_whole(path, "vocab.safetensors");
    ck_assert_ptr_nonnull(memmem(words.data, words.len, "vocab.index", 11));
    ck_assert_ptr_null(memmem(words.data, words.len, "vocab.slots", 11));
    ck_assert_ptr_null(memmem(words.data, words.len, "vocab.heads", 11));
    free(words.data);
    ck_assert_msg(bagtag_model_verify(path, &error) == BAGTAG_OK, "%s", error.sentence);
    struct bagtag_model *opened = open_good(path);
    expect_same_model(model, opened);
    save_good(opened, second);
    expect_same_file(path, second, "vocab.safetensors");
    bagtag_model_free(opened);
    bagtag_model_free(model);
}
END_TEST

/* A model from before there were revisions is saved without one, too. */
START_TEST(the_first_revision_of_a_tokenizer_is_not_written)
{
    struct bagtag_model *model = small_model(3);
    model->settings.tokenizer.revision = 1;
    save_good(model, path);
    struct bytes config = read_whole(path, CONFIG_NAME);
    ck_assert_ptr_null(strstr((const char *)config.data, "revision"));
    free(config.data);
    struct bagtag_model *opened = open_good(path);
    expect_same_model(model, opened);
    bagtag_model_free(opened);
    bagtag_model_free(model);
}
END_TEST

START_TEST(the_same_model_gives_the_same_bytes)
{
    char second[256];
    in_folder(second, folder, "n");
    struct bagtag_model *model = small_model(3);
    save_good(model, path);
    struct bagtag_model *opened = open_good(path);
    save_good(opened, second);
    expect_same_file(path, second, CONFIG_NAME);
    expect_same_file(path, second, CONFIG_WEIGHTS_NAME);
    expect_same_file(path, second, CONFIG_WORDS_NAME);
    ck_assert_uint_eq(n_entries(path), 3);
    ck_assert_uint_eq(n_entries(folder), 2);
    bagtag_model_free(opened);
    bagtag_model_free(model);
}
END_TEST

START_TEST(an_opened_model_outlives_its_folder_and_may_replace_itself)
{
    struct bagtag_model *model = small_model(3);
    save_good(model, path);
    struct bagtag_model *opened = open_good(path);
    save_good(opened, path);
    expect_same_model(model, opened);
    remove_all(path);
    expect_same_model(model, opened);
    bagtag_model_free(opened);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_model_without_words_opens)
{
    struct bagtag_model *model = small_model(0);
    vocab_clear(&model->words);
    small_vocab(&model->words, NULL, 0);
    model->rows.n = 0;
    struct bagtag_error error = {{0}};
    save_good(model, path);
    struct bagtag_model *opened = open_good(path);
    ck_assert_uint_eq(bagtag_model_n_rows(opened), 0);
    ck_assert_int_eq(bagtag_model_find_word(opened, "the", 3), -1);
    ck_assert_int_eq(bagtag_model_find_word(opened, "", 0), -1);
    ck_assert_msg(bagtag_model_verify(path, &error) == BAGTAG_OK, "%s", error.sentence);
    bagtag_model_free(opened);
    bagtag_model_free(model);
}
END_TEST

START_TEST(the_report_is_the_same_before_and_after_saving)
{
    struct bagtag_model *model = small_model(3);
    char *before = NULL;
    char *after = NULL;
    struct bagtag_error error;
    ck_assert_int_eq(bagtag_model_json(model, &before, &error), BAGTAG_OK);
    save_good(model, path);
    struct bagtag_model *opened = open_good(path);
    ck_assert_int_eq(bagtag_model_json(opened, &after, &error), BAGTAG_OK);
    ck_assert_str_eq(before, after);
    ck_assert_ptr_nonnull(strstr(before, "\"words\":\t5"));
    ck_assert_ptr_nonnull(strstr(before, "\"rows\":\t8"));
    ck_assert_ptr_nonnull(strstr(before, "\"seed\":\t18446744073709551615"));
    free(before);
    free(after);
    bagtag_model_free(opened);
    bagtag_model_free(model);
}
END_TEST

START_TEST(the_arrays_of_a_saved_model_begin_at_multiples_of_64_bytes)
{
    struct bagtag_model *model = small_model(3);
    save_good(model, path);
    static const char *const names[] = {CONFIG_WEIGHTS_NAME, CONFIG_WORDS_NAME};
    for (int i = 0; i < 2; i++) {
        struct bytes file = read_whole(path, names[i]);
        ck_assert_uint_eq((8u + file.data[0] + 256u * file.data[1]) % 64, 0);
        free(file.data);
    }
    bagtag_model_free(model);
}
END_TEST

/* ---- where a model may be saved -------------------------------------------------------------------------- */

START_TEST(a_slash_at_the_end_of_a_name_changes_nothing)
{
    char with_slash[300];
    (void)snprintf(with_slash, sizeof with_slash, "%s//", path);
    struct bagtag_model *model = small_model(3);
    save_good(model, with_slash);
    save_good(model, with_slash);
    struct bagtag_model *opened = open_good(with_slash);
    expect_same_model(model, opened);
    ck_assert_uint_eq(n_entries(folder), 1);
    bagtag_model_free(opened);
    bagtag_model_free(model);
}
END_TEST

START_TEST(an_empty_folder_is_replaced)
{
    ck_assert_int_eq(mkdir(path, 0700), 0);
    struct bagtag_model *model = small_model(0);
    ck_assert_int_eq(bagtag_model_can_save(path, NULL), BAGTAG_OK);
    save_good(model, path);
    bagtag_model_free(open_good(path));
    ck_assert_uint_eq(n_entries(folder), 1);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_folder_with_other_files_is_refused)
{
    char expected[400];
    ck_assert_int_eq(mkdir(path, 0700), 0);
    write_whole(path, "notes.txt", "keep", 4);
    (void)snprintf(expected, sizeof expected,
                   "%s: is a folder that holds other files (notes.txt); choose another name for the model", path);
    expect_no_save(path, expected);
    write_whole(path, CONFIG_NAME, "{}", 2);
    write_whole(path, CONFIG_WEIGHTS_NAME, "", 0);
    write_whole(path, CONFIG_WORDS_NAME, "", 0);
    expect_no_save(path, expected);
    write_whole(path, "a.txt", "keep", 4);
    expect_no_save(path, "holds other files (a.txt and 1 more)");
    ck_assert_uint_eq(n_entries(path), 5);
}
END_TEST

START_TEST(a_folder_of_another_program_with_our_names_is_refused)
{
    ck_assert_int_eq(mkdir(path, 0700), 0);
    write_whole(path, CONFIG_NAME, "{}", 2);
    write_whole(path, CONFIG_WEIGHTS_NAME, "", 0);
    expect_no_save(path, "holds part of a model (no vocab.safetensors); choose another name");
    char inner[256];
    ck_assert_int_eq(mkdir(in_folder(inner, path, CONFIG_WORDS_NAME), 0700), 0);
    expect_no_save(path, "holds other files (vocab.safetensors)");
}
END_TEST

START_TEST(a_damaged_model_may_be_replaced)
{
    struct bagtag_model *model = small_model(3);
    save_good(model, path);
    write_whole(path, CONFIG_WEIGHTS_NAME, "", 0);
    write_whole(path, CONFIG_WORDS_NAME, "{", 1);
    save_good(model, path);
    bagtag_model_free(open_good(path));
    bagtag_model_free(model);
}
END_TEST

/* All models of Hugging Face have a config.json beside a model.safetensors: its contents decide. */
START_TEST(a_folder_whose_config_is_not_ours_is_refused)
{
    static const char *const configs[] = {
        "{\"model_type\":\"bert\"}", "{\"format\":\"other\"}", "{\"format\":1}", "{", "", "[\"bagtag\"]"};
    static const char later[] = "{\"format\":\"bagtag\",\"version\":99}";
    struct bagtag_model *model = small_model(3);
    for (size_t i = 0; i < sizeof configs / sizeof configs[0]; i++) {
        save_good(model, path);
        write_whole(path, CONFIG_NAME, configs[i], strlen(configs[i]));
        expect_no_save(path, "is a folder of another program (config.json is not bagtag's); choose another name");
        struct bytes file = read_whole(path, CONFIG_NAME);
        ck_assert_uint_eq(file.len, strlen(configs[i]));
        free(file.data);
        write_whole(path, CONFIG_NAME, later, strlen(later));
        save_good(model, path);
    }
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_file_is_refused)
{
    write_whole(folder, "m", "text", 4);
    expect_no_save(path, "m: is a file, not a model; choose another name for the model");
    struct bytes file = read_whole(folder, "m");
    ck_assert_mem_eq(file.data, "text", 4);
    free(file.data);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    expect_no_save(path, "is a file, not a model");
}
END_TEST

START_TEST(a_missing_parent_is_named)
{
    char deep[256];
    char expected[600];
    in_folder(deep, folder, "no/m");
    (void)snprintf(expected, sizeof expected, "%s: cannot be created in the folder %s/no: No such file or directory",
                   deep, folder);
    expect_no_save(deep, expected);
    write_whole(folder, "no", "", 0);
    expect_no_save(deep, "Not a directory");
    expect_no_save("", "expected a name for the model; found an empty one");
}
END_TEST

START_TEST(a_link_to_a_folder_is_followed_and_one_to_nothing_refused)
{
    char link[256];
    in_folder(link, folder, "link");
    ck_assert_int_eq(symlink("m", link), 0);
    expect_no_save(link, "is a dangling symbolic link");
    struct bagtag_model *model = small_model(3);
    save_good(model, path);
    save_good(model, link);
    struct stat about;
    ck_assert(lstat(link, &about) == 0 && S_ISLNK(about.st_mode));
    bagtag_model_free(open_good(link));
    bagtag_model_free(model);
}
END_TEST

START_TEST(modes_follow_the_umask)
{
    struct bagtag_model *model = small_model(3);
    mode_t old = umask(027);
    save_good(model, path);
    umask(old);
    struct stat about;
    char file[256];
    ck_assert_int_eq(stat(path, &about), 0);
    ck_assert_uint_eq(about.st_mode & 0777, 0750);
    ck_assert_int_eq(stat(in_folder(file, path, CONFIG_NAME), &about), 0);
    ck_assert_uint_eq(about.st_mode & 0777, 0640);
    bagtag_model_free(model);
}
END_TEST

/* ---- saves that fail ------------------------------------------------------------------------------------- */

START_TEST(a_model_that_would_not_open_is_not_saved)
{
    struct bagtag_model *good = small_model(3);
    save_good(good, path);
    for (int i = 0; i < 7; i++) {
        struct bagtag_model *model = small_model(3);
        struct bagtag_error error = {{0}};
        static const char *const sentences[] = {
            "valid UTF-8",     "not empty",  "each label once",           "\"metrics.loss\"",
            "\"training.lr\"", "\"ngrams\"", "\"metrics.valid_accuracy\""};
        if (i < 3)
            model->labels[1] = i == 0 ? "\xff" : i == 1 ? "" : "z";
        if (i == 3)
            model->metrics.train_loss = (double)NAN;
        if (i == 4)
            model->settings.learning_rate = (double)INFINITY;
        if (i == 5)
            model->settings.ngrams = 0;
        if (i == 6)
            model->metrics.valid_accuracy = 1.5;
        ck_assert_int_eq(bagtag_model_save(model, path, &error), BAGTAG_INPUT);
        ck_assert_msg(strstr(error.sentence, sentences[i]) != NULL, "%s", error.sentence);
        bagtag_model_free(model);
        ck_assert_uint_eq(n_entries(folder), 1);
    }
    struct bagtag_model *opened = open_good(path);
    expect_same_model(good, opened);
    bagtag_model_free(opened);
    bagtag_model_free(good);
}
END_TEST

START_TEST(a_save_that_runs_out_of_space_leaves_the_old_model)
{
    struct bagtag_model *old = small_model(0);
    struct bagtag_model *model = small_model(3);
    save_good(model, path);
    struct bytes longest = read_whole(path, CONFIG_NAME); /* also the last to be written */
    free(longest.data);
    save_good(old, path);
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    for (size_t bytes = 0; bytes < longest.len; bytes += 100) {
        struct rlimit small = {.rlim_cur = bytes, .rlim_max = limit.rlim_max};
        struct bagtag_error error = {{0}};
        ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
        enum bagtag_status status = bagtag_model_save(model, path, &error);
        ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
        ck_assert_int_eq(status, BAGTAG_SYSTEM);
        ck_assert_ptr_nonnull(strstr(error.sentence, "File too large"));
        ck_assert_uint_eq(n_entries(folder), 1);
        struct bagtag_model *opened = open_good(path);
        expect_same_model(old, opened);
        bagtag_model_free(opened);
    }
    bagtag_model_free(model);
    bagtag_model_free(old);
}
END_TEST

/* ---- readers while a model is replaced ------------------------------------------------------------------- */

struct replacing {
    const struct bagtag_model *models[2];
    atomic_bool done;
};

static void *replace(void *context)
{
    struct replacing *replacing = context;
    for (int i = 0; i < 60; i++)
        (void)bagtag_model_save(replacing->models[i % 2], path, NULL);
    atomic_store(&replacing->done, true);
    return NULL;
}

START_TEST(a_reader_sees_the_old_model_or_the_new_one)
{
    struct replacing replacing = {.models = {small_model(0), small_model(3)}};
    atomic_init(&replacing.done, false);
    save_good(replacing.models[1], path);
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, replace, &replacing), 0);
    while (!atomic_load(&replacing.done)) {
        struct bagtag_model *opened = open_good(path);
        expect_same_model(replacing.models[bagtag_model_n_rows(opened) > SMALL_WORDS], opened);
        bagtag_model_free(opened);
    }
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    for (int i = 0; i < 2; i++) {
        struct bagtag_model *model = NULL;
        memcpy(&model, &replacing.models[i], sizeof model);
        bagtag_model_free(model);
    }
}
END_TEST

static Suite *model_file_suite(void)
{
    Suite *suite = suite_create("model_file");
    TCase *tests = tcase_create("folders");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, a_saved_model_opens_as_it_was);
    tcase_add_test(tests, an_old_model_without_heads_is_read_and_saved_unchanged);
    tcase_add_test(tests, the_first_revision_of_a_tokenizer_is_not_written);
    tcase_add_test(tests, the_same_model_gives_the_same_bytes);
    tcase_add_test(tests, an_opened_model_outlives_its_folder_and_may_replace_itself);
    tcase_add_test(tests, a_model_without_words_opens);
    tcase_add_test(tests, the_report_is_the_same_before_and_after_saving);
    tcase_add_test(tests, the_arrays_of_a_saved_model_begin_at_multiples_of_64_bytes);
    tcase_add_test(tests, a_slash_at_the_end_of_a_name_changes_nothing);
    tcase_add_test(tests, an_empty_folder_is_replaced);
    tcase_add_test(tests, a_folder_with_other_files_is_refused);
    tcase_add_test(tests, a_folder_of_another_program_with_our_names_is_refused);
    tcase_add_test(tests, a_damaged_model_may_be_replaced);
    tcase_add_test(tests, a_folder_whose_config_is_not_ours_is_refused);
    tcase_add_test(tests, a_file_is_refused);
    tcase_add_test(tests, a_missing_parent_is_named);
    tcase_add_test(tests, a_link_to_a_folder_is_followed_and_one_to_nothing_refused);
    tcase_add_test(tests, modes_follow_the_umask);
    tcase_add_test(tests, a_model_that_would_not_open_is_not_saved);
    tcase_add_test(tests, a_save_that_runs_out_of_space_leaves_the_old_model);
    tcase_add_test(tests, a_reader_sees_the_old_model_or_the_new_one);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return suite_run(model_file_suite());
}
