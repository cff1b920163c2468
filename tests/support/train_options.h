/* train_options.h - options of training runs for tests, in one line */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_TRAIN_OPTIONS_H
#define BAGTAG_TESTS_SUPPORT_TRAIN_OPTIONS_H

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bagtag.h"

/* Sets NAME=TEXT for each word of PAIRS, which may be empty. */
static inline void set_pairs(struct bagtag_train_options *options, char *pairs)
{
    for (char *pair = pairs, *end; *pair != '\0'; pair = end) {
        end = pair + strcspn(pair, " ");
        end += *end != '\0' ? (*end = '\0', 1) : 0;
        char *text = strchr(pair, '=');
        struct bagtag_error error = {""};
        ck_assert_ptr_nonnull(text);
        *text++ = '\0';
        ck_assert_msg(bagtag_train_options_set(options, pair, text, &error) == BAGTAG_OK, "%s", error.sentence);
    }
}

/* Sets the pairs that FORMAT, as for printf, gives: "dim=%d weight=idf". */
__attribute__((format(printf, 2, 3))) static inline void set_options(struct bagtag_train_options *options,
                                                                     const char *format, ...)
{
    char pairs[1024];
    va_list values;
    va_start(values, format);
    int len = vsnprintf(pairs, sizeof pairs, format, values);
    va_end(values);
    ck_assert_int_lt(len, (int)sizeof pairs);
    set_pairs(options, pairs);
}

/* The defaults on one thread, with PAIRS set. Owned by this file, which frees them eight calls later. */
static inline struct bagtag_train_options *train_options(const char *pairs)
{
    static struct bagtag_train_options *kept[8];
    static size_t n;
    struct bagtag_train_options **place = &kept[n++ % 8];
    bagtag_train_options_free(*place);
    *place = bagtag_train_options_new();
    ck_assert_ptr_nonnull(*place);
    set_options(*place, "threads=1%s%s", *pairs ? " " : "", pairs);
    return *place;
}

/* Options with all the settings that MODEL was trained with. */
static inline struct bagtag_train_options *options_of_model(const struct bagtag_model *model)
{
    struct bagtag_train_options *options = train_options("");
    const struct bagtag_setting *setting;
    char scratch[BAGTAG_SETTING_BYTES];
    for (size_t i = 0; (setting = bagtag_setting_at(i)) != NULL; i++)
        if (setting->role != BAGTAG_OF_RUN)
            ck_assert_int_eq(bagtag_train_options_set(options, setting->name,
                                                      bagtag_model_setting(model, setting->name, scratch), NULL),
                             BAGTAG_OK);
    return options;
}

/* Checks that MODEL was trained with the setting NAME = TEXT. */
static inline void check_setting(const struct bagtag_model *model, const char *name, const char *text)
{
    char scratch[BAGTAG_SETTING_BYTES];
    ck_assert_str_eq(bagtag_model_setting(model, name, scratch), text);
}

#endif
