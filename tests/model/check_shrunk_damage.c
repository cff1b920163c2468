/* check_shrunk_damage.c - a damaged or hostile small model gives an error or answers, but never crashes */
/* SPDX-License-Identifier: MIT */
#include <check.h>

#include "model/config.h"
#include "model/model_shrink.h"
#include "support/small_model.h"
#include "support/suite.h"

static char folder[64];
static char path[256];

static const char *const names[] = {CONFIG_NAME, CONFIG_WEIGHTS_NAME, CONFIG_WORDS_NAME};
enum { N_FILES = 3 };

/* The ways to store rows; _i loops over files and these. */
static const enum storage storages[] = {STORAGE_SCORES, STORAGE_DIFFERENCES, STORAGE_ROWS};
enum { N_STORAGES = 3 };

static void save_small(enum storage storage)
{
    struct bagtag_model *model = small_model(3), *small = NULL;
    struct shrinking *shrinking = NULL;
    if (storage == STORAGE_DIFFERENCES)
        model->n_labels = 2;
    if (storage == STORAGE_ROWS)
        model->settings.bag = BAG_MAX;
    ck_assert_int_eq(shrinking_begin(&shrinking, model, NULL, NULL), BAGTAG_OK);
    ck_assert_int_eq(shrinking_make(shrinking, 6, 1.0, &small, NULL), BAGTAG_OK);
    ck_assert_int_eq(small->storage, storage);
    ck_assert_int_eq(bagtag_model_save(small, path, NULL), BAGTAG_OK);
    shrinking_free(shrinking);
    bagtag_model_free(small);
    bagtag_model_free(model);
}

static void begin(void)
{
    new_folder(folder);
    in_folder(path, folder, "m");
}

static void end(void)
{
    remove_all(folder);
}

static void use(const struct bagtag_model *model)
{
    static const char text[] = "the na\xc3\xafve a the antidisestablishmentarianism of it";
    struct bagtag_predictor *predictor = NULL;
    struct bagtag_prediction best[SMALL_LABELS];
    size_t n;
    if (bagtag_model_n_labels(model) == 0 || bagtag_predictor_new(model, &predictor, NULL) != BAGTAG_OK)
        return;
    ck_assert_int_eq(bagtag_predict(predictor, text, strlen(text), SMALL_LABELS, best, &n, NULL), BAGTAG_OK);
    bagtag_predictor_free(predictor);
}

/* Opens, uses and verifies what is now in the folder; returns the status of verifying. */
static enum bagtag_status try_model(void)
{
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {""}, verified = {""};
    enum bagtag_status opened = bagtag_model_open(path, &model, &error);
    enum bagtag_status status = bagtag_model_verify(path, &verified);
    if (opened == BAGTAG_OK)
        use(model);
    else
        ck_assert_msg(strncmp(error.sentence, path, strlen(path)) == 0, "%s", error.sentence);
    if (opened != BAGTAG_OK)
        ck_assert_str_eq(error.sentence, verified.sentence);
    bagtag_model_free(model);
    return status;
}

START_TEST(every_flipped_bit_is_refused_or_harmless)
{
    const char *name = names[_i % N_FILES];
    save_small(storages[_i / N_FILES]);
    ck_assert_int_eq(try_model(), BAGTAG_OK);
    struct bytes file = read_whole(path, name);
    size_t n_refused = 0;
    for (size_t bit = 0; bit < 8 * file.len; bit += 3) {
        file.data[bit / 8] ^= (unsigned char)(1u << bit % 8);
        write_whole(path, name, file.data, file.len);
        file.data[bit / 8] ^= (unsigned char)(1u << bit % 8);
        n_refused += try_model() != BAGTAG_OK;
    }
    if (_i % N_FILES != 0)
        ck_assert_uint_eq(n_refused, (8 * file.len + 2) / 3);
    free(file.data);
}
END_TEST

START_TEST(every_shorter_file_is_refused)
{
    const char *name = names[_i % N_FILES];
    save_small(storages[_i / N_FILES]);
    struct bytes file = read_whole(path, name);
    for (size_t len = 0; len < file.len - 1; len += 5) {
        write_whole(path, name, file.data, len);
        ck_assert_int_ne(try_model(), BAGTAG_OK);
    }
    free(file.data);
}
END_TEST

/* Puts the name of another storage into the config.json of a small model. */
START_TEST(a_storage_that_does_not_match_the_files_is_refused)
{
    static const char *const words[] = {"\"int8-scores\"", "\"int8-leads\"", "\"int8\"", "\"float32\"", "\"int4\""};
    save_small(storages[_i]);
    struct bytes file = read_whole(path, CONFIG_NAME);
    char *text = (char *)file.data, *at = strstr(text, "\"storage\":"), *seal = strstr(text, ",\n\t\"checksum\"");
    ck_assert_ptr_nonnull(at);
    ck_assert_ptr_nonnull(seal);
    *seal = '\0'; /* without its checksum, a config may be written by hand */
    char *begin_word = strchr(at + strlen("\"storage\":"), '"'), *end_word = strchr(begin_word + 1, '"') + 1;
    for (int i = 0; i < 5; i++) {
        char changed[8192];
        if (strncmp(begin_word, words[i], strlen(words[i])) == 0)
            continue;
        int len =
            snprintf(changed, sizeof changed, "%.*s%s%s\n}\n", (int)(begin_word - text), text, words[i], end_word);
        ck_assert(len > 0 && (size_t)len < sizeof changed);
        write_whole(path, CONFIG_NAME, changed, (size_t)len);
        ck_assert_int_eq(try_model(), BAGTAG_INPUT);
    }
    free(file.data);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("shrunk_damage");
    TCase *tcase = tcase_create("files");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_loop_test(tcase, every_flipped_bit_is_refused_or_harmless, 0, N_FILES * N_STORAGES);
    tcase_add_loop_test(tcase, every_shorter_file_is_refused, 0, N_FILES * N_STORAGES);
    tcase_add_loop_test(tcase, a_storage_that_does_not_match_the_files_is_refused, 0, N_STORAGES);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
