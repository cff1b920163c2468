/* beside.h - hidden temporary names next to a file or folder, for unfinished output */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_BESIDE_H
#define BAGTAG_IO_BESIDE_H

#include <limits.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/error.h"

enum { BESIDE_BYTES = NAME_MAX + 1, BESIDE_DIGITS = 16, BESIDE_ATTEMPTS = 100 };

/* The last component of TARGET, pointing into it; "" if TARGET ends in a slash. */
const char *beside_last_part(const char *target);

/* Opens the folder that contains TARGET; the caller closes the descriptor. PATH is TARGET's name in messages. */
enum bagtag_status beside_open(int *parent, const char *target, const char *path, struct bagtag_error *error);

/* A number for hidden names: unique among writers of the same name, and different for each ATTEMPT. */
uint64_t beside_number(uint64_t attempt);

/* Sets OUT to ".NAME.KIND-NUMBER", with a long NAME shortened, so that a person can see what was being written. NUMBER
 * has BESIDE_DIGITS hexadecimal digits and comes last. */
void beside_name(char out[BESIDE_BYTES], const char *name, const char *kind, uint64_t number);

/* Gives DESCRIPTOR the owner, group and mode of ABOUT, as far as the system allows; the group's permissions only if the
 * group is the same. DESCRIPTOR should have been created with a private mode. */
void beside_keep_mode(int descriptor, const struct stat *about);

/* fsync, retried after a signal; 0 or an errno number. 0 also if the file system cannot sync this kind of file (EINVAL,
 * ENOTSUP): there is nothing to wait for. */
int beside_sync(int descriptor);

#endif
