/* settings_table.h - the name and the values of each setting, and who may choose it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_SETTINGS_TABLE_H
#define BAGTAG_MODEL_SETTINGS_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"
#include "model/settings.h"

/* The type of a value in struct settings. A choice is an enum; its value is the place of its name in `choices`. */
enum setting_type { TYPE_U32, TYPE_U64, TYPE_REAL, TYPE_CHOICE, TYPE_BOOL, TYPE_TEXT };

/* Where config.json has it. */
enum setting_section { SECTION_NONE, SECTION_TOP, SECTION_TRAINING };

/* When config.json has it: always; always, except in the oldest models; or if it is not the default. A missing setting
 * has its default. */
enum setting_presence { PRESENT_ALWAYS, PRESENT_SINCE_LATER, PRESENT_UNLESS_DEFAULT };

enum { SETTING_MOST_SEARCHED = 12 };

/* A row of the table: everything about a setting except what it does. */
struct setting {
    struct bagtag_setting about;
    size_t offset; /* in struct settings; settings_text.c knows where those of TYPE_TEXT are */
    enum setting_type type;
    double absent;       /* of a number: the value that about.none stands for */
    const char *expects; /* of TYPE_TEXT: what it must be, for a sentence */
    enum setting_section section;
    const char *key; /* its name there */
    enum setting_presence presence;
    double most_read;                /* that models may have, where it is more than can be asked for; 0: it is not */
    const char *const *choices_read; /* likewise: these, of which the first are those of `choices`; NULL: no more */
    /* The values that a search tries, in short decimals so that a command line can hold them exactly; a value listed
     * twice is drawn twice as often. For a choice, the numbers of its enum. */
    size_t n_searched;
    double searched[SETTING_MOST_SEARCHED];
};

extern const struct setting settings_table[N_SETTINGS]; /* by enum setting_id */

/* A recipe: its values for settings that are not given. */
struct ingredient {
    enum recipe recipe;
    enum setting_id id;
    double value; /* of a choice the number of its enum */
};
enum { N_INGREDIENTS = 6 };
extern const struct ingredient recipe_table[N_INGREDIENTS];

/* The row called NAME, or NULL. */
const struct setting *setting_find(const char *name);

#endif
