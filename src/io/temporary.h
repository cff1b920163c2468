/* temporary.h - a file without a name, for what does not fit into memory */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_TEMPORARY_H
#define BAGTAG_IO_TEMPORARY_H

#include <stddef.h>

#include "base/error.h"
#include "io/mapping.h"

/* In the folder that the environment variable TMPDIR names, otherwise in /tmp. Nobody else can open it, and it is gone
 * when it is closed or the process ends. */
struct temporary {
    const char *folder; /* for messages */
    int descriptor;
};

enum bagtag_status temporary_open(struct temporary *temporary, struct bagtag_error *error);
void temporary_close(struct temporary *temporary);

/* Appends LEN bytes. A full disk is BAGTAG_SYSTEM, with a sentence that names the folder and TMPDIR. */
enum bagtag_status temporary_write(struct temporary *temporary, const char *bytes, size_t len,
                                   struct bagtag_error *error);

/* All bytes written so far; closed by mapping_close. */
enum bagtag_status temporary_map(const struct temporary *temporary, struct mapping *mapping,
                                 struct bagtag_error *error);

#endif
