/* check_space.c - the settings that a search draws */
/* SPDX-License-Identifier: MIT */
#include "fit/space.h"

#include <check.h>

#include "base/rng.h"
#include "model/settings_table.h"
#include "model/settings_text.h"
#include "support/suite.h"

static bool is_searched(enum setting_id id)
{
    for (size_t a = 0; a < SPACE_AXES; a++)
        if (space_axes[a] == id)
            return true;
    return false;
}

START_TEST(the_axes_are_the_settings_that_the_table_marks_as_searched)
{
    for (enum setting_id id = 0; id < N_SETTINGS; id++)
        ck_assert_msg(is_searched(id) == settings_table[id].about.is_searched, "%s", settings_table[id].about.name);
    const struct setting *ngrams = &settings_table[SETTING_NGRAMS];
    ck_assert_double_eq(ngrams->searched[ngrams->n_searched - 1], SPACE_NGRAMS);
}
END_TEST

/* Whether VALUE is one that a search tries for ID. */
static bool is_tried(enum setting_id id, double value)
{
    for (size_t i = 0; i < settings_table[id].n_searched; i++)
        if (settings_table[id].searched[i] == value)
            return true;
    return false;
}

/* What a draw changed is in the search space and was not given; nothing else is changed. */
static void check_drawn(const struct settings *from, const struct settings *drawn)
{
    for (enum setting_id id = 0; id < N_SETTINGS; id++) {
        if (settings_table[id].about.kind == BAGTAG_TEXT)
            continue;
        double before = settings_number(from, id), after = settings_number(drawn, id);
        bool may_change = is_searched(id) && !settings_is_given(from, id);
        ck_assert_msg(after == before || (may_change && is_tried(id, after)), "%s: %g after %g",
                      settings_table[id].about.name, after, before);
    }
    ck_assert_uint_eq(drawn->given, from->given);
    ck_assert(drawn->weight != WEIGHT_NONE || drawn->decay == 0.0 || settings_is_given(from, SETTING_DECAY));
}

START_TEST(draws_stay_in_the_space_and_keep_given_settings)
{
    struct settings settings;
    settings_init(&settings);
    settings.weight = WEIGHT_IDF;
    settings.learning_rate = 0.33;
    settings.seed = 5;
    for (uint64_t number = 0; number < 2000; number++) {
        settings.given = 0;
        for (size_t a = 0; a < SPACE_AXES; a++)
            settings.given |= (rng_bits(1, 2, number) >> a & 1) << space_axes[a];
        struct settings next = number % 2 ? space_draw(&settings, number) : space_vary(&settings, number);
        check_drawn(&settings, &next);
        settings = next;
    }
}
END_TEST

START_TEST(the_width_is_not_searched_if_the_layer_is_fixed)
{
    static const enum layer layers[] = {LAYER_IDENTITY, LAYER_CODES};
    struct settings settings;
    settings_init(&settings);
    settings.layer = layers[_i];
    settings.dim = 7;
    for (uint64_t number = 0; number < 200; number++) {
        ck_assert_uint_eq(space_draw(&settings, number).dim, 7);
        ck_assert_uint_eq(space_vary(&settings, number).dim, 7);
    }
}
END_TEST

START_TEST(every_value_is_drawn_some_time)
{
    struct settings from;
    settings_init(&from);
    for (size_t a = 0; a < SPACE_AXES; a++) {
        const struct setting *axis = &settings_table[space_axes[a]];
        for (size_t i = 0; i < axis->n_searched; i++) {
            bool is_drawn = false;
            for (uint64_t number = 0; !is_drawn && number < 1000; number++) {
                struct settings drawn = space_draw(&from, number);
                is_drawn = settings_number(&drawn, space_axes[a]) == axis->searched[i];
            }
            ck_assert_msg(is_drawn, "%s: %g", axis->about.name, axis->searched[i]);
        }
    }
}
END_TEST

START_TEST(settings_are_equal_if_all_searched_ones_are)
{
    struct settings a, b;
    settings_init(&a);
    b = a;
    b.bag = BAG_SUM;
    ck_assert(space_equal(&a, &b));
    b.decay = 0.5;
    ck_assert(!space_equal(&a, &b));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("space");
    TCase *tests = tcase_create("space");
    tcase_add_test(tests, the_axes_are_the_settings_that_the_table_marks_as_searched);
    tcase_add_test(tests, draws_stay_in_the_space_and_keep_given_settings);
    tcase_add_loop_test(tests, the_width_is_not_searched_if_the_layer_is_fixed, 0, 2);
    tcase_add_test(tests, every_value_is_drawn_some_time);
    tcase_add_test(tests, settings_are_equal_if_all_searched_ones_are);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
