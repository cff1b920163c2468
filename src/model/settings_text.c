/* settings_text.c - settings by id: read from text, printed as text, and as numbers */
/* SPDX-License-Identifier: MIT */
#include "model/settings_text.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/choices.h"
#include "base/decimal.h"
#include "base/number.h"
#include "data/record_rules.h"
#include "model/settings_table.h"
#include "words/subword.h"

_Static_assert((int)BAGTAG_SETTING_BYTES >= (int)DECIMAL_BYTES + 1, "a number and a percent sign");
_Static_assert(sizeof(enum bag) == sizeof(unsigned), "choices are stored as unsigned numbers");

static void *place_in(struct settings *settings, const struct setting *row)
{
    return (char *)settings + row->offset;
}

static const void *place_of(const struct settings *settings, const struct setting *row)
{
    return (const char *)settings + row->offset;
}

/* ---- as numbers -------------------------------------------------------------------------------------------- */

uint64_t settings_whole(const struct settings *settings, enum setting_id id)
{
    const struct setting *row = &settings_table[id];
    const void *place = place_of(settings, row);
    switch (row->type) {
    case TYPE_U32:
        return *(const uint32_t *)place;
    case TYPE_U64:
        return *(const uint64_t *)place;
    case TYPE_CHOICE:
        return *(const unsigned *)place;
    case TYPE_BOOL:
        return *(const bool *)place;
    case TYPE_REAL:
    case TYPE_TEXT:
        break;
    }
    assert(row->type != TYPE_REAL && row->type != TYPE_TEXT);
    return 0;
}

double settings_number(const struct settings *settings, enum setting_id id)
{
    const struct setting *row = &settings_table[id];
    return row->type == TYPE_REAL ? *(const double *)place_of(settings, row) : (double)settings_whole(settings, id);
}

static void reset(struct settings *settings, enum setting_id id)
{
    enum bagtag_status status = settings_set(settings, id, settings_table[id].about.initial, NULL);
    assert(status == BAGTAG_OK);
    (void)status;
    settings->given &= ~(UINT64_C(1) << id);
}

void settings_init(struct settings *settings)
{
    *settings = (struct settings){.race = false};
    for (enum setting_id id = 0; id < N_SETTINGS; id++)
        reset(settings, id);
}

/* Sets what any recipe names and is not given to the value of the recipe in use, or to its default. */
static void use_recipe(struct settings *settings)
{
    for (size_t i = 0; i < N_INGREDIENTS; i++)
        if (!settings_is_given(settings, recipe_table[i].id))
            reset(settings, recipe_table[i].id);
    for (size_t i = 0; i < N_INGREDIENTS; i++)
        if (recipe_table[i].recipe == settings->recipe && !settings_is_given(settings, recipe_table[i].id))
            settings_set_number(settings, recipe_table[i].id, recipe_table[i].value);
}

/* Choosing a tokenizer also sets its case folding, and a recipe its other settings, unless these are given. */
void settings_set_whole(struct settings *settings, enum setting_id id, uint64_t value)
{
    const struct setting *row = &settings_table[id];
    void *place = place_in(settings, row);
    assert(row->type != TYPE_REAL && row->type != TYPE_TEXT);
    if (row->type == TYPE_U32)
        *(uint32_t *)place = (uint32_t)value;
    else if (row->type == TYPE_U64)
        *(uint64_t *)place = value;
    else if (row->type == TYPE_CHOICE)
        *(unsigned *)place = (unsigned)value;
    else
        *(bool *)place = value != 0;
    if (id == SETTING_TOKENIZER)
        settings->tokenizer =
            tokenizer_newest(settings->tokenizer.kind, settings_is_given(settings, SETTING_LOWER)
                                                           ? settings->tokenizer.lower
                                                           : tokenizer_lowers(settings->tokenizer.kind));
    if (id == SETTING_RECIPE)
        use_recipe(settings);
}

