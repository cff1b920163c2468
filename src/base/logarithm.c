/* logarithm.c - the natural logarithm and the exponential function, the same bits on every machine */
/* SPDX-License-Identifier: MIT */
#include "base/logarithm.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LN2 0.69314718055994530942

/* 2^N, for -1022 <= N <= 1023. */
static double power_of_two(int n)
{
    uint64_t bits = (uint64_t)(n + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

/* x = 2^n m with m in [0.75, 1.5); ln m = 2 artanh(s) = 2 (s + s^3 / 3 + s^5 / 5 + ...), s = (m - 1) / (m + 1),
 * |s| <= 0.2; 12 terms are enough. */
double logarithm(double x)
{
    static const double factors[] = {1.0 / 23, 1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13,
                                     1.0 / 11, 1.0 / 9,  1.0 / 7,  1.0 / 5,  1.0 / 3,  1.0};
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int n = (int)(bits >> 52) - 1023;
    x *= power_of_two(-n);
    if (x >= 1.5) {
        x *= 0.5;
        n++;
    }
    double s = (x - 1.0) / (x + 1.0), square = s * s, sum = 0.0;
    for (int k = 0; k < 12; k++)
        sum = sum * square + factors[k];
    return (double)n * LN2 + 2.0 * s * sum;
}

double logarithm_of_ratio(double a, double b)
{
    return a >= b ? logarithm(a / b) : 0.0 - logarithm(b / a);
}

/* x = n ln 2 + r with |r| <= ln 2 / 2 (ln 2 in two parts, so that r is exact; Cody and Waite 1980), and the series of
 * exp(r) to r^13. */
double exponential(double x)
{
    static const double factors[] = {
        1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
        1.0 / 720,        1.0 / 120,       1.0 / 24,       1.0 / 6,       0.5,          1.0,         1.0};
    const double shift = 6755399441055744.0; /* 1.5 * 2^52: adding it rounds to an integer */
    if (!(x > -708.0))
        return x <= -708.0 ? 0.0 : x;
    if (x > 709.0)
        return HUGE_VAL;
    double n = (x * 1.44269504088896340736 + shift) - shift;
    double r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33;
    double sum = 0.0;
    for (int k = 0; k < 14; k++)
        sum = sum * r + factors[k];
    return sum * power_of_two((int)n);
}
