/* beside.h - hidden names beside a file or folder, for what is not yet whole */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_BESIDE_H
#define BAGTAG_IO_BESIDE_H

#include <limits.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/error.h"

enum { BESIDE_BYTES = NAME_MAX + 1, BESIDE_DIGITS = 16, BESIDE_ATTEMPTS = 100 };

/* The last part of TARGET, within it; "" where it ends in a slash. */
const char *beside_last_part(const char *target);

/* Opens the folder in which TARGET lies; the descriptor is the caller's. PATH is what messages call it. */
enum bagtag_status beside_open(int *parent, const char *target, const char *path, struct bagtag_error *error);

/* A number for hidden names, which no other writer of the same name has; another one for each ATTEMPT. */
uint64_t beside_number(uint64_t attempt);

/* OUT becomes ".NAME.KIND-NUMBER", NAME cut where it is long: it tells a person what was being written. NUMBER has
 * BESIDE_DIGITS hexadecimal digits, and is last. */
void beside_name(char out[BESIDE_BYTES], const char *name, const char *kind, uint64_t number);

/* Gives DESCRIPTOR the owner, group and mode of ABOUT, as far as the system lets us: what the group may do, only where
 * the group is the same. What it was made with should be private. */
void beside_keep_mode(int descriptor, const struct stat *about);

/* fsync, taken up again after a signal; 0 or an errno number. A file system that cannot sync this kind of thing
 * (EINVAL) has nothing to be waited for. */
int beside_sync(int descriptor);

#endif
