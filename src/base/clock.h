/* clock.h - elapsed time */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_CLOCK_H
#define BAGTAG_BASE_CLOCK_H

/* Seconds of the monotonic clock; only differences are meaningful. */
double clock_seconds(void);

#endif
