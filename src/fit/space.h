/* space.h - the settings that a search can choose from */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_SPACE_H
#define BAGTAG_FIT_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/settings.h"

/* The settings that are searched, in the order in which random numbers are drawn for them. */
enum { SPACE_AXES = 7, SPACE_NGRAMS = 3 }; /* SPACE_NGRAMS: the longest n-grams that are searched */
extern const enum setting_id space_axes[SPACE_AXES];

/* Settings drawn from the whole space, and settings near FROM with one to three changes. Both depend only on FROM, its
 * seed and NUMBER. Settings that are given in FROM, or not searched, do not change. */
struct settings space_draw(const struct settings *from, uint64_t number);
struct settings space_vary(const struct settings *from, uint64_t number);

/* Whether A and B are equal in all searched settings. */
bool space_equal(const struct settings *a, const struct settings *b);

#endif
