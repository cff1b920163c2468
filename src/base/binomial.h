/* binomial.h - binomial tails and the Clopper-Pearson bound */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_BINOMIAL_H
#define BAGTAG_BASE_BINOMIAL_H

#include <stdint.h>

/* Results are bit-identical on every machine; relative error about 1e-9 for N up to a million. */

/* The probability of at least HITS hits in N tries, each a hit with probability P (0..1). */
double binomial_tail(uint64_t hits, uint64_t n, double p);

/* The one-sided lower bound of Clopper and Pearson (1934) on the probability of a hit, at confidence 1 - ERROR (ERROR
 * above 0, below 1). 0 for no hits. */
double binomial_lower_bound(uint64_t hits, uint64_t n, double error);

/* The smallest N for which N hits in N tries give a lower bound of at least P (above 0, below 1). */
uint64_t binomial_fewest(double p, double error);

#endif
