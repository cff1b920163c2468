/* figures.c - numbers for people and numbers for JSON */
/* SPDX-License-Identifier: MIT */
#include "cli/show/figures.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/decimal.h"
#include "base/plural.h"

_Static_assert((int)FIGURE_BYTES >= (int)DECIMAL_BYTES, "a number fits a figure");

const char *figure_count(char out[FIGURE_BYTES], uint64_t n)
{
    return decimal_grouped(out, n);
}

const char *figure_loss(char out[FIGURE_BYTES], double loss)
{
    snprintf(out, FIGURE_BYTES, loss < 0 ? "-" : "%.4f", loss);
    return out;
}

double figure_measured(double value)
{
    return value < 0 ? (double)NAN : value;
}

const char *figure_bytes(char out[FIGURE_BYTES], uint64_t n_bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB"};
    if (n_bytes < 1000) {
        snprintf(out, FIGURE_BYTES, "%" PRIu64 " byte%s", n_bytes, plural_s(n_bytes));
        return out;
    }
    double value = (double)n_bytes / 1000;
    size_t unit = 0;
    while (value >= 999.5 && unit + 1 < sizeof units / sizeof units[0]) {
        value /= 1000;
        unit++;
    }
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    snprintf(out, FIGURE_BYTES, "%.*f %s", decimals, value, units[unit]);
    return out;
}

const char *figure_duration(char out[FIGURE_BYTES], double seconds)
{
    if (!(seconds >= 0))
        seconds = 0;
    if (seconds > 359999)
        seconds = 359999; /* 99:59:59 */
    int whole = (int)(seconds + 0.5);
    if (whole >= 3600)
        snprintf(out, FIGURE_BYTES, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    else
        snprintf(out, FIGURE_BYTES, "%d:%02d", whole / 60, whole % 60);
    return out;
}

void figure_json(struct buffer *out, double value)
{
    char text[DECIMAL_BYTES];
    buffer_text(out, isfinite(value) ? decimal_text(text, value) : "null");
}
