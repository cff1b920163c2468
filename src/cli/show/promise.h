/* promise.h - says which threshold holds a promise */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_PROMISE_H
#define BAGTAG_CLI_SHOW_PROMISE_H

#include "bagtag_choose.h"

/* FILE is what the promise was found on. */
void promise_report_precision(const struct bagtag_promise *promise, const char *file, double precision);
void promise_report_coverage(const struct bagtag_promise *promise, const char *file, double coverage);

#endif
