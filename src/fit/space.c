/* space.c - the settings that a search may choose from */
/* SPDX-License-Identifier: MIT */
#include "fit/space.h"

#include <stddef.h>

#include "base/rng.h"

enum { STREAM_SPACE = 60, DRAWS = 16, MOST_VALUES = 12, MOST_CHANGES = 3, MOST_STEPS = 2 };

/* The values of each setting, in short decimals so that a command line holds them exactly; one that stands here twice
 * is drawn twice as often. */
static const struct {
    enum setting_id id;
    size_t n;
    double values[MOST_VALUES];
} axes[N_AXES] = {
    [AXIS_WEIGHT] = {SETTING_WEIGHT, 4, {0, 1, 1, 2}},
    [AXIS_NGRAMS] = {SETTING_NGRAMS, 3, {1, 2, 3}},
    [AXIS_MIN_COUNT] = {SETTING_MIN_COUNT, 5, {1, 1, 1, 2, 3}},
    [AXIS_DIM] = {SETTING_DIM, 7, {16, 24, 32, 48, 64, 96, 128}},
    [AXIS_EPOCHS] = {SETTING_EPOCHS, 8, {3, 5, 7, 10, 14, 20, 28, 40}},
    [AXIS_LEARNING_RATE] = {SETTING_LR, 8, {0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1}},
    [AXIS_DECAY] = {SETTING_DECAY,
                    12,
                    {0, 0, 0.0001, 0.0002, 0.0003, 0.0005, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.01}},
};

struct point space_point(const struct settings *settings)
{
    return (struct point){{
        [AXIS_WEIGHT] = (double)settings->weight,
        [AXIS_NGRAMS] = settings->ngrams,
        [AXIS_MIN_COUNT] = (double)settings->min_count,
        [AXIS_DIM] = settings->dim,
        [AXIS_EPOCHS] = settings->epochs,
        [AXIS_LEARNING_RATE] = settings->learning_rate,
        [AXIS_DECAY] = settings->decay,
    }};
}

void space_apply(const struct point *point, struct settings *settings)
{
    settings->weight = (enum weight)point->at[AXIS_WEIGHT];
    settings->ngrams = (uint32_t)point->at[AXIS_NGRAMS];
    settings->min_count = (uint64_t)point->at[AXIS_MIN_COUNT];
    settings->dim = (uint32_t)point->at[AXIS_DIM];
    settings->epochs = (uint32_t)point->at[AXIS_EPOCHS];
    settings->learning_rate = point->at[AXIS_LEARNING_RATE];
    settings->decay = point->at[AXIS_DECAY];
}

static uint64_t draw(uint64_t seed, uint64_t number, uint64_t which, uint64_t n)
{
    return rng_bits(seed, STREAM_SPACE, number * DRAWS + which) % n;
}

/* Decay is for weighted bags. */
static struct point sensible(struct point point, const struct settings *settings)
{
    if (point.at[AXIS_WEIGHT] == (double)WEIGHT_NONE && !settings_is_given(settings, SETTING_DECAY))
        point.at[AXIS_DECAY] = 0.0;
    return point;
}

struct point space_draw(const struct point *from, const struct settings *settings, uint64_t number)
{
    struct point point = *from;
    for (size_t a = 0; a < N_AXES; a++)
        if (!settings_is_given(settings, axes[a].id))
            point.at[a] = axes[a].values[draw(settings->seed, number, a, axes[a].n)];
    return sensible(point, settings);
}

/* The value of axis A that is nearest to VALUE, the first of equals. */
static size_t nearest(size_t a, double value)
{
    size_t best = 0;
    double best_distance = 0.0;
    for (size_t i = 0; i < axes[a].n; i++) {
        double distance = axes[a].values[i] < value ? value - axes[a].values[i] : axes[a].values[i] - value;
        if (i > 0 && distance >= best_distance)
            continue;
        best = i;
        best_distance = distance;
    }
    return best;
}

static double step(size_t a, double value, uint64_t bits)
{
    size_t at = nearest(a, value), last = axes[a].n - 1, steps = 1 + bits / 2 % MOST_STEPS;
    while (at < last && axes[a].values[at + 1] == value) /* of equal values the last, from where both ways lead on */
        at++;
    if (bits % 2)
        return axes[a].values[at + steps < last ? at + steps : last];
    while (at > 0 && axes[a].values[at] == value)
        at--;
    return axes[a].values[at + 1 > steps ? at + 1 - steps : 0];
}

struct point space_vary(const struct point *from, const struct settings *settings, uint64_t number)
{
    struct point point = *from;
    uint64_t n_changes = 1 + draw(settings->seed, number, N_AXES, MOST_CHANGES);
    for (uint64_t change = 0; change < n_changes; change++) {
        uint64_t bits = draw(settings->seed, number, N_AXES + 1 + change, UINT64_C(1) << 32);
        size_t a = bits % N_AXES;
        if (!settings_is_given(settings, axes[a].id))
            point.at[a] = step(a, point.at[a], bits / N_AXES);
    }
    return sensible(point, settings);
}

bool space_equal(const struct point *a, const struct point *b)
{
    for (size_t i = 0; i < N_AXES; i++)
        if (a->at[i] != b->at[i])
            return false;
    return true;
}
