/* space.h - the settings that a search may choose from */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_SPACE_H
#define BAGTAG_FIT_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/settings.h"

/* The settings that a search tries values of, those of the table, in the order in which numbers are drawn for them. */
enum { SPACE_AXES = 7, SPACE_NGRAMS = 3 }; /* SPACE_NGRAMS: the longest n-grams that are searched */
extern const enum setting_id space_axes[SPACE_AXES];

/* Settings anywhere in the space, drawn from the seed of FROM and NUMBER, and some near FROM: one to three of them
 * changed. Those that are given in FROM, and those that are not searched, stay as they are. */
struct settings space_draw(const struct settings *from, uint64_t number);
struct settings space_vary(const struct settings *from, uint64_t number);

/* Whether A and B are alike in all that is searched. */
bool space_equal(const struct settings *a, const struct settings *b);

#endif