void settings_set_number(struct settings *settings, enum setting_id id, double value)
{
    const struct setting *row = &settings_table[id];
    if (row->type == TYPE_REAL)
        *(double *)place_in(settings, row) = value;
    else
        settings_set_whole(settings, id, (uint64_t)value);
}

/* ---- checking values --------------------------------------------------------------------------------------- */

/* FOUND is NULL if there is nothing; QUOTE is put around it. */
static enum bagtag_status refuse(const struct setting *row, const char *found, const char *quote,
                                 struct bagtag_error *error)
{
    const struct bagtag_setting *about = &row->about;
    char expected[160], none[32] = "";
    if (about->kind == BAGTAG_TEXT)
        (void)snprintf(expected, sizeof expected, "%s", row->expects);
    else if (about->kind == BAGTAG_SWITCH)
        (void)snprintf(expected, sizeof expected, about->none ? "yes, no" : "yes or no");
    else if (about->kind == BAGTAG_CHOICE)
        choices_list(expected, sizeof expected, about->choices);
    else if (about->kind == BAGTAG_WHOLE)
        (void)snprintf(expected, sizeof expected, "a whole number from %.0f to %llu", about->low,
                       about->high < 0x1p64 ? (unsigned long long)about->high : UINT64_MAX);
    else
        (void)snprintf(expected, sizeof expected, "a number %s %.15g %s %.15g", about->is_above_low ? "above" : "from",
                       about->low, about->is_above_low ? "and at most" : "to", about->high);
    if (about->none && about->kind != BAGTAG_TEXT)
        (void)snprintf(none, sizeof none, " or %s", about->none);
    if (found == NULL)
        return error_set(error, BAGTAG_ARGUMENT, "%s: expected %s%s; found nothing", about->name, expected, none);
    return error_set(error, BAGTAG_ARGUMENT, "%s: expected %s%s; found %s%s%s", about->name, expected, none, quote,
                     found, quote);
}

static bool is_in_range(const struct bagtag_setting *about, double value)
{
    return (about->is_above_low ? value > about->low : value >= about->low) && value <= about->high;
}

enum bagtag_status settings_check_number(enum setting_id id, double value, struct bagtag_error *error)
{
    char found[DECIMAL_BYTES];
    if (is_in_range(&settings_table[id].about, value))
        return BAGTAG_OK;
    if (!isfinite(value))
        return refuse(&settings_table[id], isnan(value) ? "nan" : value > 0 ? "inf" : "-inf", "", error);
    return refuse(&settings_table[id], decimal_text(found, value), "", error);
}

/* ---- reading ----------------------------------------------------------------------------------------------- */

/* "MIN-MAX", a single length, or "none". */
static bool read_chars(struct settings *settings, const char *text)
{
    char least[4];
    size_t len = strcspn(text, "-");
    uint64_t min = 0, max = 0;
    bool is_none = strcmp(text, "none") == 0;
    if (!is_none && len >= sizeof least)
        return false;
    if (!is_none) {
        memcpy(least, text, len);
        least[len] = '\0';
        if (!number_read_whole(least, &min) || !number_read_whole(text[len] == '-' ? text + len + 1 : least, &max) ||
            min < 1 || min > max || max > SUBWORD_LONGEST)
            return false;
    }
    settings->chars_min = (uint32_t)min;
    settings->chars_max = (uint32_t)max;
    return true;
}

/* A share (a number and a percent sign), "none", or a file. */
static bool read_valid(struct settings *settings, const char *text)
{
    char number[DECIMAL_BYTES];
    size_t len = strlen(text);
    double percent = 0;
    bool is_share = false;
    if (len > 1 && len <= sizeof number && text[len - 1] == '%') {
        memcpy(number, text, len - 1);
        number[len - 1] = '\0';
        is_share = number_read_real(number, &percent);
    }
    if (len == 0 || (is_share && !(percent > 0 && percent < 100)))
        return false;
    settings->valid_percent = percent;
    settings->valid_file = is_share || strcmp(text, "none") == 0 ? NULL : text;
    return true;
}

