/* choices.c - one of several: lists of names in prose, and checks of enum values */
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

enum bagtag_status choices_check(const char *name, unsigned value, unsigned n, struct bagtag_error *error)
{
    if (value < n)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_ARGUMENT, "%s: expected a value from 0 to %u; found %u", name, n - 1, value);
}
