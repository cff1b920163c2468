/* check_chars.c - models with character n-grams: what they score, what is saved, when they are chosen */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/utf8.h"
#include "model/model.h"
#include "support/corpus_text.h"
#include "support/suite.h"

/* Words of a made-up language, of its own syllables: there are so many that most words are rare. */
static void add_language_word(struct buffer *out, uint64_t *state, uint32_t language)
{
    static const char *const consonants[] = {"bdgk", "ptrs", "lmnv", "fhzx"};
    for (uint32_t n = 2 + draw(state, 4); n > 0; n--) {
        buffer_char(out, consonants[(language + (draw(state, 3) == 0)) % 4][draw(state, 4)]);
        buffer_char(out, "aeiou"[draw(state, 5)]);
    }
}

static struct buffer language_text(uint32_t n, uint64_t seed)
{
    struct buffer out = {0};
    for (uint32_t i = 0; i < n; i++) {
        uint64_t state = seed * 1000003 + i * UINT64_C(2654435769);
        uint32_t language = draw(&state, 4);
        buffer_format(&out, "__label__l%u", language);
        for (uint32_t k = 1 + draw(&state, 4); k > 0; k--) {
            buffer_char(&out, ' ');
            add_language_word(&out, &state, language);
        }
        buffer_char(&out, '\n');
    }
    ck_assert(!out.failed);
    return out;
}

/* Writes NAME into FOLDER. */
static void write_languages(const char *folder, const char *name, uint32_t n, uint64_t seed)
{
    struct buffer text = language_text(n, seed);
    write_whole(folder, name, text.bytes, text.len);
    buffer_clear(&text);
}

static struct bagtag_report *test_file(const struct bagtag_model *model, const char *path)
{
    struct bagtag_test_options options;
    struct bagtag_report *report = NULL;
    struct bagtag_error error;
    bagtag_test_options_init(&options);
    ck_assert_msg(bagtag_test(model, &path, 1, &options, &report, &error) == BAGTAG_OK, "%s", error.sentence);
    return report;
}

