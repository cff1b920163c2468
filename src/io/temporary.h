/* temporary.h - an unnamed file, for what does not fit into memory */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_TEMPORARY_H
#define BAGTAG_IO_TEMPORARY_H

#include <stddef.h>

#include "base/error.h"
#include "io/mapping.h"

/* The file is in the folder given by the environment variable TMPDIR, or else in /tmp. Nobody else can open it, and it
 * is gone when it is closed or the process ends. */
struct temporary {
    const char *folder; /* for messages */
    int descriptor;
};

enum bagtag_status temporary_open(struct temporary *temporary, struct bagtag_error *error);
void temporary_close(struct temporary *temporary);

/* Appends LEN bytes. A full disk is BAGTAG_SYSTEM, with a message that names the folder and TMPDIR. */
enum bagtag_status temporary_write(struct temporary *temporary, const char *bytes, size_t len,
                                   struct bagtag_error *error);

/* Maps all bytes written so far; close with mapping_close. */
enum bagtag_status temporary_map(const struct temporary *temporary, struct mapping *mapping,
                                 struct bagtag_error *error);

#endif
