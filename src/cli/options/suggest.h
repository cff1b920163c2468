/* suggest.h - the distance of a mistyped name from a right one */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_SUGGEST_H
#define BAGTAG_CLI_OPTIONS_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

/* The number of typing errors (a character too many, missing, wrong, or two swapped) between TYPED and NAME, ignoring
 * case. SIZE_MAX for names longer than 31 bytes. */
size_t suggest_distance(const char *typed, const char *name);

/* Whether this number of errors in TYPED is small enough to ask "did you mean". */
bool suggest_is_close(const char *typed, size_t distance);

/* bagtag's name for the option that other programs call NAME (without dashes; case, "-" and "_" are ignored), or NULL.
 */
const char *suggest_other_name(const char *name);

#endif
