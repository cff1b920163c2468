/* setting_rows.c - options generated from the library's settings */
/* SPDX-License-Identifier: MIT */
#include "cli/options/setting_rows.h"

#include <assert.h>
#include <string.h>

#include "bagtag.h"

/* Limits of the static memory for lists of choices ("none idf gain") and for negated names, which the rows point to. */
enum { MAX_CHOICE_BYTES = 512, MAX_NAME_BYTES = 16 };

struct filling {
    struct option_spec *rows;
    size_t n, most;
    const struct setting_frame *frame;
};

static bool is_named(const struct setting_frame *frame, const char *name)
{
    for (size_t i = 0; i < frame->n_rows; i++)
        if (frame->rows[i].kind == OPTION_SETTING && strcmp(frame->rows[i].name, name) == 0)
            return true;
    return false;
}

static const char *join(const char *const *choices)
{
    static char lists[MAX_CHOICE_BYTES];
    static size_t n_used;
    char *list = lists + n_used;
    for (; *choices != NULL; choices++) {
        size_t len = strlen(*choices);
        assert(n_used + len < sizeof lists);
        memcpy(lists + n_used, *choices, len);
        n_used += len;
        lists[n_used++] = choices[1] != NULL ? ' ' : '\0';
    }
    return list;
}

/* The name no-NAME, in static memory. */
static const char *negate(const char *name)
{
    static char names[16 * MAX_NAME_BYTES];
    static size_t n_used;
    char *negated = names + n_used;
    size_t len = strlen(name) + sizeof "no-";
    assert(n_used + len <= sizeof names);
    memcpy(negated, "no-", 3);
    memcpy(negated + 3, name, len - 3);
    n_used += len;
    return negated;
}

static void add_row(struct filling *filling, const struct option_spec *row)
{
    assert(filling->n < filling->most);
    filling->rows[filling->n++] = *row;
}

static const char *initial_of(const struct filling *filling, const struct bagtag_setting *setting)
{
    return filling->frame->initial ? filling->frame->initial(setting) : setting->initial;
}

static void add_switch(struct filling *filling, struct option_spec row, const struct bagtag_setting *setting)
{
    row.kind = OPTION_SWITCH;
    row.choices = NULL;
    row.initial = ""; /* --help says it in words */
    row.sets = 1;
    add_row(filling, &row);
    row.name = negate(setting->name);
    row.help = setting->help_no;
    row.sets = 0;
    add_row(filling, &row);
}

/* The members of TOLD that are set replace those of SETTING. */
static void add_setting(struct filling *filling, const struct bagtag_setting *setting,
                        const struct option_spec *override)
{
    struct option_spec row = {.setting = setting,
                              .name = setting->name,
                              .argument = setting->argument,
                              .help = override->help ? override->help : setting->help,
                              .initial = override->initial ? override->initial : initial_of(filling, setting),
                              .choices = setting->none,
                              .low = setting->low,
                              .high = setting->high,
                              .is_above_low = setting->is_above_low,
                              .offset = filling->frame->offset};
    switch (setting->kind) {
    case BAGTAG_SWITCH:
        add_switch(filling, row, setting);
        return;
    case BAGTAG_CHOICE:
        row.kind = OPTION_CHOICE;
        row.choices = join(setting->choices);
        break;
    case BAGTAG_WHOLE:
        row.kind = OPTION_U64;
        row.min = (uint64_t)setting->low;
        row.max = setting->high < 0x1p64 ? (uint64_t)setting->high : UINT64_MAX;
        break;
    case BAGTAG_REAL:
        row.kind = OPTION_REAL;
        break;
    case BAGTAG_TEXT:
        row.kind = OPTION_TEXT;
        break;
    }
    add_row(filling, &row);
}

static void add_settings(struct filling *filling, const struct option_spec *place)
{
    const struct bagtag_setting *setting;
    for (size_t i = 0; (setting = bagtag_setting_at(i)) != NULL; i++)
        if (place->takes(setting, place->name) && !is_named(filling->frame, setting->name))
            add_setting(filling, setting, place);
}

size_t setting_rows_fill(struct option_spec *rows, size_t most, const struct setting_frame *frame)
{
    struct filling filling = {.rows = rows, .most = most, .frame = frame};
    for (size_t i = 0; i < frame->n_rows; i++) {
        const struct option_spec *row = &frame->rows[i];
        if (row->kind == OPTION_SETTINGS)
            add_settings(&filling, row);
        else if (row->kind == OPTION_SETTING)
            add_setting(&filling, bagtag_setting_find(row->name), row);
        else
            add_row(&filling, row);
    }
    return filling.n;
}
