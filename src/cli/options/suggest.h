/* suggest.h - how far a mistyped name is from a right one */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_SUGGEST_H
#define BAGTAG_CLI_OPTIONS_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

/* How many single slips (a character too many, missing, wrong, or two swapped) lead from TYPED to NAME; letters of
 * either case count as equal. Names longer than 31 bytes are never near: SIZE_MAX. */
size_t suggest_distance(const char *typed, const char *name);

/* Whether so many slips in TYPED are few enough to ask "did you mean". */
bool suggest_is_close(const char *typed, size_t distance);

/* What the option is called here that other programs call NAME (without its dashes; upper and lower case, "-" and "_"
 * do not count), or NULL. */
const char *suggest_other_name(const char *name);

#endif
