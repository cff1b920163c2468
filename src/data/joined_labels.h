/* joined_labels.h - labels that are really several labels joined in one field */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_JOINED_LABELS_H
#define BAGTAG_DATA_JOINED_LABELS_H

#include <stdint.h>

#include "words/vocab.h"

struct joined_labels {
    char separator;   /* '\0': labels are not joined */
    uint64_t n_parts; /* distinct labels after splitting at it */
    uint32_t label;   /* the most frequent one with a separator */
};

/* Looks for a separator that splits most labels, many of which occur only once, into far fewer. Returns 0, or -1 if out
 * of memory. */
int joined_labels_find(const struct vocab *labels, struct joined_labels *found);

#endif
