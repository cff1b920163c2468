/* space.c - the settings that a search can choose from */
/* SPDX-License-Identifier: MIT */
#include "fit/space.h"

#include <stddef.h>

#include "base/rng.h"
#include "model/settings_table.h"
#include "model/settings_text.h"

enum { STREAM_SPACE = 60, DRAWS = 16, MAX_CHANGES = 3, MAX_STEPS = 2 };

const enum setting_id space_axes[SPACE_AXES] = {SETTING_WEIGHT, SETTING_NGRAMS, SETTING_MIN_COUNT, SETTING_DIM,
                                                SETTING_EPOCHS, SETTING_LR,     SETTING_DECAY};

static uint64_t draw(const struct settings *settings, uint64_t number, uint64_t which, uint64_t n)
{
    return rng_bits(settings->seed, STREAM_SPACE, number * DRAWS + which) % n;
}

/* A maximum cannot be weighted, decay needs weighted bags, and a fixed layer needs the width of FROM. */
static struct settings sensible(struct settings settings, const struct settings *from)
{
    if (settings.layer != LAYER_TRAINED)
        settings.dim = from->dim;
    if (!bag_takes_weights(settings.bag))
        settings.weight = WEIGHT_NONE;
    if (settings.weight == WEIGHT_NONE && !settings_is_given(&settings, SETTING_DECAY))
        settings.decay = 0.0;
    return settings;
}

struct settings space_draw(const struct settings *from, uint64_t number)
{
    struct settings settings = *from;
    for (size_t a = 0; a < SPACE_AXES; a++) {
        const struct setting *axis = &settings_table[space_axes[a]];
        if (!settings_is_given(from, space_axes[a]))
            settings_set_number(&settings, space_axes[a], axis->searched[draw(from, number, a, axis->n_searched)]);
    }
    return sensible(settings, from);
}

/* The index of the value of AXIS nearest to VALUE; on a tie, the first. */
static size_t nearest(const struct setting *axis, double value)
{
    size_t best = 0;
    double best_distance = 0.0;
    for (size_t i = 0; i < axis->n_searched; i++) {
        double distance = axis->searched[i] < value ? value - axis->searched[i] : axis->searched[i] - value;
        if (i > 0 && distance >= best_distance)
            continue;
        best = i;
        best_distance = distance;
    }
    return best;
}

static double step(const struct setting *axis, double value, uint64_t bits)
{
    size_t at = nearest(axis, value), last = axis->n_searched - 1, steps = 1 + bits / 2 % MAX_STEPS;
    while (at < last && axis->searched[at + 1] == value) /* the last of equal values, so that a step up leaves them */
        at++;
    if (bits % 2)
        return axis->searched[at + steps < last ? at + steps : last];
    while (at > 0 && axis->searched[at] == value)
        at--;
    return axis->searched[at + 1 > steps ? at + 1 - steps : 0];
}

struct settings space_vary(const struct settings *from, uint64_t number)
{
    struct settings settings = *from;
    uint64_t n_changes = 1 + draw(from, number, SPACE_AXES, MAX_CHANGES);
    for (uint64_t change = 0; change < n_changes; change++) {
        uint64_t bits = draw(from, number, SPACE_AXES + 1 + change, UINT64_C(1) << 32);
        enum setting_id id = space_axes[bits % SPACE_AXES];
        if (!settings_is_given(from, id))
            settings_set_number(&settings, id,
                                step(&settings_table[id], settings_number(&settings, id), bits / SPACE_AXES));
    }
    return sensible(settings, from);
}

bool space_equal(const struct settings *a, const struct settings *b)
{
    for (size_t i = 0; i < SPACE_AXES; i++)
        if (settings_number(a, space_axes[i]) != settings_number(b, space_axes[i]))
            return false;
    return true;
}
