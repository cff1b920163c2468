/* logarithm.h - the natural logarithm and the exponential function, the same bits on every machine */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_LOGARITHM_H
#define BAGTAG_BASE_LOGARITHM_H

/* The C library's are as exact, but not the same everywhere. */

/* ln X for finite X from 1e-300 on, to about 2e-16 of it, or of 1 where it is smaller. */
double logarithm(double x);

/* ln(A / B) of positive numbers. */
double logarithm_of_ratio(double a, double b);

/* e^X, to about 4e-16 of it; 0 up to -708, infinity above 709. */
double exponential(double x);

#endif