/* Held-out words that training never saw have character n-grams that it did see, even if rare words are dropped. */
START_TEST(held_out_documents_get_the_scores_that_test_gives_them)
{
    char folder[64], valid[256], path[256];
    new_folder(folder);
    write_languages(folder, "text", 400, 1);
    write_languages(folder, "valid", 300, 2);
    struct bagtag_train_options *options = train_options("chars=1-3 epochs=3 threads=2");
    set_options(options, "valid=%s ngrams=%d min-count=%d weight=%s bag=%s", in_folder(valid, folder, "valid"),
                1 + _i % 2, _i < 2 ? 1 : 2, _i < 2 ? "idf" : "none", _i == 4 ? "max" : "mean");
    struct bagtag_train_summary summary;
    struct bagtag_error error;
    struct bagtag_model *model = train_file(in_folder(path, folder, "text"), options, &summary);
    check_setting(model, "chars", "1-3");
    ck_assert(summary.valid_accuracy > 0.5);
    ck_assert_msg(bagtag_model_save(model, in_folder(path, folder, "model"), &error) == BAGTAG_OK, "%s",
                  error.sentence);
    bagtag_model_free(model);
    ck_assert_msg(bagtag_model_open(path, &model, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_msg(bagtag_model_verify(path, &error) == BAGTAG_OK, "%s", error.sentence);
    struct bagtag_report *report = test_file(model, valid);
    ck_assert_uint_eq(report->documents, summary.held_out);
    ck_assert_double_eq(report->accuracy, summary.valid_accuracy);
    ck_assert_double_eq_tol(report->loss, summary.valid_loss, 1e-5);
    bagtag_report_free(report);
    bagtag_model_free(model);
    remove_all(folder);
}
END_TEST

/* Lets a race choose all but GIVEN on the file "text" of FOLDER, and scores "valid". Checks that it sets NAME to TEXT
 * or, if that begins with '!', to anything but the rest of it. */
static double race_and_test(const char *folder, const char *given, const char *name, const char *text,
                            struct bagtag_train_summary *summary)
{
    char path[256], scratch[BAGTAG_SETTING_BYTES];
    struct bagtag_train_options *options = train_options("race=yes threads=2");
    set_options(options, "%s", given);
    struct bagtag_model *model = train_file(in_folder(path, folder, "text"), options, summary);
    const char *chosen = bagtag_model_setting(model, name, scratch);
    ck_assert_msg(text[0] == '!' ? strcmp(chosen, text + 1) != 0 : strcmp(chosen, text) == 0, "%s is %s", name, chosen);
    struct bagtag_report *report = test_file(model, in_folder(path, folder, "valid"));
    double accuracy = report->accuracy;
    bagtag_report_free(report);
    bagtag_model_free(model);
    return accuracy;
}

START_TEST(a_race_chooses_character_n_grams_if_words_are_rare)
{
    char folder[64];
    new_folder(folder);
    write_languages(folder, "text", 1200, 3);
    write_languages(folder, "valid", 400, 4);
    struct bagtag_train_summary with, without;
    double accuracy_with = race_and_test(folder, "", "chars", "!none", &with);
    double accuracy_without = race_and_test(folder, "chars=none", "chars", "none", &without);
    ck_assert(with.race_accuracy > with.words_accuracy && with.words_accuracy > 0);
    ck_assert(without.words_accuracy < 0);
    ck_assert_msg(accuracy_with > accuracy_without + 0.05, "%g and %g", accuracy_with, accuracy_without);
    remove_all(folder);
}
END_TEST

/* 30 words for each of four labels, which begin with letters of the label, and noise, of which RARE percent is hardly
 * ever repeated. WRONG percent of the documents have a random label. */
static void write_topics(const char *folder, const char *name, uint32_t rare, uint32_t wrong)
{
    struct buffer out = {0};
    for (uint32_t i = 0; i < 1200; i++) {
        uint64_t state = i * UINT64_C(2654435769) + 99;
        uint32_t label = draw(&state, 4);
        buffer_format(&out, "__label__l%u",
                      rng_bits(10, 0, i) % 100 < wrong ? (uint32_t)rng_bits(10, 1, i) % 4 : label);
        for (int k = 0; k < 8; k++) {
            uint64_t word = draw(&state, 3) > 0 ? label * 100 + draw(&state, 30) : 1000 + draw(&state, 300);
            if (draw(&state, 100) < rare)
                word = 10000 + draw(&state, 100000);
            buffer_char(&out, ' ');
            for (int n = word < 1000 ? 3 : 0; n > 0; n--)
                buffer_char(&out, (char)('b' + (char)label));
            for (word = rng_bits(9, 0, word) >> 34; word > 0; word /= 26)
                buffer_char(&out, (char)('a' + (char)(word % 26)));
        }
        buffer_char(&out, '\n');
    }
    ck_assert(!out.failed);
    write_whole(folder, name, out.bytes, out.len);
    buffer_clear(&out);
}

START_TEST(a_race_chooses_no_character_n_grams_if_words_are_enough)
{
    char folder[64];
    new_folder(folder);
    write_topics(folder, "text", 0, 0);
    write_topics(folder, "valid", 0, 0);
    struct bagtag_train_summary summary;
    race_and_test(folder, "", "chars", "none", &summary);
    ck_assert(summary.words_accuracy < 0);
    remove_all(folder);
}
END_TEST

/* Beside words without weights, n-grams are so many that they would drown the words. */
START_TEST(a_race_chooses_character_n_grams_of_equal_accuracy_if_rows_are_weighted)
{
    char folder[64];
    new_folder(folder);
    write_topics(folder, "text", 0, 5);
    write_topics(folder, "valid", 0, 0);
    struct bagtag_train_summary summary;
    race_and_test(folder, "", "chars", "!none", &summary);
    race_and_test(folder, "weight=none", "chars", "none", &summary);
    remove_all(folder);
}
END_TEST

/* Words too rare for a row of their own must not leave character n-grams in documents that a race uses without them. */
START_TEST(rare_words_leave_no_character_n_grams_if_a_race_chooses_words_only)
{
    char folder[64], path[256];
    new_folder(folder);
    write_topics(folder, "text", 5, 0);
    struct bagtag_train_options *options = train_options("race=yes min-count=3 valid=20%");
    struct bagtag_train_summary summary;
    struct bagtag_model *model = train_file(in_folder(path, folder, "text"), options, &summary);
    check_setting(model, "chars", "none");
    ck_assert(summary.valid_accuracy > 0.5);
    bagtag_model_free(model);
    remove_all(folder);
}
END_TEST

/* A word in ideographs is a few tokens of one character each. */
START_TEST(a_race_on_ideographs_uses_longer_word_n_grams)
{
    struct buffer text = {0};
    for (uint32_t i = 0; i < 400; i++) {
        uint64_t state = i * UINT64_C(2654435769) + 7;
        uint32_t label = draw(&state, 2);
        buffer_format(&text, "__label__%u ", label);
        for (int k = 0; k < 12; k++) {
            char bytes[4];
            uint32_t at = draw(&state, 60); /* three in a row, in one order or the other */
            for (uint32_t c = 0; c < 3; c++)
                buffer_bytes(&text, bytes, utf8_encode(0x4e00 + (label ? at + c : at + 2 - c), bytes));
        }
        buffer_char(&text, '\n');
    }
    char folder[64];
    new_folder(folder);
    write_whole(folder, "text", text.bytes, text.len);
    write_whole(folder, "valid", text.bytes, text.len);
    buffer_clear(&text);
    struct bagtag_train_summary summary;
    race_and_test(folder, "", "ngrams", "4", &summary);
    remove_all(folder);
}
END_TEST

/* Saves MODEL to PATH and opens it again. Returns the error that refuses either, or NULL. */
static const char *save_and_open(const struct bagtag_model *model, const char *path)
{
    static struct bagtag_error error;
    struct bagtag_model *opened = NULL;
    enum bagtag_status status = bagtag_model_save(model, path, &error);
    if (status == BAGTAG_OK)
        status = bagtag_model_open(path, &opened, &error);
    bagtag_model_free(opened);
    return status == BAGTAG_OK ? NULL : error.sentence;
}

START_TEST(damaged_character_n_grams_are_named)
{
    char folder[64], path[256];
    new_folder(folder);
    write_languages(folder, "text", 50, 1);
    struct bagtag_error error;
    struct bagtag_model *model = train_file(in_folder(path, folder, "text"), train_options("chars=2-3"), NULL);
    in_folder(path, folder, "model");
    ck_assert_ptr_null(save_and_open(model, path));

    struct settings settings = model->settings;
    model->settings.buckets = 1;
    ck_assert_ptr_nonnull(strstr(save_and_open(model, path), "tensor \"char.ids\": expected at most 1 id, as"));
    model->settings.buckets = 0;
    ck_assert_ptr_nonnull(strstr(save_and_open(model, path), "\"buckets\": expected an integer from 1 to"));
    model->settings = settings;
    model->settings.chars_max = 9;
    ck_assert_ptr_nonnull(strstr(save_and_open(model, path), "\"chars.max\": expected an integer from 2 to 8"));
    model->settings = settings;
    model->settings.chars_min = 0;
    ck_assert_ptr_nonnull(strstr(save_and_open(model, path), "\"chars.min\": expected an integer from 1 to 8"));
    model->settings = settings;
    model->settings.chars_max = 0;
    ck_assert_ptr_nonnull(strstr(save_and_open(model, path), "embedding.weight"));
    model->settings = settings;

    model->owned_char_ids[1] = -1;
    ck_assert_ptr_null(save_and_open(model, path));
    ck_assert_int_eq(bagtag_model_verify(path, &error), BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "tensor \"char.ids\": expected ascending values below"));
    bagtag_model_free(model);
    remove_all(folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chars");
    TCase *tests = tcase_create("chars");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, held_out_documents_get_the_scores_that_test_gives_them, 0, 5);
    tcase_add_test(tests, a_race_chooses_character_n_grams_if_words_are_rare);
    tcase_add_test(tests, a_race_chooses_no_character_n_grams_if_words_are_enough);
    tcase_add_test(tests, a_race_chooses_character_n_grams_of_equal_accuracy_if_rows_are_weighted);
    tcase_add_test(tests, rare_words_leave_no_character_n_grams_if_a_race_chooses_words_only);
    tcase_add_test(tests, a_race_on_ideographs_uses_longer_word_n_grams);
    tcase_add_test(tests, damaged_character_n_grams_are_named);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
