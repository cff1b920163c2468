/* choices.c - lists of names as people write them */
/* SPDX-License-Identifier: MIT */
#include "base/choices.h"

#include <stdio.h>

void choices_list(char *out, size_t bytes, const char *const *choices)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; choices[i] && len < bytes; i++) {
        const char *before = i == 0 ? "" : choices[i + 1] ? ", " : " or ";
        len += (size_t)snprintf(out + len, bytes - len, "%s%s", before, choices[i]);
    }
}
