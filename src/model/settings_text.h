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

/* Reads TEXT as the value of a setting, which is then given. Text settings borrow TEXT. If it is not a value,
 * BAGTAG_ARGUMENT with a sentence such as "lr: expected a number above 0 and at most 100; found 0", and SETTINGS do not
 * change. */
enum bagtag_status settings_set(struct settings *settings, enum setting_id id, const char *text,
                                struct bagtag_error *error);

/* The value as text for settings_set: a constant, borrowed from SETTINGS, or in SCRATCH. */
const char *settings_text(const struct settings *settings, enum setting_id id, char scratch[BAGTAG_SETTING_BYTES]);

/* The tokenizer called NAME, with LOWER 1, 0, or -1 for its default. BAGTAG_ARGUMENT as settings_set. */
enum bagtag_status settings_tokenizer(struct tokenizer *out, const char *name, int lower, struct bagtag_error *error);

/* Whether a setting has its default. */
bool settings_is_initial(const struct settings *settings, enum setting_id id);

/* Copies FROM to TO as a model keeps it: nothing is given, the settings of the run have their defaults, and strings are
 * in ARENA. */
enum bagtag_status settings_keep(struct settings *to, const struct settings *from, struct arena *arena,
                                 struct bagtag_error *error);

/* A number, a choice (its place among the names) or a switch as a number; all but real ones also as whole numbers.
 * Setting one does not change whether it is given; VALUE must be in range. */
double settings_number(const struct settings *settings, enum setting_id id);
void settings_set_number(struct settings *settings, enum setting_id id, double value);
uint64_t settings_whole(const struct settings *settings, enum setting_id id);
void settings_set_whole(struct settings *settings, enum setting_id id, uint64_t value);

/* BAGTAG_ARGUMENT with the same sentence if VALUE is out of range. */
enum bagtag_status settings_check_number(enum setting_id id, double value, struct bagtag_error *error);

#endif
