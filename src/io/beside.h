/* beside.h - hidden temporary names next to a file or folder, for unfinished output */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_BESIDE_H
#define BAGTAG_IO_BESIDE_H

#include <limits.h>
#include <stdbool.h>
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

/* Whether renameat2 failed because the kernel or the file system does not support its flags. */
bool beside_is_unsupported(int failure);

/* Renames A to B, which must not exist, in the folder PARENT; 0 or an errno number. Where the file system cannot do
 * both in one step, what somebody creates as B between the look and the rename is replaced, unless the system refuses.
 */
int beside_move_new(int parent, const char *a, const char *b);

/* TEMPORARY is finished but cannot take the place of TARGET, in the same folder PARENT, because of the errno number
 * FAILURE: renames it to a visible name that nothing has, TARGET.new or TARGET.new-2 and so on (a long name is
 * shortened), or leaves it if that fails, too. Returns BAGTAG_SYSTEM with a sentence that says where it is. PATH is
 * TARGET's name in messages. */
enum bagtag_status beside_keep(int parent, const char *temporary, const char *target, const char *path, int failure,
                               struct bagtag_error *error);

#endif
