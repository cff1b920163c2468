/* check_candidate.c - candidates keep every given setting, in trials and in training */
/* SPDX-License-Identifier: MIT */
#include "fit/candidate.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "model/settings_table.h"
#include "model/settings_text.h"
#include "support/suite.h"

static const struct candidate some[] = {
    {.weight = WEIGHT_NONE},
    {.weight = WEIGHT_IDF, .has_ngrams = true, .decay = 0.003},
    {.weight = WEIGHT_GAIN, .decay = 0.0003, .chars_min = 2, .chars_max = 4},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.01, .loss = LOSS_OVA},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.0001, .layer = LAYER_IDENTITY},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.0001, .layer = LAYER_CODES},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.0001, .dropout = 0.7, .chars_min = 2, .chars_max = 4},
};

/* Gives the setting ID a value that is not its default. */
static void give(struct settings *settings, enum setting_id id, char text[BAGTAG_SETTING_BYTES])
{
    const struct bagtag_setting *about = &settings_table[id].about;
    const char *last = "";
    for (size_t c = 0; about->choices && about->choices[c]; c++)
        last = about->choices[c];
    switch (about->kind) {
    case BAGTAG_SWITCH:
        strcpy(text, settings_number(settings, id) > 0 ? "no" : "yes");
        break;
    case BAGTAG_CHOICE:
        strcpy(text, last);
        break;
    case BAGTAG_WHOLE:
        strcpy(text, "3");
        break;
    case BAGTAG_REAL:
        strcpy(text, "0.25");
        break;
    case BAGTAG_TEXT:
        strcpy(text, id == SETTING_CHARS       ? "3-3"
                     : id == SETTING_VALID     ? "25%"
                     : id == SETTING_DELIMITER ? ";"
                                               : "label:");
        break;
    }
    ck_assert_int_eq(settings_set(settings, id, text, NULL), BAGTAG_OK);
    ck_assert(!settings_is_initial(settings, id));
}

static void check_same(const struct settings *settings, enum setting_id id, const char *want)
{
    char scratch[BAGTAG_SETTING_BYTES];
    ck_assert_msg(strcmp(settings_text(settings, id, scratch), want) == 0, "%s is %s where %s is given",
                  settings_table[id].about.name, settings_text(settings, id, scratch), want);
}

START_TEST(candidates_keep_given_settings_in_trials_and_training)
{
    enum setting_id id = (enum setting_id)_i;
    for (size_t c = 0; c < sizeof some / sizeof *some; c++) {
        char text[BAGTAG_SETTING_BYTES];
        struct settings settings;
        settings_init(&settings);
        if (id == SETTING_FREEZE || id == SETTING_PRETRAINED_ALL) /* these need pretrained vectors */
            ck_assert_int_eq(settings_set(&settings, SETTING_PRETRAINED, "words.vec", NULL), BAGTAG_OK);
        give(&settings, id, text);
        struct corpus_contents contents = {.max_ngram = id == SETTING_NGRAMS ? settings.ngrams : 2};
        contents.train.n_documents = 1000;
        contents.labels.n_words = 3;
        struct candidate candidate = candidate_around(some[c], &settings);
        struct settings trained = candidate_settings(&candidate, &settings, &contents);
        struct settings tried = candidate_trial(&candidate, &settings, &contents, 800);
        check_same(&trained, id, text);
        check_same(&tried, id, text);
        if (id == SETTING_FEATURES || id == SETTING_RECIPE) { /* not allowed in a race */
            settings.race = true;
            ck_assert_int_eq(settings_check(&settings, NULL), BAGTAG_ARGUMENT);
        } else
            ck_assert_int_eq(settings_check(&trained, NULL), BAGTAG_OK);
    }
}
END_TEST

/* Only the final model is trained that wide and that long. */
START_TEST(candidates_are_tried_with_fewer_dimensions_and_epochs_than_given)
{
    struct settings settings;
    struct corpus_contents contents = {.max_ngram = 2};
    contents.train.n_documents = 1000;
    settings_init(&settings);
    ck_assert_int_eq(settings_set(&settings, SETTING_DIM, "300", NULL), BAGTAG_OK);
    ck_assert_int_eq(settings_set(&settings, SETTING_EPOCHS, "500", NULL), BAGTAG_OK);
    struct settings tried = candidate_trial(&some[0], &settings, &contents, 800);
    struct settings trained = candidate_settings(&some[0], &settings, &contents);
    ck_assert_uint_eq(tried.dim, 32);
    ck_assert_uint_eq(tried.epochs, 20);
    ck_assert_uint_eq(trained.dim, 300);
    ck_assert_uint_eq(trained.epochs, 500);
}
END_TEST

