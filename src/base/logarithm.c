/* logarithm.c - the natural logarithm, the same bits on every machine */
/* SPDX-License-Identifier: MIT */
#include "base/logarithm.h"

/* x = 2^n m with m in [0.75, 1.5); ln m = 2 artanh(s) = 2 (s + s^3 / 3 + s^5 / 5 + ...), s = (m - 1) / (m + 1),
 * |s| <= 0.2, of which 12 terms are enough. */
double logarithm(double x)
{
    int n = 0;
    while (x >= 1.5) {
        x *= 0.5;
        n++;
    }
    double s = (x - 1.0) / (x + 1.0), square = s * s, sum = 0.0;
    for (int k = 23; k >= 1; k -= 2)
        sum = sum * square + 1.0 / (double)k;
    return (double)n * 0.69314718055994530942 + 2.0 * s * sum;
}

double logarithm_of_ratio(double a, double b)
{
    return a >= b ? logarithm(a / b) : 0.0 - logarithm(b / a);
}
