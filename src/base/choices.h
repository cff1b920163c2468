/* choices.h - one of several: lists of names in prose, and checks of enum values */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_CHOICES_H
#define BAGTAG_BASE_CHOICES_H

#include <stddef.h>

#include "base/error.h"

/* Writes the names in CHOICES (NULL-terminated) as "a, b or c" to OUT, truncated to BYTES including the NUL. */
void choices_list(char *out, size_t bytes, const char *const *choices);

/* Checks that VALUE is one of the N constants 0, 1 ... of an enum; otherwise BAGTAG_ARGUMENT with a sentence that
 * begins with NAME. */
enum bagtag_status choices_check(const char *name, unsigned value, unsigned n, struct bagtag_error *error);

#endif
