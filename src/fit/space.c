/* space.c - the settings that a search may choose from */
/* SPDX-License-Identifier: MIT */
#include "fit/space.h"

#include <stddef.h>

#include "bagtag_tune.h"
#include "base/rng.h"
#include "words/weight.h"

enum { STREAM_SPACE = 60, DRAWS = 16, MOST_VALUES = 12, MOST_CHANGES = 3, MOST_STEPS = 2 };

/* The values of each setting, in short decimals so that a command line holds them exactly; one that stands here twice
 * is drawn twice as often. */
static const struct {
    uint32_t fixed;
    size_t n;
    double values[MOST_VALUES];
} axes[N_AXES] = {
    [AXIS_WEIGHT] = {BAGTAG_FIXED_WEIGHT, 4, {0, 1, 1, 2}},
    [AXIS_NGRAMS] = {BAGTAG_FIXED_NGRAMS, 3, {1, 2, 3}},
    [AXIS_MIN_COUNT] = {BAGTAG_TUNE_FIXED_MIN_COUNT, 5, {1, 1, 1, 2, 3}},
    [AXIS_DIM] = {BAGTAG_FIXED_DIM, 7, {16, 24, 32, 48, 64, 96, 128}},
    [AXIS_EPOCHS] = {BAGTAG_FIXED_EPOCHS, 8, {3, 5, 7, 10, 14, 20, 28, 40}},
    [AXIS_LEARNING_RATE] = {BAGTAG_TUNE_FIXED_LEARNING_RATE, 8, {0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1}},
    [AXIS_DECAY] = {BAGTAG_FIXED_DECAY,
                    12,
                    {0, 0, 0.0001, 0.0002, 0.0003, 0.0005, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.01}},
};

struct point space_point(const struct bagtag_train_options *options)
{
    return (struct point){{
        [AXIS_WEIGHT] = weight_of(options->weight),
        [AXIS_NGRAMS] = options->ngrams,
        [AXIS_MIN_COUNT] = (double)options->min_count,
        [AXIS_DIM] = options->dim,
        [AXIS_EPOCHS] = options->epochs,
        [AXIS_LEARNING_RATE] = options->learning_rate,
        [AXIS_DECAY] = options->decay,
    }};
}

void space_apply(const struct point *point, struct bagtag_train_options *options)
{
    options->weight = weight_names[(size_t)point->at[AXIS_WEIGHT]];
    options->ngrams = (uint32_t)point->at[AXIS_NGRAMS];
    options->min_count = (uint64_t)point->at[AXIS_MIN_COUNT];
    options->dim = (uint32_t)point->at[AXIS_DIM];
    options->epochs = (uint32_t)point->at[AXIS_EPOCHS];
    options->learning_rate = point->at[AXIS_LEARNING_RATE];
    options->decay = point->at[AXIS_DECAY];
}

static uint64_t draw(uint64_t seed, uint64_t number, uint64_t which, uint64_t n)
{
    return rng_bits(seed, STREAM_SPACE, number * DRAWS + which) % n;
}

/* Decay is for weighted bags. */
static struct point sensible(struct point point, uint32_t fixed)
{
    if (point.at[AXIS_WEIGHT] == 0.0 && !(fixed & BAGTAG_FIXED_DECAY))
        point.at[AXIS_DECAY] = 0.0;
    return point;
}

struct point space_draw(const struct point *from, uint32_t fixed, uint64_t seed, uint64_t number)
{
    struct point point = *from;
    for (size_t a = 0; a < N_AXES; a++)
        if (!(fixed & axes[a].fixed))
            point.at[a] = axes[a].values[draw(seed, number, a, axes[a].n)];
    return sensible(point, fixed);
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

struct point space_vary(const struct point *from, uint32_t fixed, uint64_t seed, uint64_t number)
{
    struct point point = *from;
    uint64_t n_changes = 1 + draw(seed, number, N_AXES, MOST_CHANGES);
    for (uint64_t change = 0; change < n_changes; change++) {
        uint64_t bits = draw(seed, number, N_AXES + 1 + change, UINT64_C(1) << 32);
        size_t a = bits % N_AXES;
        if (!(fixed & axes[a].fixed))
            point.at[a] = step(a, point.at[a], bits / N_AXES);
    }
    return sensible(point, fixed);
}

bool space_equal(const struct point *a, const struct point *b)
{
    for (size_t i = 0; i < N_AXES; i++)
        if (a->at[i] != b->at[i])
            return false;
    return true;
}
