/* decimal.h - numbers as text: the fewest digits that read back exactly, or a given number of digits */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_DECIMAL_H
#define BAGTAG_BASE_DECIMAL_H

#include <stdint.h>

#include "base/buffer.h"

/* Appends VALUE in decimal so that it reads back as the same float32, bit for bit: "0.1", "-12.5", "3e-9". The text is
 * the same on every machine and in every locale, and a valid JSON number except for "nan", "inf" and "-inf". As short
 * as possible for values from 1e-11 to 1e21 (up to a digit longer if the shortest lies halfway between two floats);
 * nine digits outside that range. */
void decimal_append(struct buffer *out, float value);

/* The same for a probability: without an exponent and with at least six decimals, "0.250000", "0.99999988", so that a
 * column of them can be sorted. NaN is written as 0; values are clamped to [0, 1]. */
void decimal_append_probability(struct buffer *out, float value);

/* Holds any double and a NUL. */
enum { DECIMAL_BYTES = 32 };

/* VALUE with N_DIGITS (5 or 6) significant digits, byte for byte as printf's %.5g or %g in the C locale, halves to
 * even: exact, and ten times as fast. Returns the end of the text, which has no NUL; up to DECIMAL_BYTES of OUT may be
 * overwritten. */
char *decimal_write_rounded(char *out, float value, int n_digits);
void decimal_append_rounded(struct buffer *out, float value, int n_digits);

/* A finite VALUE in the fewest digits that read back exactly, without an exponent unless it is tiny or huge: "10",
 * "0.00001", "1e-09"; the same in every locale. Fills OUT and returns it. */
const char *decimal_text(char out[DECIMAL_BYTES], double value);

/* A whole number with a comma before each group of three digits: "1,234,567". Fills OUT and returns it. */
const char *decimal_grouped(char out[DECIMAL_BYTES], uint64_t n);

/* The digits of decimal_text in printf's %g style: with an exponent if it is below -4 or not below the number of
 * digits. */
const char *decimal_general(char out[DECIMAL_BYTES], double value);

#endif
