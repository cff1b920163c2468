/* config_seal.h - a checksum of config.json in its own last line */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_CONFIG_SEAL_H
#define BAGTAG_MODEL_CONFIG_SEAL_H

#include <stddef.h>

#include "base/error.h"

/* config.json has the checksums of the other files; its own last member, "checksum", is the XXH3-128 of all bytes
 * before the comma in front of it, so that damage is noticed. It is optional when reading: remove the line to edit the
 * file by hand. */

/* TEXT (an indented JSON object, from malloc, freed here) with the checksum as its last member; NULL if out of memory
 * or TEXT is NULL. */
char *config_seal(char *text);

/* BAGTAG_INPUT if TEXT ends in a wrong checksum. */
enum bagtag_status config_seal_check(const char *file, const char *text, size_t len, struct bagtag_error *error);

#endif
