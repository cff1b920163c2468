/* clock.h - how much time passes */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_CLOCK_H
#define BAGTAG_BASE_CLOCK_H

/* Seconds since some moment in the past, by a clock that nobody sets: differences count. */
double clock_seconds(void);

#endif
