/* number.h - parsing whole numbers and doubles that people typed */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_NUMBER_H
#define BAGTAG_BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* Strict and locale-independent: all of TEXT must be a number in decimal digits (a real one may have sign, point and
 * exponent) within the range of the type. False, and *VALUE untouched, for anything else. */
bool number_read_whole(const char *text, uint64_t *value);
bool number_read_real(const char *text, double *value);

/* VALUE for "%g" in a sentence: a NaN loses its meaningless sign, which "%g" would print. */
double number_shown(double value);

#endif
