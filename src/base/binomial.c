/* binomial.c - binomial tails and the Clopper-Pearson bound */
/* SPDX-License-Identifier: MIT */
#include "base/binomial.h"

#include <math.h>

#include "base/logarithm.h"

#define LN_2PI 1.8378770664093454836

/* ln N!: computed directly for small N, otherwise by Stirling's series, accurate to 1e-14 from N = 16 on. */
static double log_factorial(uint64_t n)
{
    if (n < 16) {
        double product = 1.0;
        for (uint64_t i = 2; i <= n; i++)
            product *= (double)i;
        return logarithm(product);
    }
    double x = (double)n, square = x * x;
    double series = (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / square) / square) / square) / x;
    return (x + 0.5) * logarithm(x) - x + 0.5 * LN_2PI + series;
}

/* The probability of exactly HITS. */
static double chance(uint64_t hits, uint64_t n, double p)
{
    return exponential(log_factorial(n) - log_factorial(hits) - log_factorial(n - hits) + (double)hits * logarithm(p) +
                       (double)(n - hits) * logarithm(1.0 - p));
}

/* Sums the tail from HITS outwards: away from the mean the terms decrease. */
static double sum_up(uint64_t hits, uint64_t n, double p)
{
    double term = chance(hits, n, p), sum = 0.0;
    for (uint64_t k = hits; k <= n && term > sum * 1e-17; k++) {
        sum += term;
        term *= (double)(n - k) / (double)(k + 1) * (p / (1.0 - p));
    }
    return sum;
}

static double sum_down(uint64_t hits, uint64_t n, double p)
{
    double term = chance(hits, n, p), sum = 0.0;
    for (uint64_t k = hits; term > sum * 1e-17; k--) {
        sum += term;
        term *= (double)k / (double)(n - k + 1) * ((1.0 - p) / p); /* 0 after k = 0 */
    }
    return sum;
}

double binomial_tail(uint64_t hits, uint64_t n, double p)
{
    if (hits == 0 || p >= 1.0)
        return hits <= n ? 1.0 : 0.0;
    if (hits > n || p <= 0.0)
        return 0.0;
    return (double)hits > (double)n * p ? sum_up(hits, n, p) : 1.0 - sum_down(hits - 1, n, p);
}

/* The tail grows with P; at hits / n it is about a half. */
double binomial_lower_bound(uint64_t hits, uint64_t n, double error)
{
    double low = 0.0, high = 1.0;
    for (int i = 0; hits > 0 && i < 100; i++) {
        double middle = 0.5 * (low + high);
        if (binomial_tail(hits, n, middle) <= error)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint64_t binomial_fewest(double p, double error)
{
    uint64_t n = (uint64_t)floor(logarithm(error) / logarithm(p));
    n = n > 2 ? n - 2 : 1;
    while (binomial_tail(n, n, p) > error)
        n++;
    return n;
}
