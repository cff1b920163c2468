/* figures.h - numbers for people and numbers for JSON */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_FIGURES_H
#define BAGTAG_CLI_SHOW_FIGURES_H

#include <stdint.h>

#include "base/buffer.h"

/* Large enough for every figure below. */
#define FIGURE_BYTES 32

/* Each fills OUT and returns it. */
const char *figure_count(char out[FIGURE_BYTES], uint64_t n);        /* "1,234,567" */
const char *figure_bytes(char out[FIGURE_BYTES], uint64_t n_bytes);  /* "834 bytes", "12.3 kB", "4.56 GB" */
const char *figure_duration(char out[FIGURE_BYTES], double seconds); /* "0:07", "1:02:03" */

/* A loss; "-" if it was not measured (-1). */
const char *figure_loss(char out[FIGURE_BYTES], double loss);

/* VALUE, or NAN if it is negative (not measured). */
double figure_measured(double value);

/* Appends VALUE as decimal_text formats it, or null if it is not finite. */
void figure_json(struct buffer *out, double value);

#endif
