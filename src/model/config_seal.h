/* config_seal.h - a checksum of config.json in its own last line */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_CONFIG_SEAL_H
#define BAGTAG_MODEL_CONFIG_SEAL_H

#include <stddef.h>

#include "base/error.h"

/* config.json checks the other files; its own last member, "checksum", is the XXH3-128 of all bytes before the comma in
 * front of it. So a label or a number that changed by itself is noticed. It is optional at reading: whoever edits the
 * file by hand takes the line out. */

/* TEXT (an indented JSON object, from malloc, freed here) with the checksum as its last member; NULL if out of memory
 * or TEXT is NULL. */
char *config_seal(char *text);

/* BAGTAG_INPUT when TEXT ends in a checksum that is not its own. */
enum bagtag_status config_seal_check(const char *file, const char *text, size_t len, struct bagtag_error *error);

#endif
