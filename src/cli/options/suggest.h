/* suggest.h - the distance of a mistyped name from a known one */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_SUGGEST_H
#define BAGTAG_CLI_OPTIONS_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

/* The number of edits (a character added, missing or wrong, or two swapped) between TYPED and NAME, ignoring case.
 * SIZE_MAX if either is longer than 31 bytes. */
size_t suggest_distance(const char *typed, const char *name);

/* Whether a distance of that many edits from TYPED is small enough to ask "did you mean". */
bool suggest_is_close(const char *typed, size_t distance);

/* This program's name for the option that other programs call NAME (without dashes before it; case, "-" and "_" are
 * ignored), or NULL. */
const char *suggest_other_name(const char *name);

#endif
