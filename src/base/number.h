/* number.h - whole numbers and doubles as people type them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_NUMBER_H
#define BAGTAG_BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* Strict numbers, the same in every locale: all of TEXT, decimal digits only (and for a real one sign, point and
 * exponent), in range of the type. False, and *VALUE untouched, for anything else. */
bool number_read_whole(const char *text, uint64_t *value);
bool number_read_real(const char *text, double *value);

/* VALUE for "%g" in a sentence: what is not a number has a sign there that nobody gave it. */
double number_shown(double value);

#endif
