/* option_value.c - the values of options: strict numbers, ranges, choices */
/* SPDX-License-Identifier: MIT */
#include "cli/options/options.h"

#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "bagtag.h"
#include "base/number.h"

bool option_list_contains(const char *list, const char *word, size_t n)
{
    while (list != NULL && *list != '\0') {
        size_t len = strcspn(list, " ");
        if (len == n && memcmp(list, word, n) == 0)
            return true;
        list += len;
        list += *list == ' ';
    }
    return false;
}

/* Copies LIST ("a b c") to OUT, separated by ", ", for a sentence. */
static void list_in_words(char *out, size_t out_bytes, const char *list)
{
    size_t len = 0;
    for (; *list != '\0' && len + 3 < out_bytes; list++) {
        if (*list == ' ')
            out[len++] = ',';
        out[len++] = *list;
    }
    out[len] = '\0';
}

static enum bagtag_status expected(const struct option_spec *option, const char *what, const char *found,
                                   struct bagtag_error *error)
{
    char letter[] = "-?, ";
    letter[1] = option->letter;
    const char *quote = found != NULL ? "'" : "";
    return error_set(error, BAGTAG_ARGUMENT, "%s--%s: expected %s; found %s%s%s", option->letter != 0 ? letter : "",
                     option->name, what, quote, found != NULL ? found : "nothing", quote);
}

/* No option has a negative LOW, and all limits are round numbers, so "%g" is enough for the sentences. */
static enum bagtag_status store_real(const struct option_spec *option, const char *text, char *place,
                                     struct bagtag_error *error)
{
    double value = 0;
    bool is_read = text != NULL && number_read_real(text, &value);
    if (option->choices != NULL && text != NULL && strcmp(text, option->choices) == 0) {
        memcpy(place, &option->chosen, sizeof option->chosen);
        return BAGTAG_OK;
    }
    bool is_in_range = (option->is_above_low ? value > option->low : value >= option->low) &&
                       (option->is_below_high ? value < option->high : value <= option->high);
    if (!is_read || !is_in_range) {
        char what[96];
        int len = snprintf(what, sizeof what,
                           option->is_below_high  ? "a number above %g and below %g"
                           : option->is_above_low ? "a number above %g and at most %g"
                                                  : "a number from %g to %g",
                           option->low, option->high);
        if (option->choices != NULL)
            snprintf(what + len, sizeof what - (size_t)len, ", or %s", option->choices);
        return expected(option, what, text, error);
    }
    memcpy(place, &value, sizeof value);
    return BAGTAG_OK;
}

static enum bagtag_status store_whole(const struct option_spec *option, const char *text, char *place,
                                      struct bagtag_error *error)
{
    uint64_t value = 0;
    bool is_read = text != NULL && number_read_whole(text, &value);
    if (!is_read || value < option->min || value > option->max) {
        char what[96];
        snprintf(what, sizeof what, "a whole number from %" PRIu64 " to %" PRIu64, option->min, option->max);
        return expected(option, what, text, error);
    }
    if (option->kind == OPTION_INT) {
        assert(option->max <= INT_MAX);
        int narrow = (int)value;
        memcpy(place, &narrow, sizeof narrow);
    } else if (option->kind == OPTION_U32) {
        assert(option->max <= UINT32_MAX);
        uint32_t narrow = (uint32_t)value;
        memcpy(place, &narrow, sizeof narrow);
    } else if (option->kind == OPTION_SIZE) {
        assert(option->max <= SIZE_MAX);
        size_t narrow = (size_t)value;
        memcpy(place, &narrow, sizeof narrow);
    } else {
        memcpy(place, &value, sizeof value);
    }
    return BAGTAG_OK;
}

static enum bagtag_status store_choice(const struct option_spec *option, const char *text, char *place,
                                       struct bagtag_error *error)
{
    char choices[128];
    list_in_words(choices, sizeof choices, option->choices);
    if (text == NULL || !option_list_contains(option->choices, text, strlen(text))) {
        if (text != NULL && option_list_contains(option->planned, text, strlen(text)))
            return error_set(error, BAGTAG_ARGUMENT, "--%s: %s is not implemented yet; implemented: %s", option->name,
                             text, choices);
        char what[160];
        snprintf(what, sizeof what, "%s%s", strchr(choices, ' ') != NULL ? "one of " : "", choices);
        return expected(option, what, text, error);
    }
    memcpy(place, &text, sizeof text);
    return BAGTAG_OK;
}

