/* logarithm.h - the natural logarithm and the exponential function, the same bits on every machine */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_LOGARITHM_H
#define BAGTAG_BASE_LOGARITHM_H

/* The C library's are as accurate, but not bit-identical everywhere. */

/* ln X for finite X >= 1e-300; error about 2e-16, relative if |ln X| > 1, otherwise absolute. */
double logarithm(double x);

/* ln(A / B) for positive A and B. */
double logarithm_of_ratio(double a, double b);

/* e^X, relative error about 4e-16; 0 for X <= -708, infinity for X > 709. */
double exponential(double x);

#endif
