/* choices.h - one of several: lists of names as people write them, and values of an enum */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_CHOICES_H
#define BAGTAG_BASE_CHOICES_H

#include <stddef.h>

#include "base/error.h"

/* "a, b or c" of the names in CHOICES, which ends with NULL; cut off where OUT[0..bytes) ends. */
void choices_list(char *out, size_t bytes, const char *const *choices);

/* Whether VALUE is one of the N constants 0, 1 ... of an enum; otherwise BAGTAG_ARGUMENT, which begins with NAME. */
enum bagtag_status choices_check(const char *name, unsigned value, unsigned n, struct bagtag_error *error);

#endif
