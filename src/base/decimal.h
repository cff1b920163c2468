/* decimal.h - a float in as few digits as bring it back */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_DECIMAL_H
#define BAGTAG_BASE_DECIMAL_H

#include "base/buffer.h"

/* Appends VALUE in decimal so that reading it as a float32 gives VALUE again, bit for bit: "0.1", "-12.5", "3e-9". The
 * same text on every machine and in every locale, and a valid JSON number, but for "nan", "inf" and "-inf". As short as
 * can be for values from 1e-11 to 1e21 (to a digit more where the shortest lies half way between two floats); nine
 * digits beyond. */
void decimal_append(struct buffer *out, float value);

/* The same for a probability: without an exponent and with six decimals at least, "0.250000", "0.99999988", so that a
 * column of them can be sorted. A NaN is written as 0; numbers out of range as 0 or 1. */
void decimal_append_probability(struct buffer *out, float value);

#endif
