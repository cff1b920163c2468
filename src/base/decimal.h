/* decimal.h - numbers in as few digits as bring them back, or in as many as asked for */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_DECIMAL_H
#define BAGTAG_BASE_DECIMAL_H

#include <stdint.h>

#include "base/buffer.h"

/* Appends VALUE in decimal so that reading it as a float32 gives VALUE again, bit for bit: "0.1", "-12.5", "3e-9". The
 * same text on every machine and in every locale, and a valid JSON number, except "nan", "inf" and "-inf". As short as
 * can be for values from 1e-11 to 1e21 (to a digit more where the shortest lies half way between two floats); nine
 * digits beyond. */
void decimal_append(struct buffer *out, float value);

/* The same for a probability: without an exponent and with six decimals at least, "0.250000", "0.99999988", so that a
 * column of them can be sorted. A NaN is written as 0; numbers out of range as 0 or 1. */
void decimal_append_probability(struct buffer *out, float value);

/* Room for any double with its NUL. */
enum { DECIMAL_BYTES = 32 };

/* VALUE with N_DIGITS (5 or 6) significant digits, byte for byte as printf's %.5g or %g writes it in the C locale and
 * with halves to even: exact, and ten times as fast. Writes no more than DECIMAL_BYTES to OUT, not all of them part of
 * the text, and no NUL; returns the end of the text. */
char *decimal_write_rounded(char *out, float value, int n_digits);
void decimal_append_rounded(struct buffer *out, float value, int n_digits);

/* A finite VALUE in as few digits as give it back exactly, without an exponent unless it is tiny or huge: "10",
 * "0.00001", "1e-09"; the same in every locale. Fills OUT and returns it. */
const char *decimal_text(char out[DECIMAL_BYTES], double value);

/* A whole number with a comma before each group of three digits: "1,234,567". Fills OUT and returns it. */
const char *decimal_grouped(char out[DECIMAL_BYTES], uint64_t n);

/* The same digits as printf's %g writes them: with an exponent where it is below -4 or beyond the digits. */
const char *decimal_general(char out[DECIMAL_BYTES], double value);

#endif
