/* space.h - the settings that a search may choose from */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_SPACE_H
#define BAGTAG_FIT_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/settings.h"

/* One coordinate for each setting that is searched. */
enum axis {
    AXIS_WEIGHT, /* its place in weight_names, "none" first */
    AXIS_NGRAMS,
    AXIS_MIN_COUNT,
    AXIS_DIM,
    AXIS_EPOCHS,
    AXIS_LEARNING_RATE,
    AXIS_DECAY,
    N_AXES
};

struct point {
    double at[N_AXES];
};

/* The longest n-grams that are searched. */
enum { SPACE_NGRAMS = 3 };

/* The point of SETTINGS, and SETTINGS with those of a point. */
struct point space_point(const struct settings *settings);
void space_apply(const struct point *point, struct settings *settings);

/* A point anywhere, drawn from the seed of SETTINGS and NUMBER, and one near FROM: one to three of its settings
 * changed. Those that are given in SETTINGS stay as they are in FROM. */
struct point space_draw(const struct point *from, const struct settings *settings, uint64_t number);
struct point space_vary(const struct point *from, const struct settings *settings, uint64_t number);

bool space_equal(const struct point *a, const struct point *b);

#endif
