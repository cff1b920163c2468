/* line_joiner.c - writes the lines of several files as one output */
/* SPDX-License-Identifier: MIT */
#include "use/line_joiner.h"

#include <errno.h>

int line_joiner_write(void *context, const char *bytes, size_t len)
{
    struct line_joiner *joiner = context;
    int errnum = joiner->is_line_open ? joiner->sink->write(joiner->sink->context, "\n", 1) : 0;
    joiner->is_line_open = bytes[len - 1] != '\n';
    if (errnum == 0)
        errnum = joiner->sink->write(joiner->sink->context, bytes, len);
    joiner->is_full = errnum == 0 && joiner->n_left != NULL && *joiner->n_left == 0;
    return joiner->is_full ? ECANCELED : errnum;
}
