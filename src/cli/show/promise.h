/* promise.h - prints the threshold found for a promised precision or coverage */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_PROMISE_H
#define BAGTAG_CLI_SHOW_PROMISE_H

#include "bagtag_choose.h"

/* FILE holds the labelled texts that the threshold was found with. */
void promise_report_precision(const struct bagtag_promise *promise, const char *file, double precision);
void promise_report_coverage(const struct bagtag_promise *promise, const char *file, double coverage);

#endif
