/* logarithm.h - the natural logarithm, the same bits on every machine */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_LOGARITHM_H
#define BAGTAG_BASE_LOGARITHM_H

/* ln X for finite X >= 1, to about 2e-16 of it: the C library's is as exact, but not the same everywhere. */
double logarithm(double x);

/* ln(A / B) of positive numbers. */
double logarithm_of_ratio(double a, double b);

#endif
