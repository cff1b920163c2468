/* check_settings.c - the table of settings, and its values as text */
/* SPDX-License-Identifier: MIT */
#include "model/settings_text.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/settings_table.h"
#include "support/suite.h"

static struct settings initial(void)
{
    struct settings settings;
    settings_init(&settings);
    return settings;
}

/* Checks that TEXT is accepted, then counts as given, and reads back the same. */
static void check_taken(enum setting_id id, const char *text)
{
    char scratch[BAGTAG_SETTING_BYTES];
    struct bagtag_error error = {""};
    struct settings settings = initial();
    const char *name = settings_table[id].about.name;
    ck_assert_msg(settings_set(&settings, id, text, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_msg(strcmp(settings_text(&settings, id, scratch), text) == 0, "%s: %s is %s", name, text, scratch);
    bool is_auto = id == SETTING_LOWER && strcmp(text, "auto") == 0;
    ck_assert_msg(settings_is_given(&settings, id) != is_auto, "%s", name);
}

static void check_refused(enum setting_id id, const char *text, const char *sentence)
{
    struct bagtag_error error = {""};
    struct settings settings = initial(), before = settings;
    ck_assert_int_eq(settings_set(&settings, id, text, &error), BAGTAG_ARGUMENT);
    if (sentence)
        ck_assert_str_eq(error.sentence, sentence);
    const char *name = settings_table[id].about.name;
    ck_assert_msg(strncmp(error.sentence, name, strlen(name)) == 0 && strstr(error.sentence, ": expected ") &&
                      strstr(error.sentence, "; found "),
                  "%s", error.sentence);
    ck_assert_int_eq(memcmp(&settings, &before, sizeof settings), 0);
}

/* ---- the table --------------------------------------------------------------------------------------------- */

START_TEST(every_row_has_what_help_needs)
{
    const struct setting *row = &settings_table[_i];
    const struct bagtag_setting *about = &row->about;
    ck_assert_ptr_eq(bagtag_setting_at((size_t)_i), about);
    ck_assert_ptr_eq(bagtag_setting_find(about->name), about);
    ck_assert(about->initial && about->heading && about->help);
    ck_assert_msg((about->kind == BAGTAG_SWITCH) == (about->argument == NULL), "%s", about->name);
    ck_assert_msg((about->kind == BAGTAG_SWITCH) == (about->help_no != NULL), "%s", about->name);
    ck_assert_msg((about->kind == BAGTAG_CHOICE) == (about->choices != NULL), "%s", about->name);
    ck_assert_msg((about->kind == BAGTAG_TEXT) == (row->expects != NULL), "%s", about->name);
    ck_assert_msg((row->section == SECTION_NONE) == (row->key == NULL), "%s", about->name);
    ck_assert_msg(about->is_searched == (row->n_searched > 0), "%s", about->name);
    ck_assert_msg(about->is_tuned || !about->is_searched, "%s", about->name);
    ck_assert_uint_le(row->n_searched, SETTING_MAX_SEARCHED);
}
END_TEST

START_TEST(there_is_no_setting_beyond_the_table)
{
    ck_assert_ptr_null(bagtag_setting_at(N_SETTINGS));
    ck_assert_ptr_null(bagtag_setting_find("lrs"));
    ck_assert_ptr_null(bagtag_setting_find(NULL));
}
END_TEST

START_TEST(formats_are_those_of_files_with_labels)
{
    const char *const *choices = settings_table[SETTING_FORMAT].about.choices;
    for (size_t i = 0; i < FORMAT_TEXT; i++)
        ck_assert_str_eq(choices[i], format_names[i]);
    ck_assert_ptr_null(choices[FORMAT_TEXT]);
}
END_TEST

/* ---- values as text ---------------------------------------------------------------------------------------- */

START_TEST(the_default_is_a_valid_value)
{
    enum setting_id id = (enum setting_id)_i;
    struct settings settings = initial();
    ck_assert(settings_is_initial(&settings, id));
    ck_assert(!settings_is_given(&settings, id));
    check_taken(id, settings_table[id].about.initial);
}
END_TEST

START_TEST(every_choice_and_the_ends_of_every_range_are_values)
{
    enum setting_id id = (enum setting_id)_i;
    const struct bagtag_setting *about = &settings_table[id].about;
    char text[64];
    for (size_t i = 0; about->choices && about->choices[i]; i++)
        check_taken(id, about->choices[i]);
    if (about->none)
        check_taken(id, about->none);
    if (about->kind == BAGTAG_SWITCH) {
        check_taken(id, "yes");
        check_taken(id, "no");
    }
    if (about->kind != BAGTAG_WHOLE && about->kind != BAGTAG_REAL)
        return;
    for (int end = about->is_above_low; end < 2; end++) {
        double value = end ? about->high : about->low;
        if (value < 0x1p64)
            (void)snprintf(text, sizeof text, "%.15g", value);
        else
            strcpy(text, "18446744073709551615");
        check_taken(id, text);
    }
}
END_TEST

START_TEST(an_invalid_value_is_refused_and_changes_nothing)
{
    enum setting_id id = (enum setting_id)_i;
    const struct bagtag_setting *about = &settings_table[id].about;
    char text[64];
    check_refused(id, NULL, NULL);
    check_refused(id, "", NULL);
    if (about->kind == BAGTAG_TEXT)
        return;
    check_refused(id, "nonsense", NULL);
    check_refused(id, "1 ", NULL);
    if (about->kind != BAGTAG_WHOLE && about->kind != BAGTAG_REAL)
        return;
    check_refused(id, "nan", NULL);
    check_refused(id, "-1", NULL);
    check_refused(id, "1e999", NULL);
    (void)snprintf(text, sizeof text, "%.15g", about->is_above_low ? about->low : about->low - 1);
    check_refused(id, text, NULL);
    (void)snprintf(text, sizeof text, "%.15g", about->high + (about->high < 1e9 ? 1 : about->high));
    check_refused(id, text, NULL);
}
END_TEST

START_TEST(a_sentence_says_what_was_expected_and_found)
{
    check_refused(SETTING_LR, "0", "lr: expected a number above 0 and at most 100; found '0'");
    check_refused(SETTING_DECAY, "2", "decay: expected a number from 0 to 1; found '2'");
    check_refused(SETTING_DIM, "wide", "dim: expected a whole number from 1 to 4096; found 'wide'");
    check_refused(SETTING_SEED, "-1", "seed: expected a whole number from 0 to 18446744073709551615; found '-1'");
    check_refused(SETTING_BATCH, "0", "batch: expected a whole number from 1 to 1024 or auto; found '0'");
    check_refused(SETTING_THRESHOLD, "1.5", "threshold: expected a number from 0 to 1 or none; found '1.5'");
    check_refused(SETTING_BAG, "median", "bag: expected mean, sum or max; found 'median'");
    check_refused(SETTING_LOWER, "maybe", "lower: expected yes, no or auto; found 'maybe'");
    check_refused(SETTING_CHARS, "4-2", "chars: expected MIN-MAX with 1 <= MIN <= MAX <= 8, or none; found '4-2'");
    check_refused(SETTING_VALID, "100%", "valid: expected FILE or a share above 0% and below 100%; found '100%'");
    check_refused(SETTING_LABEL_PREFIX, "a b", "label-prefix: expected text without white space; found 'a b'");
    check_refused(SETTING_FORMAT, NULL, "format: expected auto, fasttext, tsv, jsonl or csv; found nothing");
}
END_TEST

static const struct {
    enum setting_id id;
    const char *text, *printed;
} forms[] = {
    {SETTING_CHARS, "2-4", "2-4"},
    {SETTING_CHARS, "3", "3-3"},
    {SETTING_VALID, "10%", "10%"},
    {SETTING_VALID, "2.50%", "2.5%"},
    {SETTING_VALID, "a%", "a%"},
    {SETTING_VALID, "%", "%"},
    {SETTING_VALID, "./10%", "./10%"},
    {SETTING_LR, "5e-1", "0.5"},
    {SETTING_DECAY, ".00001", "0.00001"},
    {SETTING_SEED, "9007199254740993", "9007199254740993"},
    {SETTING_LABEL_PREFIX, "\xc3\xa9", "\xc3\xa9"},
};

START_TEST(a_value_is_printed_in_its_shortest_form)
{
    char scratch[BAGTAG_SETTING_BYTES];
    struct settings settings = initial();
    ck_assert_int_eq(settings_set(&settings, forms[_i].id, forms[_i].text, NULL), BAGTAG_OK);
    ck_assert_str_eq(settings_text(&settings, forms[_i].id, scratch), forms[_i].printed);
    check_taken(forms[_i].id, forms[_i].printed);
}
END_TEST

START_TEST(lengths_and_shares_out_of_range_are_refused)
{
    static const char *const lengths[] = {"0", "9", "0-3", "3-9", "3-", "-3", "a", "3-2", "1000-2", "none-", "1-2-3"};
    static const char *const shares[] = {"0%", "-1%", "100%", "1e3%"};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        check_refused(SETTING_CHARS, lengths[i], NULL);
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        check_refused(SETTING_VALID, shares[i], NULL);
    check_refused(SETTING_LABEL_PREFIX, "\xff", NULL);
}
END_TEST

/* ---- values as numbers ------------------------------------------------------------------------------------- */

START_TEST(searched_values_are_valid_and_read_back_exactly)
{
    const struct setting *row = &settings_table[_i];
    enum setting_id id = (enum setting_id)_i;
    for (size_t i = 0; i < row->n_searched; i++) {
        char scratch[BAGTAG_SETTING_BYTES];
        struct settings settings = initial(), again = settings;
        settings_set_number(&settings, id, row->searched[i]);
        const char *text = settings_text(&settings, id, scratch);
        ck_assert_uint_lt(strlen(text), 8);
        ck_assert_int_eq(settings_set(&again, id, text, NULL), BAGTAG_OK);
        ck_assert_double_eq(settings_number(&again, id), row->searched[i]);
        ck_assert(i == 0 || row->searched[i] >= row->searched[i - 1]);
    }
}
END_TEST

START_TEST(a_number_out_of_range_is_refused_as_its_text_is)
{
    struct bagtag_error error = {""};
    ck_assert_int_eq(settings_check_number(SETTING_NGRAMS, 8, &error), BAGTAG_OK);
    ck_assert_int_eq(settings_check_number(SETTING_NGRAMS, 9, &error), BAGTAG_ARGUMENT);
    ck_assert_str_eq(error.sentence, "ngrams: expected a whole number from 1 to 8; found 9");
    ck_assert_int_eq(settings_check_number(SETTING_LR, strtod("nan", NULL), &error), BAGTAG_ARGUMENT);
}
END_TEST

/* ---- settings that depend on others ------------------------------------------------------------------------ */

START_TEST(case_folding_is_as_given_or_else_as_usual_for_the_tokenizer)
{
    char scratch[BAGTAG_SETTING_BYTES];
    struct settings settings = initial();
    ck_assert(settings.tokenizer.lower);
    ck_assert_int_eq(settings_set(&settings, SETTING_TOKENIZER, "whitespace", NULL), BAGTAG_OK);
    ck_assert(!settings.tokenizer.lower && !settings_is_given(&settings, SETTING_LOWER));
    ck_assert_int_eq(settings_set(&settings, SETTING_LOWER, "no", NULL), BAGTAG_OK);
    ck_assert_int_eq(settings_set(&settings, SETTING_TOKENIZER, "bert", NULL), BAGTAG_OK);
    ck_assert(!settings.tokenizer.lower);
    ck_assert_str_eq(settings_text(&settings, SETTING_LOWER, scratch), "no");
    ck_assert_int_eq(settings_set(&settings, SETTING_LOWER, "auto", NULL), BAGTAG_OK);
    ck_assert(settings.tokenizer.lower);
}
END_TEST

START_TEST(given_settings_override_a_recipe_in_any_order)
{
    char scratch[BAGTAG_SETTING_BYTES];
    struct settings settings = initial(), plain = settings;
    ck_assert_int_eq(settings_set(&settings, SETTING_DIM, "20", NULL), BAGTAG_OK);
    ck_assert_int_eq(settings_set(&settings, SETTING_RECIPE, "fasttext", NULL), BAGTAG_OK);
    ck_assert_int_eq(settings_set(&settings, SETTING_EPOCHS, "7", NULL), BAGTAG_OK);
    ck_assert_str_eq(settings_text(&settings, SETTING_TOKENIZER, scratch), "whitespace");
    ck_assert_str_eq(settings_text(&settings, SETTING_LR, scratch), "0.1");
    ck_assert(settings.dim == 20 && settings.epochs == 7 && !settings.tokenizer.lower);
    ck_assert(!settings_is_given(&settings, SETTING_LR));
    ck_assert_int_eq(settings_set(&settings, SETTING_RECIPE, "none", NULL), BAGTAG_OK);
    ck_assert(settings.dim == 20 && settings.epochs == 7 && settings.tokenizer.lower);
    ck_assert_double_eq(settings.learning_rate, plain.learning_rate);
}
END_TEST

START_TEST(a_held_out_file_replaces_a_share_and_vice_versa)
{
    struct settings settings = initial();
    ck_assert_int_eq(settings_set(&settings, SETTING_VALID, "10%", NULL), BAGTAG_OK);
    ck_assert_int_eq(settings_set(&settings, SETTING_VALID, "held.txt", NULL), BAGTAG_OK);
    ck_assert(settings.valid_percent == 0 && strcmp(settings.valid_file, "held.txt") == 0);
    ck_assert_int_eq(settings_set(&settings, SETTING_VALID, "none", NULL), BAGTAG_OK);
    ck_assert(settings.valid_percent == 0 && settings.valid_file == NULL);
}
END_TEST

START_TEST(conflicting_settings_are_refused)
{
    struct bagtag_error error = {""};
    struct settings settings = initial();
    ck_assert_int_eq(settings_check(&settings, &error), BAGTAG_OK);
    ck_assert_int_eq(settings_set(&settings, SETTING_RECIPE, "fasttext", NULL), BAGTAG_OK);
    ck_assert_int_eq(settings_check(&settings, &error), BAGTAG_OK);
    ck_assert_int_eq(settings_set(&settings, SETTING_RACE, "yes", NULL), BAGTAG_OK);
    ck_assert_int_eq(settings_check(&settings, &error), BAGTAG_ARGUMENT);
    ck_assert_str_eq(error.sentence, "race: expected no with --recipe fasttext; found 'yes'");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("settings");
    TCase *tests = tcase_create("settings");
    tcase_add_loop_test(tests, every_row_has_what_help_needs, 0, N_SETTINGS);
    tcase_add_test(tests, there_is_no_setting_beyond_the_table);
    tcase_add_test(tests, formats_are_those_of_files_with_labels);
    tcase_add_loop_test(tests, the_default_is_a_valid_value, 0, N_SETTINGS);
    tcase_add_loop_test(tests, every_choice_and_the_ends_of_every_range_are_values, 0, N_SETTINGS);
    tcase_add_loop_test(tests, an_invalid_value_is_refused_and_changes_nothing, 0, N_SETTINGS);
    tcase_add_test(tests, a_sentence_says_what_was_expected_and_found);
    tcase_add_loop_test(tests, a_value_is_printed_in_its_shortest_form, 0, sizeof forms / sizeof *forms);
    tcase_add_test(tests, lengths_and_shares_out_of_range_are_refused);
    tcase_add_loop_test(tests, searched_values_are_valid_and_read_back_exactly, 0, N_SETTINGS);
    tcase_add_test(tests, a_number_out_of_range_is_refused_as_its_text_is);
    tcase_add_test(tests, case_folding_is_as_given_or_else_as_usual_for_the_tokenizer);
    tcase_add_test(tests, given_settings_override_a_recipe_in_any_order);
    tcase_add_test(tests, a_held_out_file_replaces_a_share_and_vice_versa);
    tcase_add_test(tests, conflicting_settings_are_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