/* Whether "-" would be taken as a file name. */
static bool is_never_stream(const struct option_spec *option)
{
    return option->file == OPTION_WRITES || (option->file == OPTION_READS && strcmp(option->argument, "MODEL") == 0);
}

static enum bagtag_status refuse_stream(const struct option_spec *option, struct bagtag_error *error)
{
    char what[64];
    snprintf(what, sizeof what, "%s, not standard %s", option->argument,
             option->file == OPTION_WRITES ? "output" : "input");
    return expected(option, what, "-", error);
}

static enum bagtag_status store_model(const struct option_spec *option, const char *text, char *place,
                                      struct bagtag_error *error)
{
    struct option_models models;
    memcpy(&models, place, sizeof models);
    if (text == NULL || *text == '\0' || strcmp(text, "-") == 0)
        return expected(option, "MODEL (a folder, a packed file or a fastText file)", text, error);
    if (models.n == OPTION_MAX_MODELS)
        return error_set(error, BAGTAG_ARGUMENT, "--%s: expected at most %d models; found more", option->name,
                         OPTION_MAX_MODELS);
    models.paths[models.n++] = text;
    memcpy(place, &models, sizeof models);
    return BAGTAG_OK;
}

static enum bagtag_status store_planned(const struct option_spec *option, const char *text, struct bagtag_error *error)
{
    if (option->choices != NULL && text != NULL && option_list_contains(option->choices, text, strlen(text)))
        return BAGTAG_OK;
    if (option->choices != NULL && text != NULL)
        return error_set(error, BAGTAG_ARGUMENT, "--%s: %s is not implemented yet; implemented: %s", option->name, text,
                         option->choices);
    return error_set(error, BAGTAG_ARGUMENT, "--%s is not implemented yet; --help lists the options", option->name);
}

/* The library's error names the setting; dashes before it make it an option. */
static enum bagtag_status store_setting(const struct option_spec *option, const char *text, char *place,
                                        struct bagtag_error *error)
{
    struct bagtag_train_options *options;
    struct bagtag_error refused;
    memcpy(&options, place, sizeof(struct bagtag_train_options *));
    if (option->kind == OPTION_SWITCH)
        text = option->sets ? "yes" : "no";
    enum bagtag_status status = bagtag_train_options_set(options, option->setting->name, text, &refused);
    if (status == BAGTAG_OK)
        return BAGTAG_OK;
    return error_set(error, status, "%s%s", status == BAGTAG_ARGUMENT ? "--" : "", refused.sentence);
}

static void leave_mark(const struct option_spec *option, void *arguments)
{
    char *place = (char *)arguments + option->mark_offset;
    uint32_t marks;
    memcpy(&marks, place, sizeof marks);
    marks |= option->mark;
    memcpy(place, &marks, sizeof marks);
}

enum bagtag_status option_store(const struct option_spec *option, const char *text, void *arguments,
                                struct bagtag_error *error)
{
    if (option->mark)
        leave_mark(option, arguments);
    char *place = (char *)arguments + option->offset;
    const bool yes = true;
    if (option->setting)
        return store_setting(option, text, place, error);
    switch (option->kind) {
    case OPTION_FLAG:
        memcpy(place, &yes, sizeof yes);
        return BAGTAG_OK;
    case OPTION_SWITCH:
        memcpy(place, &option->sets, sizeof option->sets);
        return BAGTAG_OK;
    case OPTION_INT:
    case OPTION_U32:
    case OPTION_U64:
    case OPTION_SIZE:
        return store_whole(option, text, place, error);
    case OPTION_REAL:
        return store_real(option, text, place, error);
    case OPTION_TEXT:
        if (text != NULL && strcmp(text, "-") == 0 && is_never_stream(option))
            return refuse_stream(option, error);
        if (text == NULL || ((option->is_required || option->is_never_empty) && *text == '\0'))
            return expected(option, option->argument, text, error);
        memcpy(place, &text, sizeof text);
        return BAGTAG_OK;
    case OPTION_MODELS:
        return store_model(option, text, place, error);
    case OPTION_CHOICE:
        return store_choice(option, text, place, error);
    case OPTION_PLANNED:
        return store_planned(option, text, error);
    case OPTION_SETTINGS:
    case OPTION_SETTING:
    case OPTION_HEADING:
        break;
    }
    return error_set(error, BAGTAG_ARGUMENT, "%s is a heading, not an option", option->name);
}
