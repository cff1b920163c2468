/* binomial.h - what a count of hits says about the chance of a hit */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_BINOMIAL_H
#define BAGTAG_BASE_BINOMIAL_H

#include <stdint.h>

/* The same bits on every machine, to about 1e-9 of the value for N up to a million. */

/* The chance of at least HITS hits in N tries, each with the chance P (0..1). */
double binomial_tail(uint64_t hits, uint64_t n, double p);

/* The lower bound of Clopper and Pearson (1934): the chance of a hit is at least this, unless what was seen had a
 * chance of at most ERROR (above 0, below 1). 0 for no hits. */
double binomial_lower_bound(uint64_t hits, uint64_t n, double error);

/* The fewest tries, all of them hits, of which the lower bound is at least P (above 0, below 1). */
uint64_t binomial_fewest(double p, double error);

#endif