START_TEST(width_epochs_and_rate_depend_on_labels_documents_and_loss)
{
    static const struct {
        size_t n_labels, n_documents;
        uint32_t dim, epochs;
    } expected[] = {{4, 1000, 64, 20},    {4, 3000, 64, 14},     {4, 6000, 16, 7},     {8, 20000, 16, 7},
                    {32, 20000, 32, 7},   {33, 20000, 64, 7},    {33, 60000, 64, 6},   {33, 100000, 32, 4},
                    {4, 100000, 16, 4},   {256, 1000000, 32, 2}, {300, 20000, 128, 7}, {127, 180000, 32, 4},
                    {300, 100000, 128, 7}};
    struct candidate usual = {.weight = WEIGHT_GAIN}, thinned = usual, ova = usual, narrow = usual;
    struct settings settings;
    thinned.dropout = 0.5;
    ova.loss = LOSS_OVA;
    narrow.loss = LOSS_OVA;
    narrow.layer = LAYER_IDENTITY;
    settings_init(&settings);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct corpus_contents contents = {.max_ngram = 2};
        contents.train.n_documents = expected[i].n_documents;
        contents.labels.n_words = expected[i].n_labels;
        struct settings chosen = candidate_settings(&usual, &settings, &contents);
        ck_assert_uint_eq(chosen.dim, expected[i].dim);
        ck_assert_uint_eq(chosen.epochs, expected[i].epochs);
        ck_assert_double_eq(chosen.learning_rate, 0.5);
        uint32_t twice = 2 * expected[i].epochs;
        ck_assert_uint_eq(candidate_settings(&thinned, &settings, &contents).epochs, twice < 20 ? twice : 20);
        ck_assert_double_eq(candidate_settings(&ova, &settings, &contents).learning_rate, 0.5);
        ck_assert_double_eq(candidate_settings(&narrow, &settings, &contents).learning_rate, 1.0);
        ck_assert_uint_eq(candidate_settings(&narrow, &settings, &contents).dim, expected[i].n_labels);
    }
}
END_TEST

START_TEST(layers_that_start_at_zero_are_trained_longer_and_faster)
{
    static const struct {
        size_t n_documents;
        uint32_t epochs;
    } expected[] = {{1000, 40}, {3000, 20}, {20000, 10}, {100000, 6}, {1000000, 2}};
    struct candidate plain = {.weight = WEIGHT_NONE}, narrow = {.weight = WEIGHT_GAIN};
    struct settings settings, few_columns;
    plain.loss = narrow.loss = LOSS_OVA;
    settings_init(&settings);
    settings_init(&few_columns);
    ck_assert_int_eq(settings_set(&few_columns, SETTING_DIM, "15", NULL), BAGTAG_OK);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct corpus_contents contents = {.max_ngram = 2};
        contents.train.n_documents = expected[i].n_documents;
        contents.labels.n_words = 33;
        struct settings chosen = candidate_settings(&plain, &settings, &contents);
        ck_assert_uint_eq(chosen.epochs, expected[i].epochs);
        ck_assert_double_eq(chosen.learning_rate, 1.0);
        chosen = candidate_settings(&narrow, &few_columns, &contents);
        ck_assert_uint_eq(chosen.epochs, expected[i].epochs);
        ck_assert_double_eq(chosen.learning_rate, 1.0);
    }
}
END_TEST

/* Fixed codes need more columns than learned ones, in trials too. */
START_TEST(labels_that_keep_their_codes_get_more_columns)
{
    static const struct {
        size_t n_labels, n_documents;
        uint32_t dim, tried;
    } expected[] = {{33, 1000, 64, 32}, {256, 100000, 64, 32}, {257, 1000, 256, 128}, {700, 100000, 256, 128}};
    struct candidate fixed = some[0];
    struct settings settings;
    fixed.layer = LAYER_CODES;
    settings_init(&settings);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct corpus_contents contents = {.max_ngram = 2};
        contents.train.n_documents = expected[i].n_documents;
        contents.labels.n_words = expected[i].n_labels;
        ck_assert_uint_eq(candidate_settings(&fixed, &settings, &contents).dim, expected[i].dim);
        ck_assert_uint_eq(candidate_trial(&fixed, &settings, &contents, 800).dim, expected[i].tried);
    }
}
END_TEST

START_TEST(no_candidate_has_a_setting_without_effect)
{
    struct settings settings;
    settings_init(&settings);
    for (int bag = BAG_MEAN; bag <= BAG_MAX; bag++)
        for (size_t c = 0; c < sizeof some / sizeof *some; c++) {
            settings.bag = (enum bag)bag;
            struct candidate candidate = candidate_around(some[c], &settings);
            ck_assert(candidate.weight == WEIGHT_NONE || bag != BAG_MAX);
            ck_assert(candidate.decay == 0.0 || candidate.weight != WEIGHT_NONE);
            ck_assert(candidate.dropout == 0.0 || bag == BAG_MEAN);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("candidate");
    TCase *tests = tcase_create("candidate");
    tcase_add_loop_test(tests, candidates_keep_given_settings_in_trials_and_training, 0, N_SETTINGS);
    tcase_add_test(tests, candidates_are_tried_with_fewer_dimensions_and_epochs_than_given);
    tcase_add_test(tests, width_epochs_and_rate_depend_on_labels_documents_and_loss);
    tcase_add_test(tests, layers_that_start_at_zero_are_trained_longer_and_faster);
    tcase_add_test(tests, labels_that_keep_their_codes_get_more_columns);
    tcase_add_test(tests, no_candidate_has_a_setting_without_effect);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
