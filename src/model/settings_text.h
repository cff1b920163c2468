/* settings_text.h - settings by id: read from text, printed as text, and as numbers */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_SETTINGS_TEXT_H
#define BAGTAG_MODEL_SETTINGS_TEXT_H

#include "bagtag.h"
#include "base/arena.h"
#include "base/error.h"
#include "model/settings.h"

/* Every setting at its default, none given. */
void settings_init(struct settings *settings);

/* Sets a setting from TEXT and marks it as given. Text settings borrow TEXT. For an invalid value, BAGTAG_ARGUMENT with
 * a message such as "lr: expected a number above 0 and at most 100; found 0", and SETTINGS are unchanged. */
enum bagtag_status settings_set(struct settings *settings, enum setting_id id, const char *text,
                                struct bagtag_error *error);

/* The value as text for settings_set: a constant, borrowed from SETTINGS, or in SCRATCH. */
const char *settings_text(const struct settings *settings, enum setting_id id, char scratch[BAGTAG_SETTING_BYTES]);

/* The tokenizer called NAME, with LOWER 1, 0, or -1 for its default. BAGTAG_ARGUMENT as in settings_set. */
enum bagtag_status settings_tokenizer(struct tokenizer *out, const char *name, int lower, struct bagtag_error *error);

/* Whether a setting has its default. */
bool settings_is_initial(const struct settings *settings, enum setting_id id);

/* Copies FROM to TO as a model keeps it: nothing marked as given, the settings of the run at their defaults, strings in
 * ARENA. */
enum bagtag_status settings_keep(struct settings *to, const struct settings *from, struct arena *arena,
                                 struct bagtag_error *error);

/* The value of a number, a choice (its index) or a switch, as a double or, except for TYPE_REAL, as a whole number.
 * Setting one does not change whether it is given; VALUE must be in range. */
double settings_number(const struct settings *settings, enum setting_id id);
void settings_set_number(struct settings *settings, enum setting_id id, double value);
uint64_t settings_whole(const struct settings *settings, enum setting_id id);
void settings_set_whole(struct settings *settings, enum setting_id id, uint64_t value);

/* BAGTAG_ARGUMENT, with the same message as settings_set, if VALUE is out of range. */
enum bagtag_status settings_check_number(enum setting_id id, double value, struct bagtag_error *error);

#endif
