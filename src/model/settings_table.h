/* settings_table.h - the name and the values of each setting, and who may choose it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_SETTINGS_TABLE_H
#define BAGTAG_MODEL_SETTINGS_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"
#include "model/settings.h"

/* The type of a value in struct settings. A choice is an enum; its value is the index of its name in `choices`. */
enum setting_type { TYPE_U32, TYPE_U64, TYPE_REAL, TYPE_CHOICE, TYPE_BOOL, TYPE_TEXT };

/* Where config.json has a setting. */
enum setting_section { SECTION_NONE, SECTION_TOP, SECTION_TRAINING };

/* When config.json has it: always; always, except in the oldest models; or if it is not the default. A missing setting
 * has its default. */
enum setting_presence { PRESENT_ALWAYS, PRESENT_SINCE_LATER, PRESENT_UNLESS_DEFAULT };

enum { SETTING_MAX_SEARCHED = 12 };

/* A row of the table: everything about a setting except what it does. */
struct setting {
    struct bagtag_setting about;
    size_t offset; /* in struct settings; not of TYPE_TEXT, which settings_text.c finds by id */
    enum setting_type type;
    double absent;       /* the number that about.none stands for */
    const char *expects; /* for TYPE_TEXT: the expected value, for messages */
    enum setting_section section;
    const char *key; /* its name in config.json */
    enum setting_presence presence;
    double max_read;                 /* the largest value that models may have, if above about.high; otherwise 0 */
    const char *const *choices_read; /* the choices that models may have, about.choices first; NULL: only those */
    /* The values that a search tries, as short decimals that a command line can give exactly; a value listed twice is
     * drawn twice as often. For a choice, values of its enum. */
    size_t n_searched;
    double searched[SETTING_MAX_SEARCHED];
};

extern const struct setting settings_table[N_SETTINGS]; /* by enum setting_id */

/* The value that a recipe has for a setting that is not given. */
struct ingredient {
    enum recipe recipe;
    enum setting_id id;
    double value; /* for a choice, of its enum */
};
enum { N_INGREDIENTS = 6 };
extern const struct ingredient recipe_table[N_INGREDIENTS];

/* The row called NAME, or NULL. */
const struct setting *setting_find(const char *name);

#endif