/* The member of a text setting for reading files; NULL for any other setting. */
static const char **input_text(struct settings *settings, enum setting_id id)
{
    return id == SETTING_LABEL_PREFIX   ? &settings->label_prefix
           : id == SETTING_TEXT_FIELD   ? &settings->text_field
           : id == SETTING_LABEL_FIELD  ? &settings->label_field
           : id == SETTING_TEXT_COLUMN  ? &settings->text_column
           : id == SETTING_LABEL_COLUMN ? &settings->label_column
           : id == SETTING_DELIMITER    ? &settings->delimiter
                                        : NULL;
}

static bool read_input(struct settings *settings, enum setting_id id, const char *text)
{
    struct record_rules rules;
    struct settings tried = {.label_prefix = "__label__",
                             .text_field = "text",
                             .label_field = "label",
                             .text_column = "text",
                             .label_column = "label",
                             .delimiter = ","};
    *input_text(&tried, id) = text;
    struct bagtag_input input = settings_input(&tried);
    if (record_rules_of(&rules, FORMAT_WITH_LABELS, &input, NULL, NULL) != BAGTAG_OK)
        return false;
    *input_text(settings, id) = text;
    return true;
}

static bool read_pretrained(struct settings *settings, const char *text)
{
    if (*text == '\0')
        return false;
    settings->pretrained_file = strcmp(text, "none") == 0 ? NULL : text;
    return true;
}

static bool read_text(struct settings *settings, enum setting_id id, const char *text)
{
    return id == SETTING_CHARS        ? read_chars(settings, text)
           : id == SETTING_PRETRAINED ? read_pretrained(settings, text)
           : id == SETTING_VALID      ? read_valid(settings, text)
                                      : read_input(settings, id, text);
}

static bool read_choice(const struct bagtag_setting *about, const char *text, uint64_t *value)
{
    for (size_t i = 0; about->choices[i]; i++) {
        if (strcmp(about->choices[i], text) != 0)
            continue;
        *value = i;
        return true;
    }
    return false;
}

static bool read_value(struct settings *settings, enum setting_id id, const char *text)
{
    const struct setting *row = &settings_table[id];
    const struct bagtag_setting *about = &row->about;
    bool is_none = about->none && strcmp(about->none, text) == 0, is_read = false;
    uint64_t whole = is_none ? (uint64_t)row->absent : 0;
    double real = row->absent;
    switch (about->kind) {
    case BAGTAG_TEXT:
        return read_text(settings, id, text);
    case BAGTAG_REAL:
        if (!is_none && !(number_read_real(text, &real) && is_in_range(about, real)))
            return false;
        settings_set_number(settings, id, real);
        return true;
    case BAGTAG_CHOICE:
        is_read = read_choice(about, text, &whole);
        break;
    case BAGTAG_SWITCH:
        whole = strcmp(text, "yes") == 0;
        is_read = is_none || whole || strcmp(text, "no") == 0;
        break;
    case BAGTAG_WHOLE:
        is_read = is_none || (number_read_whole(text, &whole) && is_in_range(about, (double)whole));
        break;
    }
    if (is_read)
        settings_set_whole(settings, id, whole);
    return is_read;
}

enum bagtag_status settings_set(struct settings *settings, enum setting_id id, const char *text,
                                struct bagtag_error *error)
{
    if (text == NULL || !read_value(settings, id, text))
        return refuse(&settings_table[id], text, "'", error);
    settings->given |= UINT64_C(1) << id;
    if (id == SETTING_LOWER && strcmp(text, settings_table[id].about.none) == 0) {
        settings->given &= ~(UINT64_C(1) << id);
        settings->tokenizer.lower = tokenizer_lowers(settings->tokenizer.kind);
    }
    return BAGTAG_OK;
}

/* ---- printing ---------------------------------------------------------------------------------------------- */

