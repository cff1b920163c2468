/* check_small_data.c - what is chosen if documents are few, or copies, or their words hardly ever recur */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <check.h>
#include <string.h>

#include "base/rng.h"
#include "support/corpus_text.h"
#include "support/suite.h"

static char folder[64];

static void set_up(void)
{
    new_folder(folder);
}

static void tear_down(void)
{
    remove_all(folder);
}

/* Trains a race on TEXT with OPTIONS fixed; clears TEXT. */
static struct bagtag_model *train_on(struct buffer *text, const char *options, struct bagtag_train_summary *summary)
{
    char path[256];
    struct bagtag_train_options *all = train_options("race=yes");
    if (*options)
        set_options(all, "%s", options);
    write_whole(folder, "text", text->bytes, text->len);
    buffer_clear(text);
    return train_file(in_folder(path, folder, "text"), all, summary);
}

static const char *best_label(const struct bagtag_model *model, const char *text)
{
    struct bagtag_predictor *predictor = NULL;
    struct bagtag_prediction best = {0};
    size_t n = 0;
    ck_assert_int_eq(bagtag_predictor_new(model, &predictor, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_predict(predictor, text, strlen(text), 1, &best, &n, NULL), BAGTAG_OK);
    bagtag_predictor_free(predictor);
    ck_assert_uint_eq(n, 1);
    return bagtag_model_label(model, best.label);
}

static double temperature_of(const struct bagtag_model *model)
{
    char scratch[BAGTAG_SETTING_BYTES];
    return atof(bagtag_model_setting(model, "temperature", scratch));
}

/* Ten of 3000 words, drawn by NUMBER. */
static void add_random_text(struct buffer *text, uint64_t number)
{
    for (uint64_t k = 0; k < 10; k++)
        buffer_format(text, " word%u", (unsigned)(rng_bits(5, number, k) % 3000));
    buffer_char(text, '\n');
}

/* A model that memorised the copies would be right about all the held-out ones. */
START_TEST(duplicates_do_not_raise_the_expected_accuracy)
{
    struct buffer text = {0};
    struct bagtag_train_summary summary;
    for (uint64_t i = 0; i < 600; i++) {
        buffer_format(&text, "__label__%u", (unsigned)(rng_bits(6, 0, i % 60) % 4));
        add_random_text(&text, i % 60);
    }
    struct bagtag_model *model = train_on(&text, "", &summary);
    ck_assert_double_lt(summary.race_accuracy, 0.5);
    ck_assert_double_lt(summary.expected_accuracy, 0.5);
    ck_assert_uint_eq(summary.n_calibrated, 600);
    ck_assert_double_gt(temperature_of(model), 1.5);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_single_text_repeated_many_times_can_be_trained_on)
{
    struct buffer text = {0};
    struct bagtag_train_summary summary;
    for (unsigned i = 0; i < 100; i++)
        buffer_format(&text, "__label__%u the same words\n", i % 2);
    struct bagtag_model *model = train_on(&text, "", &summary);
    check_setting(model, "weight", "gain");
    ck_assert_double_eq(temperature_of(model), 1);
    bagtag_model_free(model);
}
END_TEST

/* One text per label, two, and many labels of one text beside a few of thirty: every label has words of its own. No
 * candidate is right about any document, or none about more than the others. */
static const struct {
    const char *name;
    unsigned n_labels, n_texts, n_large, n_texts_of_large;
} sparse[] = {
    {"one text a label", 250, 1, 0, 0},
    {"two texts a label", 300, 2, 0, 0},
    {"small labels beside large ones", 300, 1, 10, 30},
    {"few labels of one text", 30, 1, 0, 0},
};

START_TEST(labels_with_very_few_texts_get_the_small_data_settings)
{
    struct buffer text = {0};
    struct bagtag_train_summary summary;
    for (unsigned label = 0; label < sparse[_i].n_labels + sparse[_i].n_large; label++) {
        unsigned n = label < sparse[_i].n_labels ? sparse[_i].n_texts : sparse[_i].n_texts_of_large;
        for (unsigned k = 0; k < n; k++) {
            buffer_format(&text, "__label__%u own%u only%ux%u of%u", label, label, label, k, label);
            add_random_text(&text, 1000 * label + k);
        }
    }
    struct bagtag_model *model = train_on(&text, "", &summary);
    check_setting(model, "weight", "gain");
    check_setting(model, "dim", "64");
    check_setting(model, "bias", "prior");
    ck_assert_double_lt(temperature_of(model), 10.01);
    unsigned n_right = 0;
    for (unsigned label = 0; label < sparse[_i].n_labels; label++) {
        char words[32], want[16];
        (void)snprintf(words, sizeof words, "of%u own%u", label, label);
        (void)snprintf(want, sizeof want, "%u", label);
        n_right += strcmp(best_label(model, words), want) == 0;
    }
    ck_assert_msg(n_right * 10 >= sparse[_i].n_labels * 8, "%s: %u of %u", sparse[_i].name, n_right,
                  sparse[_i].n_labels);
    bagtag_model_free(model);
}
END_TEST

/* One text per label, so that nothing can be measured; and too few texts to hold any out. In bags without weights,
 * character n-grams would drown the words. */
static const struct {
    unsigned n_texts, n_words;
    const char *given, *chars;
} unmeasurable[] = {{60, 8, "", "2-5"},
                    {60, 80, "", "2-5"},
                    {60, 8, "chars=none", "none"},
                    {60, 8, "chars=3", "3-3"},
                    {60, 8, "weight=none", "none"},
                    {8, 8, "", "2-5"},
                    {8, 80, "", "2-5"},
                    {8, 8, "chars=none", "none"},
                    {8, 8, "bag=max", "none"}};

START_TEST(unmeasurable_data_gets_character_n_grams_if_rows_are_weighted)
{
    struct buffer text = {0};
    struct bagtag_train_summary summary;
    for (unsigned label = 0; label < unmeasurable[_i].n_texts; label++) {
        buffer_format(&text, "__label__%u", label);
        for (unsigned k = 0; k < unmeasurable[_i].n_words; k++)
            buffer_format(&text, " word%u", (unsigned)(rng_bits(8, label, k) % 900));
        buffer_char(&text, '\n');
    }
    struct bagtag_model *model = train_on(&text, unmeasurable[_i].given, &summary);
    check_setting(model, "chars", unmeasurable[_i].chars);
    bagtag_model_free(model);
}
END_TEST

/* The number of documents alone decides nothing: the same settings are chosen on both sides of former thresholds. */
START_TEST(one_more_document_does_not_change_the_settings)
{
    static const unsigned numbers[] = {19, 199, 999};
    char scratch[BAGTAG_SETTING_BYTES], chosen[2][4][BAGTAG_SETTING_BYTES];
    static const char *const names[] = {"weight", "ngrams", "chars", "decay"};
    for (unsigned more = 0; more < 2; more++) {
        struct buffer text = {0};
        struct bagtag_train_summary summary;
        for (unsigned i = 0; i < numbers[_i] + more; i++) {
            buffer_format(&text, "__label__%u topic%u", i % 3, i % 3);
            add_random_text(&text, i);
        }
        struct bagtag_model *model = train_on(&text, "", &summary);
        for (size_t s = 0; s < 4; s++)
            strcpy(chosen[more][s], bagtag_model_setting(model, names[s], scratch));
        bagtag_model_free(model);
    }
    for (size_t s = 0; s < 4; s++)
        ck_assert_str_eq(chosen[0][s], chosen[1][s]);
}
END_TEST

/* Part of each text shows the label, and no word occurs twice: phrases in a script without spaces, and one-word
 * documents. */
static void add_unspaced(struct buffer *text, uint64_t i, bool is_long)
{
    static const char *const signs[] = {"\xe0\xb8\x94\xe0\xb8\xb5", "\xe0\xb9\x81\xe0\xb8\xa2\xe0\xb9\x88"};
    uint64_t label = rng_bits(7, 0, i) % 2;
    buffer_format(text, "__label__%u ", (unsigned)label);
    for (uint64_t k = 0; k < (is_long ? 14 : 5); k++) {
        if (k == rng_bits(7, 1, i) % 5)
            buffer_text(text, is_long ? signs[label] : label ? "zq" : "jx");
        else if (is_long)
            buffer_format(text, "\xe0\xb8%c", (int)(0x81 + rng_bits(7, 2 + k, i) % 40));
        else
            buffer_char(text, (char)('a' + rng_bits(7, 2 + k, i) % 9));
    }
    buffer_char(text, '\n');
}

static const struct {
    unsigned n_documents;
    bool is_long;
} unspaced[] = {{12, true}, {12, false}, {150, true}, {150, false}, {600, true}, {600, false}};

START_TEST(unspaced_text_gets_character_n_grams)
{
    struct buffer text = {0};
    struct bagtag_train_summary summary;
    char scratch[BAGTAG_SETTING_BYTES];
    for (uint64_t i = 0; i < unspaced[_i].n_documents; i++)
        add_unspaced(&text, i, unspaced[_i].is_long);
    struct bagtag_model *model = train_on(&text, "", &summary);
    ck_assert_str_ne(bagtag_model_setting(model, "chars", scratch), "none");
    bagtag_model_free(model);
}
END_TEST

START_TEST(unspaced_text_gets_no_character_n_grams_if_they_are_turned_off)
{
    struct buffer text = {0};
    struct bagtag_train_summary summary;
    for (uint64_t i = 0; i < 150; i++)
        add_unspaced(&text, i, true);
    struct bagtag_model *model = train_on(&text, "chars=none", &summary);
    check_setting(model, "chars", "none");
    bagtag_model_free(model);
}
END_TEST

/* Two texts per label, which contain its name. */
START_TEST(learned_label_names_change_neither_the_held_out_texts_nor_the_width)
{
    struct bagtag_train_summary summaries[2];
    struct bagtag_model *models[2];
    const char *const options[] = {
        "ngrams=1 chars=none layer=trained dropout=0 weight=gain decay=0.0003 epochs=1",
        "ngrams=1 chars=none layer=trained dropout=0 weight=gain decay=0.0003 epochs=1 label-texts=no"};
    for (size_t m = 0; m < 2; m++) {
        struct buffer text = {0};
        for (unsigned i = 0; i < 3400; i++)
            buffer_format(&text, "__label__name%u name%u in %u texts%s\n", i / 2, i / 2, i, i % 10 ? "" : " of name");
        models[m] = train_on(&text, options[m], &summaries[m]);
    }
    char scratch[2][BAGTAG_SETTING_BYTES];
    ck_assert_uint_eq(summaries[0].label_texts, 1700);
    ck_assert_uint_eq(summaries[1].label_texts, 0);
    ck_assert_uint_eq(summaries[0].words, summaries[1].words);
    ck_assert_uint_eq(summaries[0].n_calibrated, summaries[1].n_calibrated);
    ck_assert_uint_eq(summaries[0].n_learned_from, summaries[1].n_learned_from);
    ck_assert_str_eq(bagtag_model_setting(models[0], "dim", scratch[0]),
                     bagtag_model_setting(models[1], "dim", scratch[1]));
    bagtag_model_free(models[0]);
    bagtag_model_free(models[1]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("few");
    TCase *tests = tcase_create("few");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    if (!HAS_THREAD_SANITIZER) { /* these run on one thread */
        tcase_add_test(tests, duplicates_do_not_raise_the_expected_accuracy);
        tcase_add_test(tests, a_single_text_repeated_many_times_can_be_trained_on);
        tcase_add_loop_test(tests, labels_with_very_few_texts_get_the_small_data_settings, 0,
                            sizeof sparse / sizeof *sparse);
        tcase_add_loop_test(tests, unmeasurable_data_gets_character_n_grams_if_rows_are_weighted, 0,
                            sizeof unmeasurable / sizeof *unmeasurable);
        tcase_add_loop_test(tests, one_more_document_does_not_change_the_settings, 0, 3);
        tcase_add_loop_test(tests, unspaced_text_gets_character_n_grams, 0, sizeof unspaced / sizeof *unspaced);
        tcase_add_test(tests, unspaced_text_gets_no_character_n_grams_if_they_are_turned_off);
    }
    tcase_add_test(tests, learned_label_names_change_neither_the_held_out_texts_nor_the_width);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
