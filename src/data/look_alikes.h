/* look_alikes.h - labels that differ only in spelling */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_LOOK_ALIKES_H
#define BAGTAG_DATA_LOOK_ALIKES_H

#include <stdint.h>

#include "words/vocab.h"

struct look_alikes {
    uint64_t n;          /* labels that look like a more frequent one */
    uint32_t one, other; /* the pair with the most frequent `other`; meaningless if n is 0 */
};

/* Compares labels ignoring case, Unicode composition, full and half width, the number of blanks, and final commas,
 * colons, semicolons and full stops. Returns 0, or -1 if out of memory. */
int look_alikes_find(const struct vocab *labels, struct look_alikes *found);

#endif
