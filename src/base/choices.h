/* choices.h - lists of names as people write them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_CHOICES_H
#define BAGTAG_BASE_CHOICES_H

#include <stddef.h>

/* "a, b or c" of the names in CHOICES, which ends with NULL; cut off where OUT[0..bytes) ends. */
void choices_list(char *out, size_t bytes, const char *const *choices);

#endif