static const char *print_text(const struct settings *settings, enum setting_id id, char scratch[BAGTAG_SETTING_BYTES])
{
    char share[DECIMAL_BYTES];
    struct settings copy = *settings;
    const char **text = input_text(&copy, id);
    if (text != NULL)
        return *text;
    if (id == SETTING_PRETRAINED)
        return settings->pretrained_file != NULL ? settings->pretrained_file
               : settings->pretrained_words > 0  ? "FILE"
                                                 : "none";
    if (id == SETTING_VALID && settings->valid_file)
        return settings->valid_file;
    if (id == SETTING_VALID ? settings->valid_percent <= 0.0 : settings->chars_max == 0)
        return "none";
    if (id == SETTING_VALID)
        (void)snprintf(scratch, BAGTAG_SETTING_BYTES, "%s%%", decimal_text(share, settings->valid_percent));
    else
        (void)snprintf(scratch, BAGTAG_SETTING_BYTES, "%u-%u", (unsigned)settings->chars_min,
                       (unsigned)settings->chars_max);
    return scratch;
}

const char *settings_text(const struct settings *settings, enum setting_id id, char scratch[BAGTAG_SETTING_BYTES])
{
    const struct setting *row = &settings_table[id];
    const struct bagtag_setting *about = &row->about;
    if (about->kind == BAGTAG_TEXT)
        return print_text(settings, id, scratch);
    double value = settings_number(settings, id);
    if (id == SETTING_LOWER && !settings_is_given(settings, id) &&
        settings->tokenizer.lower == tokenizer_lowers(settings->tokenizer.kind))
        return about->none;
    if (about->kind == BAGTAG_SWITCH)
        return value > 0 ? "yes" : "no";
    if (about->kind == BAGTAG_CHOICE)
        return (row->choices_read != NULL ? row->choices_read : about->choices)[(size_t)value];
    if (about->none && value == row->absent)
        return about->none;
    if (about->kind == BAGTAG_REAL)
        return decimal_text(scratch, value);
    (void)snprintf(scratch, BAGTAG_SETTING_BYTES, "%llu", (unsigned long long)settings_whole(settings, id));
    return scratch;
}

enum bagtag_status settings_tokenizer(struct tokenizer *out, const char *name, int lower, struct bagtag_error *error)
{
    struct settings settings;
    if (lower < -1 || lower > 1)
        return error_set(error, BAGTAG_ARGUMENT, "lower: expected a whole number from -1 to 1; found %d", lower);
    settings_init(&settings);
    enum bagtag_status status = settings_set(&settings, SETTING_TOKENIZER, name, error);
    if (status == BAGTAG_OK)
        *out = tokenizer_newest(settings.tokenizer.kind, lower < 0 ? settings.tokenizer.lower : lower != 0);
    return status;
}

enum bagtag_status settings_keep(struct settings *to, const struct settings *from, struct arena *arena,
                                 struct bagtag_error *error)
{
    const char *valid = from->valid_file, *pretrained = from->pretrained_file;
    *to = *from;
    to->given = 0;
    to->threads = 0;
    to->race = false;
    to->recipe = RECIPE_NONE;
    to->valid_file = valid ? arena_copy(arena, valid, strlen(valid)) : NULL;
    to->pretrained_file = pretrained ? arena_copy(arena, pretrained, strlen(pretrained)) : NULL;
    bool is_kept = (to->valid_file || !valid) && (to->pretrained_file || !pretrained);
    for (enum setting_id id = 0; id < N_SETTINGS; id++) {
        const char **text = input_text(to, id);
        if (text == NULL)
            continue;
        *text = arena_copy(arena, *text, strlen(*text));
        is_kept &= *text != NULL;
    }
    return is_kept ? BAGTAG_OK : error_memory(error);
}

bool settings_is_initial(const struct settings *settings, enum setting_id id)
{
    char scratch[BAGTAG_SETTING_BYTES];
    return strcmp(settings_text(settings, id, scratch), settings_table[id].about.initial) == 0;
}
