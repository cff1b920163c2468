/* clock.h - elapsed time */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_CLOCK_H
#define BAGTAG_BASE_CLOCK_H

/* Seconds since some moment in the past, by a clock that is never set; only differences have a meaning. */
double clock_seconds(void);

#endif
